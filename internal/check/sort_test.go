// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package check_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/check"
)

// Only the faults within the map move; each value's own faults keep their order.
func TestChecker_Sort_keepsWhatCameBefore(t *testing.T) {
	t.Parallel()
	var c check.Checker
	c.Add("z", azfoundry.Fault{})
	c.In("tags")
	for _, key := range []string{"b", "a"} {
		c.In(key)
		c.Add("y", azfoundry.Fault{})
		c.Out()
	}
	c.Add("c", azfoundry.Fault{})
	c.Sort()
	c.Out()
	c.Add("a", azfoundry.Fault{})
	var got []string
	for _, f := range c.Faults() {
		got = append(got, f.Pointer)
	}
	want := []string{"/z", "/tags/a/y", "/tags/b/y", "/tags/c", "/a"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Faults() (-want +got)\n%s", diff)
	}
}
