// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package foundry

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/check"
)

// checkAccountUpdate refuses in a PATCH what no account takes, whatever it has: a key that is not whole, or
// that is described as workspaces do, and a reader that the same PATCH takes away.
func checkAccountUpdate(c *check.Checker, m *AccountUpdate) {
	checkNewIdentities(c, string(m.Identity.Type), m.Identity.UserAssignedIdentities)
	c.In("properties")
	c.In("encryption")
	defer c.Out()
	defer c.Out()
	e := &m.Properties.Encryption
	if !checkAccountKey(c, e) {
		return
	}
	c.In("keyVaultProperties")
	defer c.Out()
	switch reader, typ := e.KeyVaultProperties.IdentityClientID, string(m.Identity.Type); {
	case typ == "": // the account keeps its identities, which nobody here knows
	case reader == "" && !hasOwn(typ), reader != "" && !hasAssigned(typ):
		c.Add("identityClientId", azfoundry.Fault{
			Rule: "identity", Message: "does not go with the identities that the account is to have", Got: reader,
			Advice: "give the client id of a user-assigned identity of the account and keep that, or keep an identity of its own",
		})
	}
}

// checkProjectUpdate refuses in a PATCH what no project takes: a key.
func checkProjectUpdate(c *check.Checker, m *ProjectUpdate) {
	checkNewIdentities(c, string(m.Identity.Type), m.Identity.UserAssignedIdentities)
	c.In("properties")
	defer c.Out()
	checkNoKey(c, m.Properties.Unknown)
}

// createOnlyMembers are the members of a workspace's properties that only a new one takes.
var createOnlyMembers = []string{"hubResourceId", "storageAccount", "keyVault", "enableServiceSideCMKEncryption"}

// createOnlyKeyMembers are those of its encryption: whether it has a key, and where what the key encrypts
// lies.
var createOnlyKeyMembers = []string{"status", "cosmosDbResourceId", "searchAccountResourceId", "storageAccountResourceId"}

// checkWorkspaceUpdate refuses in a PATCH what only a new workspace takes, and a key that is described as
// accounts do.
func checkWorkspaceUpdate(c *check.Checker, m *WorkspaceUpdate) {
	checkNewIdentities(c, string(m.Identity.Type), m.Identity.UserAssignedIdentities)
	c.In("properties")
	defer c.Out()
	p := &m.Properties
	refuseCreateOnly(c, p.Unknown, createOnlyMembers)
	c.In("encryption")
	defer c.Out()
	refuseCreateOnly(c, p.Encryption.Unknown, createOnlyKeyMembers)
	checkNoKeySource(c, p.Encryption.Unknown)
	c.In("keyVaultProperties")
	defer c.Out()
	key := &p.Encryption.KeyVaultProperties
	refuseCreateOnly(c, key.Unknown, []string{"keyVaultArmId"})
	checkNoKeyParts(c, key.Unknown)
	if strange(key.Unknown, "identityClientId") != "" {
		c.Add("identityClientId", azfoundry.Fault{
			Rule: "identity", Message: "is not how a workspace names the reader of its key",
			Advice: "leave it out; the reader was named when the workspace was made",
		})
	}
}

// refuseCreateOnly refuses members that a model of a PATCH does not have because only a PUT takes them.
func refuseCreateOnly(c *check.Checker, unknown jsontext.Value, members []string) {
	for _, member := range members {
		if strange(unknown, member) != "" {
			c.Add(member, azfoundry.Fault{
				Rule: "createOnly", Message: "cannot change after the workspace was made", Advice: "leave it out, or make another workspace",
			})
		}
	}
}

// checkNewIdentities holds for the identities in a PATCH, which come to those that the resource has: the
// type may say assigned without any, and may be left out.
func checkNewIdentities(c *check.Checker, typ string, assigned map[string]UserAssignedIdentity) {
	c.In("identity")
	defer c.Out()
	if len(assigned) == 0 {
		return
	}
	if typ = strings.TrimSpace(typ); typ == "" {
		typ = string(IdentityTypeUserAssigned)
	}
	checkIdentities(c, typ, assigned)
}
