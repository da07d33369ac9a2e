// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package load

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/gen/diag"
)

func TestParse_positions(t *testing.T) {
	t.Parallel()
	n, faults := parse("f.json", []byte("{\n  \"a\": [1, {\"b~/c\": \"x\"}],\n\n\t\"d\" : null\n}\n"))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	tests := []struct {
		pointer   string
		line, col int
	}{
		{"", 1, 1}, {"/a", 2, 8}, {"/a/0", 2, 9}, {"/a/1", 2, 12}, {"/a/1/b~0~1c", 2, 21}, {"/d", 4, 8},
		{"/a/1/unknown/deeper", 2, 12}, {"/a/9", 2, 8},
	}
	for _, tt := range tests {
		want := diag.Pos{File: "f.json", Line: tt.line, Col: tt.col}
		if got := n.At(tt.pointer); got != want {
			t.Errorf("At(%q) = %v, want %v", tt.pointer, got, want)
		}
	}
	if got := n.Members[1].Pos; got.Line != 4 || got.Col != 2 {
		t.Errorf("key d is at %v, want 4:2", got)
	}
}

// FuzzParse holds that a document parses exactly if it is JSON without repeated names, and that every
// fault and value lies within the text.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"{}", "[]", "", " 1 ", "{\"a\":1,\"a\":2}", "{\"a\":}", "[1,]", "[1 2]", "\"\\u00e9\"", "{}{}", "\x00", "[\n\n{\"x\":[tru"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		n, faults := parse("f", text)
		if (n == nil) != (len(faults) > 0) {
			t.Fatalf("parse() = %v, %v, want either a value or faults", n, faults)
		}
		if n != nil && !json.Valid(text) {
			t.Errorf("parse() takes %q, which is no JSON", text)
		}
		lines := strings.Count(string(text), "\n") + 1
		for _, d := range faults {
			if d.Line < 1 || d.Line > lines || d.Col < 1 || d.Col > len(text)+1 {
				t.Errorf("fault %v lies outside of %q", d, text)
			}
		}
	})
}
