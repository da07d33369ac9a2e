// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package ipam_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/ipam"
)

func TestReport(t *testing.T) {
	t.Parallel()
	finding := func(s ipam.Severity) ipam.Finding {
		return ipam.Finding{Severity: s, Err: errors.New("cause"), Fault: azfoundry.Fault{Pointer: "/a", Rule: "r", Message: "is odd", Got: "1", Advice: "leave it"}}
	}
	tests := []struct {
		name     string
		findings []ipam.Finding
		ok       bool
		text     string
	}{
		{"nothing", nil, true, ""},
		{"no error", []ipam.Finding{finding(ipam.SeverityWarning), finding(ipam.SeverityUnknown)}, true,
			"warning: /a: is odd (got \"1\"); leave it\nunknown: /a: is odd (got \"1\"); leave it"},
		{"an error", []ipam.Finding{finding(ipam.SeverityWarning), finding(ipam.SeverityError)}, false,
			"warning: /a: is odd (got \"1\"); leave it\nerror: /a: is odd (got \"1\"); leave it"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := ipam.Report{Findings: tt.findings}
			if r.OK() != tt.ok || r.String() != tt.text {
				t.Errorf("OK() = %v, String() = %q, want %v and %q", r.OK(), r.String(), tt.ok, tt.text)
			}
		})
	}
	got, err := json.Marshal(finding(ipam.SeverityError))
	want := `{"pointer":"/a","rule":"r","message":"is odd","got":"1","advice":"leave it","severity":"error"}`
	if diff := cmp.Diff(want, string(got)); err != nil || diff != "" {
		t.Errorf("Marshal(): %v (-want +got):\n%s", err, diff)
	}
}
