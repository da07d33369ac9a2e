// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package lint

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry/internal/check"
)

// authTypeName is CN003.
func (s *subject) authTypeName() {
	at := s.member(s.props, "authType")
	value, isText := s.string(at)
	switch {
	case at < 0 && s.operation == Put && s.props >= 0:
		s.missing("the authType is missing", "say how the service is signed in to, such as ProjectManagedIdentity or ApiKey", "authType")
	case at < 0, s.operation == Patch && s.empty(at): // CN063
	case !isText || value == "":
		s.report(at, "the authType is no text", "say how the service is signed in to, such as ProjectManagedIdentity or ApiKey")
	case authOf(value) == nil:
		s.authTypeUnknown(at, value)
	case s.request() && s.refused(value):
		s.report(at, fmt.Sprintf("%s connections do not take authType %s", s.category, value), "use one of "+strings.Join(s.taken(), ", "))
	}
}

func (s *subject) authTypeUnknown(at int, value string) {
	name, same := meantBy(value, Auths(), mistakenAuths)
	message := fmt.Sprintf("authType %q is not one that the service knows", value)
	switch {
	case same:
		s.report(at, fmt.Sprintf("authType %q differs from %q in case", value, name), "write "+name, s.value(at, name))
	case name == "AgenticIdentityToken": // the vendor's documentation prints it without its end
		s.report(at, message, "write "+name, s.value(at, name))
	case cmp.Or(name, check.Nearest(value, Auths())) != "":
		s.report(at, message, "did you mean "+cmp.Or(name, check.Nearest(value, Auths()))+"?")
	default:
		s.report(at, message, "use one of "+strings.Join(Auths(), ", "))
	}
}

// refused reports whether the category does not take an authType. Workspaces share a back end with services
// that take more.
func (s *subject) refused(authType string) bool {
	k := s.known
	return k != nil && k.auths != nil && (!k.open || s.scope != Workspace) && !slices.Contains(k.auths, authType)
}

// taken are the authTypes to use with the category; the ones that CN043 and CN044 refuse are not.
func (s *subject) taken() []string {
	return slices.DeleteFunc(slices.Clone(s.known.auths), func(name string) bool {
		return s.gateway && (name == "AAD" || name == projectIdentity && s.category == modelGateway) || name == "DeveloperConnection"
	})
}

// noCredentials is CN004.
func (s *subject) noCredentials() {
	a := authOf(s.authType)
	if s.operation != Put || a == nil || !a.secret {
		return
	}
	const fix = "give the secret again, because no read returns it; or change the connection with a PATCH, which leaves it as it is"
	switch {
	case s.creds < 0:
		s.missing("the credentials are missing, and the service refuses a PUT of authType "+s.authType+" without them", fix, "credentials")
	case s.is(s.creds, null):
		s.report(s.creds, "the credentials are null, as reads show them, and the service refuses a PUT of authType "+s.authType+" without them", fix)
	case s.authType == oauth2 && s.is(s.creds, object) && s.count(s.creds) == 0 && !s.managed():
		s.report(s.creds, "the credentials are empty, which only those of a managed connector may be", "give connectorName, or clientId and clientSecret")
	}
}

// managed reports whether a connector of the vendor's has the credentials.
func (s *subject) managed() bool {
	tool, _ := s.string(s.member(s.meta, "toolEntityId"))
	return s.property("connectorName") != "" || tool != ""
}

// has reports whether the credentials have all of some members, with something in them.
func (s *subject) has(names []string) bool {
	return !slices.ContainsFunc(names, func(name string) bool { return s.empty(s.member(s.creds, name)) })
}

// empty reports whether a value is missing or says nothing.
func (s *subject) empty(n int) bool {
	if n < 0 || s.is(n, null) || s.is(n, object) && s.count(n) == 0 {
		return true
	}
	value, isText := s.string(n)
	return isText && value == ""
}

// credentialForm is CN005.
func (s *subject) credentialForm() {
	a := authOf(s.authType)
	if a == nil || !s.request() {
		return
	}
	switch {
	case s.creds < 0 || s.is(s.creds, null):
		s.misplaced(a)
	case !s.is(s.creds, object):
		s.report(s.creds, "the credentials are "+s.nodes[s.creds].kind.String()+" and no object", wantedCredentials(a))
	case a.bare && s.count(s.creds) > 0:
		s.report(s.creds, "authType "+a.name+" has no credentials", "take them away, or use the authType that they belong to")
	case s.authType == "CustomKeys":
		s.customKeys()
	default:
		for _, name := range a.credentials {
			s.credential(a, name)
		}
	}
	s.children(s.creds, s.redacted)
	s.children(s.member(s.creds, "keys"), s.redacted)
}

func wantedCredentials(a *auth) string {
	if len(a.credentials) == 0 {
		return "give an object"
	}
	return "give an object with " + strings.Join(a.credentials, " and ")
}

// misplaced finds credentials among the properties.
func (s *subject) misplaced(a *auth) {
	for _, name := range a.credentials {
		if n := s.member(s.props, name); n > 0 {
			s.report(n, name+" stands among the properties", "put it under credentials")
		}
	}
}

// credential wants one member of the credentials.
func (s *subject) credential(a *auth, name string) {
	n := s.member(s.creds, name)
	value, isText := s.string(n)
	switch blanks := isText && strings.TrimSpace(value) == ""; {
	case n > 0 && !isText && !s.empty(n):
		s.report(n, "the credential "+name+" is "+s.nodes[n].kind.String()+" and no string", "give a string")
		return
	case isText && !blanks:
		s.brokenLine(n, "the credential "+name, value)
		return
	}
	fix := "give it; an empty one often comes from a variable that is not set"
	if n < 0 {
		s.children(s.creds, func(c int) {
			if near, _ := meantBy(s.named(c), []string{name}, nil); near != "" || strings.Contains(fold(s.named(c)), fold(name)) {
				fix = fmt.Sprintf("rename %q to it", s.named(c))
			}
		})
		s.missing("the credentials of authType "+a.name+" lack "+name, fix, "credentials", name)
		return
	}
	s.report(n, "the credential "+name+" is empty", fix)
}

// customKeys wants keys by name below the member keys.
func (s *subject) customKeys() {
	keys := s.member(s.creds, "keys")
	switch {
	case keys < 0 && s.count(s.creds) > 0 && s.allText(s.creds):
		c := s.nodes[s.creds]
		s.report(s.creds, "the keys stand among the credentials and not under keys", `write "credentials": {"keys": {…}}`,
			Edit{c.start + 1, c.start + 1, `"keys":{`}, Edit{c.end - 1, c.end - 1, "}"})
	case keys < 0:
		s.missing("the credentials of authType CustomKeys lack keys", `write "credentials": {"keys": {…}}`, "credentials", "keys")
	case !s.is(keys, object) || s.count(keys) == 0:
		s.report(keys, "the credential keys holds no key", `give an object with a member for each key: {"x-api-key": "…"}`)
	default:
		s.children(keys, func(n int) {
			value, isText := s.string(n)
			if !isText || strings.TrimSpace(value) == "" {
				s.report(n, "a key is empty or no string", "give a string; an empty one often comes from a variable that is not set")
				return
			}
			s.brokenLine(n, "a key", value)
		})
	}
}

// brokenLine finds a secret with the line break of the file that it came from, which no header can carry.
func (s *subject) brokenLine(n int, what, value string) {
	if strings.Trim(value, "\r\n") != value {
		s.report(n, what+" begins or ends with a line break", "take it away; files and commands that print a secret often add one")
	}
}

// allText reports whether all members of a node are strings.
func (s *subject) allText(n int) bool {
	all := true
	s.children(n, func(c int) { all = all && s.is(c, str) })
	return all
}

// redacted finds the placeholder that secrets are printed as.
func (s *subject) redacted(n int) {
	if value, _ := s.string(n); value == "REDACTED" && !s.opts.SecretsHidden {
		s.report(n, "a credential is the placeholder REDACTED and no secret", "give the secret: the body was read, printed and sent back")
	}
}

// changeWithoutAuth is CN063.
func (s *subject) changeWithoutAuth() {
	if s.operation == Patch && s.empty(s.member(s.props, "authType")) {
		s.missing("the change has no authType, by which the service decides how to read it", "repeat the authType of the connection", "authType")
	}
}

// keyInPlaceOfEntra is CN070. A key of a gateway is the gateway's own and may do no more than its API; and
// nobody can sign in with Entra ID to a host that stands in for the service.
func (s *subject) keyInPlaceOfEntra() {
	a := authOf(s.authType)
	if s.known == nil || s.gateway || a == nil || len(a.credentials) == 0 || a.name == "ManagedIdentity" || !within(s.host(), s.known.hosts) {
		return
	}
	s.report(s.member(s.props, "authType"), "the connection signs in with a secret, and "+s.category+" takes Entra ID",
		"use authType AAD, give the project's identity a role, and turn keys off on the resource")
}
