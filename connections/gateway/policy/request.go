// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

import "strings"

// AuthenticationManagedIdentity gets a token for a resource with an identity of the service and puts it into
// the header Authorization, unless OutputTokenVariable keeps it.
type AuthenticationManagedIdentity struct {
	// Resource is what the token is for, such as https://cognitiveservices.azure.com. Required.
	Resource Value
	// ClientID is the client id of a user-assigned identity; "" for the identity of the system.
	ClientID string
	// OutputTokenVariable is the variable that receives the token; "" for none.
	OutputTokenVariable string
	// IgnoreError goes on without a token; false if nil.
	IgnoreError *bool
	Extra
}

// RewriteURI changes the path and the query that the backend is asked for.
type RewriteURI struct {
	// Template is the new path with its query, in which parameters of the operation stand in braces.
	// Required.
	Template Value
	// CopyUnmatchedParams keeps query parameters that the operation does not name; true if nil.
	CopyUnmatchedParams *bool
	Extra
}

// SetBackendService sends the request to another backend. One of its fields is required.
type SetBackendService struct {
	// BaseURL is the URL of a backend.
	BaseURL Value
	// BackendID is the name of a backend or of a pool of the service.
	BackendID Value
	Extra
}

// ForwardRequest sends the request to the backend and waits for the answer.
type ForwardRequest struct {
	// HTTPVersion is "1", "2" or "2or1"; "1" if empty.
	HTTPVersion string
	// Timeout is how long to wait for the headers of the answer, in seconds, 300 if nil; more than 240 may
	// be cut by the network. TimeoutMS is the same in milliseconds; give one of them.
	Timeout, TimeoutMS Value
	// ContinueTimeout is how long to wait for a 100 Continue, in seconds.
	ContinueTimeout Value
	// FollowRedirects has the gateway follow redirects; false if nil.
	FollowRedirects Value
	// BufferRequestBody keeps the body for tries to come; false if nil.
	BufferRequestBody *bool
	// BufferResponse holds chunks of the answer back until there are 8 KB; true if nil. Server-sent events
	// need false.
	BufferResponse *bool
	// FailOnErrorStatusCode runs the section on-error for 400 to 599; false if nil.
	FailOnErrorStatusCode Value
	Extra
}

// CheckHeader ends the call if a header is missing or has none of the values.
type CheckHeader struct {
	// Name is the header's name. Required.
	Name Value
	// FailedCheckHTTPCode and FailedCheckErrorMessage are the answer then. Required.
	FailedCheckHTTPCode, FailedCheckErrorMessage Value
	// IgnoreCase compares without case. Required.
	IgnoreCase Value
	// Values are allowed; none for any.
	Values []Value
	Extra
}

func (AuthenticationManagedIdentity) tag() string { return "authentication-managed-identity" }
func (RewriteURI) tag() string                    { return "rewrite-uri" }
func (SetBackendService) tag() string             { return "set-backend-service" }
func (ForwardRequest) tag() string                { return "forward-request" }
func (CheckHeader) tag() string                   { return "check-header" }

func (e AuthenticationManagedIdentity) bind(b *binder) Element {
	b.value("resource", &e.Resource, required)
	b.plain("client-id", &e.ClientID, optional)
	b.plain("output-token-variable-name", &e.OutputTokenVariable, optional)
	b.flag("ignore-error", &e.IgnoreError)
	b.extra(&e.Extra)
	return e
}

func (e RewriteURI) bind(b *binder) Element {
	b.value("template", &e.Template, required)
	b.flag("copy-unmatched-params", &e.CopyUnmatchedParams)
	if l, literal := e.Template.(Literal); literal && !b.reading && !strings.HasPrefix(string(l), "/") && !blank(l) {
		b.faults.add("template", wrong{"pattern", "is no path", string(l), "begin it with /; an expression is one as a whole"})
	}
	b.extra(&e.Extra)
	return e
}

func (e SetBackendService) bind(b *binder) Element {
	b.value("base-url", &e.BaseURL, optional)
	b.value("backend-id", &e.BackendID, optional)
	b.together(required, "base-url", "backend-id")
	b.extra(&e.Extra)
	return e
}

func (e ForwardRequest) bind(b *binder) Element {
	one(b, "http-version", &e.HTTPVersion, "1", "2", "2or1")
	b.value("timeout", &e.Timeout, optional)
	b.value("timeout-ms", &e.TimeoutMS, optional)
	b.value("continue-timeout", &e.ContinueTimeout, optional)
	b.value("follow-redirects", &e.FollowRedirects, optional)
	b.flag("buffer-request-body", &e.BufferRequestBody)
	b.flag("buffer-response", &e.BufferResponse)
	b.value("fail-on-error-status-code", &e.FailOnErrorStatusCode, optional)
	b.together(optional, "timeout", "timeout-ms")
	b.whole("timeout", e.Timeout, 0, day)
	b.whole("timeout-ms", e.TimeoutMS, 0, 1000*day)
	b.whole("continue-timeout", e.ContinueTimeout, 0, day)
	b.extra(&e.Extra)
	return e
}

func (e CheckHeader) bind(b *binder) Element {
	b.value("name", &e.Name, required)
	b.value("failed-check-httpcode", &e.FailedCheckHTTPCode, required)
	b.value("failed-check-error-message", &e.FailedCheckErrorMessage, required)
	b.value("ignore-case", &e.IgnoreCase, required)
	b.whole("failed-check-httpcode", e.FailedCheckHTTPCode, 100, 599)
	b.values("value", &e.Values)
	b.extra(&e.Extra)
	return e
}
