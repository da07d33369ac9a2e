// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package pin

import (
	"errors"
	"net/http"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
)

// Auxiliary is the header that carries the tokens of other tenants.
const Auxiliary = "x-ms-authorization-auxiliary"

// Scrub removes the credential headers from the request a response points to, and from the requests
// before it where redirects were followed. Callers get to see these requests through errors and
// captured responses. The requests are replaced by copies: the transport may still be reading them.
func Scrub(resp *http.Response) {
	for resp != nil && resp.Request != nil {
		clean := *resp.Request
		clean.Header = clean.Header.Clone()
		clean.Header.Del("Authorization")
		clean.Header.Del(Auxiliary)
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
