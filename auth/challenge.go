// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"encoding/base64"
	"net/http"
	"regexp"
	"strings"
	"sync"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// challenge is what a 401 says about the tokens it was given.
type challenge struct {
	// claims are what a token must have, as JSON (continuous access evaluation).
	claims string
	// wrongTenant is a home token of a tenant that does not own the subscription.
	wrongTenant bool
	body        string // in lower case
}

// demands matches a challenge that azcore's own policy answers for the home token.
var demands = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\bclaims="([^"]+)"`)
})

// readChallenge reads a 401. Its body can still be read afterwards.
func readChallenge(resp *http.Response) challenge {
	var c challenge
	for _, header := range resp.Header.Values("WWW-Authenticate") {
		m := demands().FindStringSubmatch(header)
		if m == nil || !strings.Contains(header, `error="insufficient_claims"`) {
			continue
		}
		if text, err := base64.StdEncoding.DecodeString(m[1]); err == nil {
			c.claims = string(text)
		}
	}
	if raw, err := runtime.Payload(resp); err == nil {
		c.body = strings.ToLower(string(raw))
	}
	c.wrongTenant = strings.Contains(c.body, strings.ToLower(wrongTenantCode))
	return c
}

// names reports whether the service says that a tenant's token is the bad one: it names the client and
// the tenant of that (Microsoft Learn, "Authenticate requests across tenants").
func (c challenge) names(tenant string) bool { return strings.Contains(c.body, tenant) }
