// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package setup

import (
	"github.com/azfoundry/azfoundry/connections/gateway/policy"
)

// inference is what the policy of the API is made from; client is the client id of a user-assigned identity.
func (g Gateway) inference(client string) policy.Inference {
	out := policy.Inference{
		Access: g.Access, Backend: g.entrance().Name, IdentityClientID: client, Limits: g.Limits, Metrics: g.Metrics, Retries: g.Retries,
	}
	if g.Kind == Classic {
		out.Upstream = policy.UpstreamClassic
	}
	if g.Logger != "" && g.Metrics == nil {
		out.Metrics = new(policy.Metrics)
	}
	return out
}

// documents returns the policies of the set-up. Whoever may call may ask for models, and nobody else.
func (r *run) documents() (documents, error) {
	g := r.gateway
	var out documents
	var err error
	if out.api, err = g.inference(r.found.client).Document(); err != nil || !g.discovery() {
		return out, err
	}
	ask := policy.Discovery{Account: g.Accounts[0].ID.String(), Access: &g.Access, IdentityClientID: r.found.client, Parameter: deploymentParameter}
	list, err := ask.ListDeployments()
	if err != nil {
		return out, err
	}
	one, err := ask.GetDeployment()
	out.operations = map[string]policy.Document{listDeployments.name: list, getDeployment.name: one}
	return out, err
}
