// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/abac"
)

// The oracle is a regular expression in which each * became ".*".
func TestMatches_againstRegexp(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	text := func(letters string) string {
		var b strings.Builder
		for range r.IntN(8) {
			b.WriteByte(letters[r.IntN(len(letters))])
		}
		return b.String()
	}
	for range 5000 {
		pattern, action := text("ab/*"), text("ab/")
		want := regexp.MustCompile("^" + strings.ReplaceAll(pattern, "*", ".*") + "$").MatchString(action)
		if got := matches(pattern, action); got != want {
			t.Fatalf("matches(%q, %q) = %v, want %v", pattern, action, got, want)
		}
	}
}

func TestRole_permits(t *testing.T) {
	t.Parallel()
	tests := []struct {
		role, action string
		want         bool
	}{
		{RoleOwner, "Microsoft.Authorization/roleAssignments/write", true},
		{RoleContributor, "microsoft.network/virtualnetworks/WRITE", true},
		{RoleContributor, "Microsoft.Authorization/roleAssignments/write", false},
		{RoleContributor, "Microsoft.Authorization/roleAssignments/read", true},
		{RoleReader, "Microsoft.Network/networkManagers/ipamPools/read", true},
		{RoleReader, "Microsoft.Network/networkManagers/ipamPools/getPoolUsage/action", false},
		{RoleIPAMPoolUser, actionAssociate, true},
		{RoleIPAMPoolUser, "Microsoft.Network/networkManagers/ipamPools/write", false},
		{RoleNetworkContributor, actionAssociate, true},
		{RoleFoundryProjectManager, "Microsoft.CognitiveServices/accounts/projects/write", true},
		{RoleFoundryProjectManager, "Microsoft.Authorization/roleAssignments/write", false}, // of no role at all
	}
	for _, tt := range tests {
		role, ok := (&World{}).role(strings.ToUpper(tt.role))
		if got := role.permits(abac.Request{Action: tt.action}); !ok || got != tt.want {
			t.Errorf("%s allows %s = %v, want %v", role.name, tt.action, got, tt.want)
		}
	}
}
