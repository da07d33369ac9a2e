// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package azfoundry_test

import (
	"encoding/json"
	"testing"

	jsonexp "github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
)

// patch is a PATCH body as a generated one looks.
type patch struct {
	Text   azfoundry.Nullable[string]         `json:"text,omitzero"`
	Number azfoundry.Nullable[int64]          `json:"number,omitzero"`
	Tags   azfoundry.Nullable[map[string]int] `json:"tags,omitzero"`
	Inner  azfoundry.Nullable[inner]          `json:"inner,omitzero"`
}

type inner struct {
	A azfoundry.Nullable[bool] `json:"a,omitzero"`
}

var patches = []struct {
	name string
	in   patch
	want string
}{
	{"absent", patch{}, `{}`},
	{"null", patch{Text: azfoundry.Null[string](), Tags: azfoundry.Null[map[string]int]()}, `{"text":null,"tags":null}`},
	{"set", patch{Text: azfoundry.Of("a"), Number: azfoundry.Of(int64(1 << 60))}, `{"text":"a","number":1152921504606846976}`},
	{"set to zero values", patch{Text: azfoundry.Of(""), Number: azfoundry.Of(int64(0))}, `{"text":"","number":0}`},
	{"set to an empty map", patch{Tags: azfoundry.Of(map[string]int{})}, `{"tags":{}}`},
	{"within an object", patch{Inner: azfoundry.Of(inner{A: azfoundry.Null[bool]()})}, `{"inner":{"a":null}}`},
	{"an object without members", patch{Inner: azfoundry.Of(inner{})}, `{"inner":{}}`},
}

// codecs are the two generations of JSON that models meet.
var codecs = []struct {
	name      string
	marshal   func(any) ([]byte, error)
	unmarshal func([]byte, any) error
}{
	{"encoding/json", json.Marshal, json.Unmarshal},
	{
		"go-json-experiment",
		func(v any) ([]byte, error) { return jsonexp.Marshal(v) },
		func(b []byte, v any) error { return jsonexp.Unmarshal(b, v) },
	},
}

func TestNullable_roundTrip(t *testing.T) {
	t.Parallel()
	for _, codec := range codecs {
		for _, tt := range patches {
			t.Run(codec.name+"/"+tt.name, func(t *testing.T) {
				t.Parallel()
				b, err := codec.marshal(tt.in)
				if err != nil {
					t.Fatal(err)
				}
				if got := string(b); got != tt.want {
					t.Errorf("Marshal() = %s, want %s", got, tt.want)
				}
				var back patch
				if err := codec.unmarshal(b, &back); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(states(tt.in), states(back)); diff != "" {
					t.Errorf("Unmarshal() (-want +got)\n%s", diff)
				}
			})
		}
	}
}

// states lists what can be observed of each member.
func states(p patch) []any {
	text, isText := p.Text.Get()
	number, isNumber := p.Number.Get()
	tags, isTags := p.Tags.Get()
	in, isInner := p.Inner.Get()
	a, isA := in.A.Get()
	return []any{
		text, isText, p.Text.IsNull(), p.Text.IsZero(),
		number, isNumber, p.Number.IsNull(), p.Number.IsZero(),
		tags, isTags, p.Tags.IsNull(), p.Tags.IsZero(),
		isInner, p.Inner.IsNull(), p.Inner.IsZero(),
		a, isA, in.A.IsNull(), in.A.IsZero(),
	}
}

func TestNullable_states(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name            string
		in              azfoundry.Nullable[int]
		set, null, zero bool
	}{
		{"zero value", azfoundry.Nullable[int]{}, false, false, true},
		{"null", azfoundry.Null[int](), false, true, false},
		{"value", azfoundry.Of(7), true, false, false},
		{"zero as a value", azfoundry.Of(0), true, false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if _, set := tt.in.Get(); set != tt.set || tt.in.IsNull() != tt.null || tt.in.IsZero() != tt.zero {
				t.Errorf("set, null, zero = %v, %v, %v; want %v, %v, %v",
					set, tt.in.IsNull(), tt.in.IsZero(), tt.set, tt.null, tt.zero)
			}
		})
	}
}

func TestNullable_UnmarshalJSON_refusesOtherTypes(t *testing.T) {
	t.Parallel()
	n := azfoundry.Of(7)
	if err := n.UnmarshalJSON([]byte(`"seven"`)); err == nil {
		t.Fatal("UnmarshalJSON() of a text into a number: no error")
	}
	if v, ok := n.Get(); v != 7 || !ok {
		t.Errorf("a failed UnmarshalJSON() left %v, %v; want the value as it was", v, ok)
	}
	if err := n.UnmarshalJSON([]byte(" null ")); err != nil || !n.IsNull() {
		t.Errorf("UnmarshalJSON(null) = %v, IsNull() = %v", err, n.IsNull())
	}
}
