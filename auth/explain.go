// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"errors"
	"net/http"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// Explain returns err as a *[CrossTenantError] if it is about tenants: if it wraps an
// *azcore.ResponseError whose body says so in one of the known wordings, be it in the details of another
// error or in the result of an operation, or an error of azidentity that does. Any other error, and a
// wording nobody knows, is returned as it is: the service's own words are better than a guess. Clients
// with the options of a [Chain] return such errors for requests already, and with more in them, since
// the chain knows tenants; for the result of an operation use [Chain.Explain].
func Explain(err error) error {
	if _, done := errors.AsType[*CrossTenantError](err); done {
		return err
	}
	f, resp, ok := readError(err)
	if !ok {
		return err
	}
	return f.report(resp, err)
}

// ExplainText is [Explain] for a text that somebody copied from Terraform, the Azure CLI or a log: JSON
// with whatever is around it, wrapped, framed or escaped. Ids may have been made unreadable with X, and
// are then in the fields as they were written. It reports false for a text in which no wording is known.
func ExplainText(text string) (*CrossTenantError, bool) {
	f, ok := readText(text)
	if !ok {
		return nil, false
	}
	return f.report(nil, nil), true
}

// readError finds what an error says about tenants. The response is nil where the error has none.
func readError(err error) (finding, *http.Response, bool) {
	if re, ok := errors.AsType[*azcore.ResponseError](err); ok {
		if re.RawResponse == nil || re.RawResponse.Body == nil {
			return finding{}, nil, false
		}
		raw, bad := runtime.Payload(re.RawResponse)
		if bad != nil {
			return finding{}, nil, false
		}
		f, known := readBody(raw)
		return f, re.RawResponse, known
	}
	if err == nil {
		return finding{}, nil, false
	}
	_, failed := errors.AsType[*azidentity.AuthenticationFailedError](err)
	if text := err.Error(); failed || strings.Contains(text, "isn't configured to acquire tokens for tenant") {
		f, known := match("", text, credentialWords())
		return f, nil, known
	}
	return finding{}, nil, false
}

// report returns what was read as an error, without what only a chain knows.
func (f finding) report(resp *http.Response, cause error) *CrossTenantError {
	out := &CrossTenantError{
		Kind: f.kind, Action: f.action, Scope: f.scope, LinkedSubscription: f.subscription, LinkedTenant: idLike(f.tenant),
		Principal: f.principal, Err: cause, what: f.fill(f.what), Fix: f.fill(f.fix),
	}
	if resp != nil {
		out.CorrelationID = resp.Header.Get(correlation)
	}
	return out
}
