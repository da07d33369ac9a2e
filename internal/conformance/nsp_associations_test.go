// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"

	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/nsp"
)

// vaultID is a resource to associate.
var vaultID = group.String() + "/providers/Microsoft.KeyVault/vaults/kv-ai"

func associationRows() []nspRow {
	p := perimeterPair[official.NspAssociation, nsp.Association]{
		get: func(ctx context.Context, c *official.ClientFactory) (official.NspAssociation, error) {
			r, err := c.NewSecurityPerimeterAssociationsClient().Get(ctx, group.Name, perimeterID.Name, associationID.Name, nil)
			return r.NspAssociation, err
		},
		list: func(ctx context.Context, c *official.ClientFactory, options bool) (any, error) {
			var o *official.SecurityPerimeterAssociationsClientListOptions
			if options {
				o = &official.SecurityPerimeterAssociationsClientListOptions{SkipToken: startAtPointer(ctx), Top: new(top)}
			}
			return items(ctx, c.NewSecurityPerimeterAssociationsClient().NewListPager(group.Name, perimeterID.Name, o),
				func(p official.SecurityPerimeterAssociationsClientListResponse) []*official.NspAssociation {
					return p.Value
				})
		},
		put: func(ctx context.Context, c *official.ClientFactory, in official.NspAssociation) (any, error) {
			p, err := c.NewSecurityPerimeterAssociationsClient().BeginCreateOrUpdate(ctx, group.Name, perimeterID.Name, associationID.Name, in, nil)
			r, err := finish(ctx, p, err)
			return r.NspAssociation, err
		},
		remove: func(ctx context.Context, c *official.ClientFactory) error {
			p, err := c.NewSecurityPerimeterAssociationsClient().BeginDelete(ctx, group.Name, perimeterID.Name, associationID.Name, nil)
			_, err = finish(ctx, p, err)
			return err
		},
		change: func(m *official.NspAssociation) {
			m.Properties.AccessMode = new(official.AssociationAccessModeEnforced)
		},
		ourGet: func(ctx context.Context, c *nsp.Client) (nsp.Association, error) {
			return c.Associations.Get(ctx, associationID)
		},
		ourList: func(ctx context.Context, c *nsp.Client, options bool) (any, error) {
			var o *nsp.AssociationListOptions
			if options {
				o = &nsp.AssociationListOptions{SkipToken: startAt(ctx), Top: new(top)}
			}
			return ourItems(c.Associations.List(ctx, perimeterID, o))
		},
		ourPut: func(ctx context.Context, c *nsp.Client, in nsp.Association) (nsp.Association, error) {
			return c.Associations.CreateOrUpdate(ctx, associationID, in)
		},
		ourModify: func(ctx context.Context, c *nsp.Client, change func(*nsp.Association) error) (nsp.Association, error) {
			return c.Associations.Modify(ctx, associationID, change)
		},
		ourRemove: func(ctx context.Context, c *nsp.Client) error { return c.Associations.Delete(ctx, associationID) },
		ourChange: func(m *nsp.Association) { m.Properties.AccessMode = nsp.AccessModeEnforced },
		body:      nsp.Associate(vaultID, profileID, nsp.AccessModeLearning),
	}
	rows := p.rows("AssociationsClient")
	return append(rows, perimeterLasts[official.SecurityPerimeterAssociationsClientDeleteResponse, azfoundry.None]{
		begin: func(ctx context.Context, c *official.ClientFactory, token string) (poller[official.SecurityPerimeterAssociationsClientDeleteResponse], error) {
			return c.NewSecurityPerimeterAssociationsClient().BeginDelete(ctx, group.Name, perimeterID.Name, associationID.Name, &official.SecurityPerimeterAssociationsClientBeginDeleteOptions{ResumeToken: token})
		},
		ours: func(ctx context.Context, c *nsp.Client) (poller[azfoundry.None], error) {
			return c.Associations.BeginDelete(ctx, associationID)
		},
		again: func(c *nsp.Client, token string) (poller[azfoundry.None], error) {
			return c.Associations.ResumeDelete(token)
		},
	}.rows("AssociationsClient.BeginDelete", "AssociationsClient.ResumeDelete")...)
}

// associationWaits are the rows of what begins a creation, and of the action.
func associationWaits() []nspRow {
	body := nsp.Associate(vaultID, profileID, nsp.AccessModeAudit)
	rows := perimeterLasts[official.SecurityPerimeterAssociationsClientCreateOrUpdateResponse, nsp.Association]{
		begin: func(ctx context.Context, c *official.ClientFactory, token string) (poller[official.SecurityPerimeterAssociationsClientCreateOrUpdateResponse], error) {
			in, err := recoded[official.NspAssociation](body)
			if err != nil {
				return nil, err
			}
			return c.NewSecurityPerimeterAssociationsClient().BeginCreateOrUpdate(ctx, group.Name, perimeterID.Name, associationID.Name, in,
				&official.SecurityPerimeterAssociationsClientBeginCreateOrUpdateOptions{ResumeToken: token})
		},
		ours: func(ctx context.Context, c *nsp.Client) (poller[nsp.Association], error) {
			return c.Associations.BeginCreateOrUpdate(ctx, associationID, body)
		},
		again: func(c *nsp.Client, token string) (poller[nsp.Association], error) {
			return c.Associations.Resume(token)
		},
		show: func(r official.SecurityPerimeterAssociationsClientCreateOrUpdateResponse) any {
			return r.NspAssociation
		},
	}.rows("AssociationsClient.BeginCreateOrUpdate", "AssociationsClient.Resume")
	return append(rows, nspRow{
		method: "AssociationsClient.Reconcile",
		theirs: func(ctx context.Context, c *official.ClientFactory) (any, error) {
			_, err := c.NewSecurityPerimeterAssociationsClient().Reconcile(ctx, group.Name, perimeterID.Name, associationID.Name, struct{}{}, nil)
			return nil, err
		},
		ours: func(ctx context.Context, c *nsp.Client) (any, error) {
			return nil, c.Associations.Reconcile(ctx, associationID)
		},
	})
}
