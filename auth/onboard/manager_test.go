// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package onboard_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/auth/onboard"
	"github.com/azfoundry/azfoundry/internal/testworld"
	"github.com/azfoundry/azfoundry/ipam"
)

const landing = "/providers/Microsoft.Management/managementGroups/landing"

// landingZone makes a management group of the managed tenant, which the administrator owns.
func (w world) landingZone() {
	w.t.Helper()
	if err := w.Put(landing, map[string]any{"properties": map[string]any{"tenantId": armtest.ManagedTenant}}); err != nil {
		w.t.Fatal(err)
	}
	id := testworld.Must[string](w.t)(w.AddServicePrincipal(armtest.ManagedTenant, armtest.AdministratorClientID))
	if err := w.Assign(landing, id, armtest.RoleOwner); err != nil {
		w.t.Fatal(err)
	}
}

// Both sides are made once, draws then work, and undoing ends the connection.
func TestNetworkManager_roundTrip(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*onboard.Link){
		"subscription":     func(l *onboard.Link) { l.Scope += "/" },
		"management group": func(l *onboard.Link) { l.Scope, l.Name = landing, "orders" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			w.landingZone()
			admin, link := w.chain(administrator), w.link()
			change(&link)
			testworld.Must[onboard.Report](t)(onboard.Application(t.Context(), admin, w.ask(), w.options()))
			if err := w.draw("before"); err == nil || !strings.Contains(err.Error(), "has no connection") {
				t.Errorf("before: %v, want a refusal for want of the connection", err)
			}
			report := testworld.Must[onboard.Report](t)(onboard.NetworkManager(t.Context(), admin, link, w.options()))
			want := []onboard.Change{
				{Kind: onboard.ScopeConnected, Tenant: armtest.ManagementTenant, ID: report.ScopeConnection},
				{Kind: onboard.ManagerConnected, Tenant: armtest.ManagedTenant, ID: report.ManagerConnection},
			}
			if diff := cmp.Diff(want, report.Changes); diff != "" {
				t.Errorf("changes (-want +got)\n%s", diff)
			}
			if err := w.draw("after"); err != nil {
				t.Errorf("after: %v", err)
			}
			since := len(w.Requests())
			link.Name = "another" // what is there has other names
			again := testworld.Must[onboard.Report](t)(onboard.NetworkManager(t.Context(), admin, link, w.options()))
			if writes := w.writes(since); len(writes) > 0 || len(again.Changes) > 0 || again.ScopeConnection != report.ScopeConnection || again.ManagerConnection != report.ManagerConnection {
				t.Errorf("a second run wrote %v and reports %+v", writes, again)
			}
			for range 2 {
				if err := onboard.Undo(t.Context(), admin, report, w.options()); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.draw("undone"); err == nil || !strings.Contains(err.Error(), "has no connection") {
				t.Errorf("undone: %v, want a refusal for want of the connection", err)
			}
		})
	}
}

// Where each tenant has its own administrators, each makes one side; neither needs the other's credential.
func TestNetworkManager_oneSideEach(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	testworld.Must[onboard.Report](t)(onboard.Application(t.Context(), w.chain(administrator), w.ask(), w.options()))
	for side, tenant := range map[onboard.Side]string{onboard.ManagerSide: armtest.ManagementTenant, onboard.ScopeSide: armtest.ManagedTenant} {
		link := w.link()
		link.Only = side
		report := testworld.Must[onboard.Report](t)(onboard.NetworkManager(t.Context(), w.alone(tenant), link, w.options()))
		if len(report.Changes) != 1 || report.Changes[0].Tenant != tenant || (report.ScopeConnection == "") == (side == onboard.ManagerSide) {
			t.Errorf("%s: report = %+v, want its side alone", side, report)
		}
	}
	if err := w.draw("after"); err != nil {
		t.Errorf("after: %v", err)
	}
}

// No request carries a token of the other tenant: each side is the business of its own.
func TestNetworkManager_noAuxiliaryTokens(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	testworld.Must[onboard.Report](t)(onboard.NetworkManager(t.Context(), w.chain(administrator), w.link(), w.options()))
	for _, r := range w.Requests() {
		if r.Header.Get("x-ms-authorization-auxiliary") != "" {
			t.Errorf("%s %s carried an auxiliary token", r.Method, r.URL)
		}
	}
}

func TestNetworkManager_dryRun(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx, plan := azfoundry.DryRun(t.Context())
	report, err := onboard.NetworkManager(ctx, w.chain(administrator), w.link(), w.options())
	var planned []string
	for _, p := range plan.Writes() {
		path, _, _ := strings.Cut(p.URL, "?")
		planned = append(planned, p.Method+" "+strings.TrimPrefix(path, w.ResourceManager()))
	}
	want := []string{
		"PUT " + armtest.DefaultManager + "/scopeConnections/" + armtest.ManagedSubscription,
		"PUT /subscriptions/" + armtest.ManagedSubscription + "/providers/Microsoft.Network/networkManagerConnections/avnm",
	}
	if diff := cmp.Diff(want, planned); diff != "" || !errors.Is(err, azfoundry.ErrDryRun) || len(w.writes(0)) > 0 || len(report.Changes) > 0 {
		t.Errorf("error %v, report %+v, planned (-want +got)\n%s", err, report, diff)
	}
}

// A connection that is not wanted, or that a manager has in its place, ends the run with advice.
func TestNetworkManager_conflict(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	scopes := map[string]any{"subscriptions": []any{"/subscriptions/" + armtest.ManagedSubscription}}
	for _, manager := range []string{"avnm", "rival"} {
		properties := map[string]any{"networkManagerScopeAccesses": []any{"Connectivity"}, "networkManagerScopes": map[string]any{}}
		if manager == "rival" {
			properties["networkManagerScopes"] = scopes
		}
		id := strings.TrimSuffix(armtest.DefaultManager, "avnm") + manager
		if err := w.Put(id, map[string]any{"location": armtest.DefaultRegion, "properties": properties}); err != nil {
			t.Fatal(err)
		}
	}
	report, err := onboard.NetworkManager(t.Context(), w.chain(administrator), w.link(), w.options())
	if err == nil || !strings.Contains(err.Error(), "Conflict: another network manager") || len(report.Changes) != 2 {
		t.Errorf("NetworkManager() = %+v, %v, want a conflict after both sides were made", report, err)
	}
}

// What the service refuses, or says of a state that time does not mend, ends the run at once.
func TestNetworkManager_refused(t *testing.T) {
	t.Parallel()
	rejected := `{"value":[{"id":"/s","properties":{"resourceId":"/subscriptions/` + armtest.ManagedSubscription + `","connectionState":"Rejected"}}]}`
	forbidden := `{"error":{"code":"AuthorizationFailed","message":"No."}}`
	for _, tt := range []struct {
		path, body string
		status     int
		want       string
	}{
		{"/scopeConnections", rejected, http.StatusOK, `"/s" is in state Rejected: the other side does not want it`},
		{"/scopeConnections", forbidden, http.StatusForbidden, "AuthorizationFailed"},
		{"/networkManagerConnections", forbidden, http.StatusForbidden, "AuthorizationFailed"},
		{"/networkManagerConnections/avnm", forbidden, http.StatusForbidden, "AuthorizationFailed"},
	} {
		w := newWorld(t, nil)
		w.Intercept(func(r *http.Request) *http.Response {
			if !strings.HasSuffix(r.URL.Path, tt.path) || r.Method != http.MethodGet {
				return nil
			}
			return &http.Response{StatusCode: tt.status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(tt.body))}
		})
		if _, err := onboard.NetworkManager(t.Context(), w.chain(administrator), w.link(), w.options()); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: NetworkManager() = %v, want %q", tt.path, err, tt.want)
		}
	}
}

// The name of a side that is there for something else is not taken from it.
func TestNetworkManager_nameTaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	taken := armtest.DefaultManager + "/scopeConnections/" + armtest.ManagedSubscription
	if err := w.Put(taken, map[string]any{"properties": map[string]any{"tenantId": armtest.ManagedTenant, "resourceId": landing}}); err != nil {
		t.Fatal(err)
	}
	_, err := onboard.NetworkManager(t.Context(), w.chain(administrator), w.link(), w.options())
	if err == nil || !strings.Contains(err.Error(), "is there for "+landing) || len(w.writes(0)) > 0 {
		t.Errorf("NetworkManager() = %v, want the other use named", err)
	}
}

func TestNetworkManager_badInput(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for name, tt := range map[string]struct {
		link onboard.Link
		want []string
	}{
		"nothing":        {onboard.Link{}, []string{"ManagerTenant chain", "ScopeTenant chain", "Manager armid", "Scope armid"}},
		"resource group": {onboard.Link{Manager: w.pool().Manager, ManagerTenant: armtest.ManagementTenant, ScopeTenant: armtest.ManagedTenant, Scope: "/subscriptions/" + armtest.ManagedSubscription + "/resourceGroups/rg"}, []string{"Scope armid"}},
		"same tenant":    {onboard.Link{Manager: ipam.ManagerID{ResourceGroup: w.pool().Manager.ResourceGroup, Name: "a b"}, ManagerTenant: armtest.ManagementTenant, ScopeTenant: armtest.ManagementTenant, Scope: landing}, []string{"Manager armid", "ScopeTenant otherTenant"}},
		"no side":        {onboard.Link{Manager: w.pool().Manager, ManagerTenant: armtest.ManagementTenant, ScopeTenant: armtest.ManagedTenant, Scope: landing, Only: "left"}, []string{"Only enum"}},
		"half":           {onboard.Link{Manager: w.pool().Manager, ManagerTenant: armtest.ManagementTenant, ScopeTenant: "contoso.com", Scope: landing, Only: onboard.ManagerSide}, []string{"ScopeTenant guid"}},
	} {
		_, err := onboard.NetworkManager(t.Context(), w.chain(administrator), tt.link, w.options())
		t.Log(name)
		testworld.WantFaults(t, err, tt.want...)
	}
	if n := len(w.writes(0)); n > 0 {
		t.Errorf("%d writes, want none", n)
	}
}
