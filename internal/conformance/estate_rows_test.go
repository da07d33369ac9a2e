// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"slices"

	keyvault "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/keyvault/armkeyvault"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/foundry/estate"
)

// estateRow is one operation on vaults, their keys, or private endpoints.
type estateRow = rowOf[estates, *estate.Client]

// What all rows are about.
var (
	keyVaultID = estate.VaultID{ResourceGroup: group, Name: "kv-ai"}
	cmkID      = keyVaultID.VaultKey("cmk")
	versionID  = cmkID.KeyVersion("5d1f0a7c93be4826b4c7e2f80a1d6953")
	endpointID = estate.PrivateEndpointID{ResourceGroup: group, Name: "pe-kv_1"}
)

func ourVault() estate.Vault {
	return estate.Vault{Location: "eastus", Tags: map[string]string{"team": "platform"}, Properties: estate.VaultProperties{
		TenantID: armtest.ManagementTenant, SKU: estate.VaultSKU{Family: estate.VaultSKUFamilyA, Name: estate.VaultSKUNameStandard},
		EnableRBACAuthorization: new(true), SoftDeleteRetentionInDays: new(int32(7)),
	}}
}

// estateRows returns every operation on vaults, keys and private endpoints that both kinds of client have.
func estateRows() []estateRow {
	return slices.Concat(vaultReads(), vaultWrites(), deletedVaultRows(), keyRows(), endpointReads(), endpointWrites())
}

func vaultReads() []estateRow {
	return []estateRow{
		{method: "VaultsClient.Get", theirs: func(ctx context.Context, c estates) (any, error) {
			r, err := c.vaults.NewVaultsClient().Get(ctx, group.Name, keyVaultID.Name, nil)
			return r.Vault, err
		}, ours: func(ctx context.Context, c *estate.Client) (any, error) {
			return value(c.Vaults.Get(ctx, keyVaultID))
		}},
		{method: "VaultsClient.List", theirs: func(ctx context.Context, c estates) (any, error) {
			return drained(ctx, c.vaults.NewVaultsClient().NewListByResourceGroupPager(group.Name, nil),
				func(p keyvault.VaultsClientListByResourceGroupResponse) []*keyvault.Vault { return p.Value })
		}, ours: func(ctx context.Context, c *estate.Client) (any, error) {
			return ourItems(c.Vaults.List(ctx, group))
		}},
		{method: "VaultsClient.ListBySubscription", theirs: func(ctx context.Context, c estates) (any, error) {
			return drained(ctx, c.vaults.NewVaultsClient().NewListBySubscriptionPager(nil),
				func(p keyvault.VaultsClientListBySubscriptionResponse) []*keyvault.Vault { return p.Value })
		}, ours: func(ctx context.Context, c *estate.Client) (any, error) {
			return ourItems(c.Vaults.ListBySubscription(ctx, group.Subscription))
		}},
	}
}

func vaultWrites() []estateRow {
	update := estate.VaultUpdate{Tags: map[string]string{"a": "b"}, Properties: estate.VaultUpdateProperties{EnableRBACAuthorization: new(true)}}
	return append(lastsOf[estates, *estate.Client, keyvault.VaultsClientCreateOrUpdateResponse, estate.Vault]{
		begin: func(ctx context.Context, c estates, token string) (poller[keyvault.VaultsClientCreateOrUpdateResponse], error) {
			in, err := recoded[keyvault.VaultCreateOrUpdateParameters](ourVault())
			if err != nil {
				return nil, err
			}
			return c.vaults.NewVaultsClient().BeginCreateOrUpdate(ctx, group.Name, keyVaultID.Name, in,
				&keyvault.VaultsClientBeginCreateOrUpdateOptions{ResumeToken: token})
		},
		ours: func(ctx context.Context, c *estate.Client) (poller[estate.Vault], error) {
			return c.Vaults.BeginCreateOrUpdate(ctx, keyVaultID, ourVault())
		},
		again: func(c *estate.Client, token string) (poller[estate.Vault], error) { return c.Vaults.Resume(token) },
		wait: func(ctx context.Context, c *estate.Client) (estate.Vault, error) {
			return c.Vaults.CreateOrUpdate(ctx, keyVaultID, ourVault())
		},
		show: func(r keyvault.VaultsClientCreateOrUpdateResponse) any { return r.Vault },
	}.rows("VaultsClient.BeginCreateOrUpdate", "VaultsClient.Resume", "VaultsClient.CreateOrUpdate"),
		estateRow{method: "VaultsClient.Update", theirs: func(ctx context.Context, c estates) (any, error) {
			in, err := recoded[keyvault.VaultPatchParameters](update)
			if err != nil {
				return nil, err
			}
			r, err := c.vaults.NewVaultsClient().Update(ctx, group.Name, keyVaultID.Name, in, nil)
			return r.Vault, err
		}, ours: func(ctx context.Context, c *estate.Client) (any, error) {
			return value(c.Vaults.Update(ctx, keyVaultID, update))
		}},
		estateRow{method: "VaultsClient.Delete", theirs: func(ctx context.Context, c estates) (any, error) {
			return deleted(done(c.vaults.NewVaultsClient().Delete(ctx, group.Name, keyVaultID.Name, nil)))
		}, ours: func(ctx context.Context, c *estate.Client) (any, error) {
			return deleted(c.Vaults.Delete(ctx, keyVaultID))
		}},
	)
}

func deletedVaultRows() []estateRow {
	id := keyVaultID.Deleted("eastus")
	return append(lastsOf[estates, *estate.Client, keyvault.VaultsClientPurgeDeletedResponse, azfoundry.None]{
		begin: func(ctx context.Context, c estates, token string) (poller[keyvault.VaultsClientPurgeDeletedResponse], error) {
			return c.vaults.NewVaultsClient().BeginPurgeDeleted(ctx, keyVaultID.Name, "eastus", &keyvault.VaultsClientBeginPurgeDeletedOptions{ResumeToken: token})
		},
		ours: func(ctx context.Context, c *estate.Client) (poller[azfoundry.None], error) {
			return c.DeletedVaults.BeginPurge(ctx, id)
		},
		again: func(c *estate.Client, token string) (poller[azfoundry.None], error) {
			return c.DeletedVaults.ResumePurge(token)
		},
		wait: func(ctx context.Context, c *estate.Client) (azfoundry.None, error) {
			return azfoundry.None{}, c.DeletedVaults.Purge(ctx, id)
		},
	}.rows("DeletedVaultsClient.BeginPurge", "DeletedVaultsClient.ResumePurge", "DeletedVaultsClient.Purge"),
		estateRow{method: "DeletedVaultsClient.Get", theirs: func(ctx context.Context, c estates) (any, error) {
			r, err := c.vaults.NewVaultsClient().GetDeleted(ctx, keyVaultID.Name, "eastus", nil)
			return r.DeletedVault, err
		}, ours: func(ctx context.Context, c *estate.Client) (any, error) {
			return value(c.DeletedVaults.Get(ctx, id))
		}},
		estateRow{method: "DeletedVaultsClient.List", theirs: func(ctx context.Context, c estates) (any, error) {
			return drained(ctx, c.vaults.NewVaultsClient().NewListDeletedPager(nil),
				func(p keyvault.VaultsClientListDeletedResponse) []*keyvault.DeletedVault { return p.Value })
		}, ours: func(ctx context.Context, c *estate.Client) (any, error) {
			return ourItems(c.DeletedVaults.List(ctx, group.Subscription))
		}},
	)
}

func keyRows() []estateRow {
	key := estate.VaultKey{Tags: map[string]string{"a": "b"}, Properties: estate.KeyProperties{Type: estate.KeyTypeRSA, KeySize: new(int32(3072))}}
	return []estateRow{
		{method: "KeysClient.Get", theirs: func(ctx context.Context, c estates) (any, error) {
			r, err := c.vaults.NewKeysClient().Get(ctx, group.Name, keyVaultID.Name, cmkID.Name, nil)
			return r.Key, err
		}, ours: func(ctx context.Context, c *estate.Client) (any, error) {
			return value(c.Keys.Get(ctx, cmkID))
		}},
		{method: "KeysClient.List", theirs: func(ctx context.Context, c estates) (any, error) {
			return drained(ctx, c.vaults.NewKeysClient().NewListPager(group.Name, keyVaultID.Name, nil),
				func(p keyvault.KeysClientListResponse) []*keyvault.Key { return p.Value })
		}, ours: func(ctx context.Context, c *estate.Client) (any, error) {
			return ourItems(c.Keys.List(ctx, keyVaultID))
		}},
		{method: "KeysClient.CreateIfNotExist", theirs: func(ctx context.Context, c estates) (any, error) {
			in, err := recoded[keyvault.KeyCreateParameters](key)
			if err != nil {
				return nil, err
			}
			r, err := c.vaults.NewKeysClient().CreateIfNotExist(ctx, group.Name, keyVaultID.Name, cmkID.Name, in, nil)
			return r.Key, err
		}, ours: func(ctx context.Context, c *estate.Client) (any, error) {
			return value(c.Keys.CreateIfNotExist(ctx, cmkID, key))
		}},
		{method: "KeyVersionsClient.Get", theirs: func(ctx context.Context, c estates) (any, error) {
			r, err := c.vaults.NewKeysClient().GetVersion(ctx, group.Name, keyVaultID.Name, cmkID.Name, versionID.Name, nil)
			return r.Key, err
		}, ours: func(ctx context.Context, c *estate.Client) (any, error) {
			return value(c.KeyVersions.Get(ctx, versionID))
		}},
		{method: "KeyVersionsClient.List", theirs: func(ctx context.Context, c estates) (any, error) {
			return drained(ctx, c.vaults.NewKeysClient().NewListVersionsPager(group.Name, keyVaultID.Name, cmkID.Name, nil),
				func(p keyvault.KeysClientListVersionsResponse) []*keyvault.Key { return p.Value })
		}, ours: func(ctx context.Context, c *estate.Client) (any, error) {
			return ourItems(c.KeyVersions.List(ctx, cmkID))
		}},
	}
}
