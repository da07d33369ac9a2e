// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package lint

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/azfoundry/azfoundry/internal/check"
)

// maxMembers is how many members of an object are compared; a connection has some dozen.
const maxMembers = 64

// repetition is CN000 for members that are there twice.
func (s *subject) repetition() {
	s.repeated(s.root, true)
	if s.props != s.root {
		s.repeated(s.props, true)
	}
	s.repeated(s.creds, true)
	s.repeated(s.meta, false)
}

// repeated reports members that an object has twice, in the same case or in any.
func (s *subject) repeated(n int, anyCase bool) {
	if !s.is(n, object) || s.count(n) > maxMembers {
		return
	}
	s.children(n, func(c int) {
		for other := s.nodes[n].first; other != c; other = s.nodes[other].next {
			if s.sameName(c, other, anyCase) {
				s.report(c, fmt.Sprintf("the member %q is there twice", s.named(c)), "leave one out: which of them counts is up to the reader")
				return
			}
		}
	})
}

// The limits of names: what the service takes, and what is published and checked by tools.
const (
	shortestName  = 3
	publishedName = 33
	longestName   = 59
)

// connectionName is CN001.
func (s *subject) connectionName() {
	if s.name == "" {
		return
	}
	report := func(f Finding) {
		at := s.nameAt
		if at < 0 {
			at, f.Pointer = s.root, "name"
		}
		s.add(f, at)
	}
	bad := strings.IndexFunc(s.name, func(r rune) bool { return r >= 0x80 || r == '.' || !letter(byte(r)) })
	switch n := len(s.name); {
	case bad >= 0:
		report(s.finding(fmt.Sprintf("the name holds the character %q", []rune(s.name[bad:])[0]), "use letters, digits, _ and -", nil))
	case s.name[0] == '_' || s.name[0] == '-':
		report(s.finding("the name does not start with a letter or a digit", "let it start with one", nil))
	case n < shortestName:
		report(s.finding(fmt.Sprintf("the name has %d characters", n), fmt.Sprintf("use at least %d", shortestName), nil))
	case n > longestName:
		report(s.finding(fmt.Sprintf("the name has %d characters", n), fmt.Sprintf("use at most %d, better %d", longestName, publishedName), nil))
	case n > publishedName:
		f := s.finding(fmt.Sprintf("the name has %d characters, and %d are the published limit", n, publishedName), fmt.Sprintf("use at most %d", publishedName), nil)
		f.Severity = Warning
		report(f)
	}
}

// categoryName is CN002.
func (s *subject) categoryName() {
	at := s.member(s.props, "category")
	value, isText := s.string(at)
	switch {
	case s.props < 0 && s.is(s.member(s.root, "resources"), array):
		s.missing("this is a template, and no body of a connection", "lint what it makes: the resource as it is deployed, without expressions", "properties")
	case s.props < 0:
		s.missing("the body has no properties", "give it category, target and authType under properties", "properties")
	case at < 0 && s.operation == Put:
		s.missing("the category is missing", "say what kind of service the target is, such as ApiManagement", "category")
	case at < 0:
	case !isText || value == "":
		s.report(at, "the category is no text", "say what kind of service the target is, such as ApiManagement")
	case value != s.category || categoryOf(value) == nil:
		s.categoryUnknown(at, value)
	}
	s.gatewayInDisguise(at)
}

func (s *subject) categoryUnknown(at int, value string) {
	name, same := meantBy(value, Categories(), mistaken)
	message := fmt.Sprintf("the category %q is not one that the service publishes", value)
	switch {
	case name == value:
	case same:
		s.report(at, fmt.Sprintf("the category %q differs from %q in case, and what looks for it minds the case", value, name), "write "+name, s.value(at, name))
	case cmp.Or(name, check.Nearest(value, Categories())) != "":
		s.report(at, message, "did you mean "+cmp.Or(name, check.Nearest(value, Categories()))+"?")
	default:
		s.report(at, message, "use one of those, such as ApiManagement, ModelGateway, CognitiveSearch or RemoteTool")
	}
}

// gatewayInDisguise finds connections to gateways that do not say that they are.
func (s *subject) gatewayInDisguise(at int) {
	if s.gateway || s.category == "" {
		return
	}
	if key := s.decided(); key != "" {
		s.report(at, fmt.Sprintf("the metadata key %s belongs to gateways, and the category is %s", key, s.category), "use ApiManagement or ModelGateway")
		return
	}
	models := s.category == "AzureOpenAI" || s.category == "AIServices" || s.category == "OpenAI" || s.category == "Serverless"
	if models && s.scope != Workspace && s.host() != "" && within(s.host(), gatewayZones) { // hubs had API Management in front of AzureOpenAI long before
		s.report(at, fmt.Sprintf("the target is a gateway of API Management, and the category is %s", s.category), "use ApiManagement, with its metadata")
	}
}

// within reports whether a host ends with one of some endings.
func within(host string, endings []string) bool {
	for _, e := range endings {
		if strings.HasSuffix(host, e) {
			return true
		}
	}
	return false
}

// metadataMissing is CN050.
func (s *subject) metadataMissing() {
	if s.known == nil || s.operation == Get || !s.whole() {
		return
	}
	for _, key := range s.known.metadata {
		switch n := s.member(s.meta, key); {
		case s.is(n, str) && s.empty(n):
			s.warn(n, fmt.Sprintf("the metadata value %s is empty, which %s needs", key, s.category), metadataHint(key))
		case n < 0 || s.is(n, null):
			s.missing(fmt.Sprintf("the metadata lack %s, which %s needs", key, s.category), metadataHint(key), "metadata", key)
		}
	}
}

func metadataHint(key string) string {
	switch key {
	case "ApiType":
		return "give Azure, or azure"
	case "ResourceId":
		return "give the resource id of the service, beginning with /subscriptions/"
	case "Location":
		return "give the region of the service, or global"
	case "Kind":
		return "give the kind of the Cognitive Services account"
	}
	return "give the name of the storage account and of the container"
}

// vaultOfProject is CN053.
func (s *subject) vaultOfProject() {
	if s.category == "AzureKeyVault" && s.scope == Project {
		s.report(s.member(s.props, "category"), "a project has no key vault of its own", "make the connection on the account, before all others, so that it keeps their secrets")
	}
}

// unknownProperty is CN060.
func (s *subject) unknownProperty() {
	if s.props == s.root {
		s.refuse(s.root, "the properties stand at the top level", "put them under properties")
	} else {
		s.unknown(s.root, resourceNames, "a resource")
	}
	s.unknown(s.props, propertyNames, "a connection")
	s.unknown(s.creds, credentialNames, "credentials")
}

func (s *subject) unknown(n int, known []string, what string) {
	if !s.is(n, object) {
		return
	}
	s.children(n, func(c int) {
		if s.among(c, known) || s.props == s.root && s.among(c, resourceNames) || s.outside(n, c) {
			return
		}
		name := s.named(c)
		fix := "take it away; nothing reads it"
		if key, _ := meantBy(name, keysOfGateways(), nil); key != "" && s.gateway && n == s.props {
			fix = "put it under metadata"
		} else if near := check.Nearest(name, known); near != "" {
			fix = "did you mean the property " + near + "?"
		}
		s.report(c, fmt.Sprintf("%q is not a property of %s", name, what), fix)
	})
}

// outside reports whether a member is one that another rule says more of.
func (s *subject) outside(n, c int) bool {
	if n != s.creds {
		return false
	}
	a := authOf(s.authType)
	return s.among(c, outsideCredentials) || a != nil && (a.bare || len(a.credentials) > 0 && !s.has(a.credentials)) // CN005
}

// readOnlyProperty is CN061.
func (s *subject) readOnlyProperty() {
	if !s.request() || s.props < 0 {
		return
	}
	for _, name := range readOnly {
		if n := s.member(s.props, name); n > 0 && !s.is(n, null) {
			s.report(n, fmt.Sprintf("%s is written by the service alone", name), "take it away")
		}
	}
	if n := s.member(s.root, "systemData"); n > 0 && !s.is(n, null) {
		s.report(n, "systemData is written by the service alone", "take it away")
	}
}
