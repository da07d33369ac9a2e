// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package lint

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
)

// subject is one connection as the rules look at it. Nodes that are not there are -1.
type subject struct {
	*linter
	rule *rule // the one that looks

	scope     Scope
	operation Operation
	name      string // of the connection
	nameAt    int

	root, props, meta, creds int
	category, authType       string // as they are meant, "" where that is unclear
	known                    *category
	gateway                  bool // a connection to a gateway, or one that is meant to be
	targetAt                 int
	target                   string
	url                      *url.URL // nil where the target is none

	models, discovery, headers, authConfig inner
}

// newSubject reads what the rules want to know of a connection.
func newSubject(l *linter, root int, opts Options) *subject {
	s := &subject{linter: l, root: root, scope: opts.Scope, operation: opts.Operation, name: opts.Name, nameAt: -1}
	id, _ := l.string(l.member(root, "id"))
	s.operation = cmp.Or(s.operation, operationOf(id))
	s.scope = cmp.Or(s.scope, scopeOf(id))
	if s.name == "" {
		s.nameAt = l.member(root, "name")
		s.name, _ = l.string(s.nameAt)
		s.name = s.ownName(s.name)
	}
	s.props = l.member(root, "properties")
	if s.props < 0 && (l.member(root, "category") > 0 || l.member(root, "authType") > 0) {
		s.props = root // CN060 says where they belong
	}
	s.meta, s.creds = l.member(s.props, "metadata"), l.member(s.props, "credentials")
	s.category = s.meant("category", Categories, mistaken)
	s.authType = s.meant("authType", Auths, mistakenAuths)
	s.known = categoryOf(s.category)
	s.gateway = s.isGateway()
	s.readTarget()
	if s.gateway {
		s.models, s.discovery = s.inner(keyModels), s.inner(keyDiscovery)
		s.headers, s.authConfig = s.inner(keyHeaders), s.inner(keyAuthConfig)
	}
	return s
}

// ownName returns a connection's own name from the one that a template has, where it is written behind those of
// what the connection belongs to; an expression says nothing.
func (s *subject) ownName(name string) string {
	kind, _ := s.string(s.member(s.root, "type"))
	if strings.HasPrefix(name, "[") && strings.HasSuffix(name, "]") {
		return ""
	}
	if strings.HasSuffix(strings.ToLower(kind), "/connections") {
		return name[strings.LastIndexByte(name, '/')+1:]
	}
	return name
}

// operationOf is what a body with an id is for.
func operationOf(id string) Operation {
	if id != "" {
		return Get
	}
	return Put
}

// scopeOf returns the scope of a connection's id; "" for another text.
func scopeOf(id string) Scope {
	id = strings.ToLower(id)
	switch {
	case strings.Contains(id, "/microsoft.machinelearningservices/workspaces/"):
		return Workspace
	case strings.Contains(id, "/microsoft.cognitiveservices/accounts/") && strings.Contains(id, "/projects/"):
		return Project
	case strings.Contains(id, "/microsoft.cognitiveservices/accounts/"):
		return Account
	}
	return ""
}

// meant returns the value of a property as one that is known, if it is near to one, or as it is.
func (s *subject) meant(property string, known func() []string, mistaken map[string]string) string {
	value, _ := s.string(s.member(s.props, property))
	if value == "" || categoryOf(value) != nil || authOf(value) != nil {
		return value
	}
	best, _ := meantBy(value, known(), mistaken)
	return cmp.Or(best, value)
}

// meantBy returns the known name that a value is meant to be, "" for none. It is the same where the two
// differ in case and separators only.
func meantBy(value string, known []string, mistaken map[string]string) (name string, same bool) {
	folded := fold(value)
	if slices.Contains(known, value) {
		return value, true
	}
	for _, k := range known {
		if fold(k) == folded {
			return k, true
		}
	}
	return mistaken[folded], false
}

// fold drops case and separators.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		case r == '_' || r == '-' || r == '.' || r == ' ':
			return -1
		}
		return r
	}, s)
}

// isGateway reports whether the connection is one to a gateway; a change, which need not say its category, is
// one with metadata that only those have.
func (s *subject) isGateway() bool {
	if s.category != "" {
		return s.category == apiManagement || s.category == modelGateway
	}
	return s.operation == Patch && s.decided() != ""
}

// decided returns a metadata key that only gateways have, "" for none. A list of models in another spelling
// may be something else.
func (s *subject) decided() string {
	for _, k := range gatewayKeys {
		if k.decides && (s.exact(s.meta, k.name) > 0 || k.name != keyModels && s.misspelled(k.name)) {
			return k.name
		}
	}
	return ""
}

func (s *subject) readTarget() {
	s.targetAt = s.member(s.props, "target")
	s.target, _ = s.string(s.targetAt)
	if u, err := url.Parse(s.target); err == nil && u.Scheme != "" && u.Host != "" {
		s.url = u
	}
}

// host returns the host of the target, in lower case.
func (s *subject) host() string {
	if s.url == nil {
		return ""
	}
	return strings.ToLower(s.url.Hostname())
}

// property returns the text of a property, "" where it is missing or none.
func (s *subject) property(name string) string {
	text, _ := s.string(s.member(s.props, name))
	return text
}

// metadata returns the text of a metadata key in its exact case, and whether it is one that says something.
func (s *subject) metadata(key string) (string, bool) {
	text, _ := s.string(s.exact(s.meta, key))
	return text, text != ""
}

// whole reports whether the metadata are all there are, so that what is missing is missing: always but in a
// change that does not touch them.
func (s *subject) whole() bool { return s.operation != Patch || s.meta > 0 && s.category != "" }

// request reports whether the body is to be sent.
func (s *subject) request() bool { return s.operation != Get }

// absent returns the node for something missing below a parent, and its pointer: where it would be.
func (s *subject) absent(parent int, path ...string) (int, string) {
	if parent < 0 {
		parent = max(s.props, s.root)
	}
	pointer := s.pointer(parent)
	for _, name := range path {
		pointer += "/" + escaped(name)
	}
	return parent, pointer
}

// report records a finding of the rule that looks, at a node.
func (s *subject) report(at int, message, fix string, edits ...Edit) {
	s.add(s.finding(message, fix, edits), at)
}

// warn is report with the severity of a warning.
func (s *subject) warn(at int, message, fix string, edits ...Edit) {
	f := s.finding(message, fix, edits)
	f.Severity = Warning
	s.add(f, at)
}

// missing records a finding at a member that is not there: below the properties, or deeper.
func (s *subject) missing(message, fix string, path ...string) {
	s.lacks(s.finding(message, fix, nil), path...)
}

// lacks records a finding at a member that is not there.
func (s *subject) lacks(f Finding, path ...string) {
	at := max(s.props, s.root)
	for len(path) > 0 {
		next := s.member(at, path[0])
		if next < 0 || !s.is(next, object) {
			break
		}
		at, path = next, path[1:]
	}
	at, f.Pointer = s.absent(at, path...)
	s.add(f, at)
}

// refuse is report with the severity of an error.
func (s *subject) refuse(at int, message, fix string, edits ...Edit) {
	f := s.finding(message, fix, edits)
	f.Severity = Error
	s.add(f, at)
}

func (s *subject) finding(message, fix string, edits []Edit) Finding {
	f := Finding{Rule: s.rule.ID, Severity: s.rule.Severity, Message: message, Symptom: s.rule.Symptom, Fix: fix, Edits: edits}
	if s.gateway && s.known != nil {
		f.Stage = stageOf(s.category)
	}
	return f
}

func stageOf(category string) string {
	for _, stage := range Stages() {
		if stage.Category == category {
			return stage.String()
		}
	}
	return ""
}

// value returns the edit that makes a string node another text, which needs no escapes.
func (s *subject) value(n int, text string) Edit {
	span := s.nodes[n].span
	return Edit{span.in, span.out, text}
}
