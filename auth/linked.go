// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"unicode"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"github.com/azfoundry/azfoundry/internal/armid"
)

// linkedCode is Resource Manager's code where the check of a resource that the body refers to failed.
const linkedCode = "LinkedAuthorizationFailed"

// wrongTenantCode is its code where the home token is of another tenant than the subscription.
const wrongTenantCode = "InvalidAuthenticationTokenTenant"

// linked is what the text of a LinkedAuthorizationFailed says. Values that cannot be what they should
// be are empty.
type linked struct {
	// rights tells the two wordings apart: the principal lacks a role, or its tenant is the wrong one.
	rights                                 bool
	action, scope, subscription, principal string
}

// wordings are the parts of the two texts. Their beginnings vary, so nothing is anchored.
type wordings struct{ tenant, rights, permission, objectID, name *regexp.Regexp }

var texts = sync.OnceValue(func() wordings {
	return wordings{
		tenant:     regexp.MustCompile(`current tenant '[^']*' is not authorized to access linked subscription '([^']+)'`),
		rights:     regexp.MustCompile(`does not have permission to perform action\(?s?\)? '([^']+)' on the linked scope\(?s?\)? '([^']+)'`),
		permission: regexp.MustCompile(`has permission to perform action\(?s?\)? '([^']+)' on scope '([^']+)'`),
		objectID:   regexp.MustCompile(`with object id '([^']+)'`),
		name:       regexp.MustCompile(`The client '([^']+)'`),
	}
})

// parseLinked reads the message of a LinkedAuthorizationFailed. It reports false for a wording it does
// not know: no advice is better than a wrong one.
func parseLinked(message string) (linked, bool) {
	t := texts()
	if m := t.rights.FindStringSubmatch(message); m != nil {
		l := linked{rights: true, action: plain(m[1]), scope: plain(m[2]), principal: principal(t, message)}
		if id, ok := armid.Split(l.scope); ok && armid.IsGUID(id.Subscription) {
			l.subscription = id.Subscription
		}
		return l, l.action != "" && l.scope != ""
	}
	m := t.tenant.FindStringSubmatch(message)
	if m == nil || !armid.IsGUID(m[1]) {
		return linked{}, false
	}
	l := linked{subscription: m[1], principal: principal(t, message)}
	if p := t.permission.FindStringSubmatch(message); p != nil {
		l.action, l.scope = plain(p[1]), plain(p[2])
	}
	return l, true
}

// principal returns the object id of who was refused, or else the name.
func principal(t wordings, message string) string {
	for _, re := range []*regexp.Regexp{t.objectID, t.name} {
		if m := re.FindStringSubmatch(message); m != nil && plain(m[1]) != "" {
			return m[1]
		}
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

// linkedMessage returns the message of a response that is a top-level LinkedAuthorizationFailed. The
// body can still be read afterwards.
func linkedMessage(resp *http.Response) (string, bool) {
	if resp == nil || resp.StatusCode != http.StatusForbidden || resp.Body == nil {
		return "", false
	}
	raw, err := runtime.Payload(resp)
	if err != nil {
		return "", false
	}
	var body struct {
		Error struct {
			Code    string `json:"code"`
			Message string `json:"message"`
		} `json:"error"`
	}
	if json.Unmarshal(raw, &body) != nil || body.Error.Code != linkedCode {
		return "", false
	}
	return body.Error.Message, true
}
