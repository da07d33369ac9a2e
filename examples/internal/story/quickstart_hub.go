// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package story

import (
	"context"

	"github.com/azfoundry/azfoundry/foundry"
)

// hub is encrypted with the key when it is made. Neither that nor what it stands on changes later.
func (q *quickstart) hub(ctx context.Context, step *Step) error {
	key, err := foundry.ParseKey(q.keyID)
	if err != nil {
		return err
	}
	reader := q.identityID().String()
	w := writer[foundry.WorkspaceID, foundry.Workspace]{q.foundry.Workspaces.CreateOrUpdate, q.foundry.Workspaces.Modify}
	got, err := ensure(ctx, step, w, foundry.WorkspaceID{ResourceGroup: q.group, Name: "hub"}, func(h *foundry.Workspace) {
		p := &h.Properties
		if p.WorkspaceID != "" {
			return
		}
		h.Location, h.Kind = q.Location, foundry.WorkspaceKindHub
		h.Identity.Type = foundry.WorkspaceIdentityTypeUserAssigned
		h.Identity.UserAssignedIdentities = map[string]foundry.UserAssignedIdentity{reader: {}}
		p.PrimaryUserAssignedIdentity = reader
		p.StorageAccount, p.KeyVault = q.storageID().String(), q.hubVaultID().String()
		p.SystemDatastoresAuthMode = foundry.DatastoreAuthModeIdentity
		p.EnableServiceSideCMKEncryption = new(true)
		p.Encryption = key.ForWorkspace(q.keyVaultID().String(), reader)
	})
	q.workspace, step.Detail = got.Properties.WorkspaceID, string(got.Properties.Encryption.Status)
	return err
}
