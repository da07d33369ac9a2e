// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package setup

import (
	"context"

	"github.com/azfoundry/azfoundry/connections/gateway"
	"github.com/azfoundry/azfoundry/connections/gateway/policy"
)

// documents are the policies of a set-up: that of the API, and those of operations by their names.
type documents struct {
	api        policy.Document
	operations map[string]policy.Document
}

// policy has a policy say what the document says. One that says the same already in other words is left
// alone; one that cannot be read is replaced.
//
// GET …/policies/policy?format=rawxml and PUT …/policies/policy, API version 2024-05-01.
func (r *run) policy(ctx context.Context, id gateway.PolicyID, want policy.Document) error {
	text, err := want.Render(policy.FormatRawXML)
	if err != nil {
		return err
	}
	step := Step{Kind: StepPolicy, ID: id.String()}
	policies := r.client.gateway.Policies
	_, err = policies.Modify(ctx, id, func(m *gateway.Policy) error {
		step.State, step.Before, step.Differences = Unchanged, "", nil
		if found := policyDifferences(want, m.Properties.Value, text); found != nil {
			step.State, step.Before, step.Differences = Change, encode(m), found
			m.Properties.Value = text
		}
		return nil
	})
	if notFound(err) {
		step.State = Create
		_, err = policies.CreateOrUpdate(ctx, id, gateway.RawPolicy(text), nil)
	}
	return r.took(step, err)
}

// policyDifferences are those between a document that is there and the one that is to be; nil where they say
// the same.
func policyDifferences(want policy.Document, have, text string) []Difference {
	got, err := policy.Read(have)
	if err != nil {
		return []Difference{{Pointer: "/properties/value", Have: have, Want: text}}
	}
	var out []Difference
	for _, d := range policy.Compare(want, got) {
		out = append(out, Difference{Pointer: "/properties/value/" + d.Path, Have: d.Got, Want: d.Want})
	}
	return out
}
