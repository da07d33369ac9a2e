// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package ipam_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/internal/testworld"
	"github.com/azfoundry/azfoundry/ipam"
)

const landing = "/providers/Microsoft.Management/managementGroups/landing"

// tenants returns the administrator's clients in the management and in the managed tenant, which has
// a management group of the administrator's.
func (w world) tenants() (management, managed *ipam.Client) {
	w.t.Helper()
	if err := w.Put(landing, map[string]any{"properties": map[string]any{"tenantId": armtest.ManagedTenant}}); err != nil {
		w.t.Fatal(err)
	}
	id, err := w.AddServicePrincipal(armtest.ManagedTenant, armtest.AdministratorClientID)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.Assign(landing, id, armtest.RoleOwner); err != nil {
		w.t.Fatal(err)
	}
	return w.administrator(), w.client(w.chain(armtest.AdministratorClientID, armtest.AdministratorSecret))
}

// connections are the same operations at both scopes.
type connections struct {
	scope  string
	get    func() (ipam.ManagerConnection, error)
	put    func(ipam.ManagerConnection) (ipam.ManagerConnection, error)
	modify func(func(*ipam.ManagerConnection) error) (ipam.ManagerConnection, error)
	list   func() ([]ipam.ManagerConnection, error)
	remove func() error
}

func connectionsOf(t *testing.T, c *ipam.Client) []connections {
	ctx := t.Context()
	s := ipam.SubscriptionConnectionID{Subscription: armtest.ManagedSubscription, Name: "hub"}
	g := ipam.ManagementGroupConnectionID{ManagementGroup: "landing", Name: "hub"}
	top := new(int32(1))
	return []connections{
		{
			scope: "/subscriptions/" + armtest.ManagedSubscription,
			get:   func() (ipam.ManagerConnection, error) { return c.SubscriptionConnections.Get(ctx, s) },
			put: func(in ipam.ManagerConnection) (ipam.ManagerConnection, error) {
				return c.SubscriptionConnections.CreateOrUpdate(ctx, s, in)
			},
			modify: func(f func(*ipam.ManagerConnection) error) (ipam.ManagerConnection, error) {
				return c.SubscriptionConnections.Modify(ctx, s, f)
			},
			list: func() ([]ipam.ManagerConnection, error) {
				return azfoundry.Collect(c.SubscriptionConnections.List(ctx, s.Subscription, &ipam.SubscriptionConnectionListOptions{Top: top}))
			},
			remove: func() error { return c.SubscriptionConnections.Delete(ctx, s) },
		},
		{
			scope: landing,
			get:   func() (ipam.ManagerConnection, error) { return c.ManagementGroupConnections.Get(ctx, g) },
			put: func(in ipam.ManagerConnection) (ipam.ManagerConnection, error) {
				return c.ManagementGroupConnections.CreateOrUpdate(ctx, g, in)
			},
			modify: func(f func(*ipam.ManagerConnection) error) (ipam.ManagerConnection, error) {
				return c.ManagementGroupConnections.Modify(ctx, g, f)
			},
			list: func() ([]ipam.ManagerConnection, error) {
				return azfoundry.Collect(c.ManagementGroupConnections.List(ctx, g.ManagementGroup, &ipam.ManagementGroupConnectionListOptions{Top: top}))
			},
			remove: func() error { return c.ManagementGroupConnections.Delete(ctx, g) },
		},
	}
}

func TestConnections_lifeOnBothSides(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &armtest.Options{Unconnected: true})
	management, managed := w.tenants()
	manager := defaultPool(t).Manager
	for _, c := range connectionsOf(t, managed) {
		side := ipam.ScopeConnectionID{Manager: manager, Name: "orders"}
		mine := testworld.Must[ipam.ScopeConnection](t)(management.ScopeConnections.CreateOrUpdate(t.Context(), side, ipam.ScopeConnection{
			Properties: ipam.ScopeConnectionProperties{TenantID: armtest.ManagedTenant, ResourceID: c.scope},
		}))
		if mine.Properties.ConnectionState != ipam.ConnectionStatePending {
			t.Errorf("one side is %s, want Pending", mine.Properties.ConnectionState)
		}
		theirs := testworld.Must[ipam.ManagerConnection](t)(c.put(ipam.ManagerConnection{Properties: ipam.ManagerConnectionProperties{NetworkManagerID: manager.String()}}))
		if theirs.Properties.ConnectionState != ipam.ConnectionStateConnected {
			t.Errorf("both sides are %s, want Connected", theirs.Properties.ConnectionState)
		}
		testworld.Must[ipam.ManagerConnection](t)(c.modify(func(m *ipam.ManagerConnection) error {
			m.Properties.Description = "our addresses"
			return nil
		}))
		got := testworld.Must[ipam.ManagerConnection](t)(c.get())
		if got.Properties.Description != "our addresses" || got.Properties.NetworkManagerID != manager.String() {
			t.Errorf("modified %+v, want the description beside the manager", got.Properties)
		}
		listed, err := c.list()
		if diff := cmp.Diff([]ipam.ManagerConnection{got}, listed); err != nil || diff != "" {
			t.Errorf("list: %v (-want +got):\n%s", err, diff)
		}
		scopes := testworld.Must[ipam.Manager](t)(management.Managers.Get(t.Context(), manager)).Properties.NetworkManagerScopes.CrossTenantScopes
		if len(scopes) != 1 || scopes[0].TenantID != armtest.ManagedTenant {
			t.Errorf("the manager's scopes in other tenants are %+v, want one", scopes)
		}
		if err := c.remove(); err != nil {
			t.Fatal(err)
		}
		mine = testworld.Must[ipam.ScopeConnection](t)(management.ScopeConnections.Get(t.Context(), side))
		if mine.Properties.ConnectionState != ipam.ConnectionStateRevoked {
			t.Errorf("the side that is left is %s, want Revoked", mine.Properties.ConnectionState)
		}
		if err := management.ScopeConnections.Delete(t.Context(), side); err != nil {
			t.Fatal(err)
		}
		left, err := azfoundry.Collect(management.ScopeConnections.List(t.Context(), manager, &ipam.ScopeConnectionListOptions{Top: new(int32(5))}))
		if err != nil || len(left) != 0 || c.remove() != nil {
			t.Errorf("left: %v, %v", left, err)
		}
	}
}

func TestConnections_badInputIsRefusedBeforeTheWire(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.administrator()
	_, err := c.ScopeConnections.CreateOrUpdate(t.Context(), ipam.ScopeConnectionID{Manager: defaultPool(t).Manager, Name: "a"}, ipam.ScopeConnection{
		Properties: ipam.ScopeConnectionProperties{TenantID: "contoso.com", ResourceID: "/subscriptions/mine"},
	})
	want := []string{"/properties/tenantId format", "/properties/resourceId pattern"}
	testworld.WantFaults(t, err, want...)
	_, err = c.SubscriptionConnections.CreateOrUpdate(t.Context(), ipam.SubscriptionConnectionID{Subscription: landing, Name: "a"}, ipam.ManagerConnection{})
	want = []string{"id.Subscription guid", "/properties/networkManagerId required"}
	testworld.WantFaults(t, err, want...)
	_, err = c.ManagementGroupConnections.CreateOrUpdate(t.Context(), ipam.ManagementGroupConnectionID{ManagementGroup: landing, Name: ""},
		ipam.ManagerConnection{Properties: ipam.ManagerConnectionProperties{NetworkManagerID: armtest.DefaultPool}})
	want = []string{"id.ManagementGroup name", "id.Name required", "/properties/networkManagerId armid"}
	testworld.WantFaults(t, err, want...)
	if n := len(w.Requests()); n != 0 {
		t.Errorf("%d requests, want none", n)
	}
}

// An id of one scope is none of the other.
func TestConnectionIDs_areNotConfused(t *testing.T) {
	t.Parallel()
	const tail = "/providers/Microsoft.Network/networkManagerConnections/hub"
	subscription, group := "/subscriptions/"+armtest.ManagedSubscription+tail, landing+tail
	s := testworld.Must[ipam.SubscriptionConnectionID](t)(ipam.ParseSubscriptionConnectionID(subscription))
	g := testworld.Must[ipam.ManagementGroupConnectionID](t)(ipam.ParseManagementGroupConnectionID(group))
	if s.String() != subscription || g.String() != group || g.ManagementGroup != "landing" {
		t.Errorf("ids are %+v and %+v", s, g)
	}
	if got, err := ipam.ParseSubscriptionConnectionID(group); err == nil {
		t.Errorf("ParseSubscriptionConnectionID(%q) = %v, want an error", group, got)
	}
	for _, text := range []string{subscription, tail, "/providers/Microsoft.Other/managementGroups/landing" + tail, landing + "/a/b" + tail} {
		if got, err := ipam.ParseManagementGroupConnectionID(text); err == nil {
			t.Errorf("ParseManagementGroupConnectionID(%q) = %v, want an error", text, got)
		}
	}
}
