// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package roleassign_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/abac/roleassign"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

const (
	subscription = "/subscriptions/" + armtest.ManagementSubscription
	group        = subscription + "/resourceGroups/" + armtest.DefaultNetworkGroup
	other        = "2f0b2f4e-7a41-4b0b-9f6c-0d3d5f1f9c01" // a name, or an object id that nobody has
)

// world is an emulator of a test's own, with a client that owns the management subscription.
type world struct {
	*armtest.World
	*roleassign.Client
	t *testing.T
	// principal is the deployer's service principal in the management tenant. It draws from the pool.
	principal string
}

func newWorld(t *testing.T, opts *armtest.Options) world {
	t.Helper()
	if opts == nil {
		opts = &armtest.Options{}
	}
	opts.OperationTime = time.Hour // only looking ends operations, however slow the machine
	w := testworld.Start(t, opts)
	cred := testworld.Sign(t, w, armtest.ManagementTenant, armtest.Application{ClientID: armtest.AdministratorClientID, ClientSecret: armtest.AdministratorSecret})
	c, err := roleassign.NewClient(cred, w.ClientOptions())
	if err != nil {
		t.Fatal(err)
	}
	id, err := w.AddServicePrincipal(armtest.ManagementTenant, armtest.DeployerClientID)
	if err != nil {
		t.Fatal(err)
	}
	return world{World: w, Client: c, t: t, principal: id}
}

// writes counts the requests with a method that reached Resource Manager.
func (w world) writes(method string) int {
	n := 0
	for _, r := range w.Requests() {
		if r.Method == method {
			n++
		}
	}
	return n
}

// answer answers requests of a method for role assignments in the world's place.
func answer(method string, status int, body string) func(*http.Request) *http.Response {
	return func(r *http.Request) *http.Response {
		if r.Method != method || !strings.Contains(r.URL.Path, "/roleAssignments") {
			return nil
		}
		return &http.Response{
			StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Request: r,
			Body: io.NopCloser(strings.NewReader(body)),
		}
	}
}

// wantRefusal checks the status and the code of a failure.
func wantRefusal(t *testing.T, err error, status int, code string) {
	t.Helper()
	e, ok := errors.AsType[*azfoundry.OpError](err)
	if !ok || e.Status != status || e.Code != code {
		t.Errorf("error = %v, want %d %s", err, status, code)
	}
}

// wantFaults checks the rules that an input breaks, and where.
func wantFaults(t *testing.T, err error, want ...string) {
	t.Helper()
	e, ok := errors.AsType[*azfoundry.ValidationError](err)
	if !ok {
		t.Fatalf("error = %v, want a ValidationError", err)
	}
	var got []string
	for _, f := range e.Faults {
		got = append(got, f.Pointer+" "+f.Rule)
		if f.Advice == "" {
			t.Errorf("%s: the fault gives no advice", f.Pointer)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}
