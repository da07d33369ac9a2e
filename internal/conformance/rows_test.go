// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/http"
	"slices"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"
	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/ipam"
)

// rowOf is one operation that both kinds of client have, done by both: C are the official clients, D ours.
type rowOf[C, D any] struct {
	// method is ours: "PoolsClient.Get". More than one row may have it.
	method string
	// with says what is particular about this row; may be empty.
	with   string
	theirs func(context.Context, C) (any, error)
	ours   func(context.Context, D) (any, error)
	// apart says why worlds are not asked the same as fake servers; empty if they are.
	apart string
}

func (r rowOf[C, D]) name() string {
	if r.with == "" {
		return r.method
	}
	return r.method + "/" + r.with
}

// row is one operation on pools, networks and their connections.
type row = rowOf[*official.ClientFactory, *ipam.Client]

// The ids that all rows use, which are also those of worlds. The names hold what some escape in a path and some do not.
var (
	group     = azfoundry.ResourceGroup{Subscription: armtest.ManagementSubscription, Name: "rg-net_(1)"}
	managerID = ipam.ManagerID{ResourceGroup: group, Name: "hub"}
	poolID    = managerID.Pool("team-1_a.b")
	networkID = ipam.VirtualNetworkID{ResourceGroup: group, Name: "vnet.app_1"}
	subnetID  = networkID.Subnet("web-1")
)

// rows returns every operation that both kinds of client have.
func rows() []row {
	return slices.Concat(managerReads(), managerWrites(), managerDeletions(),
		poolReads(), poolWrites(), poolChanges(), poolDeletions(), staticRows(), staticDeletions(),
		scopeConnectionRows(), subscriptionConnectionRows(), groupConnectionRows(),
		networkReads(), networkWrites(), networkDeletions(),
		subnetReads(), subnetWrites(), subnetDeletions())
}

// finish waits for a long-running operation of either kind of client.
func finish[T any](ctx context.Context, p *runtime.Poller[T], err error) (T, error) {
	if err != nil {
		var zero T
		return zero, err
	}
	return p.PollUntilDone(ctx, nil)
}

// suspend returns the resume token of an operation that is under way.
func suspend[T any](ctx context.Context, p *runtime.Poller[T], err error) (string, error) {
	if err != nil {
		return "", err
	}
	if _, err := p.Poll(ctx); err != nil {
		return "", err
	}
	return p.ResumeToken()
}

// resumed continues one of our operations from its token.
func resumed[T any](ctx context.Context, resume func(string) (*runtime.Poller[T], error), first *runtime.Poller[T], err error) (T, error) {
	var zero T
	token, err := suspend(ctx, first, err)
	if err != nil {
		return zero, err
	}
	p, err := resume(token)
	return finish(ctx, p, err)
}

// missing drops the error that says that a resource is not there.
func missing(err error) error {
	if e, ok := errors.AsType[*azcore.ResponseError](err); ok && e.StatusCode == http.StatusNotFound {
		return nil
	}
	return err
}

// deleted is how a deletion ends, for both: with nothing.
func deleted(err error) (any, error) { return nil, err }

// items reads an official list to its end.
func items[P, T any](ctx context.Context, p *runtime.Pager[P], values func(P) []T) (any, error) {
	var all []T
	for p.More() {
		page, err := p.NextPage(ctx)
		if err != nil {
			return all, err
		}
		all = append(all, values(page)...)
	}
	return all, nil
}

// ourItems reads one of our lists to its end.
func ourItems[T any](seq iter.Seq2[T, error]) (any, error) {
	all, err := azfoundry.Collect(seq)
	return all, err
}

// generic returns a value as plain JSON data, so that values of different Go types compare.
func generic(t *testing.T, v any) any {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// diff compares two values as plain JSON data.
func diff(t *testing.T, want, got any) string {
	t.Helper()
	return cmp.Diff(generic(t, want), generic(t, got))
}

// texts returns pointers to the strings, as the official models want them.
func texts(values ...string) []*string {
	var out []*string
	for _, v := range values {
		out = append(out, new(v))
	}
	return out
}
