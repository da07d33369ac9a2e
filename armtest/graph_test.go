// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/armtest"
)

const (
	guestID     = "0c9d4f71-6a2e-4b83-95d0-e7f1a3c86b24" // an application of the managed tenant alone
	guestSecret = "guest~secret"
)

// withGuest starts the default world with one more application.
func withGuest(t *testing.T, opts *armtest.Options) *armtest.World {
	t.Helper()
	w := start(t, opts)
	if err := w.AddApplication(armtest.Application{
		Name: "guest", HomeTenant: armtest.ManagedTenant, ClientID: guestID, ClientSecret: guestSecret,
	}); err != nil {
		t.Fatal(err)
	}
	return w
}

// graphToken signs in for Microsoft Graph.
func graphToken(t *testing.T, w *armtest.World, tenant, client, secret string) string {
	t.Helper()
	token, err := credential(t, w, tenant, client, secret).GetToken(t.Context(), policy.TokenRequestOptions{
		Scopes: []string{"https://graph.microsoft.com/.default"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return token.Token
}

// graph returns the administrator's session with Microsoft Graph in a tenant.
func graph(t *testing.T, w *armtest.World, tenant string) *session {
	t.Helper()
	return newSession(t, w, graphToken(t, w, tenant, armtest.AdministratorClientID, armtest.AdministratorSecret))
}

func asGuest(t *testing.T, w *armtest.World) *session {
	t.Helper()
	return newSession(t, w, graphToken(t, w, armtest.ManagedTenant, guestID, guestSecret))
}

// at returns the address of something in Microsoft Graph.
func at(w *armtest.World, path string) string { return w.Graph() + "/v1.0" + path }

func byAppID(id string) string { return "?$filter=" + url.QueryEscape("appId eq '"+id+"'") }

// only returns the one item of a list.
func only(t *testing.T, a answer) object {
	t.Helper()
	list, _ := a.body["value"].([]any)
	if len(list) != 1 {
		t.Fatalf("list = %s, want one item", a.text)
	}
	return list[0].(object)
}

// The road of an application into another tenant: refused while it is of one tenant, then made, found by
// filter, id and key, signed in, deleted, and made anew as another object.
func TestGraph_onboarding(t *testing.T) {
	t.Parallel()
	w := withGuest(t, nil)
	home, there := graph(t, w, armtest.ManagedTenant), graph(t, w, armtest.ManagementTenant)
	create := func(outcome string) answer {
		return there.want(outcome, http.MethodPost, at(w, "/servicePrincipals"), object{"appId": guestID})
	}
	if got := create("Request_BadRequest"); got.message() != "The appId '"+guestID+"' of the service principal does not reference a valid application object." {
		t.Errorf("refused with %s", got.text)
	}
	app := only(t, home.want("200", http.MethodGet, at(w, "/applications"+byAppID(guestID)), nil))
	if app["signInAudience"] != "AzureADMyOrg" || app["displayName"] != "guest" || app["appId"] != guestID {
		t.Errorf("application = %v", app)
	}
	address := at(w, "/applications/"+app["id"].(string))
	if got := home.want("204", http.MethodPatch, address, object{"signInAudience": "AzureADMultipleOrgs"}); got.text != "" {
		t.Errorf("PATCH answered %s", got.text)
	}
	if got := home.want("200", http.MethodGet, at(w, "/applications(appId='"+guestID+"')"), nil).body; got["signInAudience"] != "AzureADMultipleOrgs" || got["@odata.context"] == nil {
		t.Errorf("after the change %v", got)
	}
	made := create("201").body
	if made["appOwnerOrganizationId"] != armtest.ManagedTenant || made["servicePrincipalType"] != "Application" || made["appId"] != guestID {
		t.Errorf("made %v", made)
	}
	create("Request_MultipleObjectsWithSameKeyValue")
	found := only(t, there.want("200", http.MethodGet, at(w, "/servicePrincipals"+byAppID(guestID)), nil))
	if found["id"] != made["id"] {
		t.Errorf("found %v, made %v", found["id"], made["id"])
	}
	signIn(t, w, armtest.ManagementTenant, guestID, guestSecret)
	principal := at(w, "/servicePrincipals/"+made["id"].(string))
	there.want("204", http.MethodDelete, principal, nil)
	there.want("Request_ResourceNotFound", http.MethodDelete, principal, nil)
	if _, err := credential(t, w, armtest.ManagementTenant, guestID, guestSecret).GetToken(t.Context(), policy.TokenRequestOptions{
		Scopes: []string{"https://management.azure.com/.default"},
	}); err == nil || !strings.Contains(err.Error(), "AADSTS700016") {
		t.Errorf("sign-in without a service principal: %v, want AADSTS700016", err)
	}
	if again := create("201").body; again["id"] == made["id"] {
		t.Error("what was deleted came back under its id; the service gives another one")
	}
}

// Tokens for one service do not open the other.
func TestGraph_tokensAreToldApart(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	forGraph, forARM := graph(t, w, armtest.ManagementTenant), administrator(t, w, armtest.ManagementTenant)
	forGraph.want("200", http.MethodGet, at(w, "/servicePrincipals"), nil)
	if got := forARM.want("InvalidAuthenticationToken", http.MethodGet, at(w, "/servicePrincipals"), nil); got.status != 401 || !strings.Contains(got.message(), "Invalid audience") {
		t.Errorf("a token for Resource Manager: %s", got.text)
	}
	forGraph.want("InvalidAuthenticationTokenAudience", http.MethodGet, network, nil)
	forARM.header.Set("X-Ms-Authorization-Auxiliary", "Bearer "+graphToken(t, w, armtest.ManagedTenant, armtest.AdministratorClientID, armtest.AdministratorSecret))
	forARM.want("InvalidAuthenticationTokenAudience", http.MethodGet, network, nil)
}

// Each request that is no good has the service's code, in the service's envelope.
func TestGraph_refusals(t *testing.T) {
	t.Parallel()
	w := withGuest(t, nil)
	admin := graph(t, w, armtest.ManagedTenant)
	app := at(w, "/applications(appId='"+guestID+"')")
	const nobody = "9e2c7b40-51f8-4d63-a0e9-83b6d4f1c275"
	tests := []struct {
		name, outcome, method, path string
		body                        any
	}{
		{"unknown segment", "BadRequest", "GET", at(w, "/users"), nil},
		{"too deep", "BadRequest", "GET", at(w, "/applications/"+nobody+"/owners"), nil},
		{"missing application", "Request_ResourceNotFound", "GET", at(w, "/applications/"+nobody), nil},
		{"missing principal, by key", "Request_ResourceNotFound", "GET", at(w, "/servicePrincipals(appId='"+nobody+"')"), nil},
		{"application of another tenant", "Request_ResourceNotFound", "GET", at(w, "/applications(appId='"+armtest.AdministratorClientID+"')"), nil},
		{"key without quotes", "Request_UnsupportedQuery", "GET", at(w, "/applications(appId=1)"), nil},
		{"other filter", "Request_UnsupportedQuery", "GET", at(w, "/applications?$filter=startswith(displayName,'g')"), nil},
		{"bad page", "Request_BadRequest", "GET", at(w, "/applications?$top=0"), nil},
		{"not JSON", "BadRequest", "PATCH", app, "text"},
		{"bad audience", "Request_BadRequest", "PATCH", app, object{"signInAudience": "Everybody"}},
		{"empty audience", "Request_BadRequest", "PATCH", app, object{"signInAudience": ""}},
		{"member that cannot be changed here", "Request_BadRequest", "PATCH", app, object{"notes": "n"}},
		{"principal of nothing", "Request_BadRequest", "POST", at(w, "/servicePrincipals"), object{"appId": nobody}},
		{"registration", "Request_BadRequest", "POST", at(w, "/applications"), object{"displayName": "n"}},
		{"deletion of an application", "Request_BadRequest", "DELETE", app, nil},
		{"change of a principal", "Request_BadRequest", "PATCH", at(w, "/servicePrincipals(appId='"+guestID+"')"), object{"notes": "n"}},
		{"PUT", "Request_BadRequest", "PUT", app, object{}},
		{"DELETE of a set", "Request_BadRequest", "DELETE", at(w, "/applications"), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			path := strings.NewReplacer("(displayName,'g')", url.QueryEscape("(displayName,'g')")).Replace(tt.path)
			got := admin.do(tt.method, path, tt.body, "client-request-id", "mine")
			if got.code() != tt.outcome {
				t.Fatalf("%s %s = %d %s, want %s", tt.method, path, got.status, got.text, tt.outcome)
			}
			inner, _ := got.body["error"].(object)["innerError"].(object)
			if inner["request-id"] != got.header.Get("request-id") || inner["client-request-id"] != "mine" || inner["date"] == nil || got.header.Get("x-ms-request-id") != "" {
				t.Errorf("innerError = %v, headers = %v", inner, got.header)
			}
		})
	}
	for token, want := range map[string]string{"": "Access token is empty.", "Bearer no.jwt": "CompactToken parsing failed"} {
		got := admin.want("InvalidAuthenticationToken", http.MethodGet, app, nil, "Authorization", token)
		if !strings.HasPrefix(got.message(), want) || !strings.Contains(got.header.Get("WWW-Authenticate"), "00000003-0000-0000-c000-000000000000") {
			t.Errorf("token %q: %s, challenge %q", token, got.text, got.header.Get("WWW-Authenticate"))
		}
	}
}

// What nobody may do without a role, owners may do with what is theirs, at home.
func TestGraph_rights(t *testing.T) {
	t.Parallel()
	const denied = "Authorization_RequestDenied"
	w := withGuest(t, nil)
	guest, app := asGuest(t, w), at(w, "/applications(appId='"+guestID+"')")
	patch := object{"signInAudience": "AzureADMultipleOrgs"}
	guest.want(denied, http.MethodPatch, app, patch)
	guest.want("200", http.MethodGet, app, nil) // itself
	guest.want(denied, http.MethodGet, at(w, "/applications(appId='"+armtest.DeployerClientID+"')"), nil)
	guest.want(denied, http.MethodGet, at(w, "/applications/"+guestID), nil) // no object id, but that is not for it to know
	guest.want(denied, http.MethodGet, at(w, "/applications"), nil)
	guest.want(denied, http.MethodGet, at(w, "/servicePrincipals"+byAppID(guestID+"0")), nil)
	guest.want(denied, http.MethodPost, at(w, "/servicePrincipals"), object{"appId": guestID})
	guest.want(denied, http.MethodDelete, at(w, "/servicePrincipals(appId='"+guestID+"')"), nil)
	if err := w.AddOwner(guestID, guestID); err != nil {
		t.Fatal(err)
	}
	guest.want("204", http.MethodPatch, app, patch)
	guest.want("204", http.MethodDelete, at(w, "/servicePrincipals(appId='"+guestID+"')"), nil)
	guest.want("201", http.MethodPost, at(w, "/servicePrincipals"), object{"appId": guestID})

	if _, err := w.AddServicePrincipal(armtest.ManagementTenant, guestID); err != nil {
		t.Fatal(err)
	}
	abroad := newSession(t, w, graphToken(t, w, armtest.ManagementTenant, guestID, guestSecret))
	principal := at(w, "/servicePrincipals(appId='"+guestID+"')")
	abroad.want("200", http.MethodGet, principal, nil)
	abroad.want(denied, http.MethodDelete, principal, nil)
	if err := w.AssignDirectoryRole(armtest.ManagementTenant, guestID, armtest.DirectoryRoleReaders); err != nil {
		t.Fatal(err)
	}
	abroad.want("200", http.MethodGet, at(w, "/servicePrincipals"), nil)
	abroad.want(denied, http.MethodDelete, principal, nil)
	for _, role := range []string{armtest.DirectoryRoleCloudApplicationAdministrator, armtest.DirectoryRoleGlobalAdministrator} {
		if err := w.AssignDirectoryRole(armtest.ManagementTenant, guestID, role); err != nil {
			t.Fatal(err)
		}
	}
	abroad.want("204", http.MethodDelete, principal, nil)
}

func TestGraph_badCalls(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	for what, err := range map[string]error{
		"owner of nothing":       w.AddOwner(guestID, armtest.DeployerClientID),
		"owner from elsewhere":   w.AddOwner(armtest.DeployerClientID, guestID),
		"role of nobody":         w.AssignDirectoryRole(armtest.ManagedTenant, guestID, armtest.DirectoryRoleReaders),
		"role in no tenant":      w.AssignDirectoryRole(guestID, armtest.DeployerClientID, armtest.DirectoryRoleReaders),
		"role of other services": w.AssignDirectoryRole(armtest.ManagedTenant, armtest.DeployerClientID, armtest.RoleOwner),
	} {
		if err == nil {
			t.Errorf("%s: no error", what)
		}
	}
}

// Pages lead on by @odata.nextLink, and $select narrows what is shown.
func TestGraph_pages(t *testing.T) {
	t.Parallel()
	w := withGuest(t, nil)
	if _, err := w.AddManagedIdentity(armtest.ManagedTenant, "5b8e1d06-2f74-4c9a-b3e8-6d07f5a9c142"); err != nil {
		t.Fatal(err)
	}
	s := graph(t, w, armtest.ManagedTenant)
	kinds := map[string]int{}
	next, pages := at(w, "/servicePrincipals?$top=1&$select=servicePrincipalType"), 0
	for ; next != ""; pages++ {
		got := s.want("200", http.MethodGet, next, nil)
		item := only(t, got)
		if len(item) != 1 {
			t.Errorf("item = %v, want what was selected", item)
		}
		kinds[item["servicePrincipalType"].(string)]++
		next, _ = got.body["@odata.nextLink"].(string)
	}
	if diff := cmp.Diff(map[string]int{"Application": 3, "ManagedIdentity": 1}, kinds); diff != "" || pages != 4 {
		t.Errorf("%d pages (-want +got)\n%s", pages, diff)
	}
	list := s.want("200", http.MethodGet, at(w, "/applications"), nil).body["value"].([]any)
	if len(list) != 2 { // the deployer and the guest: identities have no registration, the administrator is at home elsewhere
		t.Errorf("%d applications, want 2", len(list))
	}
}

// A new service principal, and a new audience, take their time to spread.
func TestGraph_replication(t *testing.T) {
	t.Parallel()
	now := make(chan time.Time, 1)
	now <- time.Now()
	clock := func() time.Time {
		at := <-now
		now <- at
		return at
	}
	later := func() { now <- (<-now).Add(time.Minute) }
	w := withGuest(t, &armtest.Options{DirectoryDelay: time.Minute, Clock: clock})
	later()
	home, there := graph(t, w, armtest.ManagedTenant), graph(t, w, armtest.ManagementTenant)
	app := at(w, "/applications(appId='"+guestID+"')")
	home.want("204", http.MethodPatch, app, object{"signInAudience": "AzureADMultipleOrgs"})
	if got := home.want("200", http.MethodGet, app, nil).body; got["signInAudience"] != "AzureADMultipleOrgs" {
		t.Errorf("the tenant itself sees %v", got)
	}
	make := func(outcome string) answer {
		return there.want(outcome, http.MethodPost, at(w, "/servicePrincipals"), object{"appId": guestID})
	}
	make("Request_BadRequest")
	later()
	principal := at(w, "/servicePrincipals/"+make("201").body["id"].(string))
	there.want("Request_ResourceNotFound", http.MethodGet, principal, nil)
	if list := there.want("200", http.MethodGet, at(w, "/servicePrincipals"+byAppID(guestID)), nil).body["value"].([]any); len(list) != 0 {
		t.Errorf("list = %v, want nothing yet", list)
	}
	make("Request_MultipleObjectsWithSameKeyValue")
	later()
	there.want("200", http.MethodGet, principal, nil)
}

// The same world in memory has Microsoft Graph, too.
func TestGraph_inMemory(t *testing.T) {
	t.Parallel()
	w := start(t, &armtest.Options{Listen: armtest.NoListener})
	s := graph(t, w, armtest.ManagementTenant)
	s.want("200", http.MethodGet, at(w, "/servicePrincipals"), nil)
	if w.Graph() == w.ResourceManager() || w.Cloud().Services["microsoftGraph"].Endpoint != w.Graph() {
		t.Errorf("Graph() = %s, Resource Manager is at %s", w.Graph(), w.ResourceManager())
	}
	v6 := start(t, &armtest.Options{Listen: "[::1]:0"})
	if !strings.HasPrefix(v6.Graph(), "https://[::1]:") {
		t.Errorf("Graph() = %s, want it at the listener's address", v6.Graph())
	}
}
