// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package connections manages connections of Foundry accounts, projects and workspaces (hubs) to other
// services: search, storage, tools, and gateways to models.
//
// [NewClient] takes any azcore.TokenCredential, usually an *auth.Chain. An [ID] is a [Home] and a name:
// AccountID.Project("agents").Connection("search"). [New] makes the body of a connection from a category,
// a target and an [Auth], which covers also the ways to sign in that the service takes and does not
// publish; bodies are checked before they are sent, with all faults in one *azfoundry.ValidationError.
//
// The service never returns credentials on a read and refuses a PUT without them. So
// [ConnectionsClient.Modify] sends its difference as a PATCH, which leaves the credentials as they are, and
// what was read cannot be given to [ConnectionsClient.Create]. API version 2026-05-01.
package connections

//go:generate go run github.com/azfoundry/azfoundry/gen/cmd/azgen connections
