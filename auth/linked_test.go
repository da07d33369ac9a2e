// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	poolScope  = "/subscriptions/" + subA + "/resourceGroups/rg-ipam/providers/Microsoft.Network/networkManagers/m/ipamPools/p"
	joinPool   = "Microsoft.Network/networkManagers/ipamPools/associateResourcesToPool/action"
	principalA = "0f0f0f0f-0000-4000-8000-00000000000f"

	tenantText = `The client has permission to perform action '` + joinPool + `' on scope '` + network +
		`', however the current tenant '` + tenantH + `' is not authorized to access linked subscription '` + subA + `'.`
	namedTenantText = `The client 'live.com#a@b.example' with object id '` + principalA + `' has permission to perform action 'x/read' on scope '` + network +
		`', however the current tenant '` + tenantH + `' is not authorized to access linked subscription '` + subA + `'.`
	rightsText = `The client 'app' with object id '` + principalA + `' has permission to perform action 'Microsoft.Network/virtualNetworks/write' on scope '` + network +
		`'; however, it does not have permission to perform action(s) '` + joinPool + `' on the linked scope(s) '` + poolScope + `' or the linked scope(s) are invalid.`
)

func TestParseLinked(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, message string
		want          linked
		ok            bool
	}{
		{"another tenant", tenantText, linked{action: joinPool, scope: network, subscription: subA}, true},
		{"another tenant, with a name", namedTenantText, linked{action: "x/read", scope: network, subscription: subA, principal: principalA}, true},
		{"another beginning", "Sorry, " + tenantText[strings.Index(tenantText, "however"):], linked{subscription: subA}, true},
		{"rights", rightsText, linked{rights: true, action: joinPool, scope: poolScope, subscription: subA, principal: principalA}, true},
		{"rights, singular", strings.NewReplacer("action(s)", "action", "scope(s)", "scope").Replace(rightsText), linked{rights: true, action: joinPool, scope: poolScope, subscription: subA, principal: principalA}, true},
		{"letters of other scripts", strings.ReplaceAll(rightsText, "rg-ipam", "gruppe-ä"), linked{rights: true, action: joinPool, scope: strings.ReplaceAll(poolScope, "rg-ipam", "gruppe-ä"), subscription: subA, principal: principalA}, true},
		{"no GUID", strings.ReplaceAll(tenantText, subA, "everything"), linked{}, false},
		{"a command in the scope", strings.ReplaceAll(rightsText, "rg-ipam", "$(reboot)"), linked{rights: true, action: joinPool, subscription: "", principal: principalA}, false},
		{"another wording", "The client is not authorized.", linked{}, false},
		{"nothing", "", linked{}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, ok := parseLinked(tt.message)
			if ok != tt.ok {
				t.Errorf("parseLinked() = %v, want %v", ok, tt.ok)
			}
			if d := cmp.Diff(tt.want, got, cmp.AllowUnexported(linked{})); d != "" {
				t.Errorf("parseLinked() (-want +got):\n%s", d)
			}
		})
	}
}

// FuzzParseLinked holds that nothing a service says breaks the parser, the one-line error or the
// quoting of the command in it.
func FuzzParseLinked(f *testing.F) {
	f.Add(tenantText)
	f.Add(namedTenantText)
	f.Add(rightsText)
	f.Fuzz(func(t *testing.T, message string) {
		said, ok := parseLinked(message)
		if !ok {
			return
		}
		for _, s := range []string{said.action, said.scope, said.subscription, said.principal} {
			if strings.ContainsAny(s, "'\"`$\\\n\r;&|<>") {
				t.Errorf("parseLinked(%q) lets %q through", message, s)
			}
		}
		if fix := grant(said); strings.Count(fix, "'") != 6 || strings.Contains(fix, "\n") {
			t.Errorf("grant() = %q, want one line with three quoted values", fix)
		}
	})
}
