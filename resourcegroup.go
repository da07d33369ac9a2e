// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package azfoundry

import "strings"

// ResourceGroup names a resource group. It is the first field of the id of everything that lives in
// one. The zero value is invalid.
type ResourceGroup struct {
	// Subscription is the subscription's GUID, in any case.
	Subscription string
	// Name is the group's name, 1 to 90 characters.
	Name string
}

// String returns the resource id: /subscriptions/{guid}/resourceGroups/{name}.
func (g ResourceGroup) String() string {
	return "/subscriptions/" + g.Subscription + "/resourceGroups/" + g.Name
}

// MarshalText returns the resource id.
func (g ResourceGroup) MarshalText() ([]byte, error) { return []byte(g.String()), nil }

// Equal reports whether both name the same group; the service ignores case.
func (g ResourceGroup) Equal(o ResourceGroup) bool { return strings.EqualFold(g.String(), o.String()) }
