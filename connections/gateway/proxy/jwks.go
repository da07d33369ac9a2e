// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy

import (
	"encoding/json"
	"net/url"
	"strings"
)

// anyTenant stands in the issuer of a key for the tenant of the token.
const anyTenant = "{tenantid}"

// keysOf takes the keys out of a document of keys that do not sign tokens of the tenant. Entra's document has keys for all
// kinds of accounts, and says in the member issuer of each, which RFC 7517 does not know, whose tokens it
// signs; one for personal accounts must not make tokens of an organization (learn.microsoft.com, "Access tokens",
// "Validate the signing key issuer"). What is no document of keys stays as it is.
func keysOf(text []byte, tenant string) []byte {
	var document map[string]json.RawMessage
	var keys []json.RawMessage
	if json.Unmarshal(text, &document) != nil || json.Unmarshal(document["keys"], &keys) != nil {
		return text
	}
	own := []json.RawMessage{}
	for _, key := range keys {
		var k struct {
			Issuer string `json:"issuer"`
		}
		if json.Unmarshal(key, &k) == nil && (k.Issuer == "" || signsFor(k.Issuer, tenant)) {
			own = append(own, key)
		}
	}
	out, err := json.Marshal(map[string]any{"keys": own})
	if err != nil { // what was read can be written
		return text
	}
	return out
}

// signsFor reports whether an issuer is that of the tenant, or of any.
func signsFor(issuer, tenant string) bool {
	u, err := url.Parse(issuer)
	if err != nil {
		return false
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	return first == anyTenant || strings.EqualFold(first, tenant)
}
