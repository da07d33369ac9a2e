// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package lint

import (
	"fmt"
	"strings"
)

// keysOfGateways are the names of the metadata keys of gateways.
func keysOfGateways() []string {
	out := make([]string, len(gatewayKeys))
	for i, k := range gatewayKeys {
		out[i] = k.name
	}
	return out
}

// keyMeant returns the metadata key of gateways that a member's name differs from in case or separators
// only, "" for none.
func (s *subject) keyMeant(n int) string {
	span := s.nodes[n].name
	name := s.text[span.in:span.out]
	if span.escaped {
		name = []byte(s.named(n))
	}
	for _, k := range gatewayKeys {
		if string(name) == k.name {
			return ""
		}
	}
	known, _ := meantBy(string(name), keysOfGateways(), nil)
	return known
}

// misspelled reports whether the metadata have a key in another spelling.
func (s *subject) misspelled(known string) bool {
	found := false
	s.children(s.meta, func(c int) { found = found || s.keyMeant(c) == known })
	return found
}

// metadataText is CN006.
func (s *subject) metadataText() {
	if s.meta > 0 && !s.is(s.meta, object) && !s.is(s.meta, null) {
		s.report(s.meta, "the metadata are "+s.nodes[s.meta].kind.String()+" and no object", "give an object of strings")
		return
	}
	s.children(s.meta, func(c int) {
		n := s.nodes[c]
		if n.kind == str {
			return
		}
		key := s.named(c)
		switch {
		case n.kind == null && (key == keyInference || s.operation == Get):
		case n.kind == null:
			s.report(c, fmt.Sprintf("the metadata value %s is null and no string", key), `leave it out, or write ""`)
		case n.kind == object || n.kind == array:
			s.report(c, fmt.Sprintf("the metadata value %s is JSON and no string", key), "encode the JSON in a string: jsonencode(), string(), json.dumps()", encode(s.text, n.start, n.end)...)
		default:
			s.report(c, fmt.Sprintf("the metadata value %s is %s and no string", key, n.kind), `put it in "`, Edit{n.start, n.start, `"`}, Edit{n.end, n.end, `"`})
		}
	})
}

// keyCase is CN010.
func (s *subject) keyCase() {
	if !s.gateway {
		return
	}
	s.children(s.meta, func(n int) {
		known := s.keyMeant(n)
		there := known != "" && s.exact(s.meta, known) > 0
		if known == "" || there && s.operation == Get { // reads show keys of the service's own beside
			return
		}
		how := "case"
		if !strings.EqualFold(s.named(n), known) {
			how = "its separators"
		}
		message := fmt.Sprintf("the metadata key %q differs from %q in %s only: the service stores it, and nothing reads it", s.named(n), known, how)
		if there {
			s.report(n, message, "take it away: "+known+" is there as well")
			return
		}
		span := s.nodes[n].name
		s.report(n, message, "write "+known, Edit{span.in, span.out, known})
	})
}

// inPathMissing is CN011.
func (s *subject) inPathMissing() {
	if !s.gateway || !s.whole() {
		return
	}
	if !s.withoutPath(s.exact(s.meta, keyInPath)) {
		return
	}
	s.missing("the metadata lack deploymentInPath", `write "true" for calls to /deployments/<name>/chat/completions, "false" for /chat/completions with the model in the body, as with /v1`,
		"metadata", keyInPath)
}

// withoutPath reports whether deploymentInPath is absent or null; an empty text is a value, and a wrong one.
func (s *subject) withoutPath(n int) bool {
	_, isText := s.string(n)
	return s.empty(n) && !isText && !s.is(n, object)
}

// inPathValue is CN012.
func (s *subject) inPathValue() {
	n := s.exact(s.meta, keyInPath)
	if !s.gateway || s.withoutPath(n) { // CN011
		return
	}
	at := s.nodes[n]
	value, isText := s.string(n)
	switch folded := strings.ToLower(strings.TrimSpace(value)); {
	case at.kind == boolean:
		s.report(n, "deploymentInPath is a boolean", `put it in "`, Edit{at.start, at.start, `"`}, Edit{at.end, at.end, `"`})
	case isText && (value == "true" || value == "false"):
	case isText && (folded == "true" || folded == "false"):
		s.report(n, fmt.Sprintf("deploymentInPath is %q", value), fmt.Sprintf("write %q", folded), s.value(n, folded))
	default:
		s.report(n, `deploymentInPath is neither "true" nor "false"`, "write one of the two, as a string in lower case")
	}
}

// noModels is CN013.
func (s *subject) noModels() {
	if !s.gateway || !s.whole() || s.category == "" || s.models.at > 0 || s.discovery.at > 0 {
		return
	}
	version, selected := s.metadata(keyDeployment)
	switch {
	case s.category == apiManagement && selected && s.operation == Get: // somebody set discovery up, and the service took it
		return
	case s.category == apiManagement:
		message := "the metadata have neither models nor modelDiscovery, and rely on defaults of the service: /deployments and /deployments/{deploymentName}"
		if version == "" {
			message += ", which are asked for without an API version"
		}
		f := s.finding(message, "write modelDiscovery, although it says the same: some tries without it ended with NotFound", nil)
		f.Severity = Warning
		s.lacks(f, "metadata", keyDiscovery)
	default:
		s.missing("the metadata have neither models nor modelDiscovery", "list the models, or say where the gateway lists them", "metadata", keyModels)
	}
}

// bothModels is CN014.
func (s *subject) bothModels() {
	if s.models.at > 0 && s.discovery.at > 0 && s.gateway {
		s.report(s.discovery.at, "the metadata have both models and modelDiscovery", "keep one: models for a fixed list, modelDiscovery to have the gateway say")
	}
}

// encoding is CN015.
func (s *subject) encoding() {
	for _, j := range [...]struct {
		key string
		in  *inner
	}{{keyModels, &s.models}, {keyDiscovery, &s.discovery}, {keyHeaders, &s.headers}, {keyAuthConfig, &s.authConfig}} {
		if j.in.at > 0 && j.in.fault != faultless {
			s.encoded(j.key, j.in)
		}
	}
}

func (s *subject) encoded(key string, in *inner) {
	n, want := s.nodes[in.at], kindOf(key)
	switch in.fault {
	case raw:
		s.report(in.at, key+" is JSON and no string that holds JSON", "encode the JSON in a string: jsonencode(), string(), json.dumps()", encode(s.text, n.start, n.end)...)
	case twice:
		s.report(in.at, key+" was encoded twice", "encode it once", decode(s.text, n.span)...)
	case foreign:
		fix := "encode it as JSON: json.dumps() in Python"
		if len(in.repairs()) == 0 {
			fix += ", ConvertTo-Json -Depth 10 in PowerShell"
		}
		s.report(in.at, key+" is what Python or PowerShell print and no JSON", fix, in.repairs()...)
	case wrongKind:
		var edits []Edit
		fix := "give " + want.String()
		if want == array && in.nodes[0].kind == object {
			fix = "put it in [ ]: PowerShell's ConvertTo-Json unwraps lists of one, unless it is given -AsArray"
			edits = []Edit{in.edit(Edit{in.nodes[0].start, in.nodes[0].start, "["}), in.edit(Edit{in.nodes[0].end, in.nodes[0].end, "]"})}
		}
		s.report(in.at, fmt.Sprintf("%s holds %s and no %s", key, in.nodes[0].kind, strings.TrimPrefix(strings.TrimPrefix(want.String(), "an "), "a ")), fix, edits...)
	default:
		cause := "it is no string"
		if len(in.problems) > 0 {
			cause = in.problems[0].cause
		}
		s.report(in.at, fmt.Sprintf("%s holds no JSON: %s", key, cause), "encode "+want.String()+" with jsonencode(), string() or json.dumps()", in.repairs()...)
	}
}
