// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package setup_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/abac/roleassign"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/gateway"
	"github.com/azfoundry/azfoundry/connections/gateway/policy"
	"github.com/azfoundry/azfoundry/connections/gateway/setup"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// all are the steps of the gateway of [wanted], in one state: an API that is there is the last.
func all(state string) []string {
	out := []string{
		"roleAssignment of ai-east", "roleAssignment of ai-east", "roleAssignment of ai-west", "roleAssignment of ai-west",
		"backend openai-v1-ai-east", "backend openai-v1-ai-west", "pool openai-v1-pool", "api openai-v1", "policy of openai-v1",
		"operation chat-completions", "operation embeddings", "operation responses",
		"operation get-deployment-by-name", "policy of get-deployment-by-name", "operation list-deployments", "policy of list-deployments",
	}
	if state == "unchanged" {
		api := out[7]
		out = append(slices.Delete(out, 7, 8), api)
	}
	for i := range out {
		out[i] += " " + state
	}
	return out
}

func wantSteps(t *testing.T, r setup.Report, want []string) {
	t.Helper()
	if diff := cmp.Diff(want, steps(r)); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
}

// A plan writes nothing, the first run all of it, and the second nothing again.
func TestClient_Apply(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	wantSteps(t, w.plan(wanted()), all("create"))
	if n := w.writes(); n != 0 {
		t.Fatalf("%d writes of a plan, want none", n)
	}
	made := w.apply(wanted())
	wantSteps(t, made, all("create"))
	if n := w.writes(); n != len(made.Steps) || made.Writes() != n {
		t.Errorf("%d writes, and %d in the report, want one for each of %d steps", n, made.Writes(), len(made.Steps))
	}
	if want := "https://apim-contoso.azure-api.net/models/openai/v1"; made.Target != want {
		t.Errorf("Target = %s, want %s", made.Target, want)
	}
	before := w.writes()
	wantSteps(t, w.apply(wanted()), all("unchanged"))
	if n := w.writes() - before; n != 0 {
		t.Errorf("%d writes of the second run, want none", n)
	}
}

// What is made is what the service needs: right URLs, weights, keys or none, and where questions go.
func TestClient_Apply_makes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.apply(wanted())
	ctx := t.Context()
	east := testworld.Must[gateway.Backend](t)(w.gateway.Backends.Get(ctx, service().Backend("openai-v1-ai-east")))
	if p := east.Properties; p.URL != "https://ai-east.openai.azure.com/openai/v1" || len(p.CircuitBreaker.Rules) != 1 {
		t.Errorf("backend = %+v", p)
	}
	pool := testworld.Must[gateway.Backend](t)(w.gateway.Backends.Get(ctx, service().Backend("openai-v1-pool")))
	if members := pool.Properties.Pool.Services; len(members) != 2 || *members[0].Weight != 3 || *members[1].Weight != 1 {
		t.Errorf("pool = %+v", members)
	}
	api := testworld.Must[gateway.API](t)(w.gateway.APIs.Get(ctx, service().API("openai-v1")))
	if p := api.Properties; p.Path != "models/openai/v1" || *p.SubscriptionRequired || p.ServiceURL != "" {
		t.Errorf("API = %+v", p)
	}
	got := w.document(service().API("openai-v1").Operation("list-deployments").Policy(gateway.PolicyName))
	want, err := policy.Discovery{Account: account("ai-east").String(), Access: &policy.Access{Tenant: armtest.ManagementTenant, Projects: wanted().Access.Projects}}.ListDeployments()
	if err != nil || !policy.Equal(got, want) {
		t.Errorf("policy of list-deployments = %v, %v", policy.Compare(want, got), err)
	}
}

// document reads a policy.
func (w world) document(id gateway.PolicyID) policy.Document {
	w.t.Helper()
	m := testworld.Must[gateway.Policy](w.t)(w.gateway.Policies.Get(w.t.Context(), id, &gateway.PolicyGetOptions{Format: string(gateway.PolicyFormatRawxml)}))
	return testworld.Must[policy.Document](w.t)(policy.Read(m.Properties.Value))
}

func TestClient_Apply_forms(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		change  func(*setup.Gateway)
		want    []string // steps
		api     func(gateway.APIProperties) bool
		backend string
	}{
		{
			name: "one account with a static list",
			change: func(g *setup.Gateway) {
				g.Accounts, g.Static = g.Accounts[:1], connections.Static{{Alias: "gpt-4o", Model: "gpt-4o", Format: connections.ModelFormatOpenAI}}
			},
			want: []string{
				"roleAssignment of ai-east create", "backend openai-v1-ai-east create", "api openai-v1 create", "policy of openai-v1 create",
				"operation chat-completions create", "operation embeddings create", "operation responses create",
			},
			api: func(p gateway.APIProperties) bool {
				return !*p.SubscriptionRequired && p.SubscriptionKeyParameterNames.Header == ""
			},
			backend: "https://ai-east.openai.azure.com/openai/v1",
		},
		{
			name: "classic with keys alone",
			change: func(g *setup.Gateway) {
				g.Kind, g.Access = setup.Classic, policy.Access{Keys: true}
			},
			want: all("create"),
			api: func(p gateway.APIProperties) bool {
				return *p.SubscriptionRequired && p.SubscriptionKeyParameterNames.Header == "api-key" && p.SubscriptionKeyParameterNames.Query == "subscription-key"
			},
			backend: "https://ai-east.openai.azure.com/openai",
		},
		{
			name:   "tokens and keys",
			change: func(g *setup.Gateway) { g.Access.Keys = true },
			want:   all("create"),
			api: func(p gateway.APIProperties) bool {
				return !*p.SubscriptionRequired && p.SubscriptionKeyParameterNames.Header == "api-key"
			},
			backend: "https://ai-east.openai.azure.com/openai/v1",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			g := wanted()
			test.change(&g)
			wantSteps(t, w.apply(g), test.want)
			api := testworld.Must[gateway.API](t)(w.gateway.APIs.Get(t.Context(), service().API("openai-v1")))
			if !test.api(api.Properties) {
				t.Errorf("API = %+v", api.Properties)
			}
			east := testworld.Must[gateway.Backend](t)(w.gateway.Backends.Get(t.Context(), service().Backend("openai-v1-ai-east")))
			if east.Properties.URL != test.backend {
				t.Errorf("backend at %s, want %s", east.Properties.URL, test.backend)
			}
			if n := w.plan(g).Writes(); n != 0 {
				t.Errorf("%d steps of a second run, want none", n)
			}
		})
	}
}

// What the portal writes is found and mended: a backend without /openai, and an API without a policy. What a
// set-up does not speak of stays.
func TestClient_Apply_mends(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.apply(wanted())
	ctx, id := t.Context(), service().Backend("openai-v1-ai-east")
	_, err := w.gateway.Backends.Modify(ctx, id, func(b *gateway.Backend) error {
		b.Properties.URL, b.Properties.Title = "https://ai-east.services.ai.azure.com/", "East"
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.gateway.Policies.Delete(ctx, service().API("openai-v1").Policy(gateway.PolicyName), nil); err != nil {
		t.Fatal(err)
	}
	w.Client = w.client()
	want := all("unchanged")
	want[4], want[7] = "backend openai-v1-ai-east change", "policy of openai-v1 create"
	got := w.apply(wanted())
	wantSteps(t, got, want)
	difference := []setup.Difference{{Pointer: "/properties/url", Have: `"https://ai-east.services.ai.azure.com/"`, Want: `"https://ai-east.openai.azure.com/openai/v1"`}}
	if diff := cmp.Diff(difference, got.Steps[4].Differences); diff != "" {
		t.Errorf("differences (-want +got):\n%s", diff)
	}
	if b := testworld.Must[gateway.Backend](t)(w.gateway.Backends.Get(ctx, id)); b.Properties.Title != "East" {
		t.Errorf("title = %q, want it kept", b.Properties.Title)
	}
}

// A policy that says the same in another form is left alone; one that says something else, or nothing that can
// be read, is replaced.
func TestClient_Apply_comparesPolicies(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.apply(wanted())
	ctx, id := t.Context(), service().API("openai-v1").Policy(gateway.PolicyName)
	write := func(text string) {
		t.Helper()
		testworld.Must[gateway.Policy](t)(w.gateway.Policies.CreateOrUpdate(ctx, id, gateway.RawPolicy(text), nil))
	}
	have := testworld.Must[gateway.Policy](t)(w.gateway.Policies.Get(ctx, id, &gateway.PolicyGetOptions{Format: "rawxml"})).Properties.Value
	write("<!-- a note -->\r\n" + strings.ReplaceAll(have, "\n", "\r\n\t"))
	wantSteps(t, w.plan(wanted()), all("unchanged"))
	write(strings.Replace(have, `tokens-per-minute="10000"`, `tokens-per-minute="99"`, 1))
	got := w.plan(wanted()).Steps[7]
	if got.State != setup.Change || len(got.Differences) != 1 || got.Differences[0].Have != `"99"` || got.Differences[0].Want != `"10000"` || !strings.Contains(got.Differences[0].Pointer, "llm-token-limit") {
		t.Errorf("step = %+v, want one difference in the limit", got)
	}
	write("<policies><inbound /><backend><base /></backend><outbound /><on-error /></policies>")
	if n := w.apply(wanted()).Writes(); n != 1 {
		t.Errorf("%d writes, want the policy alone", n)
	}
}

// What the service adds to a circuit breaker is no difference; another rule is.
func TestClient_Apply_comparesCircuitBreakers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.apply(wanted())
	for _, test := range []struct {
		name   string
		change func(*gateway.CircuitBreakerRule)
		want   setup.State
	}{
		{"an empty list more", func(r *gateway.CircuitBreakerRule) { r.FailureCondition.ErrorReasons = []string{} }, setup.Unchanged},
		{"another duration", func(r *gateway.CircuitBreakerRule) { r.TripDuration = "PT5M" }, setup.Change},
	} {
		_, err := w.gateway.Backends.Modify(t.Context(), service().Backend("openai-v1-ai-east"), func(b *gateway.Backend) error {
			test.change(&b.Properties.CircuitBreaker.Rules[0])
			return nil
		})
		if got := w.plan(wanted()).Steps[4]; err != nil || got.State != test.want {
			t.Errorf("%s: %s %v, want %s: %v", test.name, got.State, got.Differences, test.want, err)
		}
	}
}

// Two accounts become one: calls then go to it directly. What is too much stays.
func TestClient_Apply_withoutAnAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.apply(wanted())
	g := wanted()
	g.Accounts = g.Accounts[:1]
	got := w.apply(g)
	for _, s := range got.Steps {
		if (s.State == setup.Change) != strings.HasSuffix(s.ID, "/apis/openai-v1/policies/policy") {
			t.Errorf("%s %s: %s %v", s.Kind, s.ID, s.State, s.Differences)
		}
	}
}

// A role that the identity has above, or under another name, is enough.
func TestClient_Apply_keepsRoles(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	principal := testworld.Must[string](t)(w.Principal(service().String()))
	for _, role := range []roleassign.Role{roleassign.RoleReader, roleassign.RoleCognitiveServicesOpenAIUser} {
		if err := w.Assign("/subscriptions/"+armtest.ManagementSubscription+"/resourceGroups/"+group().Name, principal, string(role)); err != nil {
			t.Fatal(err)
		}
	}
	want := all("create")
	for i := range 4 {
		want[i] = strings.Split(want[i], " ")[0] + " of " + group().Name + " unchanged"
	}
	got := steps(w.plan(wanted()))
	for i := range 4 {
		if !strings.HasSuffix(got[i], "unchanged") {
			t.Errorf("step = %s, want the role kept", got[i])
		}
	}
	if diff := cmp.Diff(want[4:], got[4:]); diff != "" {
		t.Errorf("other steps (-want +got):\n%s", diff)
	}
}

func TestClient_Apply_inADryRun(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx, plan := azfoundry.DryRun(t.Context())
	report, err := w.Apply(ctx, wanted(), nil)
	if !errors.Is(err, azfoundry.ErrDryRun) || len(plan.Writes()) != len(report.Steps) || slices.ContainsFunc(report.Steps, func(s setup.Step) bool { return s.Done }) {
		t.Errorf("error = %v, %d planned writes for %d steps", err, len(plan.Writes()), len(report.Steps))
	}
	if n := w.writes(); n != 0 {
		t.Errorf("%d writes, want none", n)
	}
}

func TestClient_Apply_tellsOfProgress(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var seen []azfoundry.Progress
	report, err := w.Apply(t.Context(), wanted(), &setup.Options{OnProgress: func(p azfoundry.Progress) { seen = append(seen, p) }})
	if err != nil || len(seen) != len(report.Steps) {
		t.Fatalf("error = %v, %d steps told of %d", err, len(seen), len(report.Steps))
	}
	last := seen[len(seen)-1]
	if last.Done != last.Total || last.Step != "policy policy made" || seen[4].Step != "backend openai-v1-ai-east made" {
		t.Errorf("last = %+v, fifth %q", last, seen[4].Step)
	}
}

// A run that fails says what it did until then, and that can be taken back.
func TestClient_Apply_fails(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, err := w.Inject(armtest.Fault{
		Methods: []string{http.MethodPut}, Path: "/**/policies/policy", Answer: &armtest.Answer{Status: http.StatusBadRequest, Code: "ValidationError", Message: "no"},
	}); err != nil {
		t.Fatal(err)
	}
	report, err := w.Apply(t.Context(), wanted(), nil)
	if e, ok := errors.AsType[*azfoundry.OpError](err); !ok || e.Code != "ValidationError" {
		t.Fatalf("error = %v, want the service's", err)
	}
	wantSteps(t, report, all("create")[:8])
	if err := w.Undo(t.Context(), report, nil); err != nil {
		t.Fatal(err)
	}
	w.wantNothing()
}

// wantNothing checks that nothing of a set-up is there.
func (w world) wantNothing() {
	w.t.Helper()
	apis := testworld.Collected[gateway.API](w.t)(w.gateway.APIs.List(w.t.Context(), service(), nil))
	backends := testworld.Collected[gateway.Backend](w.t)(w.gateway.Backends.List(w.t.Context(), service(), nil))
	if len(apis)+len(backends) != 0 {
		w.t.Errorf("%d APIs and %d backends, want none", len(apis), len(backends))
	}
	if n := w.plan(wanted()).Writes(); n != len(all("")) {
		w.t.Errorf("%d steps to do, want all %d", n, len(all("")))
	}
}

// A report that went through JSON can be taken back, and again.
func TestClient_Undo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	text, err := json.Marshal(w.apply(wanted()))
	if err != nil {
		t.Fatal(err)
	}
	var report setup.Report
	if err := json.Unmarshal(text, &report); err != nil {
		t.Fatal(err)
	}
	ctx, plan := azfoundry.DryRun(t.Context())
	if err := w.Undo(ctx, report, nil); !errors.Is(err, azfoundry.ErrDryRun) || len(plan.Writes()) != len(report.Steps) {
		t.Errorf("error = %v, %d planned writes, want %d", err, len(plan.Writes()), len(report.Steps))
	}
	for range 2 {
		if err := w.Undo(t.Context(), report, nil); err != nil {
			t.Fatal(err)
		}
		w.wantNothing()
	}
}

// What was changed becomes what it was, and what was there stays.
func TestClient_Undo_restores(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logger()
	first := wanted()
	first.Logger = "insights"
	w.apply(first)
	g := first
	g.Path, g.Kind, g.Limits = "other", setup.Classic, policy.Limits{}
	g.Accounts = slices.Clone(first.Accounts)
	g.Accounts[0].Weight = 7
	changed := w.apply(g)
	kinds := map[setup.StepKind]int{}
	for _, s := range changed.Steps {
		if s.State == setup.Change {
			kinds[s.Kind]++
		}
	}
	if diff := cmp.Diff(map[setup.StepKind]int{"backend": 2, "pool": 1, "api": 1, "policy": 1, "operation": 2}, kinds); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	if err := w.Undo(t.Context(), changed, nil); err != nil {
		t.Fatal(err)
	}
	for _, s := range w.plan(first).Steps {
		if s.State != setup.Unchanged {
			t.Errorf("%s %s: %s %v, want it as before", s.Kind, s.ID, s.State, s.Differences)
		}
	}
}

// Credentials of a backend are in no report, and stay as they are.
func TestClient_Undo_keepsCredentials(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const canary = "canary-backend-9c2e"
	w.put(service().Backend("openai-v1-ai-east").String(), map[string]any{"properties": map[string]any{
		"url": "https://ai-east.services.ai.azure.com/", "protocol": "http", "credentials": map[string]any{"header": map[string]any{"x-key": []any{canary}}},
	}})
	report := w.apply(wanted())
	if text, err := json.Marshal(report); err != nil || strings.Contains(string(text), canary) || report.Steps[4].State != setup.Change {
		t.Errorf("report = %s, %v, want the backend changed and no credentials", text, err)
	}
	if err := w.Undo(t.Context(), report, nil); err != nil {
		t.Fatal(err)
	}
	got := testworld.Must[gateway.Backend](t)(w.gateway.Backends.Get(t.Context(), service().Backend("openai-v1-ai-east")))
	if p := got.Properties; p.URL != "https://ai-east.services.ai.azure.com/" || !p.Credentials.Header["x-key"][0].Equal(connections.NewSecret(canary)) {
		t.Errorf("backend at %s with %v, want it as it was", p.URL, p.Credentials.Header)
	}
}

// logger makes the logger insights.
func (w world) logger() {
	w.t.Helper()
	w.put(service().String()+"/loggers/insights", map[string]any{"properties": map[string]any{"loggerType": "applicationInsights"}})
}

func TestClient_Apply_logs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logger()
	g := wanted()
	g.Logger = "insights"
	want := slices.Insert(all("create"), 9, "diagnostic applicationinsights create")
	made := w.apply(g)
	wantSteps(t, made, want)
	if n := w.plan(g).Writes(); n != 0 {
		t.Errorf("%d steps of a second run, want none", n)
	}
	if err := w.Undo(t.Context(), made, nil); err != nil {
		t.Fatal(err)
	}
	w.wantNothing()
}
