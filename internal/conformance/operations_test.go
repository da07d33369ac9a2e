// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"errors"
	"net/http"
	"testing"

	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9/fake"
	"github.com/google/go-cmp/cmp"
)

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
	first, second := pair(onNetwork(serve))
	if _, err := (theirPools{poolSuite().official(t, first).NewIpamPoolsClient()}).put(t.Context(), body, nil); err == nil {
		t.Fatal("official client: no error")
	}
	_, err := poolSuite().own(t, second).Pools.CreateOrUpdate(t.Context(), poolID, mine, nil)
	assertRefused(t, err, http.StatusBadRequest, code)
	if d := cmp.Diff(first.exchanges, second.exchanges); d != "" {
		t.Errorf("requests differ (-official +ours):\n%s", d)
	}
}

// A request that the official client does not make would not get through: this is what the rows rely on.
func TestStage_refusesUnknownRequests(t *testing.T) {
	t.Parallel()
	_, mine := pair(onNetwork(servePools))
	_, err := poolSuite().own(t, mine).Pools.Get(t.Context(), poolID)
	if !errors.Is(err, errUnknown) {
		t.Errorf("Get() = %v, want %v", err, errUnknown)
	}
}
