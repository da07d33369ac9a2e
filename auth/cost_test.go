// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"slices"
	"testing"
)

// TestCost_allocations holds what auxiliary tokens cost a client that has them: with three tenants in the
// body at most one allocation more than with none.
func TestCost_allocations(t *testing.T) { //nolint:paralleltest // it counts the allocations of the process
	chain := longChain(t)
	pl := pipeline(t, chain, instant{})
	cost := func(subscriptions ...string) float64 {
		body := refers(append(slices.Repeat([]string{subH}, 150), subscriptions...)...)
		return testing.AllocsPerRun(200, func() {
			if _, err := put(t.Context(), pl, network, body); err != nil {
				t.Fatal(err)
			}
		})
	}
	none, three := cost(subH, subH, subH), cost(subA, subB, subC)
	if three > none+1 {
		t.Errorf("%v allocations with three tenants and %v with none, want at most one more", three, none)
	}
	named := func(tenants ...string) float64 {
		ctx := WithTenants(t.Context(), tenants...)
		return testing.AllocsPerRun(200, func() {
			if _, err := put(ctx, pl, network, "{}"); err != nil {
				t.Fatal(err)
			}
		})
	}
	if none, three := named(), named(auxiliaries...); three > none+1 {
		t.Errorf("%v allocations with three tenants named and %v with none, want at most one more", three, none)
	}
}
