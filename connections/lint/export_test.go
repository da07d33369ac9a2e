// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package lint

import "strings"

// GatewayKeys are the keys with their values, for the document.
func GatewayKeys() (out [][2]string) {
	for _, k := range gatewayKeys {
		out = append(out, [2]string{k.name, k.value})
	}
	return out
}

// KnownCategories are the categories with what is known of each, for the document.
func KnownCategories() (out [][4]string) {
	kinds := map[targets]string{anyTarget: "anything", aURL: "URL", aURLOrNone: "URL or none", aResourceID: "resource id", aURLOrID: "URL or resource id", aHost: "host"}
	for _, c := range categories {
		auths := strings.Join(c.auths, ", ")
		if !c.open {
			auths += " *"
		}
		out = append(out, [4]string{c.name, kinds[c.target], auths, strings.Join(c.metadata, ", ")})
	}
	return out
}
