// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package onboard_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/auth"
	"github.com/azfoundry/azfoundry/auth/onboard"
	"github.com/azfoundry/azfoundry/internal/testworld"
	"github.com/azfoundry/azfoundry/ipam"
)

// guest is an application of the managed tenant alone.
var guest = armtest.Application{
	Name: "guest", HomeTenant: armtest.ManagedTenant, ClientID: "0c9d4f71-6a2e-4b83-95d0-e7f1a3c86b24", ClientSecret: "guest~secret",
}

var administrator = armtest.Application{ClientID: armtest.AdministratorClientID, ClientSecret: armtest.AdministratorSecret}

// world is an emulator without the connection, and with the guest, which owns the managed subscription.
type world struct {
	*armtest.World
	t *testing.T
}

func newWorld(t *testing.T, opts *armtest.Options) world {
	t.Helper()
	if opts == nil {
		opts = &armtest.Options{}
	}
	opts.Unconnected = true
	w := world{testworld.Start(t, opts), t}
	if err := w.AddApplication(guest); err != nil {
		t.Fatal(err)
	}
	id := testworld.Must[string](t)(w.AddServicePrincipal(armtest.ManagedTenant, guest.ClientID))
	if err := w.Assign("/subscriptions/"+armtest.ManagedSubscription, id, armtest.RoleOwner); err != nil {
		t.Fatal(err)
	}
	return w
}

// chain signs an application in to both tenants, the managed one first.
func (w world) chain(app armtest.Application) *auth.Chain {
	w.t.Helper()
	return testworld.Must[*auth.Chain](w.t)(auth.NewChain(
		auth.Tenant{ID: armtest.ManagedTenant, Credential: testworld.Sign(w.t, w.World, armtest.ManagedTenant, app)},
		auth.Tenant{
			ID: armtest.ManagementTenant, Credential: testworld.Sign(w.t, w.World, armtest.ManagementTenant, app),
			Subscriptions: []string{armtest.ManagementSubscription},
		},
	))
}

// alone signs the administrator in to one tenant.
func (w world) alone(tenant string) *auth.Chain {
	w.t.Helper()
	return testworld.Must[*auth.Chain](w.t)(auth.NewChain(auth.Tenant{ID: tenant, Credential: testworld.Sign(w.t, w.World, tenant, administrator)}))
}

func (w world) options() *onboard.Options { return &onboard.Options{Client: w.patient()} }

// patient are client options that try once: what is waited out here is not waited out by the pipeline.
func (w world) patient() *arm.ClientOptions {
	opts := w.ClientOptions()
	opts.Transport = w.Transport()
	opts.Retry.MaxRetries = -1
	return opts
}

func (w world) pool() ipam.PoolID {
	w.t.Helper()
	return testworld.Must[ipam.PoolID](w.t)(ipam.ParsePoolID(armtest.DefaultPool))
}

// ask is what the guest is to be in the tests.
func (w world) ask() onboard.Guest {
	return onboard.Guest{
		ClientID: guest.ClientID, Home: armtest.ManagedTenant, Host: armtest.ManagementTenant,
		Grants: []onboard.Grant{onboard.PoolUser(w.pool())},
	}
}

func (w world) link() onboard.Link {
	return onboard.Link{
		Manager: w.pool().Manager, ManagerTenant: armtest.ManagementTenant,
		Scope: "/subscriptions/" + armtest.ManagedSubscription, ScopeTenant: armtest.ManagedTenant,
	}
}

// draw lets the guest make a network that draws on the pool.
func (w world) draw(name string) error {
	w.t.Helper()
	c := testworld.Must[*ipam.Client](w.t)(ipam.NewClient(w.chain(guest), w.ClientOptions()))
	id := ipam.VirtualNetworkID{
		ResourceGroup: azfoundry.ResourceGroup{Subscription: armtest.ManagedSubscription, Name: armtest.DefaultWorkloadGroup}, Name: name,
	}
	_, err := c.VirtualNetworks.CreateOrUpdate(w.t.Context(), id, ipam.VirtualNetwork{
		Location: armtest.DefaultRegion,
		Properties: ipam.VirtualNetworkProperties{
			AddressSpace: ipam.SpaceFrom(ipam.Draws{ipam.Draw(w.pool(), "16")}),
		},
	})
	return err
}

// writes returns the writes that the world has got since, each as method and path, those for tokens left out.
func (w world) writes(since int) []string {
	var out []string
	for _, r := range w.Requests()[since:] {
		if r.Method != http.MethodGet && !strings.Contains(r.URL, "/oauth2/") {
			path, _, _ := strings.Cut(r.URL, "?")
			for _, root := range []string{w.Graph(), w.ResourceManager()} {
				path = strings.TrimPrefix(path, root)
			}
			out = append(out, r.Method+" "+path)
		}
	}
	return out
}

// show prints a value in every way that a log might.
func show(v any) string { return fmt.Sprintf("%v %+v %#v %q", v, v, v, v) }
