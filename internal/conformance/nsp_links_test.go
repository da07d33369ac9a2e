// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"

	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/nsp"
)

func linkRows() []nspRow {
	p := perimeterPair[official.NspLink, nsp.Link]{
		get: func(ctx context.Context, c *official.ClientFactory) (official.NspLink, error) {
			r, err := c.NewSecurityPerimeterLinksClient().Get(ctx, group.Name, perimeterID.Name, linkID.Name, nil)
			return r.NspLink, err
		},
		list: func(ctx context.Context, c *official.ClientFactory, options bool) (any, error) {
			var o *official.SecurityPerimeterLinksClientListOptions
			if options {
				o = &official.SecurityPerimeterLinksClientListOptions{SkipToken: startAtPointer(ctx), Top: new(top)}
			}
			return items(ctx, c.NewSecurityPerimeterLinksClient().NewListPager(group.Name, perimeterID.Name, o),
				func(p official.SecurityPerimeterLinksClientListResponse) []*official.NspLink { return p.Value })
		},
		put: func(ctx context.Context, c *official.ClientFactory, in official.NspLink) (any, error) {
			r, err := c.NewSecurityPerimeterLinksClient().CreateOrUpdate(ctx, group.Name, perimeterID.Name, linkID.Name, in, nil)
			return r.NspLink, err
		},
		remove: func(ctx context.Context, c *official.ClientFactory) error {
			p, err := c.NewSecurityPerimeterLinksClient().BeginDelete(ctx, group.Name, perimeterID.Name, linkID.Name, nil)
			_, err = finish(ctx, p, err)
			return err
		},
		change: func(m *official.NspLink) { m.Properties.Description = new("changed") },
		ourGet: func(ctx context.Context, c *nsp.Client) (nsp.Link, error) { return c.Links.Get(ctx, linkID) },
		ourList: func(ctx context.Context, c *nsp.Client, options bool) (any, error) {
			var o *nsp.LinkListOptions
			if options {
				o = &nsp.LinkListOptions{SkipToken: startAt(ctx), Top: new(top)}
			}
			return ourItems(c.Links.List(ctx, perimeterID, o))
		},
		ourPut: func(ctx context.Context, c *nsp.Client, in nsp.Link) (nsp.Link, error) {
			return c.Links.CreateOrUpdate(ctx, linkID, in)
		},
		ourModify: func(ctx context.Context, c *nsp.Client, change func(*nsp.Link) error) (nsp.Link, error) {
			return c.Links.Modify(ctx, linkID, change)
		},
		ourRemove: func(ctx context.Context, c *nsp.Client) error { return c.Links.Delete(ctx, linkID) },
		ourChange: func(m *nsp.Link) { m.Properties.Description = "changed" },
		body: nsp.Link{Properties: nsp.LinkProperties{
			AutoApprovedRemotePerimeterResourceID: nsp.PerimeterID{ResourceGroup: group, Name: "other"}.String(),
			LocalInboundProfiles:                  []string{"*"}, RemoteInboundProfiles: []string{"main_1"}, Description: "a \"link\" <&>",
		}},
	}
	rows := p.rows("LinksClient")
	return append(rows, perimeterLasts[official.SecurityPerimeterLinksClientDeleteResponse, azfoundry.None]{
		begin: func(ctx context.Context, c *official.ClientFactory, token string) (poller[official.SecurityPerimeterLinksClientDeleteResponse], error) {
			return c.NewSecurityPerimeterLinksClient().BeginDelete(ctx, group.Name, perimeterID.Name, linkID.Name, &official.SecurityPerimeterLinksClientBeginDeleteOptions{ResumeToken: token})
		},
		ours: func(ctx context.Context, c *nsp.Client) (poller[azfoundry.None], error) {
			return c.Links.BeginDelete(ctx, linkID)
		},
		again: func(c *nsp.Client, token string) (poller[azfoundry.None], error) { return c.Links.ResumeDelete(token) },
	}.rows("LinksClient.BeginDelete", "LinksClient.ResumeDelete")...)
}

// reference is the link reference that the rows are about.
func reference(ctx context.Context) nsp.LinkReferenceID {
	return perimeterID.LinkReference(called(ctx, referenceID.Name))
}

func referenceRows() []nspRow {
	p := perimeterPair[official.NspLinkReference, nsp.LinkReference]{
		get: func(ctx context.Context, c *official.ClientFactory) (official.NspLinkReference, error) {
			r, err := c.NewSecurityPerimeterLinkReferencesClient().Get(ctx, group.Name, perimeterID.Name, called(ctx, referenceID.Name), nil)
			return r.NspLinkReference, err
		},
		list: func(ctx context.Context, c *official.ClientFactory, options bool) (any, error) {
			var o *official.SecurityPerimeterLinkReferencesClientListOptions
			if options {
				o = &official.SecurityPerimeterLinkReferencesClientListOptions{SkipToken: startAtPointer(ctx), Top: new(top)}
			}
			return items(ctx, c.NewSecurityPerimeterLinkReferencesClient().NewListPager(group.Name, perimeterID.Name, o),
				func(p official.SecurityPerimeterLinkReferencesClientListResponse) []*official.NspLinkReference {
					return p.Value
				})
		},
		remove: func(ctx context.Context, c *official.ClientFactory) error {
			p, err := c.NewSecurityPerimeterLinkReferencesClient().BeginDelete(ctx, group.Name, perimeterID.Name, called(ctx, referenceID.Name), nil)
			_, err = finish(ctx, p, err)
			return err
		},
		ourGet: func(ctx context.Context, c *nsp.Client) (nsp.LinkReference, error) {
			return c.LinkReferences.Get(ctx, reference(ctx))
		},
		ourList: func(ctx context.Context, c *nsp.Client, options bool) (any, error) {
			var o *nsp.LinkReferenceListOptions
			if options {
				o = &nsp.LinkReferenceListOptions{SkipToken: startAt(ctx), Top: new(top)}
			}
			return ourItems(c.LinkReferences.List(ctx, perimeterID, o))
		},
		ourRemove: func(ctx context.Context, c *nsp.Client) error { return c.LinkReferences.Delete(ctx, reference(ctx)) },
	}
	rows := p.rows("LinkReferencesClient")
	return append(rows, perimeterLasts[official.SecurityPerimeterLinkReferencesClientDeleteResponse, azfoundry.None]{
		begin: func(ctx context.Context, c *official.ClientFactory, token string) (poller[official.SecurityPerimeterLinkReferencesClientDeleteResponse], error) {
			return c.NewSecurityPerimeterLinkReferencesClient().BeginDelete(ctx, group.Name, perimeterID.Name, called(ctx, referenceID.Name), &official.SecurityPerimeterLinkReferencesClientBeginDeleteOptions{ResumeToken: token})
		},
		ours: func(ctx context.Context, c *nsp.Client) (poller[azfoundry.None], error) {
			return c.LinkReferences.BeginDelete(ctx, reference(ctx))
		},
		again: func(c *nsp.Client, token string) (poller[azfoundry.None], error) {
			return c.LinkReferences.ResumeDelete(token)
		},
	}.rows("LinkReferencesClient.BeginDelete", "LinkReferencesClient.ResumeDelete")...)
}
