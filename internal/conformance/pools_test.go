// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"

	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9/fake"

	"github.com/azfoundry/azfoundry/ipam"
)

// poolTag is the pool's.
const poolTag = `"7a20"`

// officialPool is a pool as the service answers it, with members our models do not know.
func officialPool() official.IpamPool {
	return official.IpamPool{
		ID: new(poolID.String()), Name: new(poolID.Name), Type: new("Microsoft.Network/networkManagers/ipamPools"),
		Etag: new(poolTag), Location: new("eastus"), Tags: map[string]*string{"team": new("platform")},
		Properties: &official.IpamPoolProperties{
			AddressPrefixes: texts("10.4.0.0/16", "fd12:3456:789a::/48"), ParentPoolName: new("root"),
			DisplayName: new("team one"), Description: new("a \"quoted\" <pool> & more \u00e9"),
			IPAddressType:     []*official.IPType{new(official.IPTypeIPv4), new(official.IPTypeIPv6)},
			ProvisioningState: new(official.ProvisioningStateSucceeded),
		},
		SystemData: &official.SystemData{CreatedBy: new("someone"), CreatedAt: new(time.Date(2026, 3, 2, 9, 15, 4, 123456700, time.UTC))},
	}
}

// newPool is the same request body in both spellings.
func newPool() (official.IpamPool, ipam.Pool) {
	return official.IpamPool{
			Location: new("eastus"), Tags: map[string]*string{"team": new("platform")},
			Properties: &official.IpamPoolProperties{
				AddressPrefixes: texts("10.4.0.0/16", "10.7.0.0/16"), ParentPoolName: new("root"),
				DisplayName: new("team one"), Description: new("a \"quoted\" <pool> & more \u00e9"),
			},
		}, ipam.Pool{
			Location: "eastus", Tags: map[string]string{"team": "platform"},
			Properties: ipam.PoolProperties{
				AddressPrefixes: []string{"10.4.0.0/16", "10.7.0.0/16"}, ParentPoolName: "root",
				DisplayName: "team one", Description: "a \"quoted\" <pool> & more \u00e9",
			},
		}
}

func poolUsage() official.PoolUsage {
	return official.PoolUsage{
		AddressPrefixes:          texts("10.0.0.0/8", "192.0.0.0/8"),
		ChildPools:               []*official.ResourceBasics{{ResourceID: new(poolID.String()), AddressPrefixes: texts("10.0.2.0/26")}},
		AllocatedAddressPrefixes: texts("10.0.2.0/26"), ReservedAddressPrefixes: texts("10.0.0.0/24"),
		AvailableAddressPrefixes:     texts("10.0.1.0/24", "192.0.0.0/8"),
		TotalNumberOfIPAddresses:     new("5192296858534827628530496329220096"), // 2^112: no integer type holds it
		NumberOfAllocatedIPAddresses: new("64"), NumberOfReservedIPAddresses: new("256"), NumberOfAvailableIPAddresses: new("33554112"),
	}
}

func association(resource string) *official.PoolAssociation {
	return &official.PoolAssociation{
		ResourceID: new(resource), PoolID: new(poolID.String()), Description: new("drawn"),
		AddressPrefixes: texts("10.0.0.0/26", "10.0.0.64/27", "10.0.0.96/30"), ReservedPrefixes: []*string{},
		TotalNumberOfIPAddresses: new("100"), NumberOfReservedIPAddresses: new("0"),
		CreatedAt:            new(time.Date(2026, 3, 2, 9, 15, 4, 123456700, time.UTC)),
		ReservationExpiresAt: new(time.Date(2026, 3, 3, 9, 15, 4, 0, time.UTC)),
	}
}

// servePools answers everything about one pool. After its deletion a read finds it once more.
func servePools(s *stage) fake.ServerFactory {
	var left atomic.Int32
	left.Store(1 << 30)
	return fake.ServerFactory{IpamPoolsServer: fake.IpamPoolsServer{
		Get: func(_ context.Context, group, manager, pool string, o *official.IpamPoolsClientGetOptions) (said[official.IpamPoolsClientGetResponse], refused) {
			s.hear("get", group, manager, pool, o)
			r, e := reply(http.StatusOK, official.IpamPoolsClientGetResponse{IpamPool: officialPool()})
			if left.Add(-1) < 0 {
				e.SetResponseError(http.StatusNotFound, "ResourceNotFound")
			}
			return r, e
		},
		BeginCreate: func(_ context.Context, group, manager, pool string, in official.IpamPool, o *official.IpamPoolsClientBeginCreateOptions) (lasting[official.IpamPoolsClientCreateResponse], refused) {
			s.hear("create", group, manager, pool, in, o)
			return steps([]int{201, 200, 200}, 200, official.IpamPoolsClientCreateResponse{IpamPool: officialPool()})
		},
		Update: func(_ context.Context, group, manager, pool string, o *official.IpamPoolsClientUpdateOptions) (said[official.IpamPoolsClientUpdateResponse], refused) {
			s.hear("update", group, manager, pool, o)
			return reply(http.StatusOK, official.IpamPoolsClientUpdateResponse{IpamPool: officialPool()})
		},
		BeginDelete: func(_ context.Context, group, manager, pool string, o *official.IpamPoolsClientBeginDeleteOptions) (lasting[official.IpamPoolsClientDeleteResponse], refused) {
			s.hear("delete", group, manager, pool, o)
			left.Store(1)
			return steps([]int{202, 202, 202}, 204, official.IpamPoolsClientDeleteResponse{})
		},
		NewListPager: func(group, manager string, o *official.IpamPoolsClientListOptions) paged[official.IpamPoolsClientListResponse] {
			s.hear("list", group, manager, o)
			page := func(pools ...*official.IpamPool) official.IpamPoolsClientListResponse {
				return official.IpamPoolsClientListResponse{IpamPoolList: official.IpamPoolList{Value: pools}}
			}
			return listing(page(new(officialPool()), new(officialPool())), page(), page(new(officialPool())))
		},
		GetPoolUsage: func(_ context.Context, group, manager, pool string, o *official.IpamPoolsClientGetPoolUsageOptions) (said[official.IpamPoolsClientGetPoolUsageResponse], refused) {
			s.hear("usage", group, manager, pool, o)
			return reply(http.StatusOK, official.IpamPoolsClientGetPoolUsageResponse{PoolUsage: poolUsage()})
		},
		NewListAssociatedResourcesPager: func(group, manager, pool string, o *official.IpamPoolsClientListAssociatedResourcesOptions) paged[official.IpamPoolsClientListAssociatedResourcesResponse] {
			s.hear("associations", group, manager, pool, o)
			page := func(a ...*official.PoolAssociation) official.IpamPoolsClientListAssociatedResourcesResponse {
				return official.IpamPoolsClientListAssociatedResourcesResponse{PoolAssociationList: official.PoolAssociationList{Value: a}}
			}
			return listing(page(association(networkID.String())), page(association(subnetID.String()), association(poolID.String())))
		},
	}}
}
