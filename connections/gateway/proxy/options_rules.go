// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/check"
	"github.com/azfoundry/azfoundry/internal/secret"
)

// checkOptions finds what is wrong with the options of a proxy.
func checkOptions(o *Options) error {
	var c check.Checker
	fault := func(name, rule, message, advice string) {
		c.Add(name, azfoundry.Fault{Rule: rule, Message: message, Advice: advice})
	}
	if o.Guard == nil {
		fault("Guard", "required", "is nil, so that everybody would get in", "make one with NewGuard")
	}
	if o.Models == nil {
		fault("Models", "required", "is nil, so that there are no models", "list them with Static, or give a function that does")
	}
	if strings.ContainsAny(o.Path, "?#%") || strings.Contains(o.Path, "..") {
		fault("Path", "pattern", "is no plain path", "write /openai, or what the connection's target has behind the host")
	}
	for i, op := range o.Operations {
		if strings.Trim(op, "/") == "" || strings.ContainsAny(op, `?#%\`) || strings.Contains(op, "..") {
			c.At("Operations", i)
			fault("", "pattern", "is no plain path", "write chat/completions, or another path below the deployment")
			c.Out()
		}
	}
	for i, name := range o.Headers {
		if name = http.CanonicalHeaderKey(name); holdsCredentials(name) || o.Guard != nil && name == o.Guard.options.KeyHeader {
			c.At("Headers", i)
			fault("", "not", "holds credentials of the caller, or is not this proxy's to pass on", "leave it out: the upstream gets the gateway's own credential")
			c.Out()
		}
	}
	if o.MaxBody < 0 || o.Timeout < 0 {
		fault("", "minimum", "has a negative MaxBody or Timeout", "leave them 0 for 32 MiB and 30 minutes")
	}
	c.In("Upstream")
	checkUpstream(&c, o.Upstream)
	c.Out()
	return c.Err("proxy: make gateway")
}

func checkUpstream(c *check.Checker, u Upstream) {
	fault := func(name, rule, message, advice string) {
		c.Add(name, azfoundry.Fault{Rule: rule, Message: message, Advice: advice})
	}
	at, err := url.Parse(u.URL)
	if err != nil || at.Scheme != "https" || at.Host == "" || at.User != nil || at.RawQuery != "" || at.Fragment != "" {
		fault("URL", "url", "is no https URL without user, query and fragment", "write https://ACCOUNT.openai.azure.com/openai/v1, or /openai for the classic API")
	}
	key := secret.Reveal(u.Key)
	if (u.Credential == nil) == (key == "") {
		fault("", "oneOf", "has no credential, or two", "set Credential, or Key")
	}
	if key == secret.Redacted || strings.ContainsAny(key, "\r\n\x00") {
		fault("Key", "secret", "is the placeholder of a secret, or no header can have it", "give the key itself")
	}
	if u.KeyHeader != "" && !headerName().MatchString(u.KeyHeader) {
		fault("KeyHeader", "pattern", "is no name of a header", "leave it empty, for api-key")
	}
	if strings.ContainsAny(u.KeyFormat, "\r\n\x00") {
		fault("KeyFormat", "pattern", "has control characters, which no header can have", "write "+keyPlaceholder+" or Bearer "+keyPlaceholder)
	}
	if u.KeyFormat != "" && strings.Count(u.KeyFormat, keyPlaceholder) != 1 {
		fault("KeyFormat", "pattern", "does not have "+keyPlaceholder+" once", "write "+keyPlaceholder+" or Bearer "+keyPlaceholder)
	}
}

// holdsCredentials reports whether a header must not be passed on.
func holdsCredentials(name string) bool {
	return slices.Contains([]string{
		"Authorization", "Proxy-Authorization", "Api-Key", "X-Api-Key", "Cookie", "Ocp-Apim-Subscription-Key",
		"X-Ms-Authorization-Auxiliary", "Accept-Encoding", "Content-Encoding", "Host", "Content-Length", "Connection", "Upgrade", "Transfer-Encoding",
		"Te", "Trailer", "Expect", "Keep-Alive", "Proxy-Connection", HeaderProjectName,
	}, name)
}
