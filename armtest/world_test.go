// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/armtest"
)

// A world that a test builds for itself.
func TestWorld_ofOnesOwn(t *testing.T) {
	t.Parallel()
	const tenant, sub, app = "3f0b2f4e-7a41-4b0b-9f6c-0d3d5f1f9a01", "3f0b2f4e-7a41-4b0b-9f6c-0d3d5f1f9a02", "3f0b2f4e-7a41-4b0b-9f6c-0d3d5f1f9a03"
	w := start(t, &armtest.Options{Empty: true})
	if len(w.Tenants())+len(w.Clients())+len(w.Pools()) != 0 {
		t.Fatal("an empty world has contents")
	}
	group := "/subscriptions/" + sub + "/resourceGroups/g"
	manager := group + "/providers/Microsoft.Network/networkManagers/m"
	lone := armtest.Application{Name: "lone", HomeTenant: tenant, ClientID: app, ClientSecret: "s"}
	steps := []struct {
		name string
		do   func() error
		want string
	}{
		{"no GUID", func() error { return w.AddTenant("x", "x", "") }, "GUID"},
		{"tenant", func() error { return w.AddTenant(tenant, "own", "own.example") }, ""},
		{"tenant again", func() error { return w.AddTenant(strings.ToUpper(tenant), "own", "") }, "taken"},
		{"domain again", func() error { return w.AddTenant(app, "own", "OWN.example") }, "taken"},
		{"no such tenant", func() error { return w.AddSubscription(sub, sub, "s") }, "must exist"},
		{"subscription", func() error { return w.AddSubscription(tenant, sub, "s") }, ""},
		{"subscription again", func() error { return w.AddSubscription(tenant, sub, "s") }, "taken"},
		{"application", func() error { return w.AddApplication(lone) }, ""},
		{"application again", func() error { return w.AddApplication(lone) }, "taken"},
		{"no group", func() error { return w.Put(manager, object{"location": "eastus"}) }, "first"},
		{"no type", func() error { return w.Put(group+"/providers/A.B/c/d", nil) }, "put"},
		{"no location", func() error { return w.Put(group, object{}) }, "LocationRequired"},
		{"group", func() error { return w.Put(group, object{"location": "eastus", "tags": map[string]string{"a": "b"}}) }, ""},
		{"manager", func() error { return w.Put(manager, object{"location": "eastus"}) }, ""},
		{"pool", func() error {
			return w.Put(manager+"/ipamPools/p", object{"location": "eastus", "properties": object{"addressPrefixes": []string{"10.0.0.0/24"}}})
		}, ""},
		{"no role", func() error { return w.Assign(group, sub, sub) }, "RoleDefinitionDoesNotExist"},
		{"no principal", func() error { return w.Assign(group, sub, armtest.RoleReader) }, "PrincipalNotFound"},
	}
	for _, tt := range steps {
		if err := tt.do(); (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s = %v, want %q", tt.name, err, tt.want)
		}
	}
	if _, err := w.AddServicePrincipal(sub, app); err == nil {
		t.Error("a service principal in a tenant that does not exist")
	}
	id, err := w.AddServicePrincipal(tenant, app)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := w.Assign("/subscriptions/"+sub, id, armtest.RoleReader); err != nil {
			t.Fatal(err)
		}
	}
	s := newSession(t, w, signIn(t, w, tenant, app, "s"))
	got := s.want("200", http.MethodGet, group, nil)
	if tag := texts(got.body, "tags", "a"); !cmp.Equal(tag, []string{"b"}) || got.body["type"] != "Microsoft.Resources/resourceGroups" {
		t.Errorf("group = %s", got.text)
	}
	s.want("200", http.MethodGet, manager+"/ipamPools/p", nil)
}

// The options lead the official pipeline here, auxiliary tenants included.
func TestWorld_ClientOptions(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	cred, err := azidentity.NewClientSecretCredential(armtest.ManagedTenant, armtest.DeployerClientID, armtest.DeployerSecret, &azidentity.ClientSecretCredentialOptions{
		ClientOptions: w.CredentialOptions(), DisableInstanceDiscovery: true, AdditionallyAllowedTenants: []string{"*"},
	})
	if err != nil {
		t.Fatal(err)
	}
	opts := w.ClientOptions()
	opts.AuxiliaryTenants = []string{armtest.ManagementTenant}
	client, err := arm.NewClient("armtest", "v0.0.0", cred, opts)
	if err != nil {
		t.Fatal(err)
	}
	req, err := runtime.NewRequest(t.Context(), http.MethodPut, client.Endpoint()+vnet("v")+"?api-version="+apiVersion)
	if err != nil {
		t.Fatal(err)
	}
	if err := runtime.MarshalAsJSON(req, drawing(armtest.DefaultPool, "100")); err != nil {
		t.Fatal(err)
	}
	resp, err := client.Pipeline().Do(req)
	if err != nil || resp.StatusCode != http.StatusCreated {
		t.Fatalf("PUT = %v, %v", resp, err)
	}
	poller, err := runtime.NewPoller[object](resp, client.Pipeline(), nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := poller.PollUntilDone(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"10.0.0.0/26", "10.0.0.64/27", "10.0.0.96/30"}, addresses(got)); diff != "" {
		t.Errorf("network (-want +got):\n%s", diff)
	}
}

func TestWorld_singleTenantApplication(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	app := armtest.Application{Name: "lone", HomeTenant: armtest.ManagedTenant, ClientID: "3f0b2f4e-7a41-4b0b-9f6c-0d3d5f1f9a03", ClientSecret: "s"}
	if err := w.AddApplication(app); err != nil {
		t.Fatal(err)
	}
	if _, err := w.AddServicePrincipal(armtest.ManagementTenant, app.ClientID); err == nil || !strings.Contains(err.Error(), "not multi-tenant") {
		t.Errorf("AddServicePrincipal() = %v, want a refusal", err)
	}
	var names []string
	for _, c := range w.Clients() {
		names = append(names, c.Name)
	}
	if diff := cmp.Diff([]string{"deployer", "administrator", "lone"}, names); diff != "" {
		t.Errorf("Clients() (-want +got):\n%s", diff)
	}
}
