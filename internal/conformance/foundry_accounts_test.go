// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"slices"

	cognitive "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/cognitiveservices/armcognitiveservices/v2"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/foundry"
)

// foundryLasts is [lastsOf] the clients of Foundry resources and workspaces.
type foundryLasts[T, O any] = lastsOf[homes, *foundry.Client, T, O]

// accountWrites are the rows of what changes accounts.
func accountWrites() []foundryRow {
	update := foundry.AccountUpdate{Identity: ourAccount().Identity, Tags: map[string]string{"a": "b"}, Properties: foundry.AccountProperties{DisableLocalAuth: new(true)}}
	account := ourAccount()
	return slices.Concat(foundryLasts[cognitive.AccountsClientCreateResponse, foundry.Account]{
		begin: func(ctx context.Context, h homes, token string) (poller[cognitive.AccountsClientCreateResponse], error) {
			in, err := recoded[cognitive.Account](account)
			if err != nil {
				return nil, err
			}
			return h.cognitive.NewAccountsClient().BeginCreate(ctx, group.Name, accountID.Name, in, &cognitive.AccountsClientBeginCreateOptions{ResumeToken: token})
		},
		ours: func(ctx context.Context, c *foundry.Client) (poller[foundry.Account], error) {
			return c.Accounts.BeginCreateOrUpdate(ctx, accountID, account)
		},
		again: func(c *foundry.Client, token string) (poller[foundry.Account], error) {
			return c.Accounts.Resume(token)
		},
		wait: func(ctx context.Context, c *foundry.Client) (foundry.Account, error) {
			return c.Accounts.CreateOrUpdate(ctx, accountID, account)
		},
		show: func(r cognitive.AccountsClientCreateResponse) any { return r.Account },
	}.rows("AccountsClient.BeginCreateOrUpdate", "AccountsClient.Resume", "AccountsClient.CreateOrUpdate"), foundryLasts[cognitive.AccountsClientUpdateResponse, foundry.Account]{
		begin: func(ctx context.Context, h homes, token string) (poller[cognitive.AccountsClientUpdateResponse], error) {
			in, err := recoded[cognitive.Account](update)
			if err != nil {
				return nil, err
			}
			return h.cognitive.NewAccountsClient().BeginUpdate(ctx, group.Name, accountID.Name, in, &cognitive.AccountsClientBeginUpdateOptions{ResumeToken: token})
		},
		ours: func(ctx context.Context, c *foundry.Client) (poller[foundry.Account], error) {
			return c.Accounts.BeginUpdate(ctx, accountID, update)
		},
		again: func(c *foundry.Client, token string) (poller[foundry.Account], error) {
			return c.Accounts.ResumeUpdate(token)
		},
		wait: func(ctx context.Context, c *foundry.Client) (foundry.Account, error) {
			return c.Accounts.Update(ctx, accountID, update)
		},
		show: func(r cognitive.AccountsClientUpdateResponse) any { return r.Account },
	}.rows("AccountsClient.BeginUpdate", "AccountsClient.ResumeUpdate", "AccountsClient.Update"), []foundryRow{{
		method: "AccountsClient.Modify",
		theirs: func(ctx context.Context, h homes) (any, error) {
			c := h.cognitive.NewAccountsClient()
			was, err := c.Get(ctx, group.Name, accountID.Name, nil)
			if err != nil {
				return nil, err
			}
			in := was.Account
			in.Properties.DisableLocalAuth = new(false)
			p, err := c.BeginCreate(ctx, group.Name, accountID.Name, in, nil)
			r, err := finish(ctx, p, err)
			return r.Account, err
		},
		ours: func(ctx context.Context, c *foundry.Client) (any, error) {
			// the fake's texts are no names, ids and prefixes
			return value(c.Accounts.Modify(azfoundry.WithoutValidation(ctx), accountID, func(m *foundry.Account) error {
				m.Properties.DisableLocalAuth = new(false)
				return nil
			}))
		},
	}})
}

// accountDeletions are the rows of what deletes accounts, and purges deleted ones.
func accountDeletions() []foundryRow {
	return slices.Concat(foundryLasts[cognitive.AccountsClientDeleteResponse, azfoundry.None]{
		begin: func(ctx context.Context, h homes, token string) (poller[cognitive.AccountsClientDeleteResponse], error) {
			return h.cognitive.NewAccountsClient().BeginDelete(ctx, group.Name, accountID.Name, &cognitive.AccountsClientBeginDeleteOptions{ResumeToken: token})
		},
		ours: func(ctx context.Context, c *foundry.Client) (poller[azfoundry.None], error) {
			return c.Accounts.BeginDelete(ctx, accountID)
		},
		again: func(c *foundry.Client, token string) (poller[azfoundry.None], error) {
			return c.Accounts.ResumeDelete(token)
		},
		wait: func(ctx context.Context, c *foundry.Client) (azfoundry.None, error) {
			return azfoundry.None{}, c.Accounts.Delete(ctx, accountID)
		},
	}.rows("AccountsClient.BeginDelete", "AccountsClient.ResumeDelete", "AccountsClient.Delete"), foundryLasts[cognitive.DeletedAccountsClientPurgeResponse, azfoundry.None]{
		begin: func(ctx context.Context, h homes, token string) (poller[cognitive.DeletedAccountsClientPurgeResponse], error) {
			return h.cognitive.NewDeletedAccountsClient().BeginPurge(ctx, "eastus", group.Name, accountID.Name, &cognitive.DeletedAccountsClientBeginPurgeOptions{ResumeToken: token})
		},
		ours: func(ctx context.Context, c *foundry.Client) (poller[azfoundry.None], error) {
			return c.DeletedAccounts.BeginPurge(ctx, accountID.Deleted("eastus"))
		},
		again: func(c *foundry.Client, token string) (poller[azfoundry.None], error) {
			return c.DeletedAccounts.ResumePurge(token)
		},
		wait: func(ctx context.Context, c *foundry.Client) (azfoundry.None, error) {
			return azfoundry.None{}, c.DeletedAccounts.Purge(ctx, accountID.Deleted("eastus"))
		},
	}.rows("DeletedAccountsClient.BeginPurge", "DeletedAccountsClient.ResumePurge", "DeletedAccountsClient.Purge"))
}
