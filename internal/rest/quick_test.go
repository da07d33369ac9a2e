// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/secret"
)

// every has a field of every kind that models have.
type every struct {
	Name     string                     `json:"name,omitzero"`
	State    state                      `json:"state"`
	Prefixes []string                   `json:"addressPrefixes,omitzero"`
	States   []state                    `json:"states"`
	Tags     map[string]string          `json:"tags,omitzero"`
	Inner    part                       `json:"inner,omitzero"`
	Thing    thing                      `json:"thing,omitzero"`
	Things   []thing                    `json:"things,omitzero"`
	Parts    []part                     `json:"parts,omitzero"`
	On       *bool                      `json:"on,omitzero"`
	Count    int32                      `json:"count,omitzero"`
	Key      secret.Secret              `json:"key,omitzero"`
	Maybe    azfoundry.Nullable[string] `json:"maybe,omitzero"`
	At       azfoundry.Time             `json:"at,omitzero"`
	Any      jsontext.Value             `json:"any,omitzero"`
	Unknown  jsontext.Value             `json:",embed,inline"`
}

type state string

// bare takes no unknown members.
type bare struct {
	Name string `json:"name"`
}

var quickTexts = []struct {
	text  string
	quick bool
}{
	{`{}`, true},
	{" \t\r\n{ \"name\" : \"a\" } \n", true},
	{`{"name":"a","state":"Succeeded","addressPrefixes":["10.0.0.0/8","::/0"],"states":["A","B"],"tags":{"a":"b","":""}}`, true},
	{`{"name":null,"state":null,"addressPrefixes":null,"states":null,"tags":null,"inner":null,"thing":null,"things":null,"on":null,"any":null,"maybe":null}`, true},
	{`{"addressPrefixes":[],"tags":{},"states":[ ],"things":[],"inner":{},"thing":{}}`, true},
	{`{"addressPrefixes":["1","2","3","4","5","6","7","8","9"]}`, true},
	{`{"name":"\"7a00\"\u00e9\ud83d\ude00\/","state":"é","tags":{"k":"\n"}}`, true},
	{`{"later":1,"name":"a","systemData":{"at":"x","deep":[1,-2.50e+10,true,false,null,{"a":[]}, "\u00e9\\" ]},"z":""}`, true},
	{`{"inner":{"name":"a","more":1.10},"thing":{"location":"x","properties":{"kind":"k","late":{}}},"things":[{"id":"1"},null,{"x":9007199254740993}],"parts":[{"size":"1"}]}`, true},
	{`{"on":true,"count":7,"key":"s","maybe":"m","at":"2026-03-04T09:12:44.1234567Z","any":{"a": [1, 2]}}`, true},
	{`{"a":1,"a":2}`, true}, // unknown members are kept as they come
	{`{"thing":{"Location":"x"}}`, true},

	{`{"name":"a","name":"b"}`, false}, // repeated
	{`{"inner":{"name":"a","name":"b"}}`, false},
	{`{"Name":"a"}`, false}, // another case
	{`{"na_me":"a"}`, false},
	{`{"\u006eame":"a"}`, false}, // an escape
	{`{"ſtate":"a"}`, false},     // folds to s
	{`{"naïve":1}`, false},
	{`{"tags":{"é":"a"}}`, false},
	{`{"tags":{"a":null}}`, false},
	{`{"addressPrefixes":[null]}`, false},
	{"{\"name\":\"\xff\"}", false},
	{`{"name":"\ud800"}`, false},
	{"{\"later\":\"\xff\"}", false},
	{`{"later":` + strings.Repeat("[", deepest) + strings.Repeat("]", deepest) + `}`, false},

	{``, false}, // from here on the library says what is wrong
	{` `, false},
	{`null`, false}, // but for this
	{`[]`, false},
	{`"name"`, false},
	{`{`, false},
	{`{"name"`, false},
	{`{"name":`, false},
	{`{"name":"a`, false},
	{`{"name":"a"`, false},
	{`{"name":"a",}`, false},
	{`{,"name":"a"}`, false},
	{`{"name":"a" "state":"b"}`, false},
	{`{"name":"a"}}`, false},
	{`{"name":"a"} x`, false},
	{"{\"name\":\"a\"}\x00", false},
	{"\ufeff{}", false},
	{"{\"name\":\"a\nb\"}", false},
	{`{"name":"a\x"}`, false},
	{`{"name":1}`, false},
	{`{"name":nul}`, false},
	{`{"state":["A"]}`, false},
	{`{"addressPrefixes":"10.0.0.0/8"}`, false},
	{`{"addressPrefixes":["a",]}`, false},
	{`{"tags":{"a":1}}`, false},
	{`{"tags":[]}`, false},
	{`{"inner":"a"}`, false},
	{`{"thing":1}`, false},
	{`{"things":[{"id":1}]}`, false},
	{`{"on":"true"}`, false},
	{`{"count":1.5}`, false},
	{`{"later":01}`, false},
	{`{"later":1.}`, false},
	{`{"later":-}`, false},
	{`{"later":1e}`, false},
	{`{"later":.5}`, false},
	{`{"later":+1}`, false},
	{`{"later":tru}`, false},
	{`{"later":[1,]}`, false},
	{`{"later":[1 2]}`, false},
	{`{"later":{"a"}}`, false},
	{`{"later":{"a":1]}`, false},
	{`{"later":"\u12"}`, false},
	{`{"later":}`, false},
}

func TestQuick_agreesWithTheLibrary(t *testing.T) {
	t.Parallel()
	for _, tt := range quickTexts {
		took := compareQuick[every](t, []byte(tt.text))
		if took != tt.quick {
			t.Errorf("quick(%.80s) = %t, want %t", tt.text, took, tt.quick)
		}
		compareQuick[bare](t, []byte(tt.text))
	}
}

func FuzzQuick(f *testing.F) {
	for _, tt := range quickTexts {
		f.Add([]byte(tt.text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		compareQuick[every](t, text)
		compareQuick[bare](t, text)
		compareQuick[thingFields](t, text)
	})
}

// compareQuick decodes in both ways and reports whether quick did. Where it did, the library does so too,
// with the same result; where it did not, it left nothing behind.
func compareQuick[T any](t *testing.T, text []byte) bool {
	t.Helper()
	var got, want T
	before := string(text)
	if !quick(text, &got) {
		if !reflect.ValueOf(got).IsZero() {
			t.Errorf("quick(%q) gave up and left %+v", text, got)
		}
		return false
	}
	err := json.Unmarshal(text, &want, decoding)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("quick(%q) = %+v; the library says %+v, %v", text, got, want, err)
	}
	if string(text) != before {
		t.Errorf("quick(%q) changed its input to %q", before, text)
	}
	return true
}

// What is decoded keeps nothing of the text, which belongs to whoever read it.
func TestQuick_copies(t *testing.T) {
	t.Parallel()
	text := []byte(`{"name":"aaaaaaaaaa","addressPrefixes":["bbbb"],"tags":{"cccc":"dddd"},"later":"eeee"}`)
	var got every
	if !quick(text, &got) {
		t.Fatal("quick gave up")
	}
	want := fmt.Sprintf("%+v", got)
	for i := range text {
		text[i] = 'x'
	}
	if now := fmt.Sprintf("%+v", got); now != want {
		t.Errorf("with another text the model is %s, was %s", now, want)
	}
}

func TestQuick_refusesWhatItCannotDo(t *testing.T) {
	t.Parallel()
	type inner struct {
		Name string `json:"name"`
	}
	tests := []struct {
		name string
		into any
	}{
		{"not zero", &bare{Name: "b"}},
		{"no pointer", bare{}},
		{"a nil pointer", (*bare)(nil)},
		{"nil", nil},
		{"no struct", new(map[string]string)},
		{"an option", &struct {
			Name int `json:"name,string"`
		}{}},
		{"a name with quotes", &struct {
			Name string `json:"'name'"`
		}{}},
		{"no name", &struct{ Name string }{}},
		{"embedded", &struct{ inner }{}},
		{"named and embedded", &struct {
			inner `json:"name"`
		}{}},
	}
	for _, tt := range tests {
		if quick([]byte(`{}`), tt.into) {
			t.Errorf("%s: quick took it", tt.name)
		}
	}
}

// The same struct twice, and fields that only look like strings.
func TestShape_kinds(t *testing.T) {
	t.Parallel()
	got := map[string]kind{}
	for name, f := range shapeOf(reflect.TypeFor[every]()).fields {
		got[name] = f.kind
	}
	want := map[string]kind{
		"name": text, "state": text, "addressPrefixes": texts, "states": texts, "tags": tags, "inner": object,
		"thing": itself, "things": foreign, "parts": foreign, "on": foreign, "count": foreign, "key": foreign,
		"maybe": foreign, "at": text, "any": foreign,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("kinds (-want +got):\n%s", diff)
	}
}

//nolint:paralleltest // testing.AllocsPerRun counts the allocations of the whole process
func TestVocabulary(t *testing.T) {
	var v vocabulary
	words := []string{"", "a", "Succeeded", strings.Repeat("x", 8), strings.Repeat("y", longest)}
	for i := range 2000 {
		words = append(words, fmt.Sprintf("word %d", i))
	}
	for range 2 {
		for _, w := range words {
			if got := v.word([]byte(w)); got != w {
				t.Fatalf("word(%q) = %q", w, got)
			}
		}
	}
	known := []byte("Microsoft.Network/networkManagers/ipamPools")
	if n := testing.AllocsPerRun(100, func() { v.word(known) }); n != 0 {
		t.Errorf("a word that comes again costs %g allocations", n)
	}
	long := []byte(strings.Repeat("z", longest+1))
	if v.word(long); v[place(long)][0] == string(long) {
		t.Error("a long string is remembered")
	}
}
