// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"cmp"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
)

// Outcome is how a long-running operation ends.
type Outcome struct {
	// Code and Message fail it. A written resource stays, with the provisioning state Failed; one
	// that was to be deleted stays.
	Code    string `json:"code,omitzero"`
	Message string `json:"message,omitzero"`
	// Endless keeps it running until another operation takes its place.
	Endless bool `json:"endless,omitzero"`
}

// refusal is what clients see of a failure. Our reading: where the result is read at Location, the
// status is 409.
func (o *Outcome) refusal() *fault { return refuse(http.StatusConflict, o.Code, "%s", o.Message) }

// fate is the effect of an Outcome.
type fate struct {
	world   *World
	outcome *Outcome
}

func (f fate) serve(r *http.Request, hit bool, next serve) (*http.Response, error) {
	resp, err := next(r)
	if err != nil || !hit {
		return resp, err
	}
	link, err := url.Parse(cmp.Or(resp.Header.Get("Azure-AsyncOperation"), resp.Header.Get("Location")))
	if err != nil {
		return resp, nil // a link that no operation of this world has
	}
	f.world.mu.Lock()
	defer f.world.mu.Unlock()
	if op := f.world.operations[strings.ToLower(path.Base(link.Path))]; op != nil && !op.done {
		op.outcome = f.outcome
		if f.outcome.Endless {
			f.world.running = slices.DeleteFunc(f.world.running, func(o *operation) bool { return o == op })
		}
	}
	return resp, nil
}
