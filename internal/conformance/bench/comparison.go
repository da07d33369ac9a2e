// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import "github.com/azfoundry/azfoundry/internal/turns"

// comparisons returns all cases.
func comparisons() ([]turns.Comparison, error) {
	var out []turns.Comparison
	for _, group := range []func() ([]turns.Comparison, error){reads, lists, writes, validations, chains} {
		cases, err := group()
		if err != nil {
			return nil, err
		}
		out = append(out, cases...)
	}
	return out, nil
}
