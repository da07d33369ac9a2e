// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package setup_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/abac/roleassign"
	"github.com/azfoundry/azfoundry/connections/gateway"
	"github.com/azfoundry/azfoundry/connections/gateway/policy"
	"github.com/azfoundry/azfoundry/connections/gateway/setup"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// An API that demanded keys, with a policy that hands the gateway's identity to whoever comes, stops to demand
// them only when its policies look at tokens; taken back it demands them before they are gone.
func TestClient_Apply_opensNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	api := service().API("openai-v1")
	w.put(api.String(), map[string]any{"properties": map[string]any{
		"displayName": "Old", "path": "models/openai/v1", "protocols": []any{"https"}, "subscriptionRequired": true, "serviceUrl": "https://ai-east.openai.azure.com/openai/v1",
	}})
	const open = `<policies><inbound><base /><authentication-managed-identity resource="https://cognitiveservices.azure.com" /></inbound><backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>`
	w.put(api.Policy(gateway.PolicyName).String(), map[string]any{"properties": map[string]any{"format": "rawxml", "value": open}})
	w.put(api.Operation("list-deployments").String(), map[string]any{"properties": map[string]any{"displayName": "List", "method": "GET", "urlTemplate": "/deployments"}})
	w.put(api.Operation("list-deployments").Policy(gateway.PolicyName).String(), map[string]any{"properties": map[string]any{"format": "rawxml", "value": open}})
	report := w.apply(wanted())
	want := []string{"openai-v1/policies/policy", "list-deployments/policies/policy", "apis/openai-v1"}
	if diff := cmp.Diff(want, w.written(want)); diff != "" {
		t.Errorf("order of writes (-want +got):\n%s", diff)
	}
	if n := w.plan(wanted()).Writes(); n != 0 {
		t.Errorf("%d steps of a second run, want none", n)
	}
	before := len(w.written(want))
	if err := w.Undo(t.Context(), report, nil); err != nil {
		t.Fatal(err)
	}
	slices.Reverse(want)
	if diff := cmp.Diff(want, w.written(want)[before:]); diff != "" {
		t.Errorf("order of writes of the undo (-want +got):\n%s", diff)
	}
	if got := testworld.Must[gateway.API](t)(w.gateway.APIs.Get(t.Context(), api)); !*got.Properties.SubscriptionRequired {
		t.Error("the API demands no subscription after the undo")
	}
}

// written are the ends of URLs that were written, in their order.
func (w world) written(ends []string) []string {
	var out []string
	for _, r := range w.Requests() {
		path, _, _ := strings.Cut(r.URL, "?")
		if i := slices.IndexFunc(ends, func(end string) bool { return strings.HasSuffix(path, end) }); i >= 0 && r.Method != "GET" {
			out = append(out, ends[i])
		}
	}
	return out
}

// What the service may write in another way is no difference: a slash at the end of a URL, the case of a host,
// the order of a pool, the case of ids and ids that begin below the service.
func TestClient_Apply_comparesWhatIsMeant(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logger()
	g := wanted()
	g.Logger = "insights"
	w.apply(g)
	ctx := t.Context()
	testworld.Must[gateway.Backend](t)(w.gateway.Backends.Modify(ctx, service().Backend("openai-v1-ai-east"), func(b *gateway.Backend) error {
		b.Properties.URL = "https://AI-East.openai.azure.com/openai/v1/"
		return nil
	}))
	testworld.Must[gateway.Backend](t)(w.gateway.Backends.Modify(ctx, service().Backend("openai-v1-pool"), func(b *gateway.Backend) error {
		members := b.Properties.Pool.Services
		slices.Reverse(members)
		for i := range members {
			members[i].ID = strings.TrimPrefix(members[i].ID, service().String())
		}
		return nil
	}))
	logger := strings.ToUpper(service().String() + "/loggers/insights")
	w.put(service().API("openai-v1").String()+"/diagnostics/applicationinsights", map[string]any{"properties": map[string]any{"loggerId": logger, "metrics": true}})
	w.Client = w.client()
	for _, s := range w.plan(g).Steps {
		if s.State != setup.Unchanged {
			t.Errorf("%s: %s %v, want it left alone", s.ID, s.State, s.Differences)
		}
	}
}

// The policy takes keys out of URLs under one name, so that an API with another one gets it.
func TestClient_Apply_namesKeys(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	api := service().API("openai-v1")
	w.put(api.String(), map[string]any{"properties": map[string]any{
		"displayName": "Old", "path": "old", "protocols": []any{"https"}, "subscriptionKeyParameterNames": map[string]any{"header": "X-Key", "query": "key"},
	}})
	g := wanted()
	g.Access.Keys = true
	w.apply(g)
	got := testworld.Must[gateway.API](t)(w.gateway.APIs.Get(t.Context(), api)).Properties.SubscriptionKeyParameterNames
	if got.Header != "api-key" || got.Query != "subscription-key" {
		t.Errorf("keys in %+v, want api-key and subscription-key", got)
	}
}

// A role that somebody gave under a condition stays as it is, and is found; taking back does not touch it.
func TestClient_Apply_keepsConditions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	roles := testworld.Must[*roleassign.Client](t)(roleassign.NewClient(w.cred, w.ClientOptions()))
	principal := testworld.Must[string](t)(w.Principal(service().String()))
	id, in := roleassign.RoleCognitiveServicesOpenAIUser.Assign(account("ai-east").String(), principal, roleassign.PrincipalTypeServicePrincipal)
	in.Properties.ConditionVersion = "2.0"
	in.Properties.Condition = "!(ActionMatches{'Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action'})"
	testworld.Must[roleassign.Assignment](t)(roles.Assignments.CreateOrUpdate(t.Context(), id, in))
	report := w.apply(wanted())
	if i := slices.IndexFunc(report.Findings, func(f setup.Finding) bool { return f.Rule == "role" }); i < 0 || !strings.EqualFold(report.Findings[i].Resource, id.String()) {
		t.Errorf("findings = %+v, want one about %s", report.Findings, id)
	}
	if err := w.Undo(t.Context(), report, nil); err != nil {
		t.Fatal(err)
	}
	if got := testworld.Must[roleassign.Assignment](t)(roles.Assignments.Get(t.Context(), id)); got.Properties.Condition != in.Properties.Condition {
		t.Errorf("condition = %q, want it kept", got.Properties.Condition)
	}
}

// Operations that were there and do not take over the policy of the API are found, and no others.
func TestClient_Plan_findsOpenOperations(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.apply(wanted())
	api := service().API("openai-v1")
	for name, inbound := range map[string]string{"open": `<set-variable name="a" value="b" />`, "guarded": `<base /><set-variable name="a" value="b" />`, "plain": ""} {
		w.put(api.Operation(name).String(), map[string]any{"properties": map[string]any{"displayName": name, "method": "POST", "urlTemplate": "/" + name}})
		if inbound != "" {
			text := "<policies><inbound>" + inbound + "</inbound><backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>"
			w.put(api.Operation(name).Policy(gateway.PolicyName).String(), map[string]any{"properties": map[string]any{"format": "rawxml", "value": text}})
		}
	}
	found := func(g setup.Gateway) []string {
		var out []string
		for _, f := range w.plan(g).Findings {
			if f.Rule == "operation" {
				out = append(out, f.Resource)
			}
		}
		return out
	}
	if diff := cmp.Diff([]string{api.Operation("open").String()}, found(wanted())); diff != "" {
		t.Errorf("operations (-want +got):\n%s", diff)
	}
	keys := wanted()
	keys.Access = policy.Access{Keys: true}
	if got := found(keys); got != nil {
		t.Errorf("operations of an API that demands keys = %v, want none", got)
	}
}
