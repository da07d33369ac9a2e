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
	chain, err := NewChain(Tenant{ID: tenantH, Credential: long{tenantH}, Subscriptions: []string{subH}},
		Tenant{ID: tenantA, Credential: long{tenantA}, Subscriptions: []string{subA}},
		Tenant{ID: tenantB, Credential: long{tenantB}, Subscriptions: []string{subB}},
		Tenant{ID: tenantC, Credential: long{tenantC}, Subscriptions: []string{subC}})
	if err != nil {
		t.Fatal(err)
	}
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
}
