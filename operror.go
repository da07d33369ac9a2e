// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package azfoundry

import (
	"fmt"
	"strings"
)

// OpError reports an operation that the service, or the way to it, refused. Its text is one line and
// holds no body, token or secret. Unwrap leads to the cause: for an answer of the service an
// *azcore.ResponseError whose credential headers were removed, perhaps below an *auth.CrossTenantError.
// Test for it with errors.AsType[*OpError].
type OpError struct {
	// Op is what was asked, with its package: "ipam: get pool".
	Op string
	// Resource is the id it was asked of.
	Resource string
	// Code is the service's error code, such as "LinkedAuthorizationFailed"; empty without an answer.
	Code string
	// Status is the HTTP status; 0 without an answer.
	Status int
	// RequestID is the service's id of the request, for a support case; may be empty.
	RequestID string
	// Message is the service's or the explained message, on one line.
	Message string
	// Err is the cause; never nil.
	Err error
}

// Error returns the failure on one line.
func (e *OpError) Error() string {
	var b strings.Builder
	b.WriteString(e.Op)
	if e.Resource != "" {
		fmt.Fprintf(&b, " %q", e.Resource)
	}
	b.WriteString(":")
	if e.Status != 0 {
		fmt.Fprintf(&b, " %d", e.Status)
	}
	if e.Code != "" {
		b.WriteString(" " + e.Code)
	}
	if e.Status != 0 || e.Code != "" {
		b.WriteString(":")
	}
	b.WriteString(" " + e.Message)
	if e.RequestID != "" {
		b.WriteString(" (request " + e.RequestID + ")")
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *OpError) Unwrap() error { return e.Err }

// PendingError reports that waiting for a long-running operation was cut off, by the caller's context or
// by a service that no longer answers. The operation goes on at the service. Test for it with errors.AsType[*PendingError].
type PendingError struct {
	// Op is what was asked, with its package.
	Op string
	// Resource is the id it was asked of.
	Resource string
	// ResumeToken goes to the Resume method of the same client to wait on. Keep it like a credential:
	// its URLs may be signed. It is not part of the error's text. Empty where there is nothing to
	// resume, as while waiting for a deleted resource to disappear.
	ResumeToken string
	// Err is the context's error, or what the service was last heard to say.
	Err error
}

// Error says what is still going on.
func (e *PendingError) Error() string {
	return fmt.Sprintf("%s %q: still running at the service: %v", e.Op, e.Resource, e.Err)
}

// Unwrap returns the cause.
func (e *PendingError) Unwrap() error { return e.Err }
