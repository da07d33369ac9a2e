// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package nsp_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/internal/testworld"
	"github.com/azfoundry/azfoundry/nsp"
)

func TestAccessRules_lifeOfARule(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	profile := w.perimeter("ai").Profile("main")
	rules := map[string]nsp.AccessRule{
		"office": nsp.FromPrefixes("203.0.113.0/24", "2001:db8::/48"),
		"agents": nsp.FromSubscriptions(armtest.ManagementSubscription),
		"models": nsp.ToDomains("*.openai.azure.com", "*"),
	}
	for name, body := range rules {
		made := testworld.Must[nsp.AccessRule](t)(w.AccessRules.CreateOrUpdate(t.Context(), profile.AccessRule(name), body))
		if made.Properties.Direction != body.Properties.Direction || made.Properties.Elements() != body.Properties.Elements() ||
			made.Properties.ProvisioningState != nsp.ProvisioningStateSucceeded {
			t.Errorf("created %+v, want %+v", made, body)
		}
		if made.Properties.PhoneNumbers == nil {
			t.Errorf("%s has no list of phone numbers, want an empty one as the service has it", name)
		}
	}
	if all := testworld.Collected[nsp.AccessRule](t)(w.AccessRules.List(t.Context(), profile, nil)); len(all) != len(rules) {
		t.Errorf("%d rules, want %d", len(all), len(rules))
	}
	changed := testworld.Must[nsp.AccessRule](t)(w.AccessRules.Modify(t.Context(), profile.AccessRule("office"), func(r *nsp.AccessRule) error {
		r.Properties.AddressPrefixes = append(r.Properties.AddressPrefixes, "198.51.100.7/32")
		return nil
	}))
	if diff := cmp.Diff([]string{"203.0.113.0/24", "2001:db8::/48", "198.51.100.7/32"}, changed.Properties.AddressPrefixes); diff != "" {
		t.Errorf("prefixes (-want +got):\n%s", diff)
	}
	if err := w.AccessRules.Reconcile(t.Context(), profile.AccessRule("office")); err != nil {
		t.Errorf("Reconcile() = %v", err)
	}
	if err := w.AccessRules.Delete(t.Context(), profile.AccessRule("office")); err != nil {
		t.Fatal(err)
	}
	_, err := w.AccessRules.Get(t.Context(), profile.AccessRule("office"))
	testworld.WantRefusal(t, err, http.StatusNotFound, "ResourceNotFound")
	err = w.AccessRules.Reconcile(t.Context(), profile.AccessRule("office"))
	testworld.WantRefusal(t, err, http.StatusNotFound, "ResourceNotFound")
}

func TestAccessRule_Validate(t *testing.T) {
	t.Parallel()
	rule := func(p nsp.AccessRuleProperties) nsp.AccessRule { return nsp.AccessRule{Properties: p} }
	both := nsp.FromPrefixes("203.0.113.0/24")
	both.Properties.ServiceTags = []string{"ApiManagement"}
	mixed := nsp.FromPrefixes("203.0.113.0/24")
	mixed.Properties.Direction = nsp.DirectionOutbound
	mixed.Properties.FullyQualifiedDomainNames = []string{"a.example.com"}
	linked := rule(nsp.AccessRuleProperties{Direction: nsp.DirectionInbound})
	linked.ID = "/subscriptions/x"
	for _, test := range []struct {
		name string
		body nsp.AccessRule
		want []string
	}{
		{"prefixes", nsp.FromPrefixes("203.0.113.0/24"), nil},
		{"a later direction", rule(nsp.AccessRuleProperties{Direction: "Sideways", AddressPrefixes: []string{"203.0.113.0/24"}}), nil},
		{"one that links fill", linked, nil},
		{"no direction", rule(nsp.AccessRuleProperties{AddressPrefixes: []string{"203.0.113.0/24"}}), []string{"/properties/direction required"}},
		{"nothing in it", rule(nsp.AccessRuleProperties{Direction: nsp.DirectionInbound}), []string{"/properties oneKind"}},
		{"two kinds", both, []string{"/properties oneKind"}},
		{"the wrong direction", mixed, []string{"/properties/addressPrefixes direction", "/properties oneKind"}},
		{"a host bit", nsp.FromPrefixes("203.0.113.1/24"), []string{"/properties/addressPrefixes/0 format"}},
		{"no GUID", nsp.FromSubscriptions("prod"), []string{"/properties/subscriptions/0/id pattern"}},
		{"a URL", nsp.ToDomains("example.com", "https://example.com"), []string{"/properties/fullyQualifiedDomainNames/1 pattern"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if err := test.body.Validate(); test.want != nil || err != nil {
				testworld.WantFaults(t, err, test.want...)
			}
		})
	}
}

func TestAccessRules_takeTwoHundredElements(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	profile := w.perimeter("ai").Profile("main")
	var prefixes []string
	for i := range 200 {
		prefixes = append(prefixes, fmt.Sprintf("203.0.%d.0/24", i))
	}
	full := nsp.FromPrefixes(prefixes...)
	if full.Properties.Elements() != 200 {
		t.Fatalf("Elements() = %d, want 200", full.Properties.Elements())
	}
	testworld.Must[nsp.AccessRule](t)(w.AccessRules.CreateOrUpdate(t.Context(), profile.AccessRule("full"), full))
	_, err := w.AccessRules.CreateOrUpdate(t.Context(), profile.AccessRule("more"), nsp.FromPrefixes("198.51.100.0/24"))
	testworld.WantRefusal(t, err, http.StatusBadRequest, "InvalidAccessRule")
	testworld.Must[nsp.AccessRule](t)(w.AccessRules.CreateOrUpdate(t.Context(), profile.AccessRule("out"), nsp.ToDomains("*")))
}

// A subscription in a rule takes a right there, and a bare owner of the group has none.
func TestAccessRules_checkRightsOnSubscriptions(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	profile := w.perimeter("ai").Profile("main")
	principal, err := w.AddServicePrincipal(armtest.ManagementTenant, armtest.DeployerClientID)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Assign(group().String(), principal, armtest.RoleOwner); err != nil {
		t.Fatal(err)
	}
	c := w.client(armtest.DeployerClientID, armtest.DeployerSecret)
	testworld.Must[nsp.AccessRule](t)(c.AccessRules.CreateOrUpdate(t.Context(), profile.AccessRule("office"), nsp.FromPrefixes("203.0.113.0/24")))
	_, err = c.AccessRules.CreateOrUpdate(t.Context(), profile.AccessRule("agents"), nsp.FromSubscriptions(armtest.ManagementSubscription))
	testworld.WantRefusal(t, err, http.StatusForbidden, "LinkedAuthorizationFailed")
}

func TestAccessRules_serviceTagsAreAPreview(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	profile := w.perimeter("ai").Profile("main")
	_, err := w.AccessRules.CreateOrUpdate(t.Context(), profile.AccessRule("apim"), nsp.FromServiceTags("ApiManagement"))
	testworld.WantRefusal(t, err, http.StatusBadRequest, "BadRequest")
	w = newWorld(t, &armtest.Options{Features: []string{armtest.FeatureServiceTags}})
	profile = w.perimeter("ai").Profile("main")
	testworld.Must[nsp.AccessRule](t)(w.AccessRules.CreateOrUpdate(t.Context(), profile.AccessRule("apim"), nsp.FromServiceTags("ApiManagement")))
}
