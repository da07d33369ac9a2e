// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package lint

import (
	"fmt"
	"slices"
	"strings"
)

// modelList is CN016.
func (s *subject) modelList() {
	in := &s.models
	if !in.ok {
		return
	}
	if in.count(0) == 0 {
		s.report(in.at, "the list of models is empty", "list the models, or say with modelDiscovery where the gateway lists them")
	}
	in.children(0, func(entry int) { s.modelEntry(in, entry) })
}

// modelEntry judges one model of the list.
func (s *subject) modelEntry(in *inner, entry int) {
	lacks := func(what, fix string) {
		s.report(in.at, fmt.Sprintf("the entry %s of models %s", in.path(entry), what), fix)
	}
	if !in.is(entry, object) {
		lacks("is "+in.nodes[entry].kind.String()+" and no object", `write {"name": …, "properties": {"model": {"name": …, "version": "", "format": "OpenAI"}}}`)
		return
	}
	if name, _ := in.string(in.exact(entry, "name")); name == "" {
		lacks("has no name, which agents would write behind the connection's", "give the name that the gateway knows the model by")
	}
	properties := in.exact(entry, "properties")
	model := in.exact(properties, "model")
	if !in.is(model, object) {
		what, fix := "has no properties.model", `write "properties": {"model": {"name": …, "version": "", "format": "OpenAI"}}`
		if v, isText := in.string(properties); isText && strings.HasPrefix(v, "@{") {
			what, fix = "is cut off where PowerShell's ConvertTo-Json stops", "give it -Depth 10"
		}
		lacks(what, fix)
		return
	}
	if name, _ := in.string(in.exact(model, "name")); name == "" {
		lacks("has no properties.model.name", "give the name of the model, such as gpt-4o")
	}
	switch version := in.exact(model, "version"); {
	case version < 0 || in.is(version, null):
		lacks("has no properties.model.version", `give it; "" will do`)
	case !in.is(version, str):
		lacks("has a version that is no string", "put it in quotes")
	}
}

// modelFormat is CN017.
func (s *subject) modelFormat() {
	in := &s.models
	s.eachModel(func(entry, model int) {
		n := in.exact(model, "format")
		value, _ := in.string(n)
		if slices.Contains(formats, value) {
			return
		}
		at := in.path(entry)
		if n < 0 || value == "" {
			s.report(in.at, fmt.Sprintf("the entry %s of models has no properties.model.format", at), "give one of "+strings.Join(formats, ", "))
			return
		}
		message := fmt.Sprintf("the format %q of entry %s of models is unknown", value, at)
		if name, _ := meantBy(value, formats, nil); name != "" {
			s.report(in.at, message, "write "+name, in.value(n, name))
			return
		}
		s.report(in.at, message, "give OpenAI for all that speaks chat completions, Anthropic for messages, NonOpenAI for the rest")
	})
}

// eachModel calls f with the entries of the list that describe a model.
func (s *subject) eachModel(f func(entry, model int)) {
	in := &s.models
	if !in.ok {
		return
	}
	in.children(0, func(entry int) {
		if model := in.exact(in.exact(entry, "properties"), "model"); in.is(model, object) {
			f(entry, model)
		}
	})
}

// modelAlias is CN018.
func (s *subject) modelAlias() {
	in := &s.models
	if !in.ok {
		return
	}
	in.children(0, func(entry int) {
		n := in.exact(entry, "name")
		name, _ := in.string(n)
		if i := strings.IndexFunc(name, func(r rune) bool { return r >= 0x80 || !letter(byte(r)) }); i >= 0 {
			s.report(in.at, fmt.Sprintf("the name %q of entry %s of models holds the character %q", name, in.path(entry), []rune(name[i:])[0]),
				"use letters, digits, dots, hyphens and underscores; properties.model.name may hold others")
		}
		for c := in.nodes[0].first; name != "" && c != entry; c = in.nodes[c].next {
			if other, _ := in.string(in.exact(c, "name")); other == name {
				s.report(in.at, fmt.Sprintf("the name %q is that of the entries %s and %s of models", name, in.path(c), in.path(entry)), "give each model a name of its own")
				return
			}
		}
	})
}
