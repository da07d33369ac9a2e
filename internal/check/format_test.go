// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package check_test

import (
	"slices"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/azfoundry/azfoundry/internal/check"
)

// formats are texts and which format they have; each is tried with every format.
var formats = []struct {
	text string
	has  []string
}{
	{"", nil},
	{"x", nil},
	{"6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60", []string{"uuid"}},
	{"6F1C9A3E-52D7-4C0B-9E84-1A7B3D5F2C60", []string{"uuid"}},
	{"{6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60}", nil},
	{"6f1c9a3e52d74c0b9e841a7b3d5f2c60", nil},
	{"6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c6g", nil},

	{"10.0.0.4", []string{"ip", "ipv4"}},
	{"010.0.0.4", nil},
	{"10.0.0", nil},
	{"10.0.0.256", nil},
	{"::1", []string{"ip", "ipv6"}},
	{"2001:db8::1", []string{"ip", "ipv6"}},
	{"::ffff:10.0.0.4", []string{"ip", "ipv6"}},
	{"fe80::1%eth0", []string{"uri"}}, // of the scheme fe80
	{"fe80::1%25eth0", []string{"uri"}},
	{"2001:db8::1::2", nil},

	{"10.0.0.0/8", []string{"cidr"}},
	{"10.0.0.1/8", nil},
	{"10.0.0.0/33", nil},
	{"10.0.0.0/08", nil},
	{"10.0.0.0", []string{"ip", "ipv4"}},
	{"2001:db8::/32", []string{"cidr"}},
	{"2001:db8::1/32", nil},
	{"0.0.0.0/0", []string{"cidr"}},

	{"2026-11-21T08:09:10Z", []string{"date-time"}},
	{"2026-11-21T08:09:10.1234567Z", []string{"date-time"}},
	{"2026-11-21T08:09:10.123456789012Z", []string{"date-time"}},
	{"2026-11-21T08:09:10+02:00", []string{"date-time"}},
	{"2026-11-21T08:09:10", nil},
	{"2026-11-21", nil},
	{"2026-02-29T08:09:10Z", nil},
	{"2026-11-21T8:09:10Z", nil},
	{"2026-11-21T08:09:10,5Z", nil},
	{"2026-11-21T08:09:10.Z", nil},
	{"2026-11-21T24:00:00Z", nil},
	{"2026-11-21T08:09:10+24:00", nil},
	{"2026-11-21T08:09:10.24-23:59", []string{"date-time"}},
	{"2026-11-21T08:09:10+05:60", nil},
	{"2026-11-21 08:09:10Z", nil},

	{"https://example.com/a?b#c", []string{"uri"}},
	{"https://[2001:db8::1]:443/", []string{"uri"}},
	{"urn:ietf:rfc:3986", []string{"uri"}},
	{"/relative", nil},
	{"example.com", nil},
	{"https://exa mple.com", nil},
	{"https://example.com:port/", nil},
	{"https://example.com/%zz", nil},
}

func TestFormat(t *testing.T) {
	t.Parallel()
	for _, tt := range formats {
		t.Run(tt.text, func(t *testing.T) {
			t.Parallel()
			for _, name := range check.Formats() {
				if got, want := check.Format(name, tt.text), slices.Contains(tt.has, name); got != want {
					t.Errorf("Format(%s, %q) = %v, want %v", name, tt.text, got, want)
				}
			}
		})
	}
}

// TestFormat_likeJSONSchema compares with the formats of a schema validator, where it has the same.
func TestFormat_likeJSONSchema(t *testing.T) {
	t.Parallel()
	compared := 0
	for _, name := range check.Formats() {
		oracle, ok := jsonschema.Formats[name]
		if !ok {
			continue // cidr and ip are ours
		}
		compared++
		for _, tt := range formats {
			if got, want := check.Format(name, tt.text), oracle(tt.text); got != want {
				t.Errorf("Format(%s, %q) = %v, jsonschema says %v", name, tt.text, got, want)
			}
		}
	}
	if compared != 5 {
		t.Errorf("%d formats compared, want 5", compared)
	}
}

func TestFormat_unknownAllowsAll(t *testing.T) {
	t.Parallel()
	if !check.Format("color", "octarine") {
		t.Error("an unknown format refuses a value")
	}
}

// FuzzFormat_likeJSONSchema looks for texts that the two judge differently. ipv4 is left out, where
// jsonschema takes "00.0.0.0", and a date-time may also be refused, for a leap second or lower case.
func FuzzFormat_likeJSONSchema(f *testing.F) {
	for _, tt := range formats {
		f.Add(tt.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, name := range []string{"uuid", "ipv6", "date-time"} {
			got, want := check.Format(name, text), jsonschema.Formats[name](text)
			if got != want && (got || name != "date-time") {
				t.Errorf("Format(%s, %q) = %v, jsonschema says %v", name, text, got, want)
			}
		}
	})
}
