// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armid

import (
	"fmt"
	"net/url"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/azfoundry/azfoundry"
)

// NameRule is what a service demands of a name beyond what all names obey.
type NameRule struct {
	// Min and Max count characters; Max 0 means 260.
	Min, Max int
	// Pattern is an RE2 expression for the whole name; empty means none.
	Pattern string

	once     sync.Once
	compiled *pattern
}

// groupName is the rule for resource groups (Microsoft.Resources, 2021-04-01).
var groupName = &NameRule{Max: 90, Pattern: `^[-\w._()]*[-\w_()]$`}

// managementGroups is what the id of a management group begins with.
const managementGroups = "/providers/Microsoft.Management/managementGroups/"

// managementGroupName is the rule for management groups (Microsoft, "Naming rules and restrictions for
// Azure resources").
var managementGroupName = &NameRule{Max: 90, Pattern: `^[a-zA-Z0-9]([-\w.()]*[-\w()])?$`}

// check returns what is wrong with a name. The nil rule is the common one.
func (r *NameRule) check(pointer, name string) []azfoundry.Fault {
	fault := func(rule, message, advice string) []azfoundry.Fault {
		return []azfoundry.Fault{{Pointer: pointer, Rule: rule, Message: message, Got: name, Advice: advice}}
	}
	if name == "" {
		return fault("required", "is empty", "give the resource's name")
	}
	if name == "." || name == ".." {
		return fault("name", "would change the path of the request", "give the resource's name")
	}
	if strings.ContainsAny(name, "/\\?#%&<>*") || strings.ContainsFunc(name, isControl) {
		return fault("name", "holds a character that no resource name may have", `leave out / \ ? # % & < > * and control characters`)
	}
	if r == nil {
		r = new(NameRule)
	}
	limit := r.Max
	if limit == 0 {
		limit = 260
	}
	if n := utf8.RuneCountInString(name); n < r.Min || n > limit {
		return fault("length", fmt.Sprintf("has %d characters", n), fmt.Sprintf("use %d to %d", max(1, r.Min), limit))
	}
	if r.Pattern != "" && !r.pattern().match(name) {
		return fault("pattern", "breaks the service's rule for this name", "match "+r.Pattern)
	}
	return nil
}

func (r *NameRule) pattern() *pattern {
	r.once.Do(func() { r.compiled = compile(r.Pattern) })
	return r.compiled
}

func isControl(c rune) bool { return c < 0x20 || c == 0x7f }

// Escape returns the id as a URL path: each segment percent-encoded, slashes kept.
func Escape(id string) string {
	if plain(id) {
		return id
	}
	segments := strings.Split(id, "/")
	for i, s := range segments {
		segments[i] = url.PathEscape(s)
	}
	return strings.Join(segments, "/")
}

// plain reports whether a text has nothing but ASCII letters, digits and -._ in it, as nearly all ids
// do, and slashes. Nothing of that needs escaping.
func plain(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '-' <= c && c <= '9', c == '_': // - . / 0 … 9
		default:
			return false
		}
	}
	return true
}
