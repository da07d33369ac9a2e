// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package foundry manages Foundry resources, which are accounts of Cognitive Services, with their
// projects and the models they serve, and workspaces of Azure Machine Learning: hubs, their projects,
// and those that stand alone.
//
// [NewClient] takes any azcore.TokenCredential, usually an *auth.Chain. Ids follow the resources:
// AccountID.Project("orders"), AccountID.Deployment("chat"). Bodies are checked before they are sent,
// with all faults in one *azfoundry.ValidationError. Lists are iterators, long-running operations wait or
// return a poller, and the Modify methods change a resource without losing members this module does not
// know: a PUT of an account replaces it, so that what it leaves out is lost.
//
// # Keys of your own
//
// [ParseKey] reads the URL of a key, with its version, and makes the encryption of an account or a
// workspace from it; the two name a key in different ways, and one is refused in place of the other.
//
// An account takes a key when it is made, if a user-assigned identity reads it; with an identity of its
// own it takes two steps: make the account, give its identity access to the key, add the key with
// Modify. A workspace takes a key when it is made, or never. Projects have the key of their account or
// hub. Nothing goes back to a key of Microsoft's, and nothing changes the vault: Modify refuses both.
//
// API version 2026-05-01.
package foundry

//go:generate go run github.com/azfoundry/azfoundry/gen/cmd/azgen foundry
