// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	azfake "github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"
	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9/fake"
	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/ipam"
)

// Every operation is done by the official client and by ours, each on an official fake server of its
// own. The requests must be the same but for the API version, the server must decode the same from
// them, and what the clients make of the answers must be the same JSON.
func TestClient_agreesWithOfficial(t *testing.T) {
	t.Parallel()
	for _, row := range rows() {
		t.Run(row.name(), func(t *testing.T) {
			t.Parallel()
			theirs, mine := pair(row.serve)
			want, err := row.theirs(t.Context(), theirs.theirs(t))
			if err != nil {
				t.Fatalf("official client: %v", err)
			}
			got, err := row.ours(t.Context(), mine.ours(t))
			if err != nil {
				t.Fatalf("our client: %v", err)
			}
			if d := diff(t, want, got); d != "" {
				t.Errorf("results differ (-official +ours):\n%s", d)
			}
			if d := cmp.Diff(theirs.exchanges, mine.exchanges); d != "" {
				t.Errorf("requests differ (-official +ours):\n%s", d)
			}
			if d := cmp.Diff(theirs.heard, mine.heard); d != "" {
				t.Errorf("the server decoded different things (-official +ours):\n%s", d)
			}
			if len(mine.heard) == 0 {
				t.Error("the server heard nothing")
			}
			if v := mine.apiVersions(); !slices.Equal(v, []string{"2025-07-01"}) {
				t.Errorf("our requests have API versions %q, want 2025-07-01 alone", v)
			}
		})
	}
}

// reasons says which exported methods are no operations of the service.
var reasons = map[string]string{
	"PoolsClient.Explain":             "reads the usage of a pool to explain a refusal; Usage has a row",
	"StaticCIDRsClient.Preflight":     "only reads, through methods that have rows",
	"SubnetsClient.Preflight":         "only reads, through methods that have rows",
	"VirtualNetworksClient.Preflight": "only reads, through methods that have rows",
}

// A method that is neither compared nor excused makes this test fail.
func TestClient_agreesWithOfficial_inEveryMethod(t *testing.T) {
	t.Parallel()
	compared := map[string]bool{}
	for _, row := range rows() {
		compared[row.method] = true
	}
	var methods []string
	client := reflect.TypeFor[ipam.Client]()
	for field := range client.Fields() {
		if !field.IsExported() {
			continue
		}
		for m := range field.Type.Methods() {
			methods = append(methods, field.Type.Elem().Name()+"."+m.Name)
		}
	}
	if len(methods) == 0 {
		t.Fatal("reflection found no methods")
	}
	for _, m := range methods {
		if !compared[m] && reasons[m] == "" {
			t.Errorf("%s has neither a row nor a reason to have none", m)
		}
	}
	for m := range reasons {
		if compared[m] || !slices.Contains(methods, m) {
			t.Errorf("the reason for %s is out of date", m)
		}
	}
	for m := range compared {
		if !slices.Contains(methods, m) {
			t.Errorf("a row is about %s, which does not exist", m)
		}
	}
}

// refusingServer refuses everything with the same code.
func refusingServer(status int, code string) func(*stage) fake.ServerFactory {
	return func(*stage) fake.ServerFactory {
		var e azfake.ErrorResponder
		e.SetResponseError(status, code)
		return fake.ServerFactory{
			ManagersServer:         refusing[fake.ManagersServer](e),
			IpamPoolsServer:        refusing[fake.IpamPoolsServer](e),
			VirtualNetworksServer:  refusing[fake.VirtualNetworksServer](e),
			SubnetsServer:          refusing[fake.SubnetsServer](e),
			StaticCidrsServer:      refusing[fake.StaticCidrsServer](e),
			ScopeConnectionsServer: refusing[fake.ScopeConnectionsServer](e),
			SubscriptionNetworkManagerConnectionsServer:    refusing[fake.SubscriptionNetworkManagerConnectionsServer](e),
			ManagementGroupNetworkManagerConnectionsServer: refusing[fake.ManagementGroupNetworkManagerConnectionsServer](e),
		}
	}
}

// refusing returns a fake server all of whose functions answer with e. Lists answer with a page that
// is an error.
func refusing[S any](e azfake.ErrorResponder) S {
	var s S
	v := reflect.ValueOf(&s).Elem()
	for _, f := range v.Fields() {
		f.Set(reflect.MakeFunc(f.Type(), func([]reflect.Value) []reflect.Value {
			out := make([]reflect.Value, f.Type().NumOut())
			for i := range out {
				out[i] = reflect.Zero(f.Type().Out(i))
			}
			if len(out) == 2 {
				out[1] = reflect.ValueOf(e)
				return out
			}
			page := reflect.New(f.Type().Out(0))
			page.MethodByName("AddResponseError").Call([]reflect.Value{reflect.ValueOf(http.StatusConflict), reflect.ValueOf("AnotherOperationInProgress")})
			out[0] = page.Elem()
			return out
		}))
	}
	return s
}

// What a fake server refuses, in each operation, is an OpError with the server's code over azcore's error.
func TestClient_reportsRefusals(t *testing.T) {
	t.Parallel()
	const code = "AnotherOperationInProgress"
	for _, row := range rows() {
		t.Run(row.name(), func(t *testing.T) {
			t.Parallel()
			serve := refusingServer(http.StatusConflict, code)
			theirs, mine := pair(serve)
			if _, err := row.theirs(t.Context(), theirs.theirs(t)); err == nil {
				t.Fatal("official client: no error")
			}
			_, err := row.ours(t.Context(), mine.ours(t))
			assertRefused(t, err, http.StatusConflict, code)
		})
	}
}

func assertRefused(t *testing.T, err error, status int, code string) {
	t.Helper()
	op, ok := errors.AsType[*azfoundry.OpError](err)
	if !ok {
		t.Fatalf("error = %T %v, want an OpError", err, err)
	}
	if op.Status != status || op.Code != code {
		t.Errorf("OpError has %d %q, want %d %q", op.Status, op.Code, status, code)
	}
	cause, ok := errors.AsType[*azcore.ResponseError](err)
	if !ok || cause.ErrorCode != code || cause.StatusCode != status {
		t.Errorf("the cause is %v, want azcore's error with %d %q", cause, status, code)
	}
}

// An operation that fails after it began ends the wait with the operation's own code.
func TestClient_reportsFailedOperations(t *testing.T) {
	t.Parallel()
	const code = "InternalServerError"
	serve := func(s *stage) fake.ServerFactory {
		f := servePools(s)
		begin := f.IpamPoolsServer.BeginCreate
		f.IpamPoolsServer.BeginCreate = func(ctx context.Context, group, manager, pool string, in official.IpamPool, o *official.IpamPoolsClientBeginCreateOptions) (lasting[official.IpamPoolsClientCreateResponse], refused) {
			begin(ctx, group, manager, pool, in, o)
			var r lasting[official.IpamPoolsClientCreateResponse]
			r.AddNonTerminalResponse(http.StatusCreated, nil)
			r.AddNonTerminalResponse(http.StatusOK, nil)
			r.SetTerminalError(http.StatusBadRequest, code)
			return r, refused{}
		}
		return f
	}
	body, mine := newPool()
	first, second := pair(serve)
	if _, err := (theirPools{first.theirs(t).NewIpamPoolsClient()}).put(t.Context(), body, nil); err == nil {
		t.Fatal("official client: no error")
	}
	_, err := second.ours(t).Pools.CreateOrUpdate(t.Context(), poolID, mine, nil)
	assertRefused(t, err, http.StatusBadRequest, code)
	if d := cmp.Diff(first.exchanges, second.exchanges); d != "" {
		t.Errorf("requests differ (-official +ours):\n%s", d)
	}
}

// A request that the official client does not make would not get through: this is what the rows rely on.
func TestStage_refusesUnknownRequests(t *testing.T) {
	t.Parallel()
	_, mine := pair(servePools)
	_, err := mine.ours(t).Pools.Get(t.Context(), poolID)
	if !errors.Is(err, errUnknown) {
		t.Errorf("Get() = %v, want %v", err, errUnknown)
	}
}
