// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/secret"
)

var thingChange = Change{Get: &thingGet, Write: &Operation{Name: "put thing", APIVersion: "2025-07-01", Method: http.MethodPut, Codes: []int{200}}}

func TestModify_changesOnlyTheDifference(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, read, want string
		change           func(*thing)
	}{
		{
			name:   "everything else stays byte for byte",
			read:   `{"Location": "eastus","tags":null,"x":9007199254740993,"y":1.10,"properties":{"Description":"a","parts":[],"q":{},"z":"" } }`,
			change: func(m *thing) { m.Properties.Description = "b" },
			want:   `{"Location":"eastus","tags":null,"x":9007199254740993,"y":1.10,"properties":{"Description":"b","parts":[],"q":{},"z":""}}`,
		},
		{
			name:   "a value that was null is set in place",
			read:   `{"location":"l","tags":null,"properties":{}}`,
			change: func(m *thing) { m.Tags = map[string]string{"a": "1"} },
			want:   `{"location":"l","tags":{"a":"1"},"properties":{}}`,
		},
		{
			name:   "a removed member goes",
			read:   `{"location":"l","properties":{"description":"a","other":1}}`,
			change: func(m *thing) { m.Properties.Description = "" },
			want:   `{"location":"l","properties":{"other":1}}`,
		},
		{
			name:   "an explicit false is sent",
			read:   `{"location":"l","properties":{}}`,
			change: func(m *thing) { m.Properties.Enabled = new(false) },
			want:   `{"location":"l","properties":{"enabled":false}}`,
		},
		{
			name:   "elements keep what the model does not see when one before them goes",
			read:   `{"location":"l","properties":{"parts":[{"name":"a","size":null},{"name":"b","size":"","deep":[1.0]}]}}`,
			change: func(m *thing) { m.Properties.Parts = m.Properties.Parts[1:] },
			want:   `{"location":"l","properties":{"parts":[{"name":"b","size":"","deep":[1.0]}]}}`,
		},
		{
			name: "a changed element is found by its name",
			read: `{"location":"l","properties":{"parts":[{"name":"a","u":1},{"name":"b","size":null,"u":2}]}}`,
			change: func(m *thing) {
				m.Properties.Parts = []part{{Name: "new"}, m.Properties.Parts[1], m.Properties.Parts[0]}
				m.Properties.Parts[1].Size = "9"
			},
			want: `{"location":"l","properties":{"parts":[{"name":"new"},{"name":"b","size":"9","u":2},{"name":"a","u":1}]}}`,
		},
		{
			name: "an element is taken for one new element only",
			read: `{"location":"l","properties":{"parts":[{"name":"a","size":null},{"name":"b","size":""}]}}`,
			change: func(m *thing) {
				m.Properties.Parts = append(m.Properties.Parts, part{Name: "a"}, part{Name: "b", Size: "9"})
			},
			want: `{"location":"l","properties":{"parts":[{"name":"a","size":null},{"name":"b","size":""},{"name":"a"},{"name":"b","size":"9"}]}}`,
		},
		{
			name: "equal elements keep what tells them apart",
			read: `{"location":"l","properties":{"parts":[{"name":"a","size":null},{"name":"a","size":""},{"name":"a"}]}}`,
			change: func(m *thing) {
				m.Properties.Parts = append([]part{{Name: "new"}, {Name: "newer"}}, m.Properties.Parts...)
			},
			want: `{"location":"l","properties":{"parts":[{"name":"new"},{"name":"newer"},{"name":"a"},{"name":"a","size":null},{"name":"a","size":""}]}}`,
		},
		{
			name: "a key of a map may change its case",
			read: `{"location":"l","tags":{"deploymentinpath":"true","n":null},"properties":{}}`,
			change: func(m *thing) {
				delete(m.Tags, "deploymentinpath")
				m.Tags["deploymentInPath"] = "true"
			},
			want: `{"location":"l","tags":{"n":null,"deploymentInPath":"true"},"properties":{}}`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, s := newTest(t, reply(200, tt.read), reply(200, `{"location":"l","properties":{}}`))
			_, err := Modify(t.Context(), c, &thingChange, testID, func(m *thing) error { tt.change(m); return nil })
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, s.requests[1].body); diff != "" {
				t.Errorf("body (-want +got):\n%s", diff)
			}
		})
	}
}

func TestModify_noDifferenceSendsNothing(t *testing.T) {
	t.Parallel()
	c, s := newTest(t, reply(200, `{"location":"l","properties":{"description":"a"}}`))
	got, err := Modify(t.Context(), c, &thingChange, testID, func(m *thing) error {
		m.Properties.Description = strings.ToLower("A")
		return nil
	})
	if err != nil || got.Properties.Description != "a" || len(s.requests) != 1 {
		t.Errorf("Modify() = %v, %v after %d requests, want one GET", got, err, len(s.requests))
	}
}

func TestModify_refusesBadResultBeforeTheWire(t *testing.T) {
	t.Parallel()
	c, s := newTest(t, reply(200, `{"location":"l","properties":{}}`))
	_, err := Modify(t.Context(), c, &thingChange, testID, func(m *thing) error { m.Location = ""; return nil })
	if _, ok := errors.AsType[*azfoundry.ValidationError](err); !ok || len(s.requests) != 1 {
		t.Errorf("Modify() error = %v after %d requests, want a ValidationError after the GET", err, len(s.requests))
	}
}

func TestModify_stopsWhenTheChangeFails(t *testing.T) {
	t.Parallel()
	mine := errors.New("mine")
	c, s := newTest(t, reply(200, `{"location":"l","properties":{}}`))
	_, err := Modify(t.Context(), c, &thingChange, testID, func(*thing) error { return mine })
	if !errors.Is(err, mine) || len(s.requests) != 1 {
		t.Errorf("Modify() error = %v after %d requests", err, len(s.requests))
	}
}

func TestModify_runsAnewWhenSomebodyElseWrote(t *testing.T) {
	t.Parallel()
	stale := reply(412, `{"error":{"code":"PreconditionFailed","message":"changed"}}`)
	read := func(etag string) func(*http.Request) *http.Response {
		return reply(200, `{"location":"l","etag":"`+etag+`","properties":{}}`)
	}
	ch := thingChange
	ch.IfMatch = true
	tests := []struct {
		name    string
		answers []func(*http.Request) *http.Response
		runs    int
		status  int
	}{
		{"once", []func(*http.Request) *http.Response{read("1"), stale, read("2"), reply(200, `{}`)}, 2, 0},
		{"three times at most", []func(*http.Request) *http.Response{
			read("1"), stale, read("2"), stale, read("3"), stale, read("4"), stale, read("5"),
		}, 4, 412},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, s := newTest(t, tt.answers...)
			runs := 0
			_, err := Modify(t.Context(), c, &ch, testID, func(m *thing) error { runs++; m.Properties.Description = "n"; return nil })
			status := 0
			if e, ok := errors.AsType[*azfoundry.OpError](err); ok {
				status = e.Status
			}
			if runs != tt.runs || status != tt.status {
				t.Errorf("%d runs, status %d, want %d, %d", runs, status, tt.runs, tt.status)
			}
			if got := s.requests[3].ifMatch; got != "2" {
				t.Errorf("second write: If-Match = %q, want the etag of the second read", got)
			}
		})
	}
}

func TestModify_patchKeepsDiscriminatorAndSecret(t *testing.T) {
	t.Parallel()
	ch := Change{Get: &thingGet, Write: &thingPatch, Patch: true, Keep: []string{"/properties/kind", "/tags", "/properties/absent"}}
	c, s := newTest(t, reply(200, `{"location":"l","tags":{"a":"1"},"properties":{"kind":"ApiKey","description":"d","credentials":null}}`), reply(200, `{}`))
	_, err := Modify(t.Context(), c, &ch, testID, func(m *thing) error {
		m.Properties.Description = ""
		m.Properties.Credentials.Key = secret.New("hush")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"properties":{"credentials":{"key":"hush"},"description":null,"kind":"ApiKey"},"tags":{"a":"1"}}`
	if diff := cmp.Diff(canonical(t, want), canonical(t, s.requests[1].body)); diff != "" {
		t.Errorf("patch (-want +got):\n%s", diff)
	}
}

func TestModify_dryRunRecordsAndRedacts(t *testing.T) {
	t.Parallel()
	c, s := newTest(t, reply(200, `{"location":"l","properties":{}}`))
	ctx, plan := azfoundry.DryRun(t.Context())
	_, err := Modify(ctx, c, &thingChange, testID, func(m *thing) error {
		m.Properties.Credentials.Key = secret.New("hush")
		return nil
	})
	if !errors.Is(err, azfoundry.ErrDryRun) || len(s.requests) != 1 {
		t.Fatalf("Modify() error = %v after %d requests, want ErrDryRun after the GET", err, len(s.requests))
	}
	want := []azfoundry.PlannedWrite{{
		Op: "things: put thing", Method: "PUT",
		URL:  "https://management.azure.com/subscriptions/s/things/t?api-version=2025-07-01",
		Body: `{"location":"l","properties":{"credentials":{"key":"REDACTED"}}}`,
	}}
	if diff := cmp.Diff(want, plan.Writes()); diff != "" {
		t.Errorf("plan (-want +got):\n%s", diff)
	}
}

func canonical(t *testing.T, text string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// FuzzApply holds the difference against the model itself: what was written decodes to what the change
// made, and no change changes nothing.
func FuzzApply(f *testing.F) {
	f.Add([]byte(`{"location":"l","properties":{"parts":[{"name":"a","q":1}]}}`), []byte(`{"location":"m","properties":{"parts":[{"name":"b"},{"name":"a"}]}}`))
	f.Add([]byte(`{"Tags":{"A":"1","a":"2"},"properties":{"PARTS":null}}`), []byte(`{"tags":{"a":"1"},"properties":{"parts":[{}]}}`))
	f.Add([]byte(`{"properties":{"enabled":null,"x":{"y":[1,{"z":2}]}}}`), []byte(`{"properties":{"enabled":false,"x":{"y":[1,{"z":3}]}}}`))
	f.Fuzz(func(t *testing.T, read, changed []byte) {
		var old, now thing
		if Unmarshal(read, &old) != nil || Unmarshal(changed, &now) != nil || repeats(t, read) || repeats(t, changed) {
			return
		}
		before, err1 := wire(&old)
		after, err2 := wire(&now)
		if err1 != nil || err2 != nil {
			return
		}
		body, err := thingChange.body(edit{raw: read, before: before, after: after})
		if err != nil {
			t.Fatalf("body: %v", err)
		}
		var back thing
		if err := Unmarshal(body, &back); err != nil {
			t.Fatalf("decode %s: %v", body, err)
		}
		got, err := wire(&back)
		if err != nil {
			t.Fatal(err)
		}
		if !cmp.Equal(canonical(t, string(got)), canonical(t, string(after))) {
			t.Errorf("read %s\nchanged to %s\nwrote %s\nwhich decodes to %s", read, after, body, got)
		}
	})
}

// repeats reports whether a member occurs twice in some object, in any case: what such a text means is
// not defined, and cannot be written back.
func repeats(t *testing.T, text []byte) bool {
	t.Helper()
	n, err := parse(text)
	return err != nil || n.repeats()
}

func (n *node) repeats() bool {
	seen := map[string]bool{}
	for _, m := range n.members {
		name := strings.ToLower(strings.ReplaceAll(m.name, "_", ""))
		if seen[name] || m.value.repeats() {
			return true
		}
		seen[name] = true
	}
	for _, e := range n.elems {
		if e.repeats() {
			return true
		}
	}
	return false
}
