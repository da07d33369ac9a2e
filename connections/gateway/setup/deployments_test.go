// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package setup_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/connections/gateway/setup"
	"github.com/azfoundry/azfoundry/foundry"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// deployment is one of an account.
func deployment(name, model, version string, state foundry.ProvisioningState) foundry.Deployment {
	return foundry.Deployment{Name: name, Properties: foundry.DeploymentProperties{
		ProvisioningState: state, Model: foundry.DeploymentModel{Format: "OpenAI", Name: model, Version: version},
	}}
}

func TestCompareDeployments(t *testing.T) {
	t.Parallel()
	const done = foundry.ProvisioningStateSucceeded
	both := func(east, west []foundry.Deployment) []setup.Deployed {
		return []setup.Deployed{{Account: account("ai-east"), Deployments: east}, {Account: account("ai-west"), Deployments: west}}
	}
	same := deployment("gpt-4o", "gpt-4o", "2024-11-20", done)
	tests := []struct {
		name string
		all  []setup.Deployed
		want []string
	}{
		{"the same", both([]foundry.Deployment{same}, []foundry.Deployment{same}), nil},
		{"names in another case", both([]foundry.Deployment{same}, []foundry.Deployment{deployment("GPT-4o", "gpt-4o", "2024-11-20", done)}), nil},
		{"nothing at all", both(nil, nil), nil},
		{"no accounts", nil, nil},
		{"one account", both([]foundry.Deployment{same}, nil)[:1], nil},
		{"missing", both([]foundry.Deployment{same}, nil), []string{"deployment gpt-4o: ai-east has OpenAI gpt-4o 2024-11-20, ai-west has nothing"}},
		{
			"another version, and one more", both([]foundry.Deployment{same}, []foundry.Deployment{deployment("gpt-4o", "gpt-4o", "2024-08-06", done), deployment("a", "b", "", done)}),
			[]string{"deployment a: ai-east has nothing, ai-west has OpenAI b of no version", "deployment gpt-4o: ai-east has OpenAI gpt-4o 2024-11-20, ai-west has OpenAI gpt-4o 2024-08-06"},
		},
		{
			"another model", both([]foundry.Deployment{same}, []foundry.Deployment{deployment("gpt-4o", "mini", "2024-11-20", done)}),
			[]string{"deployment gpt-4o: ai-east has OpenAI gpt-4o 2024-11-20, ai-west has OpenAI mini 2024-11-20"},
		},
		{
			"one that failed", both([]foundry.Deployment{same}, []foundry.Deployment{deployment("gpt-4o", "gpt-4o", "2024-11-20", foundry.ProvisioningStateFailed)}),
			[]string{"deployment gpt-4o: ai-east has OpenAI gpt-4o 2024-11-20, ai-west has OpenAI gpt-4o 2024-11-20 (Failed)"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, m := range setup.CompareDeployments(test.all) {
				got = append(got, m.String())
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("mismatches (-want +got):\n%s", diff)
			}
		})
	}
}

// A report has what differs as findings; so does the question by itself.
func TestClient_Deployments(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deploy("ai-west", "mini", "gpt-4o-mini", "2024-07-18")
	got := testworld.Must[[]setup.Mismatch](t)(w.Deployments(t.Context(), account("ai-east"), account("ai-west")))
	if len(got) != 1 || got[0].Deployment != "mini" || !got[0].Accounts[0].Missing || got[0].Accounts[1].Name != "gpt-4o-mini" {
		t.Errorf("mismatches = %+v, want that of mini", got)
	}
	found := w.plan(wanted()).Findings
	if len(found) != 1 || found[0].Rule != "deployments" || found[0].Severity != setup.Error || found[0].Fix == "" {
		t.Errorf("findings = %+v, want one of the rule deployments", found)
	}
}
