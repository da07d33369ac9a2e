// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package azfoundry_test

import (
	"testing"
	"time"

	"github.com/azfoundry/azfoundry"
)

func TestTime(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   azfoundry.Time
		want time.Time
	}{
		{"2026-11-21T08:09:10Z", time.Date(2026, 11, 21, 8, 9, 10, 0, time.UTC)},
		{"2026-11-21T08:09:10.1234567Z", time.Date(2026, 11, 21, 8, 9, 10, 123456700, time.UTC)},
		{"2026-11-21T08:09:10.1+02:00", time.Date(2026, 11, 21, 6, 9, 10, 100000000, time.UTC)},
	}
	for _, tt := range tests {
		t.Run(string(tt.in), func(t *testing.T) {
			t.Parallel()
			got, err := tt.in.Time()
			if err != nil || !got.Equal(tt.want) {
				t.Errorf("Time() = %v, %v; want %v", got, err, tt.want)
			}
		})
	}
	for _, bad := range []azfoundry.Time{"", "yesterday", "2026-11-21", "2026-13-01T00:00:00Z"} {
		if got, err := bad.Time(); err == nil {
			t.Errorf("Time(%q) = %v, want an error", bad, got)
		}
	}
}

func TestTimeOf(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("east", 2*60*60)
	got := azfoundry.TimeOf(time.Date(2026, 11, 21, 8, 9, 10, 123456789, zone))
	if want := azfoundry.Time("2026-11-21T06:09:10.1234567Z"); got != want {
		t.Errorf("TimeOf() = %s, want %s", got, want)
	}
}

func TestResourceGroup(t *testing.T) {
	t.Parallel()
	g := azfoundry.ResourceGroup{Subscription: "6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60", Name: "rg-Network"}
	const want = "/subscriptions/6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60/resourceGroups/rg-Network"
	if text, err := g.MarshalText(); g.String() != want || string(text) != want || err != nil {
		t.Errorf("String() = %s, MarshalText() = %s, %v; want %s", g, text, err, want)
	}
	tests := []struct {
		name  string
		other azfoundry.ResourceGroup
		want  bool
	}{
		{"same", g, true},
		{"other case", azfoundry.ResourceGroup{Subscription: "6F1C9A3E-52D7-4C0B-9E84-1A7B3D5F2C60", Name: "RG-network"}, true},
		{"other name", azfoundry.ResourceGroup{Subscription: g.Subscription, Name: "rg"}, false},
		{"other subscription", azfoundry.ResourceGroup{Subscription: "c2a84b17-6e3d-49f5-b1c0-7d52e98a4f13", Name: g.Name}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := g.Equal(tt.other); got != tt.want {
				t.Errorf("Equal(%s) = %v, want %v", tt.other, got, tt.want)
			}
		})
	}
}
