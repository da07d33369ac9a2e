// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package auth signs requests in to Azure Resource Manager across Microsoft Entra tenants.
//
// A request runs under a token of the tenant that owns the subscription in its URL, its home. Where its
// body refers to a resource of another tenant, as a virtual network does that draws on another tenant's
// address pool, Resource Manager also wants a token of that tenant in the header
// x-ms-authorization-auxiliary. A [Chain] holds one credential for each tenant and sends the right
// token with the right request, and with no other:
//
//	app := auth.ClientSecret(clientID, secret, nil)
//	chain, err := auth.NewChain(
//		auth.Tenant{ID: managed, Source: app},
//		auth.Tenant{ID: management, Source: app, Subscriptions: []string{poolSubscription}},
//	)
//	networks, err := ipam.NewClient(chain, nil)
//
// A [Source] is one way to sign in, which makes a credential of its own for each tenant; [FromEnvironment]
// makes a chain of what the ordinary AZURE_* variables say. Clients of this module take the chain as it is. The official ones (armnetwork and others) take the
// chain as their credential and the result of [Chain.ClientOptions] as their options.
//
// # Which requests carry auxiliary tokens
//
// A PUT, PATCH or POST whose JSON body holds a full resource id of a subscription that a [Tenant] lists
// carries that tenant's token. [WithTenants] names tenants for every request of a context instead. A
// write that the service refuses for want of another tenant's token is sent once more with it, if the
// chain finds out which of its tenants that is, and later writes of the same resource carry it from the
// start. All other requests, such as reads, polls and writes that stay at home, carry none.
// docs/auth.md has the whole of it.
//
// # Where tokens go
//
// Tokens go to the Resource Manager host of the client's cloud and to [Options.ExtraHosts]. Requests,
// polls, next links and redirects to another host, port or scheme are refused before anything is sent.
// This holds for arm.ClientOptions whose Transport is nil or an *http.Client. Any other transporter is
// opaque: a redirect that it follows by itself is noticed only afterwards. Responses and errors that
// leave a client no longer hold the credential headers.
//
// # Errors
//
// What goes wrong between tenants is a *[CrossTenantError], which says what to do about it. It wraps the
// service's *azcore.ResponseError where there is one. [Explain] reads the same from errors of other
// clients and from results of operations, [ExplainText] from a text that somebody copied, and
// [Chain.Preflight] finds out before the first request what would fail.
package auth
