// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// What the service refuses without If-Match goes out with * where the caller gives none.
func TestDo_mustMatch(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, given, want string
		must              bool
	}{
		{"given", "tag", "tag", true},
		{"none", "", "*", true},
		{"none, and not needed", "", "", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c, s := newTest(t, reply(204, ""))
			op := &Operation{Name: "delete thing", APIVersion: "2025-07-01", Method: http.MethodDelete, Codes: []int{204}, MustMatch: test.must}
			var in Input
			if test.given != "" {
				in.Header = http.Header{"If-Match": {test.given}}
			}
			if err := Do(t.Context(), c, op, testID, in); err != nil {
				t.Fatal(err)
			}
			if got := s.requests[0].ifMatch; got != test.want {
				t.Errorf("If-Match = %q, want %q", got, test.want)
			}
		})
	}
}

// The query of a change goes with its read, and the tag of the answer's header with its write.
func TestModify_query(t *testing.T) {
	t.Parallel()
	c, s := newTest(t, reply(200, `{"location":"l","properties":{}}`, "ETag", `"t"`), reply(200, `{"location":"l","properties":{}}`))
	change := thingChange
	change.IfMatch, change.Query = true, url.Values{"format": {"raw"}}
	_, err := Modify(t.Context(), c, &change, testID, func(m *thing) error { m.Properties.Description = "x"; return nil })
	if err != nil {
		t.Fatal(err)
	}
	read, write := s.requests[0], s.requests[1]
	if !strings.Contains(read.url, "&format=raw") || strings.Contains(write.url, "format") || write.ifMatch != `"t"` {
		t.Errorf("read %s, wrote %s with If-Match %s", read.url, write.url, write.ifMatch)
	}
}
