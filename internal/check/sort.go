// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package check

import (
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry"
)

// Mark returns how many faults there are, for a later [Checker.Sort].
func (c *Checker) Mark() int { return len(c.faults) }

// Sort puts the faults added since the mark into the order of their pointers. A validator calls it
// after it ranged over a map, whose order is none.
func (c *Checker) Sort(mark int) {
	slices.SortStableFunc(c.faults[mark:], func(a, b azfoundry.Fault) int { return strings.Compare(a.Pointer, b.Pointer) })
}
