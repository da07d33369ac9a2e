// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package azfoundry_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"

	"github.com/azfoundry/azfoundry"
)

func ExampleNullable() {
	type update struct {
		DisplayName azfoundry.Nullable[string] `json:"displayName,omitzero"`
		Description azfoundry.Nullable[string] `json:"description,omitzero"`
		Owner       azfoundry.Nullable[string] `json:"owner,omitzero"`
	}
	b, err := json.Marshal(update{
		DisplayName: azfoundry.Of("workloads"),    // set it
		Description: azfoundry.Null[string](),     // delete it
		Owner:       azfoundry.Nullable[string]{}, // leave it alone
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(b))
	// Output: {"displayName":"workloads","description":null}
}

func ExampleCollect() {
	// Every List method of a client returns such a sequence.
	list := func(yield func(string, error) bool) {
		for _, name := range []string{"hub", "spoke"} {
			if !yield(name, nil) {
				return
			}
		}
		yield("", errors.New("page 2: 503 service unavailable"))
	}
	names, err := azfoundry.Collect(list)
	fmt.Println(names, err)
	// Output: [hub spoke] page 2: 503 service unavailable
}

func ExampleDryRun() {
	// apply stands for a recipe that writes with a client. A client records what it would send and
	// returns ErrDryRun.
	apply := func(ctx context.Context) error {
		plan := azfoundry.PlanFrom(ctx)
		plan.Record(azfoundry.PlannedWrite{
			Op: "ipam: create or update pool", Method: "PUT", URL: "https://management.azure.com/…/ipamPools/main",
		})
		return azfoundry.ErrDryRun
	}
	ctx, plan := azfoundry.DryRun(context.Background())
	if err := apply(ctx); !errors.Is(err, azfoundry.ErrDryRun) {
		log.Fatal(err)
	}
	for _, w := range plan.Writes() {
		fmt.Println(w.Op, "->", w.Method, w.URL)
	}
	// Output: ipam: create or update pool -> PUT https://management.azure.com/…/ipamPools/main
}

func ExampleValidationError() {
	// Every call that writes may return one, before anything was sent.
	err := fmt.Errorf("deploy: %w", &azfoundry.ValidationError{
		Op: "ipam: create or update virtual network",
		Faults: []azfoundry.Fault{
			{Pointer: "/location", Rule: "required", Message: "is missing", Advice: "give a region such as eastus"},
			{Pointer: "/properties/addressSpace/addressPrefixes/0", Rule: "format", Message: "is no cidr", Got: "10.0.0.1/8"},
		},
	})
	if refused, ok := errors.AsType[*azfoundry.ValidationError](err); ok {
		for _, f := range refused.Faults {
			fmt.Println(f)
		}
	}
	// Output:
	// /location: is missing; give a region such as eastus
	// /properties/addressSpace/addressPrefixes/0: is no cidr (got "10.0.0.1/8")
}
