// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package setup makes an API Management service the gateway to the models of one or more Foundry accounts, as
// connections of Foundry projects need it, and says what keeps it from working.
//
// A [Gateway] says what is wanted. [Client.Plan] compares it with what is there, [Client.Apply] makes what is
// missing and changes what differs, and [Client.Undo] takes that back. A second run writes nothing:
//
//   - the gateway's identity gets the role Cognitive Services OpenAI User at each account, and Reader where
//     Foundry asks the gateway for models;
//   - each account gets a backend, with the URL that models have: with /openai at its end, and /v1 behind
//     that for version 1. Several backends become a pool;
//   - the API gets its path, its way to sign in, a policy, and the operations by which models are called;
//   - where Foundry asks for models, the operations list-deployments and get-deployment-by-name ask Resource
//     Manager for the deployments of the first account;
//   - with a logger, the API has the tokens of each call counted in Application Insights, for
//     connections/gateway/report.
//
// [Gateway.Connection] is the connection that fits.
//
// # What a set-up does not do
//
// It makes no service, logger or subscription. It removes no operation, backend or role that another
// [Gateway] asked for. [CheckNetwork] and [CompareDeployments] find what it cannot mend: how the service lies in
// its network, and accounts that deploy different models under one name. Reports have both under Findings.
//
// # Rights
//
// It takes API Management Service Contributor on the service, Reader on the accounts, and a role that may
// assign roles there, such as Role Based Access Control Administrator.
//
// API versions: API Management 2024-05-01, accounts 2026-05-01, role assignments 2022-04-01.
package setup
