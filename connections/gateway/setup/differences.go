// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package setup

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/azfoundry/azfoundry/internal/rest"
)

// encode returns a model as JSON, with secrets redacted.
func encode(v any) string {
	text, err := rest.Marshal(v)
	if err != nil {
		return "" // a model that was just decoded
	}
	return string(text)
}

// differences names the members in which two bodies differ, each as deep as both are objects or lists of the
// same length.
func differences(have, want string) []Difference {
	var a, b any
	if json.Unmarshal([]byte(have), &a) != nil || json.Unmarshal([]byte(want), &b) != nil {
		return []Difference{{Have: have, Want: want}}
	}
	return compare(nil, "", a, b)
}

// compare adds to out what differs at a pointer.
func compare(out []Difference, at string, have, want any) []Difference {
	if a, ok := have.(map[string]any); ok {
		if b, ok := want.(map[string]any); ok {
			names := maps.Clone(a)
			maps.Copy(names, b)
			for _, name := range slices.Sorted(maps.Keys(names)) {
				out = compare(out, string(jsontext.Pointer(at).AppendToken(name)), a[name], b[name])
			}
			return out
		}
	}
	if a, ok := have.([]any); ok {
		if b, ok := want.([]any); ok && len(a) == len(b) {
			for i := range a {
				out = compare(out, at+"/"+strconv.Itoa(i), a[i], b[i])
			}
			return out
		}
	}
	if x, y := text(have), text(want); x != y {
		out = append(out, Difference{Pointer: at, Have: x, Want: y})
	}
	return out
}

// text is a value as JSON; nothing for one that is not there.
func text(v any) string {
	if v == nil {
		return ""
	}
	out, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}
