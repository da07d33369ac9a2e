// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package check_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/check"
)

func TestChecker_pointer(t *testing.T) {
	t.Parallel()
	var c check.Checker
	add := func(name string) { c.Add(name, azfoundry.Fault{}) }
	add("")
	add("location")
	c.In("properties")
	add("")
	c.At("subnets", 0)
	add("name")
	c.In("properties")
	c.At("addressPrefixes", 11)
	add("")
	c.Out()
	c.Out()
	c.Out()
	add("description")
	c.Out()
	c.In("tags")
	add("a/b~c")
	add("~1")
	add("")
	c.Out()
	add("zones")
	want := []string{
		"", "/location", "/properties", "/properties/subnets/0/name",
		"/properties/subnets/0/properties/addressPrefixes/11", "/properties/description",
		"/tags/a~1b~0c", "/tags/~01", "/tags", "/zones",
	}
	var got []string
	for _, f := range c.Faults() {
		got = append(got, f.Pointer)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("pointers (-want +got)\n%s", diff)
	}
}

func TestChecker_Err(t *testing.T) {
	t.Parallel()
	var c check.Checker
	if err := c.Err("ipam: pool"); err != nil || c.Faults() != nil {
		t.Fatalf("Err() of a fresh checker = %v, Faults() = %v", err, c.Faults())
	}
	check.Missing(&c, "location", "give a region")
	check.Missing(&c, "properties", "")
	refused, ok := errors.AsType[*azfoundry.ValidationError](c.Err("ipam: pool"))
	if !ok {
		t.Fatal("Err() is no *ValidationError")
	}
	want := &azfoundry.ValidationError{Op: "ipam: pool", Faults: []azfoundry.Fault{
		{Pointer: "/location", Rule: "required", Message: "is missing", Advice: "give a region"},
		{Pointer: "/properties", Rule: "required", Message: "is missing", Advice: "give it; the service has no default"},
	}}
	if diff := cmp.Diff(want, refused); diff != "" {
		t.Errorf("Err() (-want +got)\n%s", diff)
	}
}

func TestChecker_Add_shortensValues(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		strings.Repeat("a", 120), strings.Repeat("a", 121), strings.Repeat("a", 119) + "é", strings.Repeat("漢", 100),
	} {
		var c check.Checker
		c.Add("x", azfoundry.Fault{Got: in})
		got := c.Faults()[0].Got
		kept, cut := strings.CutSuffix(got, "…")
		if !utf8.ValidString(got) || len(kept) > 120 || len(kept) < 117 && cut || !strings.HasPrefix(in, kept) || cut != (len(in) > 120) {
			t.Errorf("a value of %d bytes is shown as %q", len(in), got)
		}
	}
}
