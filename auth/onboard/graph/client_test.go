// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package graph_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/auth"
	"github.com/azfoundry/azfoundry/auth/onboard/graph"
	"github.com/azfoundry/azfoundry/internal/testworld"
	"github.com/azfoundry/azfoundry/ipam"
)

// chain signs the administrator in to the management tenant.
func chain(t *testing.T, w *armtest.World) *auth.Chain {
	t.Helper()
	admin := armtest.Application{ClientID: armtest.AdministratorClientID, ClientSecret: armtest.AdministratorSecret}
	return testworld.Must[*auth.Chain](t)(auth.NewChain(auth.Tenant{
		ID: armtest.ManagementTenant, Credential: testworld.Sign(t, w, armtest.ManagementTenant, admin),
	}))
}

func connect(t *testing.T, w *armtest.World) *graph.Client {
	t.Helper()
	return testworld.Must[*graph.Client](t)(graph.NewClient(chain(t, w), w.ClientOptions()))
}

// Applications and service principals are read by filter and id, changed, made and deleted; a missing one is
// an error but for a deletion.
func TestClient_life(t *testing.T) {
	t.Parallel()
	w := testworld.Start(t, &armtest.Options{PageSize: 1})
	c, ctx := connect(t, w), t.Context()
	mine, err := azfoundry.Collect(c.Applications.List(ctx, &graph.ApplicationListOptions{Filter: graph.ByAppID(armtest.AdministratorClientID), Top: new(int32(5))}))
	if err != nil || len(mine) != 1 || mine[0].SignInAudience != graph.SignInAudienceAzureADMultipleOrgs {
		t.Fatalf("List() = %+v, %v, want the administrator", mine, err)
	}
	id := graph.ApplicationID{Name: mine[0].ID}
	if err := c.Applications.Update(ctx, id, graph.Application{DisplayName: "boss", SignInAudience: graph.SignInAudienceAzureADMyOrg}); err != nil {
		t.Fatal(err)
	}
	got := testworld.Must[graph.Application](t)(c.Applications.Get(ctx, id))
	want := [4]string{mine[0].ID, armtest.AdministratorClientID, "boss", "AzureADMyOrg"}
	if diff := cmp.Diff(want, [4]string{got.ID, got.AppID, got.DisplayName, string(got.SignInAudience)}); diff != "" {
		t.Errorf("Get() (-want +got)\n%s", diff)
	}
	all := testworld.Must[[]graph.ServicePrincipal](t)(azfoundry.Collect(c.ServicePrincipals.List(ctx, nil)))
	if len(all) != 2 {
		t.Fatalf("%d service principals, want two, each on a page of its own", len(all))
	}
	i := 0
	if all[1].AppID == armtest.DeployerClientID {
		i = 1
	}
	principal := graph.ServicePrincipalID{Name: all[i].ID}
	for range 2 {
		if err := c.ServicePrincipals.Delete(ctx, principal); err != nil {
			t.Fatal(err)
		}
	}
	_, err = c.ServicePrincipals.Get(ctx, principal)
	if e, ok := errors.AsType[*azfoundry.OpError](err); !ok || e.Code != "Request_ResourceNotFound" || e.RequestID == "" {
		t.Errorf("Get() = %+v, want Request_ResourceNotFound", err)
	}
	if re, ok := errors.AsType[*azcore.ResponseError](err); !ok || re.RawResponse.Request.Header.Get("Authorization") != "" {
		t.Errorf("the cause is %T, want a *ResponseError without the token", err)
	}
	made := testworld.Must[graph.ServicePrincipal](t)(c.ServicePrincipals.Create(ctx, graph.ServicePrincipal{AppID: armtest.DeployerClientID}))
	if made.AppOwnerOrganizationID != armtest.ManagedTenant || made.ID == all[i].ID || made.AccountEnabled == nil || !*made.AccountEnabled {
		t.Errorf("made %+v", made)
	}
	if err := (graph.ServicePrincipal{AppID: "deployer"}).Validate(); err == nil {
		t.Error("a name passes for a client id")
	}
}

// Tokens for Microsoft Graph never go to Resource Manager, nor the reverse, whatever an answer says.
func TestClient_tokensStayAtTheirHost(t *testing.T) {
	t.Parallel()
	w := testworld.Start(t, nil)
	answer := ""
	w.Intercept(func(r *http.Request) *http.Response {
		if r.Method != http.MethodGet || strings.Contains(r.URL.Path, ".well-known") {
			return nil
		}
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(answer))}
	})
	answer = `{"value":[],"@odata.nextLink":"` + w.ResourceManager() + `/v1.0/servicePrincipals?$skiptoken=x"}`
	if _, err := azfoundry.Collect(connect(t, w).ServicePrincipals.List(t.Context(), nil)); err == nil || !strings.Contains(err.Error(), "nothing was sent to host") {
		t.Errorf("Graph's next link to Resource Manager: %v, want it refused", err)
	}
	answer = `{"value":[],"nextLink":"` + w.Graph() + `/subscriptions"}`
	pools := testworld.Must[*ipam.Client](t)(ipam.NewClient(chain(t, w), w.ClientOptions())).Pools
	pool := testworld.Must[ipam.PoolID](t)(ipam.ParsePoolID(armtest.DefaultPool))
	if _, err := azfoundry.Collect(pools.List(t.Context(), pool.Manager, nil)); err == nil || !strings.Contains(err.Error(), "nothing was sent to host") {
		t.Errorf("Resource Manager's next link to Graph: %v, want it refused", err)
	}
	for _, r := range w.Requests() {
		atGraph := strings.HasPrefix(r.URL, w.Graph())
		if r.Header.Get("Authorization") != "" && atGraph != strings.Contains(r.URL, "/v1.0/") {
			t.Errorf("%s was sent a token of the other service", r.URL)
		}
	}
}

// In each cloud Microsoft Graph is where the table says, unless the configuration says otherwise.
func TestNewClient_clouds(t *testing.T) {
	t.Parallel()
	w := testworld.Start(t, nil)
	dod := cloud.AzureGovernment
	dod.Services = map[cloud.ServiceName]cloud.ServiceConfiguration{
		cloud.ResourceManager: cloud.AzureGovernment.Services[cloud.ResourceManager], graph.Service: {Endpoint: "https://dod-graph.microsoft.us"},
	}
	for want, c := range map[string]cloud.Configuration{
		"https://graph.microsoft.com/": {}, "https://graph.microsoft.us/": cloud.AzureGovernment,
		"https://microsoftgraph.chinacloudapi.cn/": cloud.AzureChina, "https://dod-graph.microsoft.us/": dod,
	} {
		opts := w.ClientOptions()
		opts.Cloud = c
		client := testworld.Must[*graph.Client](t)(graph.NewClient(chain(t, w), opts))
		ctx, plan := azfoundry.DryRun(t.Context())
		err := client.Applications.Update(ctx, graph.ApplicationID{Name: armtest.DeployerClientID}, graph.Application{DisplayName: "n"})
		if !errors.Is(err, azfoundry.ErrDryRun) || !strings.HasPrefix(plan.Writes()[0].URL, want+"v1.0/applications/") {
			t.Errorf("%v, planned %+v, want it at %s", err, plan.Writes(), want)
		}
	}
	opts := w.ClientOptions()
	opts.Cloud = cloud.Configuration{ActiveDirectoryAuthorityHost: "https://login.example.org/"}
	if _, err := graph.NewClient(chain(t, w), opts); err == nil || !strings.Contains(err.Error(), `set Services["microsoftGraph"]`) {
		t.Errorf("NewClient() = %v, want to be told what to set", err)
	}
}

func TestByAppID_quotes(t *testing.T) {
	t.Parallel()
	if got, want := graph.ByAppID("a'b"), "appId eq 'a''b'"; got != want {
		t.Errorf("ByAppID() = %s, want %s", got, want)
	}
}
