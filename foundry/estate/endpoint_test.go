// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package estate_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/foundry/estate"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// subnet puts a network with a subnet for endpoints into the world, and returns the subnet's id.
func (w world) subnet() string {
	w.t.Helper()
	network := group().String() + "/providers/Microsoft.Network/virtualNetworks/vnet-ai"
	err := w.Put(network, map[string]any{"location": armtest.DefaultRegion, "properties": map[string]any{
		"addressSpace": map[string]any{"addressPrefixes": []any{"10.1.0.0/16"}},
		"subnets":      []any{map[string]any{"name": "endpoints", "properties": map[string]any{"addressPrefix": "10.1.0.0/24"}}},
	}})
	if err != nil {
		w.t.Fatal(err)
	}
	return network + "/subnets/endpoints"
}

// endpoint is the body of a private endpoint that leads to a resource.
func endpoint(subnet, to, part string) estate.PrivateEndpoint {
	return estate.PrivateEndpoint{Location: armtest.DefaultRegion, Properties: estate.PrivateEndpointProperties{
		Subnet: estate.EndpointSubnet{ID: subnet},
		PrivateLinkServiceConnections: []estate.PrivateLinkConnection{{
			Name: part, Properties: estate.PrivateLinkConnectionProperties{PrivateLinkServiceID: to, GroupIDs: []string{part}},
		}},
	}}
}

func TestPrivateEndpoints_lifeOfAnEndpoint(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	vault, subnet := w.vault("kv-orders"), w.subnet()
	id := estate.PrivateEndpointID{ResourceGroup: group(), Name: "pe-kv"}
	made := testworld.Must[estate.PrivateEndpoint](t)(w.PrivateEndpoints.CreateOrUpdate(t.Context(), id, endpoint(subnet, vault.String(), "vault")))
	p := made.Properties
	if p.ProvisioningState != estate.PrivateEndpointProvisioningStateSucceeded || len(p.NetworkInterfaces) != 1 ||
		p.PrivateLinkServiceConnections[0].Properties.PrivateLinkServiceConnectionState.Status != "Approved" {
		t.Errorf("made %+v, want it Succeeded and approved", made)
	}
	modified := testworld.Must[estate.PrivateEndpoint](t)(w.PrivateEndpoints.Modify(t.Context(), id, func(e *estate.PrivateEndpoint) error {
		e.Tags = map[string]string{"team": "orders"}
		return nil
	}))
	if modified.Tags["team"] != "orders" || len(modified.Properties.PrivateLinkServiceConnections) != 1 {
		t.Errorf("modified to %+v, want the tag and the rest kept", modified)
	}
	name := func(e estate.PrivateEndpoint) string { return e.Name }
	for _, list := range [][]string{
		names(t, w.PrivateEndpoints.List(t.Context(), group()), name),
		names(t, w.PrivateEndpoints.ListBySubscription(t.Context(), armtest.ManagementSubscription), name),
	} {
		if diff := cmp.Diff([]string{"pe-kv"}, list); diff != "" {
			t.Errorf("endpoints (-want +got):\n%s", diff)
		}
	}
	for range 2 { // deleting a missing one is no error
		if err := w.PrivateEndpoints.Delete(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	_, err := w.PrivateEndpoints.Get(t.Context(), id)
	testworld.WantRefusal(t, err, http.StatusNotFound, "ResourceNotFound")
}

// A manual connection waits for somebody.
func TestPrivateEndpoints_manual(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	vault, subnet := w.vault("kv-orders"), w.subnet()
	body := endpoint(subnet, vault.String(), "vault")
	body.Properties.ManualPrivateLinkServiceConnections, body.Properties.PrivateLinkServiceConnections = body.Properties.PrivateLinkServiceConnections, nil
	made := testworld.Must[estate.PrivateEndpoint](t)(w.PrivateEndpoints.CreateOrUpdate(t.Context(), estate.PrivateEndpointID{ResourceGroup: group(), Name: "pe-kv"}, body))
	if got := made.Properties.ManualPrivateLinkServiceConnections[0].Properties.PrivateLinkServiceConnectionState.Status; got != "Pending" {
		t.Errorf("the connection is %s, want it Pending", got)
	}
}

func TestPrivateEndpoints_areRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	subnet := w.subnet()
	id := estate.PrivateEndpointID{ResourceGroup: group(), Name: "pe-kv"}
	missing := estate.VaultID{ResourceGroup: group(), Name: "kv-none"}.String()
	_, err := w.PrivateEndpoints.CreateOrUpdate(t.Context(), id, endpoint(subnet, missing, "vault"))
	testworld.WantRefusal(t, err, http.StatusBadRequest, "InvalidResourceReference")
	_, err = w.PrivateEndpoints.CreateOrUpdate(t.Context(), id, endpoint(subnet+"2", w.vault("kv-orders").String(), "vault"))
	testworld.WantRefusal(t, err, http.StatusBadRequest, "InvalidResourceReference")
	testworld.WantFaults(t, endpoint("endpoints", "kv", "").Validate(),
		"/properties/subnet/id armid",
		"/properties/privateLinkServiceConnections/0/properties/privateLinkServiceId armid")
}
