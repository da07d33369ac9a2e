// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package foundry

import (
	"context"
	"strings"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/check"
	"github.com/azfoundry/azfoundry/internal/rest"
)

// ForWorkspace returns the encryption of a workspace with this key. The vault is its full id; the
// identity is the full id of the user-assigned identity that reads the key, which must be one of the
// workspace's; leave it empty where the workspace's own identity does.
func (k Key) ForWorkspace(vault, identity string) WorkspaceEncryption {
	return WorkspaceEncryption{
		Status:             EncryptionStatusEnabled,
		KeyVaultProperties: WorkspaceKey{KeyVaultARMID: vault, KeyIdentifier: k.String()},
		Identity:           KeyIdentity{UserAssignedIdentity: identity},
	}
}

// Modify reads a workspace, lets change edit it and writes the difference; without a difference nothing
// is written. What cannot change after the workspace was made is refused before it is sent: whether a
// key of yours encrypts it, where what it encrypts lies, the key's vault, its hub, its storage account
// and its vault for secrets.
//
// GET and PUT …/workspaces/{workspace}, API version 2026-05-01.
func (c *WorkspacesClient) Modify(ctx context.Context, id WorkspaceID, change func(*Workspace) error) (Workspace, error) {
	return rest.Modify(ctx, c.rest, &workspaceModify, id, func(m *Workspace) error {
		before := fixedOf(m)
		if err := change(m); err != nil || azfoundry.ValidationDisabled(ctx) {
			return err
		}
		var k check.Checker
		k.In("properties")
		for i, after := range fixedOf(m) {
			after.keep(&k, before[i].value)
		}
		k.Out()
		return k.Err("foundry: modify workspace")
	})
}

// fixed is a member that a workspace has from the beginning or never.
type fixed struct {
	in     []string // the objects below properties that it is in
	member string
	value  string
	// once is set where a first value can still be given.
	once bool
}

// fixedOf returns what cannot change in a workspace.
func fixedOf(m *Workspace) [6]fixed {
	p := &m.Properties
	serviceSide := ""
	if p.EnableServiceSideCMKEncryption != nil && *p.EnableServiceSideCMKEncryption {
		serviceSide = "true"
	}
	return [...]fixed{
		{member: "hubResourceId", value: p.HubResourceID},
		{member: "storageAccount", value: p.StorageAccount, once: true},
		{member: "keyVault", value: p.KeyVault, once: true},
		{member: "enableServiceSideCMKEncryption", value: serviceSide},
		{in: []string{"encryption"}, member: "status", value: string(p.Encryption.Status)},
		{in: []string{"encryption", "keyVaultProperties"}, member: "keyVaultArmId", value: p.Encryption.KeyVaultProperties.KeyVaultARMID},
	}
}

// keep refuses a value that is not the one before, but for the case of its letters.
func (f fixed) keep(c *check.Checker, before string) {
	if strings.EqualFold(f.value, before) || before == "" && f.once {
		return
	}
	for _, name := range f.in {
		c.In(name)
		defer c.Out()
	}
	c.Add(f.member, azfoundry.Fault{
		Rule: "createOnly", Message: "cannot change after the workspace was made", Got: f.value,
		Advice: "keep what was read, or make another workspace",
	})
}
