// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package foundry

import (
	"regexp"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/check"
)

// vaultType is the resource type of key vaults.
const vaultType = "Microsoft.KeyVault/vaults"

// keyURL is the URL of one version of a key, in any cloud.
var keyURL = regexp.MustCompile(`^https://[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)+(:443)?/keys/[0-9a-zA-Z-]{1,127}/[0-9a-fA-F]{32}/?$`)

// checkWorkspace refuses what the schema cannot say: a kind without what belongs to it, an identity that
// is half there, and a key that no identity reads or that is described as accounts do.
func checkWorkspace(c *check.Checker, m *Workspace) {
	c.In("identity")
	checkIdentities(c, string(m.Identity.Type), m.Identity.UserAssignedIdentities)
	checkProjectIdentity(c, m)
	c.Out()
	c.In("properties")
	defer c.Out()
	checkHub(c, m)
	p := &m.Properties
	if id := p.PrimaryUserAssignedIdentity; id != "" && !assignedTo(m, id) {
		c.Add("primaryUserAssignedIdentity", azfoundry.Fault{
			Rule: "identity", Message: "is not an identity of the workspace", Got: id, Advice: "add it to identity.userAssignedIdentities",
		})
	}
	if p.Encryption.absent() {
		if on := p.EnableServiceSideCMKEncryption; on != nil && *on && !isProject(m) {
			c.Add("encryption", azfoundry.Fault{
				Rule: "mechanism", Message: "is missing, and without a key of yours there is nothing to keep on the service's side",
				Advice: "give the key, or leave enableServiceSideCMKEncryption out",
			})
		}
		return
	}
	if isProject(m) {
		return // it shows the key of its hub, which its own identities do not read
	}
	c.In("encryption")
	checkWorkspaceKey(c, m)
	c.Out()
}

func isProject(m *Workspace) bool {
	return strings.EqualFold(string(m.Kind), string(WorkspaceKindProject))
}

// assignedTo reports whether a workspace has a user-assigned identity.
func assignedTo(m *Workspace, id string) bool {
	for known := range m.Identity.UserAssignedIdentities {
		if strings.EqualFold(known, id) {
			return true
		}
	}
	return false
}

// checkProjectIdentity refuses assigned identities for a new project of a hub.
func checkProjectIdentity(c *check.Checker, m *Workspace) {
	if isProject(m) && m.ID == "" && hasAssigned(string(m.Identity.Type)) {
		c.Add("type", azfoundry.Fault{
			Rule: "kind", Message: "a project acts as an identity of its own only", Got: string(m.Identity.Type),
			Advice: "set it to " + string(WorkspaceIdentityTypeSystemAssigned),
		})
	}
}

// checkHub holds for the hub of a project, and for a project's key, which is that of the hub.
func checkHub(c *check.Checker, m *Workspace) {
	hub := m.Properties.HubResourceID
	switch {
	case isProject(m) && hub == "":
		c.Add("hubResourceId", azfoundry.Fault{
			Rule: "kind", Message: "is missing, and a project is a project of a hub", Advice: "give the full id of the hub",
		})
	case !isProject(m) && hub != "":
		c.Add("hubResourceId", azfoundry.Fault{
			Rule: "kind", Message: "is for projects", Got: string(m.Kind), Advice: "set kind to Project, or leave the hub out",
		})
	}
	if isProject(m) && m.ID == "" && !m.Properties.Encryption.absent() {
		c.Add("encryption", azfoundry.Fault{
			Rule: "kind", Message: "a project has no key of its own", Advice: "leave it out; the key of the hub encrypts its projects",
		})
	}
}

// checkWorkspaceKey holds for the encryption of a workspace.
func checkWorkspaceKey(c *check.Checker, m *Workspace) {
	e := &m.Properties.Encryption
	checkNoKeySource(c, e.Unknown)
	c.In("keyVaultProperties")
	key := &e.KeyVaultProperties
	checkNoKeyParts(c, key.Unknown)
	checkKeyIdentifier(c, key)
	if m.ID == "" && key.IdentityClientID != "" {
		c.Add("identityClientId", azfoundry.Fault{
			Rule: "identity", Message: "is not how a workspace names the reader of its key", Got: key.IdentityClientID,
			Advice: "give the full id of the identity as encryption.identity.userAssignedIdentity",
		})
	}
	c.Out()
	checkWorkspaceReader(c, m)
}

// checkNoKeySource refuses what the encryption of an account says and that of a workspace does not.
func checkNoKeySource(c *check.Checker, unknown jsontext.Value) {
	if strange(unknown, "keySource") != "" {
		c.Add("keySource", azfoundry.Fault{
			Rule: "mechanism", Message: "belongs to the encryption of an account, not of a workspace", Advice: "give status to a new workspace, and leave this out",
		})
	}
}

// checkNoKeyParts refuses a key in the parts that accounts take.
func checkNoKeyParts(c *check.Checker, unknown jsontext.Value) {
	if name := strange(unknown, "keyName", "keyVersion", "keyVaultUri"); name != "" {
		c.Add(name, azfoundry.Fault{
			Rule: "mechanism", Message: "belongs to the encryption of an account, not of a workspace",
			Advice: "give the whole URL of the key as keyIdentifier, and keyVaultArmId to a new workspace",
		})
	}
}

// checkKeyIdentifier refuses a URL that is not of one version of a key, or is of another vault.
func checkKeyIdentifier(c *check.Checker, key *WorkspaceKey) {
	if key.KeyIdentifier == "" {
		return // the schema says so
	}
	if !keyURL.MatchString(key.KeyIdentifier) {
		if _, fault := parseKey(key.KeyIdentifier); fault != nil {
			c.Add("keyIdentifier", *fault)
		}
		return
	}
	host, _, _ := strings.Cut(key.KeyIdentifier[len("https://"):], ".")
	vault := key.KeyVaultARMID[strings.LastIndexByte(key.KeyVaultARMID, '/')+1:]
	if check.ARMID(vaultType, key.KeyVaultARMID) && !strings.EqualFold(vault, host) {
		c.Add("keyIdentifier", azfoundry.Fault{
			Rule: "vault", Message: "is in another vault than keyVaultArmId", Got: key.KeyIdentifier,
			Advice: "give the id of the vault " + host + ", or a key of " + vault,
		})
	}
}

// checkWorkspaceReader looks for the identity that reads the key of a workspace.
func checkWorkspaceReader(c *check.Checker, m *Workspace) {
	reader, typ := m.Properties.Encryption.Identity.UserAssignedIdentity, string(m.Identity.Type)
	switch {
	case reader == "" && !hasOwn(typ) && !hasAssigned(typ):
		c.Add("identity", azfoundry.Fault{
			Rule: "identity", Message: "nobody can read the key, because the workspace has no identity",
			Advice: "give the workspace an identity and that one access to the key: get, wrapKey and unwrapKey",
		})
	case reader != "" && !assignedTo(m, reader):
		c.In("identity")
		c.Add("userAssignedIdentity", azfoundry.Fault{
			Rule: "identity", Message: "is not an identity of the workspace", Got: reader, Advice: "add it to identity.userAssignedIdentities",
		})
		c.Out()
	}
}
