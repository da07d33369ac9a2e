// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package proxy is what an AI gateway for Microsoft Foundry consists of where it is written in Go: middleware for
// net/http that knows who calls and how much they used, and a reverse proxy of models that has both.
//
//	guard, err := proxy.NewGuard(proxy.GuardOptions{Tenant: tenant, Callers: callers})
//	limiter, err := proxy.NewLimiter([]proxy.Limit{{Per: proxy.PerProject, Requests: 600}}, nil)
//	gateway, err := proxy.New(proxy.Options{Guard: guard, Limiter: limiter, Models: models, Upstream: upstream})
//
// The first two also stand before handlers of one's own: guard.Handler(limiter.Handler(next)), where
// [FromContext] tells of the [Origin] of a request.
//
// # Who calls
//
// Foundry signs in with the identity of a project (a token of Entra ID) or with a key, and says in headers for
// which project, agent and model it calls. Headers prove nothing: a gateway that goes by them alone serves whoever
// writes them. A [Guard] finds the [Caller] by the credential, and lets the headers count for the projects
// that it was told the caller speaks for; one that names another project is refused.
//
// # How much
//
// A [Limiter] counts by caller, project, agent or version of an agent in sliding windows, exactly, and answers 429
// with Retry-After. Its memory is bounded whatever requests say. Counts are those of one process.
//
// # What it answers
//
// What is refused is a [RefusedError], sent in the form of OpenAI's errors. No error, event or answer has a token
// or key. docs/gateway.md says what each status means, and how a connection is set up to lead here.
package proxy
