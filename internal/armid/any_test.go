// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armid_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/armid"
)

func TestParseAny(t *testing.T) {
	t.Parallel()
	a := &armid.Shape{Provider: "Example.One", Segments: []armid.Segment{{Type: "as", Field: "Name", Name: &armid.NameRule{Max: 3}}}}
	b := &armid.Shape{Provider: "Example.One", Segments: []armid.Segment{{Type: "bs", Field: "Name"}}}
	const group = "/subscriptions/6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60/resourceGroups/g/providers/"
	tests := []struct {
		name, id string
		which    int
		fault    string // part of the message; empty for none
	}{
		{"first", group + "Example.One/as/x", 0, ""},
		{"second, other case", group + "example.one/BS/x", 1, ""},
		{"breaks the rule of its own shape", group + "Example.One/as/long", 0, "4 characters"},
		{"of no shape", group + "Example.One/cs/x", 0, "none of Example.One/as, Example.One/bs"},
		{"no id", "x", 0, "none of"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			which, p, err := armid.ParseAny(tt.id, a, b)
			if tt.fault == "" {
				if err != nil || which != tt.which || p.Names[0] != "x" {
					t.Errorf("ParseAny() = %d, %v, %v, want %d and the name x", which, p, err, tt.which)
				}
				return
			}
			if _, ok := errors.AsType[*azfoundry.ValidationError](err); !ok || !strings.Contains(err.Error(), tt.fault) {
				t.Errorf("ParseAny() = %v, want a validation error with %q", err, tt.fault)
			}
		})
	}
}

func TestNoHome(t *testing.T) {
	t.Parallel()
	err := armid.NoHome("Home", "an AccountID")
	if e, ok := errors.AsType[*azfoundry.ValidationError](err); !ok || e.Faults[0].Pointer != "id.Home" || e.Faults[0].Advice != "give an AccountID" {
		t.Errorf("NoHome() = %#v, want a fault of id.Home with advice", err)
	}
}
