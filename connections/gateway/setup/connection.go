// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package setup

import (
	"cmp"
	"strings"

	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/gateway/policy"
)

// Connection returns what the connection of a project to the API is made from: its Connection method returns
// the body, without findings of lint. A key makes it sign in with that key; without one it signs in as the
// project. Whether the gateway takes that
// it does not look.
func (g Gateway) Connection(key connections.Secret) connections.APIManagement {
	domain, audience := g.cloud()
	base := cmp.Or(strings.TrimSuffix(g.GatewayURL, "/"), "https://"+strings.ToLower(g.Service.Name)+"."+domain)
	out := connections.APIManagement{
		Target: base + "/" + g.Path, DeploymentInPath: g.Kind == Classic,
		Auth:   connections.ProjectManagedIdentity{Audience: audience},
		Models: connections.DefaultDiscovery(),
	}
	if !key.IsZero() {
		out.Auth = connections.APIKey{Key: key}
	}
	if g.Static != nil {
		out.Models = g.Static
	}
	if g.Kind == Classic {
		out.InferenceAPIVersion = cmp.Or(g.InferenceAPIVersion, DefaultInferenceAPIVersion)
	}
	return out
}

// cloud returns the domain of gateways, and for whom tokens are that the API takes.
func (g Gateway) cloud() (domain, audience string) {
	domain, audience = "azure-api.net", connections.AudienceCognitiveServices
	switch g.Access.Cloud {
	case policy.CloudGovernment:
		domain, audience = "azure-api.us", "https://cognitiveservices.azure.us"
	case policy.CloudChina:
		domain, audience = "azure-api.cn", "https://cognitiveservices.azure.cn"
	case policy.CloudPublic:
	}
	if len(g.Access.Audiences) > 0 {
		audience = strings.TrimRight(g.Access.Audiences[0], "/")
	}
	return domain, audience
}
