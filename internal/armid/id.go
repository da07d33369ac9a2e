// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package armid takes Azure resource ids apart, checks them and puts them together. Keywords and
// resource types are matched without case, as the service does; names keep theirs.
//
// Shape of an id: Microsoft, "Azure Resource Manager resource group and resource names";
// /{scope}/providers/{namespace}/{type}/{name}[/{type}/{name}...].
package armid

import "strings"

// ID is any resource id taken apart at its last /providers/ segment.
type ID struct {
	// Scope is what stands before the last /providers/; the whole id where there is none.
	Scope string
	// Subscription and ResourceGroup come from the scope; empty where it has none.
	Subscription  string
	ResourceGroup string
	// Provider is the namespace, such as Microsoft.Network; empty for a bare scope.
	Provider string
	// Types and Names alternate in the id; both have the same length.
	Types []string
	Names []string
}

// Split takes an id apart. It reports false for text that is not an id: no leading slash, an empty
// segment, or a type without a name.
func Split(id string) (ID, bool) {
	if !strings.HasPrefix(id, "/") || strings.HasSuffix(id, "/") || strings.Contains(id, "//") {
		return ID{}, false
	}
	out := ID{Scope: id}
	if at := lastIndexFold(id, "/providers/"); at >= 0 {
		out.Scope = id[:at]
		rest := strings.Split(id[at+len("/providers/"):], "/")
		if len(rest) < 3 || len(rest)%2 == 0 {
			return ID{}, false
		}
		out.Provider = rest[0]
		for i := 1; i < len(rest); i += 2 {
			out.Types = append(out.Types, rest[i])
			out.Names = append(out.Names, rest[i+1])
		}
	}
	out.Subscription, out.ResourceGroup = scopeNames(out.Scope)
	return out, true
}

// Type returns the full resource type, such as Microsoft.Network/networkManagers/ipamPools.
func (id ID) Type() string {
	if id.Provider == "" {
		return ""
	}
	return id.Provider + "/" + strings.Join(id.Types, "/")
}

// scopeNames finds the subscription and resource group a scope lies in.
func scopeNames(scope string) (subscription, group string) {
	segments := strings.Split(strings.TrimPrefix(scope, "/"), "/")
	if len(segments) >= 2 && strings.EqualFold(segments[0], "subscriptions") {
		subscription = segments[1]
	}
	if subscription != "" && len(segments) >= 4 && strings.EqualFold(segments[2], "resourceGroups") {
		group = segments[3]
	}
	return subscription, group
}

// lastIndexFold is strings.LastIndex for an ASCII needle that begins with a slash, without case.
func lastIndexFold(s, needle string) int {
	for i := strings.LastIndexByte(s, '/'); i >= 0; i = strings.LastIndexByte(s[:i], '/') {
		if len(s)-i >= len(needle) && strings.EqualFold(s[i:i+len(needle)], needle) {
			return i
		}
	}
	return -1
}

// IsGUID reports whether s is a GUID of 32 hexadecimal digits with four hyphens.
func IsGUID[T string | []byte](s T) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return false
			}
		case '0' <= c && c <= '9', 'a' <= c && c <= 'f', 'A' <= c && c <= 'F':
		default:
			return false
		}
	}
	return true
}
