// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// scan reads a text in pieces of a size, and lists the wanted values.
func scan(text []byte, size int, wants func(member) bool) (found []string, err error) {
	s := &scanner{wants: wants, found: func(m member, text []byte) { found = append(found, fmt.Sprintf("%s.%s=%s", m.outer, m.name, text)) }}
	for len(text) > 0 && err == nil {
		n := min(size, len(text))
		err = s.write(text[:n])
		text = text[n:]
	}
	if err == nil {
		err = s.end()
	}
	return found, err
}

func TestScanner(t *testing.T) {
	t.Parallel()
	every := func(m member) bool { return strings.HasSuffix(m.name, "m") }
	tests := []struct {
		text string
		want []string
		ok   bool
	}{
		{`{"m":1}`, []string{".m=1"}, true},
		{` { "m" : "a\"}b" , "x" : [ {"m":2} ] } `, []string{`.m="a\"}b"`}, true},
		{`{"o":{"m":[1,{"m":"}"}, 2 ],"n":null},"m":{}}`, []string{`o.m=[1,{"m":"}"}, 2 ]`, ".m={}"}, true},
		{`{"\u006d":true,"M":1}`, []string{".m=true"}, true},
		{`{"m":1,"m":-2.5e3}`, []string{".m=1", ".m=-2.5e3"}, true},
		{`{"m":{"m":1}}`, []string{`.m={"m":1}`}, true},
		{`[{"m":1}]`, nil, true},
		{`{"a":{"b":{"m":1}}}`, nil, true},
		{`{"a":[{"m":1}],"b":{"m":1}}`, []string{"b.m=1"}, true},
		{`true`, nil, true},
		{`{"m":"` + strings.Repeat("x", 5000) + `"}`, []string{".m="}, true},
		{`{"` + strings.Repeat("m", 300) + `":1}`, nil, true},
		{`{"m":1`, []string{".m=1"}, false},
		{`{"m":1]`, []string{".m=1"}, false},
		{`{"m" 1}`, nil, false},
		{`{m:1}`, nil, false},
		{`{"m":1,}`, []string{".m=1"}, false},
		{`{"m":01}`, nil, false},
		{`{"m":1}}`, []string{".m=1"}, false},
		{`{"m":1}{"m":2}`, []string{".m=1"}, false},
		{`{"m":"` + "\n" + `"}`, nil, false},
		{`{"m":"\x"}`, nil, false},
		{`{"m":"\u00g0"}`, nil, false},
		{strings.Repeat("[", 1001) + strings.Repeat("]", 1001), nil, false},
		{strings.Repeat("[", 1000) + strings.Repeat("]", 1000), nil, true},
		{``, nil, false},
	}
	for _, tt := range tests {
		for _, size := range []int{1, 3, 7, 1 << 20} {
			got, err := scan([]byte(tt.text), size, every)
			if diff := cmp.Diff(tt.want, got); diff != "" || (err == nil) != tt.ok {
				t.Errorf("%.80s in pieces of %d: %v (-want +got)\n%s", tt.text, size, err, diff)
			}
		}
	}
}

// The scanner takes what encoding/json takes, and finds what it finds, whatever pieces the text comes in.
func FuzzScanner(f *testing.F) {
	for _, seed := range []string{
		`{"model":"gpt-4o","messages":[{"role":"user","content":"\ud83d\ude00 \"model\":\"x\""}],"stream":true}`,
		`{"response":{"usage":{"input_tokens":1,"output_tokens":2,"total_tokens":3}}}`, `{"usage":null}`,
		`{"\u0075sage":{"total_tokens":1e3}}`, `[[[{"model":1}]]]`, `{"a":tru`, `"\u12"`, "{\"model\":\t1.5E-7 }", "-", "{}}", `{"model":{"model":[{}]}}`,
	} {
		f.Add([]byte(seed), uint8(3))
	}
	f.Fuzz(func(t *testing.T, text []byte, size uint8) {
		all := func(member) bool { return true }
		got, err := scan(text, int(size)+1, all)
		whole, _ := scan(text, len(text)+1, all)
		if diff := cmp.Diff(whole, got); diff != "" {
			t.Fatalf("in pieces of %d (-whole +pieces)\n%s", size, diff)
		}
		valid := json.Valid(text)
		deep := bytes.Count(text, []byte("["))+bytes.Count(text, []byte("{")) > maxDepth
		long := len(text) > maxValue // of a number
		if (err == nil) != valid && (err == nil || !deep && !long) {
			t.Fatalf("error %v of a text of which encoding/json says %v", err, valid)
		}
		var top map[string]json.RawMessage
		if !valid || !utf8.Valid(text) || json.Unmarshal(text, &top) != nil {
			return
		}
		last := map[string]string{}
		s := &scanner{wants: all, found: func(m member, text []byte) { last[m.name] = string(text) }}
		if s.write(text) != nil || s.end() != nil {
			return
		}
		for name, value := range top {
			if len(value) <= maxValue && len(name) <= maxMember/6 && last[name] != string(value) {
				t.Errorf("%q = %s, want %s", name, last[name], value)
			}
		}
	})
}
