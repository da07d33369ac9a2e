// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package pin

import (
	"errors"
	"maps"
	"net/http"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
)

// Auxiliary is the header that carries the tokens of other tenants.
const Auxiliary = "x-ms-authorization-auxiliary"

// sentAs reports whether req, which was given to azcore's retry policy, can stand for the request that was
// sent, for which that policy made a copy with its own headers. It cannot where a redirect was followed,
// or where a credential was on it already.
func sentAs(req, sent *http.Request) bool {
	return sent != nil && sent != req && sent.Response == nil && sent.Method == req.Method && *sent.URL == *req.URL &&
		!carriesCredential(req.Header)
}

func carriesCredential(h http.Header) bool {
	for name := range h {
		if isCredential(name) {
			return true
		}
	}
	return false
}

func isCredential(name string) bool {
	return strings.EqualFold(name, "Authorization") || strings.EqualFold(name, Auxiliary)
}

// Scrub removes the credential headers from the request a response points to, and from the requests
// before it where redirects were followed. Callers get to see these requests through errors and
// captured responses. The requests are replaced by copies: the transport may still be reading them.
func Scrub(resp *http.Response) {
	for resp != nil && resp.Request != nil {
		clean := *resp.Request
		clean.Header = maps.Clone(clean.Header)
		maps.DeleteFunc(clean.Header, func(name string, _ []string) bool { return isCredential(name) })
		if clean.Response != nil {
			before := *clean.Response
			clean.Response = &before
		}
		resp.Request = &clean
		resp = clean.Response
	}
}

// scrubError does the same for the response inside an error.
func scrubError(err error) {
	if re, ok := errors.AsType[*azcore.ResponseError](err); ok {
		Scrub(re.RawResponse)
	}
}
