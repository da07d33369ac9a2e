// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package azfoundry_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"

	"github.com/azfoundry/azfoundry"
)

func TestDryRun(t *testing.T) {
	t.Parallel()
	if azfoundry.PlanFrom(t.Context()) != nil {
		t.Error("PlanFrom() of an ordinary context is not nil")
	}
	outer, first := azfoundry.DryRun(t.Context())
	inner, second := azfoundry.DryRun(outer)
	if azfoundry.PlanFrom(outer) != first || azfoundry.PlanFrom(inner) != second {
		t.Error("PlanFrom() is not the plan of the nearest DryRun()")
	}
	child, cancel := context.WithCancel(inner)
	cancel()
	if azfoundry.PlanFrom(child) != second {
		t.Error("PlanFrom() of a derived context lost the plan")
	}
}

func TestPlan_Record_concurrent(t *testing.T) {
	t.Parallel()
	_, plan := azfoundry.DryRun(t.Context())
	const writers, each = 16, 50
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				plan.Record(azfoundry.PlannedWrite{Method: "PUT", URL: fmt.Sprintf("%d/%03d", w, i)})
				plan.Writes()
			}
		})
	}
	wg.Wait()
	got := plan.Writes()
	urls := map[string]bool{}
	last := map[byte]string{}
	for _, p := range got {
		urls[p.URL] = true
		if writer := p.URL[0]; len(p.URL) == 5 { // the writers 0 to 9
			if p.URL <= last[writer] {
				t.Fatalf("%s was recorded after %s", p.URL, last[writer])
			}
			last[writer] = p.URL
		}
	}
	if len(got) != writers*each || len(urls) != writers*each {
		t.Errorf("Writes() has %d writes, %d of them different; want %d", len(got), len(urls), writers*each)
	}
}

func TestPlan_Writes_belongsToTheCaller(t *testing.T) {
	t.Parallel()
	_, plan := azfoundry.DryRun(t.Context())
	plan.Record(azfoundry.PlannedWrite{Op: "ipam: create or update pool"})
	plan.Writes()[0].Op = "something else"
	want := []azfoundry.PlannedWrite{{Op: "ipam: create or update pool"}}
	if got := plan.Writes(); !reflect.DeepEqual(got, want) {
		t.Errorf("Writes() = %v after a change of an earlier result, want %v", got, want)
	}
}

func TestWithoutValidation(t *testing.T) {
	t.Parallel()
	if azfoundry.ValidationDisabled(t.Context()) {
		t.Error("validation is off by default")
	}
	ctx, cancel := context.WithCancel(azfoundry.WithoutValidation(t.Context()))
	cancel()
	if !azfoundry.ValidationDisabled(ctx) {
		t.Error("WithoutValidation() does not reach derived contexts")
	}
}

func TestCollect(t *testing.T) {
	t.Parallel()
	broken := errors.New("page 2: gone")
	tests := []struct {
		name  string
		items []int
		err   error
	}{
		{"empty", nil, nil},
		{"items", []int{1, 2, 3}, nil},
		{"error after items", []int{1, 2}, broken},
		{"error at once", nil, broken},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			steps := 0
			got, err := azfoundry.Collect(func(yield func(int, error) bool) {
				for _, i := range tt.items {
					if steps++; !yield(i, nil) {
						return
					}
				}
				if tt.err != nil && yield(99, tt.err) {
					t.Error("Collect() went on after an error")
				}
			})
			if !slices.Equal(got, tt.items) || !errors.Is(err, tt.err) || steps != len(tt.items) {
				t.Errorf("Collect() = %v, %v after %d steps; want %v, %v", got, err, steps, tt.items, tt.err)
			}
		})
	}
}
