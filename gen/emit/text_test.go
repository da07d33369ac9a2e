// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package emit

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWrap(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       []string
	}{
		{"empty", "", nil},
		{"short", "one two", []string{"one two"}},
		{"exact", "aaaa bbbbb", []string{"aaaa bbbbb"}},
		{"long", "aaaa bbbb cccc", []string{"aaaa bbbb", "cccc"}},
		{"a word that does not fit", "a bbbbbbbbbbbbbbbb c", []string{"a", "bbbbbbbbbbbbbbbb", "c"}},
		{"counts characters", "ääää öööö ü", []string{"ääää öööö", "ü"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, wrap(tt.text, 10)); diff != "" {
				t.Errorf("wrap() (-want +got)\n%s", diff)
			}
		})
	}
}

func TestGroup(t *testing.T) {
	t.Parallel()
	q := func(s string) string { return strings.ReplaceAll(s, "'", "\"") }
	in := q("package p\n\nimport (\n\t'context'\n\t'github.com/azfoundry/azfoundry/internal/rest'\n\t'github.com/x/y'\n\t'iter'\n)\n\nvar a = 1\n")
	want := q("package p\n\nimport (\n\t'context'\n\t'iter'\n\n\t'github.com/x/y'\n\n\t'github.com/azfoundry/azfoundry/internal/rest'\n)\n\nvar a = 1\n")
	if diff := cmp.Diff(want, string(group([]byte(in)))); diff != "" {
		t.Errorf("group() (-want +got)\n%s", diff)
	}
	const none = "package p\n"
	if got := string(group([]byte(none))); got != none {
		t.Errorf("group() = %q, want %q", got, none)
	}
}
