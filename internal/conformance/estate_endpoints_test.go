// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"net/http"
	"reflect"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	keyvault "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/keyvault/armkeyvault"
	vaultfake "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/keyvault/armkeyvault/fake"
	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9/fake"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/foundry/estate"
)

// estates are the official clients of what foundry/estate has, as far as they are compared.
type estates struct {
	vaults  *keyvault.ClientFactory
	network *official.ClientFactory
}

func newEstates(subscription string, cred azcore.TokenCredential, o *arm.ClientOptions) (estates, error) {
	v, err := keyvault.NewClientFactory(subscription, cred, o)
	if err != nil {
		return estates{}, err
	}
	n, err := official.NewClientFactory(subscription, cred, o)
	return estates{v, n}, err
}

// inEstate sends requests to the fake servers of their provider.
type inEstate struct{ vaults, network policy.Transporter }

// Do implements policy.Transporter.
func (e inEstate) Do(req *http.Request) (*http.Response, error) {
	if strings.Contains(req.URL.Path, "/Microsoft.KeyVault/") {
		return e.vaults.Do(req)
	}
	return e.network.Do(req)
}

func estateSuite() suite[estates, *estate.Client] {
	serve := func(v vaultfake.VaultsServer, k vaultfake.KeysServer, e fake.PrivateEndpointsServer) policy.Transporter {
		return inEstate{
			vaultfake.NewServerFactoryTransport(&vaultfake.ServerFactory{VaultsServer: v, KeysServer: k}),
			fake.NewServerFactoryTransport(&fake.ServerFactory{PrivateEndpointsServer: e}),
		}
	}
	const other = "its official module is not among those compared with"
	return suite[estates, *estate.Client]{
		name: "foundry/estate", versions: []string{"2026-02-01", "2025-07-01"}, client: reflect.TypeFor[estate.Client](), rows: estateRows(),
		excused: map[string]string{
			"VaultsClient.Modify":   "the official model of this PUT has no id, name and type, which Modify sends as it read them",
			"ResourceGroupsClient":  other,
			"StorageAccountsClient": other, "DatabaseAccountsClient": other, "SearchServicesClient": other, "UserAssignedIdentitiesClient": other,
		},
		furniture: estateThings, before: beforeEstate,
		serve: func(s *stage) policy.Transporter {
			purges := map[string]int{"BeginPurgeDeleted": http.StatusAccepted}
			return serve(answering[vaultfake.VaultsServer](s, purges), answering[vaultfake.KeysServer](s, nil), answering[fake.PrivateEndpointsServer](s, nil))
		},
		refuse: func(s *stage) policy.Transporter {
			return serve(refusing[vaultfake.VaultsServer](s), refusing[vaultfake.KeysServer](s), refusing[fake.PrivateEndpointsServer](s))
		},
		theirs: newEstates, ours: estate.NewClient,
	}
}

// estateThings are what a world holds for the rows of foundry/estate.
func estateThings() []thing {
	spare := estate.VaultID{ResourceGroup: group, Name: "kv-spare"}
	key := body{"properties": body{"kty": "RSA", "keySize": 3072}}
	second := estate.PrivateEndpointID{ResourceGroup: group, Name: "spare"}
	return []thing{
		{of: "VaultsClient", id: keyVaultID.String(), body: ourVault()},
		{id: spare.String(), body: ourVault()},
		{of: "KeysClient", id: cmkID.String(), body: key},
		{id: keyVaultID.VaultKey("spare").String(), body: key},
		{id: versionID.String(), body: body{"properties": body{"attributes": body{"enabled": true}}}},
		{id: networkID.String(), body: body{"location": "eastus", "properties": body{"addressSpace": body{"addressPrefixes": []string{"10.1.0.0/16"}}}}},
		{id: subnetID.String(), body: body{"properties": body{"addressPrefix": "10.1.0.0/24"}}},
		{of: "PrivateEndpointsClient", id: endpointID.String(), body: ourEndpoint(spare)},
		{id: second.String(), body: ourEndpoint(spare)},
	}
}

// beforeEstate deletes the vaults that are to be purged.
func beforeEstate(ctx context.Context, method string, c estates) (string, error) {
	if !strings.HasPrefix(method, "DeletedVaultsClient.") {
		return "", nil
	}
	for _, name := range []string{keyVaultID.Name, "kv-spare"} {
		if _, err := c.vaults.NewVaultsClient().Delete(ctx, group.Name, name, nil); err != nil {
			return "", err
		}
	}
	return "", nil
}

func ourEndpoint(to estate.VaultID) estate.PrivateEndpoint {
	return estate.PrivateEndpoint{Location: "eastus", Tags: map[string]string{"team": "platform"}, Properties: estate.PrivateEndpointProperties{
		Subnet: estate.EndpointSubnet{ID: subnetID.String()},
		PrivateLinkServiceConnections: []estate.PrivateLinkConnection{{
			Name: "vault", Properties: estate.PrivateLinkConnectionProperties{PrivateLinkServiceID: to.String(), GroupIDs: []string{"vault"}},
		}},
	}}
}

func endpointReads() []estateRow {
	return []estateRow{
		{method: "PrivateEndpointsClient.Get", theirs: func(ctx context.Context, c estates) (any, error) {
			r, err := c.network.NewPrivateEndpointsClient().Get(ctx, group.Name, endpointID.Name, nil)
			return r.PrivateEndpoint, err
		}, ours: func(ctx context.Context, c *estate.Client) (any, error) {
			return value(c.PrivateEndpoints.Get(ctx, endpointID))
		}},
		{method: "PrivateEndpointsClient.List", theirs: func(ctx context.Context, c estates) (any, error) {
			return drained(ctx, c.network.NewPrivateEndpointsClient().NewListPager(group.Name, nil),
				func(p official.PrivateEndpointsClientListResponse) []*official.PrivateEndpoint { return p.Value })
		}, ours: func(ctx context.Context, c *estate.Client) (any, error) {
			return ourItems(c.PrivateEndpoints.List(ctx, group))
		}},
		{method: "PrivateEndpointsClient.ListBySubscription", theirs: func(ctx context.Context, c estates) (any, error) {
			return drained(ctx, c.network.NewPrivateEndpointsClient().NewListBySubscriptionPager(nil),
				func(p official.PrivateEndpointsClientListBySubscriptionResponse) []*official.PrivateEndpoint {
					return p.Value
				})
		}, ours: func(ctx context.Context, c *estate.Client) (any, error) {
			return ourItems(c.PrivateEndpoints.ListBySubscription(ctx, group.Subscription))
		}},
		{method: "PrivateEndpointsClient.Modify", theirs: func(ctx context.Context, c estates) (any, error) {
			client := c.network.NewPrivateEndpointsClient()
			was, err := client.Get(ctx, group.Name, endpointID.Name, nil)
			if err != nil {
				return nil, err
			}
			was.Tags = map[string]*string{"team": new("other")}
			p, err := client.BeginCreateOrUpdate(ctx, group.Name, endpointID.Name, was.PrivateEndpoint, nil)
			r, err := finish(ctx, p, err)
			return r.PrivateEndpoint, err
		}, ours: func(ctx context.Context, c *estate.Client) (any, error) {
			// the fake's texts are no names and ids
			return value(c.PrivateEndpoints.Modify(azfoundry.WithoutValidation(ctx), endpointID, func(e *estate.PrivateEndpoint) error {
				e.Tags = map[string]string{"team": "other"}
				return nil
			}))
		}},
	}
}

func endpointWrites() []estateRow {
	in := ourEndpoint(estate.VaultID{ResourceGroup: group, Name: "kv-spare"})
	puts := lastsOf[estates, *estate.Client, official.PrivateEndpointsClientCreateOrUpdateResponse, estate.PrivateEndpoint]{
		begin: func(ctx context.Context, c estates, token string) (poller[official.PrivateEndpointsClientCreateOrUpdateResponse], error) {
			theirs, err := recoded[official.PrivateEndpoint](in)
			if err != nil {
				return nil, err
			}
			return c.network.NewPrivateEndpointsClient().BeginCreateOrUpdate(ctx, group.Name, endpointID.Name, theirs,
				&official.PrivateEndpointsClientBeginCreateOrUpdateOptions{ResumeToken: token})
		},
		ours: func(ctx context.Context, c *estate.Client) (poller[estate.PrivateEndpoint], error) {
			return c.PrivateEndpoints.BeginCreateOrUpdate(ctx, endpointID, in)
		},
		again: func(c *estate.Client, token string) (poller[estate.PrivateEndpoint], error) {
			return c.PrivateEndpoints.Resume(token)
		},
		wait: func(ctx context.Context, c *estate.Client) (estate.PrivateEndpoint, error) {
			return c.PrivateEndpoints.CreateOrUpdate(ctx, endpointID, in)
		},
		show: func(r official.PrivateEndpointsClientCreateOrUpdateResponse) any { return r.PrivateEndpoint },
	}.rows("PrivateEndpointsClient.BeginCreateOrUpdate", "PrivateEndpointsClient.Resume", "PrivateEndpointsClient.CreateOrUpdate")
	deletes := lastsOf[estates, *estate.Client, official.PrivateEndpointsClientDeleteResponse, azfoundry.None]{
		begin: func(ctx context.Context, c estates, token string) (poller[official.PrivateEndpointsClientDeleteResponse], error) {
			return c.network.NewPrivateEndpointsClient().BeginDelete(ctx, group.Name, endpointID.Name, &official.PrivateEndpointsClientBeginDeleteOptions{ResumeToken: token})
		},
		ours: func(ctx context.Context, c *estate.Client) (poller[azfoundry.None], error) {
			return c.PrivateEndpoints.BeginDelete(ctx, endpointID)
		},
		again: func(c *estate.Client, token string) (poller[azfoundry.None], error) {
			return c.PrivateEndpoints.ResumeDelete(token)
		},
		wait: func(ctx context.Context, c *estate.Client) (azfoundry.None, error) {
			return azfoundry.None{}, c.PrivateEndpoints.Delete(ctx, endpointID)
		},
	}.rows("PrivateEndpointsClient.BeginDelete", "PrivateEndpointsClient.ResumeDelete", "PrivateEndpointsClient.Delete")
	return append(puts, deletes...)
}
