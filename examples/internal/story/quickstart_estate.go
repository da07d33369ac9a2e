// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package story

import (
	"context"
	"errors"
	"net/http"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/abac/roleassign"
	"github.com/azfoundry/azfoundry/foundry/estate"
)

func (q *quickstart) identityID() estate.UserAssignedIdentityID {
	return estate.UserAssignedIdentityID{ResourceGroup: q.group, Name: "id-hub"}
}

func (q *quickstart) storageID() estate.StorageAccountID {
	return estate.StorageAccountID{ResourceGroup: q.group, Name: "sthub" + q.unique}
}

func (q *quickstart) hubVaultID() estate.VaultID {
	return estate.VaultID{ResourceGroup: q.group, Name: "kv-hub-" + q.unique}
}

func (q *quickstart) keyVaultID() estate.VaultID {
	return estate.VaultID{ResourceGroup: q.group, Name: "kv-keys-" + q.unique}
}

func (q *quickstart) hubIdentity(ctx context.Context, step *Step) (err error) {
	w := writer[estate.UserAssignedIdentityID, estate.UserAssignedIdentity]{
		q.estate.UserAssignedIdentities.CreateOrUpdate, q.estate.UserAssignedIdentities.Modify,
	}
	q.identity, err = ensure(ctx, step, w, q.identityID(), func(i *estate.UserAssignedIdentity) { i.Location = q.Location })
	return err
}

func (q *quickstart) storage(ctx context.Context, step *Step) error {
	w := writer[estate.StorageAccountID, estate.StorageAccount]{q.estate.StorageAccounts.CreateOrUpdate, q.estate.StorageAccounts.Modify}
	_, err := ensure(ctx, step, w, q.storageID(), func(s *estate.StorageAccount) {
		s.Location, s.Kind, s.SKU.Name = q.Location, estate.StorageKindStorageV2, "Standard_ZRS"
		p := &s.Properties
		p.AllowBlobPublicAccess, p.AllowSharedKeyAccess = new(false), new(false)
		p.MinimumTLSVersion = estate.MinimumTLSVersionTLS12
	})
	return err
}

// hubVault is where the hub keeps the secrets of its connections.
func (q *quickstart) hubVault(ctx context.Context, step *Step) error {
	return q.vault(ctx, step, q.hubVaultID())
}

// keyVault is the vault of the key that encrypts: nobody can purge it before its time.
func (q *quickstart) keyVault(ctx context.Context, step *Step) error {
	return q.vault(ctx, step, q.keyVaultID())
}

func (q *quickstart) vault(ctx context.Context, step *Step, id estate.VaultID) error {
	w := writer[estate.VaultID, estate.Vault]{q.estate.Vaults.CreateOrUpdate, q.estate.Vaults.Modify}
	got, err := ensure(ctx, step, w, id, func(v *estate.Vault) {
		v.Location = q.Location
		p := &v.Properties
		p.TenantID = q.Home
		p.SKU.Family, p.SKU.Name = estate.VaultSKUFamilyA, estate.VaultSKUNameStandard
		p.EnableRBACAuthorization, p.EnablePurgeProtection = new(true), new(true)
	})
	step.Detail = got.Properties.VaultURI
	return err
}

func (q *quickstart) keyRole(ctx context.Context, step *Step) error {
	return q.assign(ctx, step, q.keyVaultID().String(), roleassign.RoleKeyVaultCryptoServiceEncryptionUser, "")
}

// key is made once: the service keeps the one that is there.
func (q *quickstart) key(ctx context.Context, step *Step) error {
	id := q.keyVaultID().VaultKey("hub")
	step.ID, step.Outcome = id.String(), Unchanged
	got, err := q.estate.Keys.Get(ctx, id)
	if op, failed := errors.AsType[*azfoundry.OpError](err); failed && op.Status == http.StatusNotFound {
		step.Outcome = Created
		got, err = q.estate.Keys.CreateIfNotExist(ctx, id, estate.VaultKey{Properties: estate.KeyProperties{
			Type: estate.KeyTypeRSA, KeySize: new(int32(3072)),
		}})
	}
	q.keyID, step.Detail = got.Properties.KeyURIWithVersion, got.Properties.KeyURIWithVersion
	return err
}
