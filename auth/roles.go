// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import "strings"

// builtIn is a built-in role, by the id that it keeps when it is renamed.
type builtIn struct{ name, id string }

// roleFor returns the smallest built-in role known here that has an action, of those that linked access
// checks ask for (Microsoft Learn, "Azure built-in roles"). A custom role can always be smaller.
func roleFor(action string) (builtIn, bool) {
	action = strings.ToLower(action)
	for _, r := range []struct {
		prefix, suffix string
		role           builtIn
	}{
		{"microsoft.network/networkmanagers/ipampools/", "associateresourcestopool/action", builtIn{"IPAM Pool User", "7b3e853f-ad5d-4fb5-a7b8-56a3581c7037"}},
		{"", "/read", builtIn{"Reader", "acdd72a7-3385-48ef-bd42-f606fba81ae7"}},
		{"microsoft.managedidentity/userassignedidentities/", "assign/action", builtIn{"Managed Identity Operator", "f1a07417-d97a-45cb-824c-7a7467783830"}},
		{"microsoft.operationalinsights/workspaces/", "/sharedkeys/action", builtIn{"Log Analytics Contributor", "92aaf0da-9dab-42b6-94a3-d43ce8d16293"}},
		{"microsoft.keyvault/vaults/", "/deploy/action", builtIn{"Key Vault Contributor", "f25e0fa2-a7c8-4377-a976-54943a77a395"}},
		{"microsoft.network/privatednszones/", "", builtIn{"Private DNS Zone Contributor", "b12aa53e-6015-4669-85d0-8515ebb3ae7f"}},
		{"microsoft.network/", "", builtIn{"Network Contributor", "4d97b98b-1d4f-4787-a291-c67834d212e7"}},
	} {
		if strings.HasPrefix(action, r.prefix) && strings.HasSuffix("/"+action, r.suffix) {
			return r.role, true
		}
	}
	return builtIn{}, false
}
