// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections

import (
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// entry is something that metadata say: a key, and a text or nothing.
type entry struct {
	key, text string
	said      bool
	anyCase   bool                       // the reader minds no case, and people write the key in several
	same      func(text, as string) bool // whether two texts mean the same; nil means that they are equal
}

// plainEntry is an entry that is said where there is a text.
func plainEntry(key, text string) entry { return entry{key: key, text: text, said: text != ""} }

// anyCaseEntry is a plainEntry whose key is read in any case.
func anyCaseEntry(key, text string) entry {
	return entry{key: key, text: text, said: text != "", anyCase: true}
}

// jsonEntry is an entry whose text is JSON.
func jsonEntry(key, text string, said bool) entry {
	return entry{key: key, text: text, said: said, same: sameJSON}
}

// keys returns the keys of the entry that there are, the exact one first.
func (e entry) keys(metadata map[string]string) []string {
	var out []string
	if _, ok := metadata[e.key]; ok {
		out = append(out, e.key)
	}
	if !e.anyCase {
		return out
	}
	for _, key := range slices.Sorted(maps.Keys(metadata)) {
		if key != e.key && strings.EqualFold(key, e.key) {
			out = append(out, key)
		}
	}
	return out
}

// read returns the text that metadata have.
func (e entry) read(metadata map[string]string) string {
	for _, key := range e.keys(metadata) {
		if text := metadata[key]; text != "" {
			return text
		}
	}
	return ""
}

// means reports whether a text says what the entry says.
func (e entry) means(text string) bool {
	switch {
	case !e.said:
		return text == ""
	case e.same != nil:
		return text == e.text || e.same(text, e.text)
	}
	return text == e.text
}

// say writes the entry into metadata. What says it already stays as it is.
func (e entry) say(metadata map[string]string) {
	keys := e.keys(metadata)
	if slices.ContainsFunc(keys, func(key string) bool { return e.means(metadata[key]) }) {
		return
	}
	for _, key := range keys {
		delete(metadata, key)
	}
	if e.said {
		metadata[e.key] = e.text
	}
}

// forget takes the entry out of metadata if they say it as say would.
func (e entry) forget(metadata map[string]string) {
	if keys := e.keys(metadata); len(keys) == 1 && keys[0] == e.key && e.said && metadata[e.key] == e.text {
		delete(metadata, e.key)
	}
}

// encoded returns the JSON of a value that is made of texts.
func encoded(v any) string {
	text, err := json.Marshal(v, json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
	if err != nil {
		return "" // an Unknown that is no object
	}
	return string(text)
}

// sameJSON reports whether two texts are the same object or array in JSON, but for white space and the order
// of members.
func sameJSON(text, as string) bool {
	a, b := jsontext.Value(text), jsontext.Value(as)
	if k := a.Kind(); k != '{' && k != '[' {
		return false
	}
	return a.Canonicalize() == nil && b.Canonicalize() == nil && string(a) == string(b)
}
