// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armid_test

import (
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/internal/armid"
)

// FuzzHasType compares with Split, which says the same at more cost.
func FuzzHasType(f *testing.F) {
	const sub = "/subscriptions/6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60"
	for _, seed := range []struct{ text, kind string }{
		{sub + "/resourceGroups/g/providers/P.N/as/a", "P.N/as"},
		{sub + "/resourceGroups/g/PROVIDERS/p.n/AS/a/bs/b", "P.N/as/bs"},
		{sub + "/resourceGroups/g/providers/P.N/as/a/bs/b", "P.N/as"},
		{sub + "/resourceGroups/g/providers/P.N/as/a", "P.N/as/bs"},
		{sub + "/resourceGroups/g/providers/P.N/as", "*"},
		{sub + "/providers/P.N/as/a/providers/Q/xs/x", "Q/xs"},
		{"/providers/P.N/as/a", "*"},
		{"/subscriptions/nope/providers/P.N/as/a", "*"},
		{"/subscriptions", "*"}, {sub, "*"}, {sub, "P.N/as"}, {"/", "*"}, {"", "*"}, {"//", "*"}, {"/a", ""}, {"/providers/a/b/c", "a/b/c"},
	} {
		f.Add(seed.text, seed.kind)
	}
	f.Fuzz(func(t *testing.T, text, kind string) {
		id, ok := armid.Split(text)
		want := ok && (id.Subscription == "" || armid.IsGUID(id.Subscription)) && (kind == "*" || strings.EqualFold(id.Type(), kind))
		if kind == "" {
			return // no resource type
		}
		if got := armid.HasType(text, kind); got != want {
			t.Errorf("HasType(%q, %q) = %v, want %v", text, kind, got, want)
		}
	})
}

//nolint:paralleltest // testing.AllocsPerRun counts the allocations of the whole process
func TestHasType_allocatesNothing(t *testing.T) {
	const id = "/subscriptions/6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60/resourceGroups/g/providers/P.N/as/a/bs/b"
	if n := testing.AllocsPerRun(10, func() { _ = armid.HasType(id, "P.N/as/bs") }); n > 0 {
		t.Errorf("HasType() allocates %v times, want 0", n)
	}
}
