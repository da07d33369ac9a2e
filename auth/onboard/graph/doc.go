// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package graph is a client of Microsoft Graph for what [github.com/azfoundry/azfoundry/auth/onboard] needs
// of it: applications and their service principals. API version v1.0.
//
// An application is registered in its home tenant. In every tenant where it signs in a service principal
// stands for it, the one of the home tenant among them. A client speaks for one tenant, that of its
// credential's tokens:
//
//	home, err := graph.NewClient(chain, nil)
//	view, err := chain.As(other)
//	there, err := graph.NewClient(view, nil)
//
// Tokens for Microsoft Graph go to its own host and nowhere else, not even to Resource Manager; those for
// Resource Manager never come here. The host follows from the cloud: public, US Government or China. In
// other clouds, and where Microsoft Graph is elsewhere, such as for the US Department of Defense, set
// Services[graph.Service] of the cloud.Configuration.
package graph

//go:generate go run github.com/azfoundry/azfoundry/gen/cmd/azgen graph
