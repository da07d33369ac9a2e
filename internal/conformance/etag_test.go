// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"net/http"
	"testing"

	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"
)

// A write with an outdated etag is refused, for each write that takes one; with the current one it goes through.
func TestOfficialClient_etags(t *testing.T) {
	t.Parallel()
	ctx, w := t.Context(), start(t, nil)
	pools := administered(t, w).management.NewIpamPoolsClient()
	pool := addPool(t, w, "tagged", "172.16.0.0/16")
	old := *pool.Etag
	update := func(etag string) (official.IpamPoolsClientUpdateResponse, error) {
		return pools.Update(ctx, network.Name, managerName, "tagged", &official.IpamPoolsClientUpdateOptions{
			IfMatch: &etag, Body: &official.IpamPoolUpdate{Tags: map[string]*string{"n": &etag}},
		})
	}
	changed, err := update(old)
	if err != nil {
		t.Fatal(err)
	}
	if *changed.Etag == old {
		t.Errorf("the etag is still %s after a write", old)
	}
	_, err = update(old)
	assertResponse(t, err, http.StatusPreconditionFailed, "PreconditionFailed")
	_, err = pools.BeginCreate(ctx, network.Name, managerName, "tagged", pool, &official.IpamPoolsClientBeginCreateOptions{IfMatch: &old})
	assertResponse(t, err, http.StatusPreconditionFailed, "PreconditionFailed")
	_, err = pools.BeginDelete(ctx, network.Name, managerName, "tagged", &official.IpamPoolsClientBeginDeleteOptions{IfMatch: &old})
	assertResponse(t, err, http.StatusPreconditionFailed, "PreconditionFailed")
	p, err := pools.BeginDelete(ctx, network.Name, managerName, "tagged", &official.IpamPoolsClientBeginDeleteOptions{IfMatch: changed.Etag})
	if _, err := finish(ctx, p, err); err != nil {
		t.Error(err)
	}
}
