// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package onboard_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/abac/roleassign"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/auth"
	"github.com/azfoundry/azfoundry/auth/onboard"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// What the two commands, the portal and the waiting do: afterwards the application draws addresses. A second
// run writes nothing. Undone, also by way of JSON, all is as it was.
func TestApplication_roundTrip(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	admin, opts := w.chain(administrator), w.options()
	var steps []azfoundry.Progress
	opts.OnProgress = func(p azfoundry.Progress) { steps = append(steps, p) }
	testworld.Must[onboard.Report](t)(onboard.NetworkManager(t.Context(), admin, w.link(), opts))
	if err := w.draw("before"); err == nil || !strings.Contains(err.Error(), "AADSTS700016") {
		t.Errorf("before: %v, want AADSTS700016", err)
	}
	steps = nil
	report := testworld.Must[onboard.Report](t)(onboard.Application(t.Context(), admin, w.ask(), opts))
	var kinds []onboard.ChangeKind
	for _, c := range report.Changes {
		kinds = append(kinds, c.Kind)
	}
	want := []onboard.ChangeKind{onboard.AudienceChanged, onboard.PrincipalCreated, onboard.RoleAssigned}
	if diff := cmp.Diff(want, kinds); diff != "" || report.Changes[0].Before != "AzureADMyOrg" {
		t.Errorf("changes %+v (-want +got)\n%s", report.Changes, diff)
	}
	id, _ := roleassign.RoleIPAMPoolUser.Assign(armtest.DefaultPool, report.ServicePrincipal, roleassign.PrincipalTypeServicePrincipal)
	if diff := cmp.Diff([]string{id.String()}, report.Assignments); diff != "" {
		t.Errorf("assignments (-want +got)\n%s", diff)
	}
	if n := len(steps); n != 3 || steps[2].Done != 3 || steps[2].Total != 3 || steps[2].Op != "onboard: application" {
		t.Errorf("%d steps, the last is %+v", n, steps[len(steps)-1])
	}
	if err := w.draw("after"); err != nil {
		t.Errorf("after: %v", err)
	}

	since := len(w.Requests())
	again := testworld.Must[onboard.Report](t)(onboard.Application(t.Context(), admin, w.ask(), opts))
	if writes := w.writes(since); len(writes) > 0 || len(again.Changes) > 0 || again.ServicePrincipal != report.ServicePrincipal ||
		!cmp.Equal(again.Assignments, report.Assignments) || again.Application != report.Application {
		t.Errorf("a second run wrote %v and reports %+v", writes, again)
	}

	var stored onboard.Report
	text, err := json.Marshal(report)
	if err != nil || json.Unmarshal(text, &stored) != nil || !cmp.Equal(report, stored) {
		t.Fatalf("report through JSON: %s, %v", text, err)
	}
	for range 2 { // undoing again finds nothing left
		if err := onboard.Undo(t.Context(), w.chain(administrator), stored, opts); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.draw("undone"); err == nil || !strings.Contains(err.Error(), "AADSTS700016") {
		t.Errorf("undone: %v, want AADSTS700016", err)
	}
	fresh := testworld.Must[onboard.Report](t)(onboard.Application(t.Context(), admin, w.ask(), opts))
	if len(fresh.Changes) != 3 {
		t.Errorf("after undoing, a run makes %+v, want all anew", fresh.Changes)
	}
}

// Only what is missing is made, and only that is undone.
func TestApplication_onlyWhatIsMissing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ask := w.ask()
	ask.ClientID = armtest.DeployerClientID // it is multi-tenant, stands there and holds IPAM Pool User
	ask.Grants = append(ask.Grants, onboard.Grant{Role: roleassign.RoleReader, Scope: w.pool().Manager.String() + "/", Description: "looks around"})
	report := testworld.Must[onboard.Report](t)(onboard.Application(t.Context(), w.chain(administrator), ask, w.options()))
	if len(report.Changes) != 1 || report.Changes[0].Kind != onboard.RoleAssigned || len(report.Assignments) != 2 || report.Assignments[1] != report.Changes[0].ID {
		t.Errorf("report = %+v, want one assignment made and one found", report)
	}
	since := len(w.Requests())
	if err := onboard.Undo(t.Context(), w.chain(administrator), report, w.options()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"DELETE " + report.Changes[0].ID}, w.writes(since)); diff != "" {
		t.Errorf("undoing (-want +got)\n%s", diff)
	}
}

// A dry run plans every write, sends none, and reports no changes. Where all is there it plans nothing.
func TestApplication_dryRun(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	admin := w.chain(administrator)
	ctx, plan := azfoundry.DryRun(t.Context())
	report, err := onboard.Application(ctx, admin, w.ask(), w.options())
	if !errors.Is(err, azfoundry.ErrDryRun) || len(report.Changes) > 0 {
		t.Errorf("Application() = %+v, %v, want ErrDryRun and no changes", report, err)
	}
	var planned []string
	for _, p := range plan.Writes() {
		path, _, _ := strings.Cut(p.URL, "?")
		planned = append(planned, p.Method+" "+path)
	}
	want := []string{
		"PATCH " + w.Graph() + "/v1.0/applications/" + report.Application,
		"POST " + w.Graph() + "/v1.0/servicePrincipals",
		"PUT " + w.ResourceManager() + report.Assignments[0],
	}
	if diff := cmp.Diff(want, planned); diff != "" || len(w.writes(0)) > 0 {
		t.Errorf("planned (-want +got)\n%s, sent %v", diff, w.writes(0))
	}
	done := testworld.Must[onboard.Report](t)(onboard.Application(t.Context(), admin, w.ask(), w.options()))
	ctx, plan = azfoundry.DryRun(t.Context())
	if _, err := onboard.Application(ctx, admin, w.ask(), w.options()); err != nil || len(plan.Writes()) > 0 {
		t.Errorf("where all is there: %v, planned %v", err, plan.Writes())
	}
	ctx, plan = azfoundry.DryRun(t.Context())
	since := len(w.Requests())
	if err := onboard.Undo(ctx, admin, done, w.options()); !errors.Is(err, azfoundry.ErrDryRun) || len(plan.Writes()) != 3 || len(w.writes(since)) > 0 {
		t.Errorf("Undo() = %v, planned %d, sent %v", err, len(plan.Writes()), w.writes(since))
	}
}

// All that is wrong with the input is said at once, and nothing is sent.
func TestApplication_badInput(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	admin := w.chain(administrator)
	const stranger = "7a0e5c19-d283-4f6b-b1c7-40f92e8d653a"
	tests := []struct {
		name  string
		chain *auth.Chain
		guest onboard.Guest
		want  []string
	}{
		{"nothing", admin, onboard.Guest{}, []string{"Host required", "ClientID guid"}},
		{"grants nowhere", admin, onboard.Guest{ClientID: guest.ClientID, Home: armtest.ManagedTenant, Grants: w.ask().Grants}, []string{"Host required"}},
		{"no chain", nil, w.ask(), []string{"chain required"}},
		{"stranger", admin, onboard.Guest{ClientID: guest.ClientID, Home: armtest.ManagedTenant, Host: stranger}, []string{"Host chain"}},
		{"same tenant", admin, onboard.Guest{ClientID: guest.ClientID, Home: armtest.ManagedTenant, Host: strings.ToUpper(armtest.ManagedTenant)}, []string{"Host otherTenant"}},
		{
			"bad grants", admin,
			onboard.Guest{ClientID: "guest", Home: armtest.ManagedTenant, Host: armtest.ManagementTenant, Grants: []onboard.Grant{
				{Role: "Reader", Scope: armtest.DefaultPool}, {Role: roleassign.RoleReader, Scope: "pool"},
			}},
			[]string{"ClientID guid", "Grants[0] grant", "Grants[1] grant"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := onboard.Application(t.Context(), tt.chain, tt.guest, w.options())
			testworld.WantFaults(t, err, tt.want...)
		})
	}
	if n := len(w.Requests()); n > 0 {
		t.Errorf("%d requests, want none", n)
	}
}

// Where each tenant has its own administrators, each does one half.
func TestApplication_halves(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	host, home := w.ask(), w.ask()
	host.Home, home.Host, home.Grants = "", "", nil
	opts := w.options()
	opts.Patience = time.Second
	if _, err := onboard.Application(t.Context(), w.alone(host.Host), host, opts); err == nil || !strings.Contains(err.Error(), "does not know the application") {
		t.Errorf("the host tenant first: %v, want to be told what is missing", err)
	}
	steps := 0
	opts.OnProgress = func(p azfoundry.Progress) { steps = p.Total }
	report := testworld.Must[onboard.Report](t)(onboard.Application(t.Context(), w.alone(home.Home), home, opts))
	if len(report.Changes) != 1 || report.ServicePrincipal != "" || steps != 1 {
		t.Errorf("home: %+v in %d steps, want one change", report, steps)
	}
	report = testworld.Must[onboard.Report](t)(onboard.Application(t.Context(), w.alone(host.Host), host, opts))
	if len(report.Changes) != 2 || report.Application != "" || steps != 2 {
		t.Errorf("host: %+v in %d steps, want two changes", report, steps)
	}
}

// The answer to a write may be lost, and the write is there: it counts as made, and can be undone.
func TestApplication_lostAnswers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for path, methods := range map[string][]string{"/v1.0/**": {"PATCH", "POST"}, "/**/roleAssignments/*": {"PUT"}} {
		testworld.Must[*armtest.Injection](t)(w.Inject(armtest.Fault{Methods: methods, Path: path, Every: 2, Break: armtest.BreakAfter}))
	}
	opts := w.options()
	opts.Client.Retry.MaxRetries, opts.Client.Retry.RetryDelay = 0, time.Millisecond
	report := testworld.Must[onboard.Report](t)(onboard.Application(t.Context(), w.chain(administrator), w.ask(), opts))
	if len(report.Changes) != 3 || report.Changes[1].ID != "/servicePrincipals/"+report.ServicePrincipal {
		t.Errorf("changes = %+v, want all three", report.Changes)
	}
}

// Who may not, is told so in the service's words, and the report says how far it came.
func TestApplication_denied(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	if err := w.AssignDirectoryRole(armtest.ManagedTenant, armtest.DeployerClientID, armtest.DirectoryRoleCloudApplicationAdministrator); err != nil {
		t.Fatal(err)
	}
	deployer := w.chain(armtest.Application{ClientID: armtest.DeployerClientID, ClientSecret: armtest.DeployerSecret})
	report, err := onboard.Application(t.Context(), deployer, w.ask(), w.options())
	e, ok := errors.AsType[*azfoundry.OpError](err)
	if !ok || e.Code != "Authorization_RequestDenied" || e.Status != http.StatusForbidden || !strings.HasPrefix(err.Error(), "onboard: application: graph: ") {
		t.Errorf("error = %v, want Authorization_RequestDenied", err)
	}
	if len(report.Changes) != 1 || report.Changes[0].Kind != onboard.AudienceChanged {
		t.Errorf("changes = %+v, want the one that was made", report.Changes)
	}
	w.Intercept(func(r *http.Request) *http.Response {
		if !strings.Contains(r.URL.Path, "/roleAssignments") {
			return nil
		}
		return &http.Response{StatusCode: http.StatusForbidden, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(`{"error":{"code":"AuthorizationFailed","message":"No."}}`))}
	})
	if report, err = onboard.Application(t.Context(), w.chain(administrator), w.ask(), w.options()); err == nil || !strings.Contains(err.Error(), "AuthorizationFailed") || len(report.Changes) != 1 {
		t.Errorf("without the right to assign: %+v, %v, want the service principal and a refusal", report, err)
	}
	w.Intercept(nil)
	ask := w.ask()
	ask.Home, ask.Host = ask.Host, ask.Home
	if _, err := onboard.Application(t.Context(), w.chain(administrator), ask, w.options()); err == nil || !strings.Contains(err.Error(), "is not registered in tenant") {
		t.Errorf("home and host swapped: %v", err)
	}
}

// Undoing goes on after what cannot be undone, and says all of it.
func TestUndo_goesOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	admin := w.chain(administrator)
	report := testworld.Must[onboard.Report](t)(onboard.Application(t.Context(), admin, w.ask(), w.options()))
	report.Changes = append(report.Changes,
		onboard.Change{Kind: "gaveAway", Tenant: armtest.ManagedTenant, ID: "/it"},
		onboard.Change{Kind: onboard.RoleAssigned, Tenant: guest.ClientID, ID: "/x"},
		onboard.Change{Kind: onboard.RoleAssigned, Tenant: armtest.ManagedTenant, ID: "/x"},
		onboard.Change{Kind: onboard.AudienceChanged, Tenant: armtest.ManagedTenant, ID: "/x"},
		onboard.Change{Kind: onboard.PrincipalCreated, Tenant: armtest.ManagedTenant, ID: "/x"},
		onboard.Change{Kind: onboard.ScopeConnected, Tenant: armtest.ManagedTenant, ID: "/x"},
		onboard.Change{Kind: onboard.ManagerConnected, Tenant: armtest.ManagedTenant, ID: "/x"},
	)
	err := onboard.Undo(t.Context(), admin, report, w.options())
	for _, want := range []string{`"gaveAway" is no kind of change`, "is no tenant of the chain", "roleAssignments", "Microsoft.Graph/applications", "scopeConnections"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Undo() = %v, want %q in it", err, want)
		}
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("%q is more than a line", err)
	}
	if err := w.draw("undone"); err == nil || !strings.Contains(err.Error(), "AADSTS700016") {
		t.Errorf("the rest was not undone: %v", err)
	}
}
