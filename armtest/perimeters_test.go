// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/armtest"
)

// perimeterPath is a perimeter in the management subscription, or something in it.
func perimeterPath(parts ...string) string {
	return network + "/providers/Microsoft.Network/networkSecurityPerimeters/" + strings.Join(parts, "/")
}

func vaultPath(name string) string { return network + "/providers/Microsoft.KeyVault/vaults/" + name }

func inbound(prefixes ...any) object {
	return object{"properties": object{"direction": "Inbound", "addressPrefixes": prefixes}}
}

func associated(resource, profile string) object {
	return object{"properties": object{"privateLinkResource": object{"id": resource}, "profile": object{"id": profile}}}
}

// withPerimeter makes perimeters that have a profile named main.
func withPerimeter(t *testing.T, opts *armtest.Options, names ...string) *session {
	t.Helper()
	s := administrator(t, start(t, opts), armtest.ManagementTenant)
	for _, name := range []string{"kv-a", "kv-b"} {
		putVault(t, s.world, vaultPath(name), nil)
	}
	for _, name := range names {
		s.want("201", "PUT", perimeterPath(name), object{"location": "East US", "properties": object{"perimeterGuid": "mine"}})
		s.want("201", "PUT", perimeterPath(name, "profiles/main"), object{"properties": object{"accessRulesVersion": "99"}})
	}
	return s
}

func properties(a answer) object {
	p, _ := a.body["properties"].(object)
	return p
}

func TestPerimeters_answerAsTheServiceDoes(t *testing.T) {
	t.Parallel()
	s := withPerimeter(t, nil, "ai")
	made := s.want("200", "PUT", perimeterPath("ai"), object{"location": "eastus", "properties": object{}})
	if guid := fmt.Sprint(properties(made)["perimeterGuid"]); len(guid) != 36 || made.body["location"] != "eastus" {
		t.Errorf("perimeter = %s, want the service's GUID and region", made.text)
	}
	profile := s.want("200", "GET", perimeterPath("ai/profiles/main"), nil)
	if properties(profile)["accessRulesVersion"] != "0" {
		t.Errorf("profile = %s, want the service's version", profile.text)
	}
	s.want("InvalidRequestContent", "PATCH", perimeterPath("ai"), object{"location": "westus"})
	s.want("MethodNotAllowed", "PATCH", perimeterPath("ai/profiles/main"), object{"properties": object{}})
	rule := s.want("201", "PUT", perimeterPath("ai/profiles/main/accessRules/office"), inbound("203.0.113.0/24"))
	lists := slices.Sorted(maps.Keys(properties(rule)))
	want := []string{
		"addressPrefixes", "direction", "emailAddresses", "fullyQualifiedDomainNames", "networkSecurityPerimeters", "phoneNumbers",
		"provisioningState", "serviceTags", "subscriptions",
	}
	if !slices.Equal(lists, want) {
		t.Errorf("members of a rule = %q, want %q", lists, want)
	}
	s.want("200", "POST", perimeterPath("ai/profiles/main/accessRules/office/reconcile"), object{})
	s.want("InvalidResourceType", "POST", perimeterPath("ai/profiles/main/accessRules/office/forget"), object{})
	s.want("200", "DELETE", perimeterPath("ai/profiles/main/accessRules/office"), nil)
	s.want("204", "DELETE", perimeterPath("ai/profiles/main/accessRules/office"), nil)
	s.want("InvalidResourceName", "PUT", perimeterPath("ends-"), object{"location": "eastus", "properties": object{}})
	s.want("NoRegisteredProviderFound", "GET", perimeterPath("ai")+"?api-version=2022-07-01", nil)
}

// A body is checked also where there is no schema for its API version.
func TestAccessRules_areChecked(t *testing.T) {
	t.Parallel()
	s := withPerimeter(t, nil, "ai")
	path := perimeterPath("ai/profiles/main/accessRules/r") + "?api-version=2025-05-01"
	s.want("201", "PUT", path, inbound("203.0.113.0/24"))
	for name, body := range map[string]object{
		"no direction":        {"addressPrefixes": []any{"203.0.113.0/24"}},
		"another direction":   {"direction": "Outbound", "fullyQualifiedDomainNames": []any{"*"}},
		"the wrong direction": {"direction": "Inbound", "fullyQualifiedDomainNames": []any{"*"}},
		"two kinds":           {"direction": "Inbound", "addressPrefixes": []any{"203.0.113.0/24"}, "serviceTags": []any{"AzureCloud"}},
		"no prefix":           {"direction": "Inbound", "addressPrefixes": []any{"office"}},
		"host bits":           {"direction": "Inbound", "addressPrefixes": []any{"203.0.113.1/24"}},
		"a resource group":    {"direction": "Inbound", "subscriptions": []any{object{"id": network}}},
	} {
		if a := s.do("PUT", path, object{"properties": body}); a.code() != "InvalidAccessRule" {
			t.Errorf("%s: %s, want InvalidAccessRule", name, a.text)
		}
	}
	fresh := strings.Replace(path, "/r?", "/empty?", 1)
	s.want("InvalidAccessRule", "PUT", fresh, object{"properties": object{"direction": "Inbound"}})
	bare := object{"properties": object{"direction": "Inbound", "subscriptions": []any{object{"id": armtest.ManagementSubscription}}}}
	s.want("LinkedInvalidPropertyId", "PUT", fresh, bare)
}

// A subscription of another tenant takes an auxiliary token, as any other linked resource does.
func TestAccessRules_subscriptionsOfOtherTenants(t *testing.T) {
	t.Parallel()
	s := withPerimeter(t, nil, "ai")
	body := object{"properties": object{"direction": "Inbound", "subscriptions": []any{object{"id": "/subscriptions/" + armtest.ManagedSubscription}}}}
	path := perimeterPath("ai/profiles/main/accessRules/r")
	home := newSession(t, s.world, signIn(t, s.world, armtest.ManagementTenant, armtest.AdministratorClientID, armtest.AdministratorSecret))
	home.want("LinkedAuthorizationFailed", "PUT", path, body)
	s.want("201", "PUT", path, body)
}

func TestAssociations_areLongRunning(t *testing.T) {
	t.Parallel()
	s := withPerimeter(t, nil, "ai")
	path := perimeterPath("ai/resourceAssociations/kv")
	body := associated(vaultPath("kv-a"), perimeterPath("ai/profiles/main"))
	made := s.want("201", "PUT", path, body)
	poll := made.header.Get("Azure-AsyncOperation")
	if !strings.Contains(poll, "/providers/Microsoft.Network/locations/eastus/networkSecurityPerimeterOperationStatuses/") {
		t.Errorf("Azure-AsyncOperation = %q", poll)
	}
	if p := properties(made); p["provisioningState"] != "Updating" || p["accessMode"] != "Learning" || p["hasProvisioningIssues"] != "no" {
		t.Errorf("association = %s, want it Updating, in Learning", made.text)
	}
	if first, last := s.want("200", "GET", poll, nil), s.want("200", "GET", poll, nil); first.body["status"] != "InProgress" ||
		last.body["status"] != "Succeeded" || last.body["resourceId"] != path {
		t.Errorf("status = %s and then %s", first.text, last.text)
	}
	s.want("200", "POST", path+"/reconcile", object{})
	s.want("CannotDeleteResource", "DELETE", perimeterPath("ai"), nil)
	gone := s.want("202", "DELETE", path, nil)
	s.want("CannotDeleteResource", "DELETE", perimeterPath("ai"), nil)
	if gone.header.Get("Azure-AsyncOperation") == "" {
		t.Fatalf("DELETE has no Azure-AsyncOperation: %v", gone.header)
	}
	s.want("200", "GET", gone.header.Get("Azure-AsyncOperation"), nil)
	s.want("200", "GET", gone.header.Get("Azure-AsyncOperation"), nil)
	s.want("202", "DELETE", perimeterPath("ai"), nil)
}

func TestAssociations_keepResourceAndProfile(t *testing.T) {
	t.Parallel()
	s := withPerimeter(t, nil, "ai")
	s.want("201", "PUT", perimeterPath("ai/profiles/other"), object{"properties": object{}})
	path, profile := perimeterPath("ai/resourceAssociations/kv"), perimeterPath("ai/profiles/main")
	s.want("201", "PUT", path, associated(vaultPath("kv-a"), profile))
	s.want("200", "PUT", path, associated(strings.ToUpper(vaultPath("kv-a")[:14])+vaultPath("kv-a")[14:], profile))
	s.want("InvalidResourceAssociation", "PUT", path, associated(vaultPath("kv-b"), profile))
	s.want("InvalidResourceAssociation", "PUT", path, associated(vaultPath("kv-a"), perimeterPath("ai/profiles/other")))
	endpoint := network + "/providers/Microsoft.Network/privateEndpoints/pe"
	a := s.want("BadRequest", "PUT", perimeterPath("ai/resourceAssociations/pe"), associated(endpoint, profile))
	if a.message() != "This feature is not yet available for given subscription." {
		t.Errorf("message = %q", a.message())
	}
}

func TestLinkReferences_areMadeByLinks(t *testing.T) {
	t.Parallel()
	s := withPerimeter(t, &armtest.Options{Features: []string{armtest.FeatureLinks}}, "ai", "data")
	s.want("201", "PUT", perimeterPath("ai/links/l"), object{"properties": object{
		"autoApprovedRemotePerimeterResourceId": perimeterPath("data"), "localInboundProfiles": []any{"*"}, "description": "mine", "status": "Rejected",
	}})
	list := s.want("200", "GET", perimeterPath("data/linkReferences"), nil)
	values, _ := list.body["value"].([]any)
	if len(values) != 1 {
		t.Fatalf("references = %s, want one", list.text)
	}
	reference, _ := values[0].(object)
	if reference["type"] != "Microsoft.Network/networkSecurityPerimeters/linkreferences" {
		t.Errorf("type = %v", reference["type"])
	}
	s.want("MethodNotAllowed", "PUT", fmt.Sprint(reference["id"]), object{"properties": object{}})
	link := s.want("200", "GET", perimeterPath("ai/links/l"), nil)
	if p := properties(link); p["description"] != "Auto Approved" || p["status"] != "Approved" {
		t.Errorf("link = %s, want it approved, with the service's description", link.text)
	}
	if a := s.want("202", "DELETE", perimeterPath("ai/links/l"), nil); a.header.Get("Location") == "" {
		t.Errorf("DELETE has no Location: %v", a.header)
	}
}

func TestDiagnosticSettings_areNeverCreated(t *testing.T) {
	t.Parallel()
	s := withPerimeter(t, nil, "ai")
	path := perimeterPath("ai/providers/Microsoft.Insights/diagnosticSettings/all") + "?api-version=2021-05-01-preview"
	logs := []any{object{"category": "NspOutboundAttempt", "enabled": true}}
	body := object{"properties": object{"workspaceId": network + "/providers/Microsoft.OperationalInsights/workspaces/law", "logs": logs}}
	s.want("200", "PUT", path, body)
	s.want("200", "PUT", path, body)
	s.want("BadRequest", "PUT", path, object{"properties": object{"logs": logs}})
	s.want("BadRequest", "PUT", path, object{"properties": object{"storageAccountId": network + "/providers/Microsoft.Storage/storageAccounts/st", "logs": []any{object{"enabled": true}}}})
	s.want("200", "DELETE", path, nil)
	s.want("204", "DELETE", path, nil)
	s.want("ParentResourceNotFound", "PUT", strings.Replace(path, "/ai/", "/none/", 1), body)
}

func TestRegionalTypes_takeRights(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	region := "/subscriptions/" + armtest.ManagementSubscription + "/providers/Microsoft.Network/locations/eastus/"
	admin := administrator(t, w, armtest.ManagementTenant)
	stranger := newSession(t, w, signIn(t, w, armtest.ManagementTenant, armtest.DeployerClientID, armtest.DeployerSecret))
	for _, name := range []string{"perimeterAssociableResourceTypes", "nspServiceTags"} {
		admin.want("200", "GET", region+name, nil)
		stranger.want("AuthorizationFailed", "GET", region+name, nil)
		admin.want("MethodNotAllowed", "PUT", region+name+"/x", object{})
		admin.want("NoRegisteredProviderFound", "GET", region+name+"?api-version=2022-07-01", nil)
	}
	admin.want("OperationNotFound", "GET", region+"networkSecurityPerimeterOperationStatuses/x", nil)
	admin.want("MethodNotAllowed", "GET", region+"networkSecurityPerimeterOperationStatuses", nil)
	group := admin.want("202", "DELETE", "/subscriptions/"+armtest.ManagementSubscription+"/resourceGroups/"+armtest.DefaultNetworkGroup, nil)
	other := strings.Split(group.header.Get("Location"), "/operationresults/")
	admin.want("OperationNotFound", "GET", region+"networkSecurityPerimeterOperationStatuses/"+strings.Split(other[1], "?")[0], nil)
}
