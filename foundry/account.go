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

// Deleted returns the id that an account has after its deletion, by which it can be purged. The location
// is its region, such as eastus.
func (id AccountID) Deleted(location string) DeletedAccountID {
	region := LocationID{Subscription: id.ResourceGroup.Subscription, Name: strings.ToLower(strings.ReplaceAll(location, " ", ""))}
	return region.LocationGroup(id.ResourceGroup.Name).DeletedAccount(id.Name)
}

// Modify reads an account, lets change edit it and writes the difference; without a difference nothing
// is written. All else stays, which matters to a PUT that replaces the account. What cannot change after
// the account was made is refused before it is sent: its subdomain, the way back from a key of yours to
// Microsoft's, and another vault.
//
// GET and PUT …/accounts/{account}, API version 2026-05-01.
func (c *AccountsClient) Modify(ctx context.Context, id AccountID, change func(*Account) error) (Account, error) {
	return rest.Modify(ctx, c.rest, &accountModify, id, func(m *Account) error {
		subdomain, key := m.Properties.CustomSubDomainName, m.Properties.Encryption
		if err := change(m); err != nil || azfoundry.ValidationDisabled(ctx) {
			return err
		}
		var k check.Checker
		k.In("properties")
		if subdomain != "" && !strings.EqualFold(subdomain, m.Properties.CustomSubDomainName) {
			k.Add("customSubDomainName", azfoundry.Fault{
				Rule: "createOnly", Message: "cannot change after the account was made", Got: m.Properties.CustomSubDomainName,
				Advice: "make another account, with the new name",
			})
		}
		checkKeyChange(&k, key, m.Properties.Encryption)
		k.Out()
		return k.Err("foundry: modify account")
	})
}

// checkKeyChange refuses what no account can do once it has a key in a vault.
func checkKeyChange(c *check.Checker, before, after AccountEncryption) {
	vault := string(KeySourceMicrosoftKeyVault)
	if !strings.EqualFold(string(before.KeySource), vault) {
		return
	}
	c.In("encryption")
	defer c.Out()
	if !strings.EqualFold(string(after.KeySource), vault) {
		c.Add("keySource", azfoundry.Fault{
			Rule: "createOnly", Message: "an account with a key of yours does not go back to one of Microsoft's", Got: string(after.KeySource),
			Advice: "keep " + vault + ", or make another account",
		})
		return
	}
	if was, is := before.KeyVaultProperties.KeyVaultURI, after.KeyVaultProperties.KeyVaultURI; !sameVault(was, is) {
		c.In("keyVaultProperties")
		c.Add("keyVaultUri", azfoundry.Fault{
			Rule: "createOnly", Message: "the key cannot move to another vault", Got: is, Advice: "give another version or key of " + was,
		})
		c.Out()
	}
}

func sameVault(a, b string) bool {
	return strings.EqualFold(strings.TrimSuffix(a, "/"), strings.TrimSuffix(b, "/"))
}
