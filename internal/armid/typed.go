// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armid

import "strings"

// HasType reports whether text is an id of the resource type ("*" for any) in a subscription whose id
// is a GUID, or in none. It says what [Split] would, and allocates nothing: validators call it for
// every id in a body.
func HasType(text, resourceType string) bool {
	if !strings.HasPrefix(text, "/") || strings.HasSuffix(text, "/") || strings.Contains(text, "//") {
		return false
	}
	scope, tail := text, ""
	if at := lastIndexFold(text, "/providers/"); at >= 0 {
		scope, tail = text[:at], text[at+len("/providers/"):]
		if n := strings.Count(tail, "/"); n < 2 || n%2 == 1 {
			return false
		}
	}
	if s, ok := subscriptionOf(scope); ok && !IsGUID(s) {
		return false
	}
	return resourceType == "*" || typeEquals(tail, resourceType)
}

// subscriptionOf returns the subscription a scope begins with.
func subscriptionOf(scope string) (string, bool) {
	keyword, rest, _ := strings.Cut(strings.TrimPrefix(scope, "/"), "/")
	name, _, _ := strings.Cut(rest, "/")
	return name, name != "" && strings.EqualFold(keyword, "subscriptions")
}

// typeEquals compares what follows /providers/ with a type: provider, then types and names in turn.
func typeEquals(tail, want string) bool {
	part, tail, _ := strings.Cut(tail, "/")
	for {
		wanted, more, found := strings.Cut(want, "/")
		if !strings.EqualFold(part, wanted) || found != (tail != "") {
			return false
		}
		if !found {
			return true
		}
		want = more
		part, tail, _ = strings.Cut(tail, "/")
		_, tail, _ = strings.Cut(tail, "/") // the name
		if tail == "" {
			return strings.EqualFold(part, want)
		}
	}
}
