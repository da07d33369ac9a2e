// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"cmp"
	"regexp"
	"strings"
	"sync"
	"unicode"

	"github.com/azfoundry/azfoundry/internal/armid"
)

// The codes of Resource Manager that are about tenants.
const (
	linkedCode      = "LinkedAuthorizationFailed"
	wrongTenantCode = "InvalidAuthenticationTokenTenant"
)

// wording is one way in which a service says what is wrong between tenants, and what to do about it. The
// names of the groups in its pattern are those of [finding]; {name} in its texts is what was read.
type wording struct {
	code string // of the error; "" where the text is enough
	text string // a regular expression; beginnings vary, so nothing is anchored
	kind Kind
	what string
	fix  string
}

// wordings are all that are known, the more telling ones first.
func wordings() []wording {
	return append([]wording{
		{
			code: linkedCode,
			text: `does not have permission to perform action\(?s?\)? '(?P<action>[^']+)' on the linked scope\(?s?\)? '(?P<scope>[^']+)'`,
			kind: NoRightsInLinkedTenant,
			what: `the principal "{principal}" may not perform {action} on {scope}, which the request refers to`,
			fix: "check that the id is right, then have an owner of it grant {role}: az role assignment create " +
				"--assignee '{assignee}' --role '{roleID}' --scope '{scope}', and try again after some minutes",
		},
		{
			code: linkedCode,
			text: `current tenant '[^']*' is not authorized to access linked subscription '(?P<subscription>[^']+)'`,
			kind: MissingAuxiliaryToken,
			what: "the request refers to a resource in subscription {subscription} of another tenant, and no token that is valid for it came along",
			fix: "send a token of the tenant that owns subscription {subscription} along: put the tenant into an auth.Chain as " +
				"{literal}, or call with auth.WithTenants(ctx, \"<its tenant>\")",
		},
		{
			code: wrongTenantCode,
			text: `wrong issuer '[^']*/(?P<sent>[^'/]+)/?'\.? It must match the tenant '[^']*/(?P<tenant>[^'/]+)/?'`,
			kind: WrongHomeTenant,
			what: "the subscription belongs to tenant {tenant}, and the token was of tenant {sent}",
			fix: "sign in to tenant {tenant} for this request; with an auth.Chain, make the client with chain.As(\"{tenant}\"); a subscription that " +
				"moved to another tenant takes up to an hour",
		},
		{
			text: `(?i)auxiliary[^'{}]{0,60} token[^'{}]{0,60}client '(?P<application>[^']*)'[^'{}]{0,20} tenant '(?P<tenant>[^']*)'`,
			kind: AuxiliaryTokenRejected,
			what: "the service took the request's auxiliary token of tenant {tenant}, for application {application}, for invalid or expired",
			fix: "check that the application is not disabled in tenant {tenant} and that the clocks are right; an auth.Chain renews such a " +
				"token once a minute",
		},
	}, credentialWordings()...)
}

// credentialWordings are those of Entra ID, azidentity and the tools (Microsoft Learn, "Microsoft Entra
// authentication and authorization error codes").
func credentialWordings() []wording { return append(unserved(), unavailable()...) }

// compiled is a wording ready for use.
type compiled struct {
	wording
	re *regexp.Regexp
}

func compile(all []wording) []compiled {
	out := make([]compiled, len(all))
	for i, w := range all {
		out[i] = compiled{w, regexp.MustCompile(w.text)}
	}
	return out
}

var (
	allWordings     = sync.OnceValue(func() []compiled { return compile(wordings()) })
	credentialWords = sync.OnceValue(func() []compiled { return compile(credentialWordings()) })
)

// finding is what was read from a text. What could not be what it should be is empty.
type finding struct {
	wording

	action, scope, subscription, tenant, sent, principal, application string
}

// match finds the wording of an error. code may be empty for a text that was not taken apart.
func match(code, message string, among []compiled) (finding, bool) {
	for _, w := range among {
		if w.code != "" && code != "" && !strings.EqualFold(w.code, code) {
			continue
		}
		if m := w.re.FindStringSubmatch(message); m != nil {
			f := finding{wording: w.wording}
			for i, name := range w.re.SubexpNames() {
				f.set(name, m[i])
			}
			f.rest(message)
			return f, f.sound()
		}
	}
	return finding{}, false
}

// set keeps a value that was read, if it is one that may be shown.
func (f *finding) set(name, value string) {
	switch name {
	case "action":
		f.action = plain(value)
	case "scope":
		f.scope = plain(value)
	case "subscription":
		f.subscription = idLike(value)
	case "tenant":
		f.tenant = plain(value)
	case "sent":
		f.sent = plain(value)
	case "application":
		f.application = idLike(value)
	}
}

// asides are what several wordings have beside their core.
var asides = sync.OnceValue(func() [3]*regexp.Regexp {
	return [3]*regexp.Regexp{
		regexp.MustCompile(`has permission to perform action\(?s?\)? '([^']+)' on scope '([^']+)'`),
		regexp.MustCompile(`with object id '([^']+)'`),
		regexp.MustCompile(`The client '([^']+)'`),
	}
})

// rest reads what is beside the core of a wording.
func (f *finding) rest(message string) {
	if f.code != linkedCode {
		return
	}
	re := asides()
	for _, who := range re[1:] {
		if m := who.FindStringSubmatch(message); m != nil && f.principal == "" {
			f.principal = plain(m[1])
		}
	}
	if m := re[0].FindStringSubmatch(message); m != nil && f.kind == MissingAuxiliaryToken {
		f.action, f.scope = plain(m[1]), plain(m[2])
	}
	if id, ok := armid.Split(f.scope); ok && f.kind == NoRightsInLinkedTenant {
		f.subscription = idLike(id.Subscription)
	}
}

// sound reports whether what matters could be read: no advice is better than a wrong one.
func (f *finding) sound() bool {
	switch f.kind {
	case NoRightsInLinkedTenant:
		return f.action != "" && f.scope != ""
	case MissingAuxiliaryToken:
		return f.subscription != ""
	case WrongHomeTenant:
		return f.tenant != ""
	}
	return true
}

// fill puts what was read into a text.
func (f *finding) fill(text string) string {
	role, known := roleFor(f.action)
	name := "the role " + role.name
	if !known {
		name, role.id = "a role with "+f.action, "<role>"
	}
	return strings.NewReplacer(
		"{action}", f.action, "{scope}", f.scope, "{principal}", f.principal, "{subscription}", f.subscription,
		"{tenant}", cmp.Or(f.tenant, "TENANT"), "{sent}", f.sent, "{application}", cmp.Or(f.application, "APPLICATION"),
		"{assignee}", cmp.Or(f.principal, "<object id>"), "{role}", name, "{roleID}", role.id,
		"{literal}", tenantLiteral("<its tenant>", f.subscription),
	).Replace(text)
}

// idLike returns s if it is a GUID, or one of which somebody made parts unreadable, and otherwise nothing.
func idLike(s string) string {
	bare := strings.Map(func(r rune) rune {
		if strings.ContainsRune("xX*", r) {
			return '0'
		}
		return r
	}, s)
	if armid.IsGUID(bare) {
		return s
	}
	return ""
}

// plain returns s if it is made of the characters of ids, actions and principals, and otherwise
// nothing: it ends up in log lines and in a shell command.
func plain(s string) string {
	const limit = 2048
	if len(s) > limit {
		return ""
	}
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("/.-_(),@#*: ", r) {
			return ""
		}
	}
	return s
}
