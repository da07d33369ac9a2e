// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package ipam_test

import (
	"errors"
	"testing"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/auth"
	"github.com/azfoundry/azfoundry/internal/testworld"
	"github.com/azfoundry/azfoundry/ipam"
)

// A refusal between tenants that comes only as the result of an operation is explained as one that comes
// at once, and is not sent again.
func TestVirtualNetworks_resultsBetweenTenantsAreExplained(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	const right = "Microsoft.Network/networkManagers/ipamPools/associateResourcesToPool/action"
	struck := testworld.Must[*armtest.Injection](t)(w.Inject(armtest.Fault{
		Methods: []string{"PUT"}, Path: "**/virtualNetworks/vnet",
		Outcome: &armtest.Outcome{
			Code: "LinkedAuthorizationFailed",
			Message: "The client 'c' with object id 'o' has permission to perform action 'Microsoft.Network/virtualNetworks/write' on scope '/subscriptions/" +
				armtest.ManagedSubscription + "'; however, it does not have permission to perform action(s) '" + right + "' on the linked scope(s) '" +
				armtest.DefaultPool + "' (respectively) or the linked scope(s) are invalid.",
		},
	}))
	_, err := w.deployer().VirtualNetworks.CreateOrUpdate(t.Context(), network("vnet"), drawing(ipam.Draw(defaultPool(t), "100")))
	why, explained := errors.AsType[*auth.CrossTenantError](err)
	op, failed := errors.AsType[*azfoundry.OpError](err)
	if !explained || !failed || why.Kind != auth.NoRightsInLinkedTenant || why.Action != right || why.Fix == "" || op.Resource != network("vnet").String() {
		t.Errorf("error = %v, want one that says which right is missing", err)
	}
	if n := struck.Hits(); n != 1 {
		t.Errorf("%d writes, want 1", n)
	}
}
