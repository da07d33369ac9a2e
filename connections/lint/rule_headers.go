// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package lint

import (
	"fmt"
	"slices"
	"strings"
)

// authHeader is CN024.
func (s *subject) authHeader() {
	if !s.gateway {
		return
	}
	s.headerForm()
	in := &s.authConfig
	if !in.ok {
		return
	}
	kind := in.memberOf("type")
	if value, _ := in.string(kind); value != "api_key" {
		switch {
		case kind > 0 && fold(value) == "apikey":
			s.report(in.at, fmt.Sprintf("the type of authConfig is %q", value), "write api_key", in.value(kind, "api_key"))
		default:
			s.report(in.at, "the type of authConfig is not api_key", "write api_key, which is the only one")
		}
	}
	if name, _ := in.string(in.memberOf("name")); name == "" {
		s.report(in.at, "authConfig has no name", "give the header that the key goes in, such as api-key")
	}
	if format := in.memberOf("format"); format > 0 && !in.is(format, null) {
		if value, _ := in.string(format); !strings.Contains(value, apiKey) {
			s.report(in.at, "the format of authConfig has no "+apiKey, "write "+apiKey+" where the key goes: Bearer "+apiKey)
		}
	}
}

// headerForm judges the header as the portal writes it for ModelGateway.
func (s *subject) headerForm() {
	if n := s.exact(s.meta, keyAuthFormat); s.is(n, str) {
		if value, _ := s.string(n); value != "" && !strings.Contains(value, apiKey) {
			s.report(n, "authHeaderFormat has no "+apiKey, "write "+apiKey+" where the key goes: Bearer "+apiKey)
		}
	}
}

// authConfigAlone is CN025.
func (s *subject) authConfigAlone() {
	if s.authConfig.at > 0 && s.authType != "" && s.authType != "ApiKey" {
		s.report(s.authConfig.at, "authConfig says where a key goes, and authType "+s.authType+" has none", "take authConfig away, or use authType ApiKey")
	}
}

// headerValues is CN026.
func (s *subject) headerValues() {
	in := &s.headers
	if !in.ok {
		return
	}
	in.children(0, func(n int) {
		if !in.is(n, str) {
			at := in.nodes[n]
			var edits []Edit
			if at.kind == number || at.kind == boolean {
				edits = []Edit{in.edit(Edit{at.start, at.start, `"`}), in.edit(Edit{at.end, at.end, `"`})}
			}
			s.report(in.at, fmt.Sprintf("the header %q of customHeaders is %s and no string", in.named(n), at.kind), "put its value in quotes", edits...)
		}
	})
}

// secretHeader is CN062.
func (s *subject) secretHeader() {
	in := &s.headers
	if !in.ok {
		return
	}
	in.children(0, func(n int) {
		if value, _ := in.string(n); isSecretHeader(in.named(n)) || isCredential(value) {
			s.report(in.at, fmt.Sprintf("the header %q of customHeaders looks like one with a secret, and everyone who reads the connection reads it", in.named(n)),
				"use authType ApiKey with the key in credentials, and change the key")
		}
	})
}

// isCredential reports whether the value of a header signs in, whatever the header is called.
func isCredential(value string) bool {
	scheme, rest, _ := strings.Cut(strings.TrimSpace(value), " ")
	return rest != "" && (strings.EqualFold(scheme, "Bearer") || strings.EqualFold(scheme, "Basic"))
}

// isSecretHeader reports whether headers of a name usually hold secrets.
func isSecretHeader(name string) bool {
	folded := fold(name)
	if slices.Contains(secretNames, folded) {
		return true
	}
	for _, word := range secretHeaders {
		if word == "token" {
			if strings.HasSuffix(folded, word) {
				return true
			}
		} else if strings.Contains(folded, word) {
			return true
		}
	}
	return false
}
