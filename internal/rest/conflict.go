// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// conflict is a refusal that time alone mends. Most answers of status 400 and 409 are final, so a
// conflict is known by the service's code, or by its words where the code says nothing.
type conflict struct {
	status int
	code   string // in any case; empty for any code
	words  string // part of the message; empty for any message
	// patience bounds how long the request is sent again; a context's deadline may end it sooner.
	patience time.Duration
}

// Another write is at work: it takes as long as that write takes.
const untilWritten = 10 * time.Minute

// One part of the service has not yet heard of what another has done.
const untilKnown = time.Minute

// conflicts is the table of what is waited out. Sources: Microsoft.Network, CognitiveServices,
// MachineLearningServices and Authorization as users met them; 429 and 424 of any service.
var conflicts = []conflict{
	{http.StatusTooManyRequests, "", "", untilWritten},
	{http.StatusFailedDependency, "", "", untilWritten},
	{http.StatusConflict, "AnotherOperationInProgress", "", untilWritten},
	{http.StatusConflict, "RequestConflict", "", untilWritten},
	{http.StatusConflict, "", "another operation on same entity is already running", untilWritten},
	{http.StatusBadRequest, "NetcfgSubnetRangeOutsideVnet", "", untilKnown},
	{http.StatusBadRequest, "AccountProvisioningStateInvalid", "", untilKnown},
	{http.StatusBadRequest, "BadRequest", "Parent account does not provision correctly", untilKnown},
	{http.StatusBadRequest, "PrincipalNotFound", "", 5 * time.Minute},
}

// conflictOf returns the conflict that an answer is; nil for none. The body can be read again.
func conflictOf(resp *http.Response) *conflict {
	for i := range conflicts {
		if c := &conflicts[i]; c.status == resp.StatusCode && c.matches(resp) {
			return c
		}
	}
	return nil
}

func (c *conflict) matches(resp *http.Response) bool {
	if c.code == "" && c.words == "" {
		return true
	}
	re, ok := errors.AsType[*azcore.ResponseError](runtime.NewResponseError(resp))
	return ok && (c.code == "" || strings.EqualFold(c.code, re.ErrorCode)) && strings.Contains(serviceMessage(re), c.words)
}

// superseded reports whether an operation failed because a later one took its place, so that it can be
// sent again (Microsoft.Network).
func superseded(code string) bool {
	return strings.EqualFold(code, "CanceledAndSupersededDueToAnotherOperation")
}
