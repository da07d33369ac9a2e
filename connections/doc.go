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
// # Builders
//
// What makes a connection work are texts in its metadata, some of them JSON in a string. A [Builder] writes
// and reads them: [APIManagement] and [ModelGateway] for gateways to models, and [Service] for all other
// categories, which [NewService] and functions such as [BingGrounding] fill in. [Connection.Builder] is the
// way back, and loses nothing.
//
//	body, err := connections.APIManagement{
//		Target: "https://contoso-apim.azure-api.net/openai",
//		Auth:   connections.ProjectManagedIdentity{Audience: connections.AudienceCognitiveServices},
//		Models: connections.Static{{Alias: "gpt-4o", Model: "gpt-4o", Format: connections.ModelFormatOpenAI}},
//	}.Connection()
//
// Agents name a model by its [ModelReference]; Inference, ListModels and GetModel of the two gateways are the
// requests that Foundry makes of them.
//
// # Writing
//
// Several connections of a home are written and deleted one after the other: [ConnectionsClient.Apply] does
// so, writes only what differs, and needs secrets for new ones only.
//
// The service never returns credentials on a read and refuses a PUT without them. So
// [ConnectionsClient.Modify] sends its difference as a PATCH, which leaves the credentials as they are, and
// what was read cannot be given to [ConnectionsClient.Create]. API version 2026-05-01.
package connections

//go:generate go run github.com/azfoundry/azfoundry/gen/cmd/azgen connections
