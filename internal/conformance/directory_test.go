// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"net/http"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/go-azure-sdk/sdk/odata"
	"github.com/manicminer/hamilton/msgraph"
	"golang.org/x/oauth2"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/auth/onboard/graph"
)

// authorizer gives hamilton, the client of Microsoft Graph behind Terraform's azuread provider, a credential.
type authorizer struct{ cred azcore.TokenCredential }

func (a authorizer) Token(ctx context.Context, _ *http.Request) (*oauth2.Token, error) {
	token, err := a.cred.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{"https://graph.microsoft.com/.default"}})
	return &oauth2.Token{AccessToken: token.Token, TokenType: "Bearer", Expiry: token.ExpiresOn}, err
}

func (authorizer) AuxiliaryTokens(context.Context, *http.Request) ([]*oauth2.Token, error) {
	return nil, nil
}

// lead leads a client of hamilton's into a tenant of a world.
func lead(t *testing.T, c *msgraph.Client, world *armtest.World, tenant string) {
	t.Helper()
	c.Endpoint, c.ApiVersion, c.HttpClient = world.Graph(), msgraph.Version10, world.HTTPClient()
	c.RetryableClient.HTTPClient, c.RetryableClient.RetryMax = world.HTTPClient(), 0
	c.Authorizer, c.DisableRetries = authorizer{administrator.signIn(t, world, tenant)}, true
}

// The road of an application into another tenant, with somebody else's client; ours sees the same at each
// step.
func TestDirectory_clientOfAnother(t *testing.T) {
	t.Parallel()
	const id = "0c9d4f71-6a2e-4b83-95d0-e7f1a3c86b24"
	world := start(t, &armtest.Options{PageSize: 1})
	if err := world.AddApplication(armtest.Application{Name: "guest", HomeTenant: armtest.ManagedTenant, ClientID: id}); err != nil {
		t.Fatal(err)
	}
	ours, err := graph.NewClient(administrator.signIn(t, world, armtest.ManagementTenant), world.ClientOptions())
	if err != nil {
		t.Fatal(err)
	}
	applications, principals := msgraph.NewApplicationsClient(), msgraph.NewServicePrincipalsClient()
	lead(t, &applications.BaseClient, world, armtest.ManagedTenant)
	lead(t, &principals.BaseClient, world, armtest.ManagementTenant)

	found, _, err := applications.List(t.Context(), odata.Query{Filter: graph.ByAppID(id)})
	if err != nil || len(*found) != 1 {
		t.Fatalf("List() = %v, %v, want the application", found, err)
	}
	if _, status, err := principals.Create(t.Context(), msgraph.ServicePrincipal{AppId: new(id)}); err == nil || status != http.StatusBadRequest {
		t.Errorf("Create() = %d, %v, want a refusal while the application is of one tenant", status, err)
	}
	change := msgraph.Application{DirectoryObject: (*found)[0].DirectoryObject, SignInAudience: new(msgraph.SignInAudienceAzureADMultipleOrgs)}
	if status, err := applications.Update(t.Context(), change); err != nil || status != http.StatusNoContent {
		t.Fatalf("Update() = %d, %v", status, err)
	}
	made, _, err := principals.Create(t.Context(), msgraph.ServicePrincipal{AppId: new(id), AccountEnabled: new(true)})
	if err != nil {
		t.Fatal(err)
	}
	var theirs, mine []string
	all, _, err := principals.List(t.Context(), odata.Query{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range *all {
		theirs = append(theirs, *p.ID()+" "+*p.AppId+" "+*p.AppOwnerOrganizationId+" "+*p.DisplayName)
	}
	read, err := azfoundry.Collect(ours.ServicePrincipals.List(t.Context(), nil))
	for _, p := range read {
		mine = append(mine, p.ID+" "+p.AppID+" "+p.AppOwnerOrganizationID+" "+p.DisplayName)
	}
	if diff := cmp.Diff(theirs, mine); err != nil || diff != "" || len(mine) != 3 {
		t.Errorf("lists of three pages: %v (-theirs +ours)\n%s", err, diff)
	}
	if err := ours.ServicePrincipals.Delete(t.Context(), graph.ServicePrincipalID{Name: *made.ID()}); err != nil {
		t.Fatal(err)
	}
	if _, status, err := principals.Get(t.Context(), *made.ID(), odata.Query{}); err == nil || status != http.StatusNotFound {
		t.Errorf("Get() = %d, %v, want 404", status, err)
	}
}
