// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import "strings"

// maxAuxiliary is how many auxiliary tokens Resource Manager takes (Microsoft Learn, "Authenticate
// requests across tenants").
const maxAuxiliary = 3

// reason says why a tenant's token goes with a request, for the audit events.
type reason string

const (
	explicit reason = "explicit" // WithTenants
	inBody   reason = "body"     // an id in the body
	learned  reason = "learned"  // an earlier refusal of a write to the same resource
	retried  reason = "retry"    // the refusal of this very request
)

// tenantSet is up to three tenants in the order of their ids, and nothing in the places behind. Equal
// sets are equal values.
type tenantSet [maxAuxiliary]*member

// selection is a set of tenants, each with the reason it was chosen for.
type selection struct {
	tenants tenantSet
	reasons [maxAuxiliary]reason
	over    *member // one for which there was no room
}

// add puts a tenant into the selection, unless it is there.
func (s *selection) add(m *member, why reason) {
	at := 0
	for ; at < maxAuxiliary && s.tenants[at] != nil; at++ {
		if s.tenants[at] == m {
			return
		}
		if s.tenants[at].key > m.key {
			break
		}
	}
	if s.tenants[maxAuxiliary-1] != nil {
		s.over = m
		return
	}
	copy(s.tenants[at+1:], s.tenants[at:])
	copy(s.reasons[at+1:], s.reasons[at:])
	s.tenants[at], s.reasons[at] = m, why
}

// members returns the tenants without the empty places.
func (t *tenantSet) members() []*member {
	for i, m := range t {
		if m == nil {
			return t[:i]
		}
	}
	return t[:]
}

func (t *tenantSet) has(m *member) bool {
	return m != nil && (t[0] == m || t[1] == m || t[2] == m)
}

func keys(members []*member) []string {
	var out []string
	for _, m := range members {
		out = append(out, m.key)
	}
	return out
}

// fold returns an id in the spelling it is compared in.
func fold(id string) string { return strings.ToLower(id) }
