// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package check

import (
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry"
)

// Sort puts the last faults, as far as they lie within the object being walked, into the order of their
// pointers. A validator calls it after it ranged over a map, whose order is none.
func (c *Checker) Sort() {
	if len(c.faults) < 2 {
		return
	}
	within := c.pointer("") + "/"
	from := len(c.faults)
	for from > 0 && strings.HasPrefix(c.faults[from-1].Pointer, within) {
		from--
	}
	slices.SortStableFunc(c.faults[from:], func(a, b azfoundry.Fault) int { return strings.Compare(a.Pointer, b.Pointer) })
}
