// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package foundry

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/check"
)

// identityType is the resource type of user-assigned identities.
const identityType = "Microsoft.ManagedIdentity/userAssignedIdentities"

// checkAccount refuses what the schema cannot say: an identity that is half there, and a key that no
// identity reads or that is described as workspaces do.
func checkAccount(c *check.Checker, m *Account) {
	checkIdentity(c, &m.Identity)
	c.In("properties")
	c.In("encryption")
	if checkAccountKey(c, &m.Properties.Encryption) {
		checkReader(c, m)
	}
	c.Out()
	c.Out()
}

// checkProject refuses an identity that is half there, and a key: a project has that of its account.
func checkProject(c *check.Checker, m *Project) {
	checkIdentity(c, &m.Identity)
	c.In("properties")
	checkNoKey(c, m.Properties.Unknown)
	c.Out()
}

// checkNoKey refuses the encryption of a project.
func checkNoKey(c *check.Checker, unknown jsontext.Value) {
	if strange(unknown, "encryption") != "" {
		c.Add("encryption", azfoundry.Fault{
			Rule: "mechanism", Message: "a project has no key of its own", Advice: "leave it out; the key of the account encrypts its projects",
		})
	}
}

// checkIdentity holds for the identities of an account or a project: the type names assigned ones if
// and only if there are some.
func checkIdentity(c *check.Checker, m *Identity) {
	c.In("identity")
	defer c.Out()
	checkIdentities(c, string(m.Type), m.UserAssignedIdentities)
}

// checkIdentities compares a type with the identities beside it.
func checkIdentities(c *check.Checker, typ string, assigned map[string]UserAssignedIdentity) {
	switch wanted := hasAssigned(typ); {
	case wanted && len(assigned) == 0:
		c.Add("userAssignedIdentities", azfoundry.Fault{
			Rule: "identity", Message: "is missing though the type is " + typ, Advice: "name the identities by their full ids, each with an empty value",
		})
	case !wanted && len(assigned) > 0:
		c.Add("type", azfoundry.Fault{
			Rule: "identity", Message: "names no user-assigned identity though there are some", Got: typ,
			Advice: "set the type to UserAssigned, or to both where the resource has an identity of its own too",
		})
	}
	var wrong []string
	for id := range assigned {
		if !check.ARMID(identityType, id) {
			wrong = append(wrong, id)
		}
	}
	slices.Sort(wrong)
	c.In("userAssignedIdentities")
	defer c.Out()
	for _, id := range wrong {
		c.Add(id, azfoundry.Fault{
			Rule: "identity", Message: "is no id of a user-assigned identity", Got: id, Advice: "give its full id, beginning with /subscriptions/",
		})
	}
}

// hasAssigned reports whether a type of identity says that there are user-assigned ones.
func hasAssigned(typ string) bool { return names(typ, "UserAssigned") }

// hasOwn reports whether a type of identity says that the resource has one of its own.
func hasOwn(typ string) bool { return names(typ, "SystemAssigned") }

// names reports whether a list with commas has a word, in any case.
func names(list, word string) bool {
	for part := range strings.SplitSeq(list, ",") {
		if strings.EqualFold(strings.TrimSpace(part), word) {
			return true
		}
	}
	return false
}

// checkAccountKey holds for the encryption of an account. It reports whether that is a key in a vault.
func checkAccountKey(c *check.Checker, e *AccountEncryption) bool {
	if name := strange(e.Unknown, "status", "identity"); name != "" {
		c.Add(name, azfoundry.Fault{
			Rule: "mechanism", Message: "belongs to the encryption of a workspace, not of an account", Advice: "give keySource and keyVaultProperties",
		})
	}
	key := &e.KeyVaultProperties
	if name := strange(key.Unknown, "keyVaultArmId", "keyIdentifier"); name != "" {
		c.In("keyVaultProperties")
		c.Add(name, azfoundry.Fault{
			Rule: "mechanism", Message: "belongs to the encryption of a workspace, not of an account",
			Advice: "give keyName, keyVersion and keyVaultUri; ParseKey takes them out of the key's URL",
		})
		c.Out()
	}
	given := key.KeyName != "" || key.KeyVersion != "" || key.KeyVaultURI != "" || key.IdentityClientID != ""
	switch {
	case strings.EqualFold(string(e.KeySource), string(KeySourceMicrosoftKeyVault)):
		checkKeyParts(c, key)
		return true
	case given:
		c.Add("keySource", azfoundry.Fault{
			Rule: "keySource", Message: "does not say that the key is in a vault, though one is given", Got: string(e.KeySource),
			Advice: "set it to " + string(KeySourceMicrosoftKeyVault),
		})
	}
	return false
}

// checkKeyParts holds for a key in three parts; all are needed.
func checkKeyParts(c *check.Checker, key *AccountKey) {
	c.In("keyVaultProperties")
	defer c.Out()
	for _, part := range []struct{ member, value string }{
		{"keyName", key.KeyName}, {"keyVersion", key.KeyVersion}, {"keyVaultUri", key.KeyVaultURI},
	} {
		if part.value == "" {
			c.Add(part.member, azfoundry.Fault{
				Rule: part.member, Message: "is missing", Advice: "ParseKey takes all three parts out of the key's URL",
			})
		}
	}
	if key.KeyVaultURI == "" {
		return
	}
	if !vaultURL.MatchString(key.KeyVaultURI) {
		c.Add("keyVaultUri", azfoundry.Fault{
			Rule: "keyVaultUri", Message: "is not the address of a key vault", Got: key.KeyVaultURI,
			Advice: "give https://<vault>.vault.azure.net/ alone; the key's name and version have members of their own",
		})
	}
}

// checkReader looks for the identity that reads the key of an account.
func checkReader(c *check.Checker, m *Account) {
	c.In("keyVaultProperties")
	defer c.Out()
	reader, typ := m.Properties.Encryption.KeyVaultProperties.IdentityClientID, string(m.Identity.Type)
	switch {
	case reader == "" && !hasOwn(typ):
		c.Add("identityClientId", azfoundry.Fault{
			Rule: "identity", Message: "is missing, and the account has no identity of its own that could read the key",
			Advice: "give the client id of a user-assigned identity of the account, or add an identity of its own",
		})
	case reader != "" && !hasAssigned(typ):
		c.Add("identityClientId", azfoundry.Fault{
			Rule: "identity", Message: "names a user-assigned identity, and the account has none", Got: reader,
			Advice: "add it to identity.userAssignedIdentities",
		})
	case reader != "" && !mayBe(m.Identity.UserAssignedIdentities, reader):
		c.Add("identityClientId", azfoundry.Fault{
			Rule: "identity", Message: "is not the client id of an identity of the account", Got: reader,
			Advice: "add the identity to identity.userAssignedIdentities, or give the client id of one that is there",
		})
	}
}

// mayBe reports whether one of the identities has the client id, or is new, so that nobody can tell.
func mayBe(assigned map[string]UserAssignedIdentity, clientID string) bool {
	for _, a := range assigned {
		if a.ClientID == "" || strings.EqualFold(a.ClientID, clientID) {
			return true
		}
	}
	return len(assigned) == 0 // a fault of its own
}

// strange returns the first of the names, in any case, that the unknown members have; "" for none.
func strange(unknown jsontext.Value, names ...string) string {
	if len(unknown) == 0 {
		return ""
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(unknown, &members) != nil {
		return "" // what is no object fails elsewhere
	}
	for _, name := range names {
		for member := range members {
			if strings.EqualFold(member, name) {
				return name
			}
		}
	}
	return ""
}
