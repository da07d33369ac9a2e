// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package azfoundry_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry"
)

const pool = "/subscriptions/6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60/resourceGroups/rg/providers/Microsoft.Network/networkManagers/m/ipamPools/p"

func TestErrors_text(t *testing.T) {
	t.Parallel()
	cause := errors.New("context deadline exceeded")
	tests := []struct {
		name string
		err  error
		want string
	}{
		{
			"one fault",
			&azfoundry.ValidationError{Op: "ipam: create or update pool", Resource: "p", Faults: []azfoundry.Fault{
				{Pointer: "/location", Rule: "required", Message: "is missing"},
			}},
			`ipam: create or update pool "p": refused before sending: /location: is missing`,
		},
		{
			"two faults, one with value and advice",
			&azfoundry.ValidationError{Op: "ipam: pool", Faults: []azfoundry.Fault{
				{Pointer: "id.Name", Rule: "length", Message: "has 99 characters", Got: "a\nb", Advice: "use 1 to 64"},
				{Pointer: "/location", Rule: "required", Message: "is missing"},
			}},
			`ipam: pool: refused before sending: id.Name: has 99 characters (got "a\nb"); use 1 to 64 | /location: is missing`,
		},
		{
			"a pointer with a line break",
			&azfoundry.ValidationError{Op: "ipam: pool", Faults: []azfoundry.Fault{
				{Pointer: "/tags/a\nlevel=ERROR", Rule: "maxLength", Message: "has 600 characters"},
			}},
			`ipam: pool: refused before sending: /tags/a level=ERROR: has 600 characters`,
		},
		{
			"answer of the service",
			&azfoundry.OpError{
				Op: "ipam: get pool", Resource: pool, Code: "ResourceNotFound", Status: 404,
				RequestID: "42", Message: "there is none", Err: cause,
			},
			`ipam: get pool "` + pool + `": 404 ResourceNotFound: there is none (request 42)`,
		},
		{
			"answer without a code",
			&azfoundry.OpError{Op: "ipam: get pool", Resource: "p", Status: 502, Message: "bad gateway", Err: cause},
			`ipam: get pool "p": 502: bad gateway`,
		},
		{
			"no answer",
			&azfoundry.OpError{Op: "ipam: list pools", Message: "connection refused", Err: cause},
			`ipam: list pools: connection refused`,
		},
		{
			"result of an operation",
			&azfoundry.OpError{Op: "ipam: delete pool", Resource: "p", Code: "InUse", Message: "two networks draw from it", Err: cause},
			`ipam: delete pool "p": InUse: two networks draw from it`,
		},
		{
			"pending",
			&azfoundry.PendingError{Op: "ipam: delete pool", Resource: "p", ResumeToken: "resume~canary", Err: cause},
			`ipam: delete pool "p": still running at the service: context deadline exceeded`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := tt.err.Error()
			if got != tt.want {
				t.Errorf("Error() = %s\nwant      %s", got, tt.want)
			}
			if strings.ContainsAny(got, "\r\n") {
				t.Errorf("Error() has more than one line: %q", got)
			}
		})
	}
}

func TestPendingError_textsHaveNoResumeToken(t *testing.T) {
	t.Parallel()
	err := error(&azfoundry.PendingError{Op: "ipam: delete pool", Resource: "p", ResumeToken: "resume~canary", Err: context.Canceled})
	for _, text := range []string{err.Error(), fmt.Sprint(err), fmt.Sprintf("%s %v %q %+v", err, err, err, err), fmt.Errorf("x: %w", err).Error()} {
		if strings.Contains(text, "canary") {
			t.Errorf("the resume token stands in %s", text)
		}
	}
}

func TestErrors_chain(t *testing.T) {
	t.Parallel()
	op := fmt.Errorf("deploy: %w", &azfoundry.OpError{Op: "ipam: get pool", Message: "cut off", Err: context.DeadlineExceeded})
	if _, ok := errors.AsType[*azfoundry.OpError](op); !ok || !errors.Is(op, context.DeadlineExceeded) {
		t.Error("an OpError hides itself or its cause")
	}
	pending := fmt.Errorf("deploy: %w", &azfoundry.PendingError{Op: "ipam: get pool", Err: context.Canceled})
	if _, ok := errors.AsType[*azfoundry.PendingError](pending); !ok || !errors.Is(pending, context.Canceled) {
		t.Error("a PendingError hides itself or its cause")
	}
}
