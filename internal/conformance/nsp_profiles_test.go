// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"

	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"

	"github.com/azfoundry/azfoundry/nsp"
)

func profileRows() []nspRow {
	p := perimeterPair[official.NspProfile, nsp.Profile]{
		get: func(ctx context.Context, c *official.ClientFactory) (official.NspProfile, error) {
			r, err := c.NewSecurityPerimeterProfilesClient().Get(ctx, group.Name, perimeterID.Name, profileID.Name, nil)
			return r.NspProfile, err
		},
		list: func(ctx context.Context, c *official.ClientFactory, options bool) (any, error) {
			var o *official.SecurityPerimeterProfilesClientListOptions
			if options {
				o = &official.SecurityPerimeterProfilesClientListOptions{SkipToken: startAtPointer(ctx), Top: new(top)}
			}
			return items(ctx, c.NewSecurityPerimeterProfilesClient().NewListPager(group.Name, perimeterID.Name, o),
				func(p official.SecurityPerimeterProfilesClientListResponse) []*official.NspProfile { return p.Value })
		},
		put: func(ctx context.Context, c *official.ClientFactory, in official.NspProfile) (any, error) {
			r, err := c.NewSecurityPerimeterProfilesClient().CreateOrUpdate(ctx, group.Name, perimeterID.Name, profileID.Name, in, nil)
			return r.NspProfile, err
		},
		remove: func(ctx context.Context, c *official.ClientFactory) error {
			_, err := c.NewSecurityPerimeterProfilesClient().Delete(ctx, group.Name, perimeterID.Name, profileID.Name, nil)
			return err
		},
		change: func(m *official.NspProfile) { m.Properties.AccessRulesVersion = new("8") },
		ourGet: func(ctx context.Context, c *nsp.Client) (nsp.Profile, error) { return c.Profiles.Get(ctx, profileID) },
		ourList: func(ctx context.Context, c *nsp.Client, options bool) (any, error) {
			var o *nsp.ProfileListOptions
			if options {
				o = &nsp.ProfileListOptions{SkipToken: startAt(ctx), Top: new(top)}
			}
			return ourItems(c.Profiles.List(ctx, perimeterID, o))
		},
		ourPut: func(ctx context.Context, c *nsp.Client, in nsp.Profile) (nsp.Profile, error) {
			return c.Profiles.CreateOrUpdate(ctx, profileID, in)
		},
		ourModify: func(ctx context.Context, c *nsp.Client, change func(*nsp.Profile) error) (nsp.Profile, error) {
			return c.Profiles.Modify(ctx, profileID, change)
		},
		ourRemove: func(ctx context.Context, c *nsp.Client) error { return c.Profiles.Delete(ctx, profileID) },
		ourChange: func(m *nsp.Profile) { m.Properties.AccessRulesVersion = "8" },
		body:      nsp.Profile{},
	}
	rows := p.rows("ProfilesClient")
	return rows
}

func ruleRows() []nspRow {
	p := perimeterPair[official.NspAccessRule, nsp.AccessRule]{
		get: func(ctx context.Context, c *official.ClientFactory) (official.NspAccessRule, error) {
			r, err := c.NewSecurityPerimeterAccessRulesClient().Get(ctx, group.Name, perimeterID.Name, profileID.Name, ruleID.Name, nil)
			return r.NspAccessRule, err
		},
		list: func(ctx context.Context, c *official.ClientFactory, options bool) (any, error) {
			var o *official.SecurityPerimeterAccessRulesClientListOptions
			if options {
				o = &official.SecurityPerimeterAccessRulesClientListOptions{SkipToken: startAtPointer(ctx), Top: new(top)}
			}
			return items(ctx, c.NewSecurityPerimeterAccessRulesClient().NewListPager(group.Name, perimeterID.Name, profileID.Name, o),
				func(p official.SecurityPerimeterAccessRulesClientListResponse) []*official.NspAccessRule {
					return p.Value
				})
		},
		put: func(ctx context.Context, c *official.ClientFactory, in official.NspAccessRule) (any, error) {
			r, err := c.NewSecurityPerimeterAccessRulesClient().CreateOrUpdate(ctx, group.Name, perimeterID.Name, profileID.Name, ruleID.Name, in, nil)
			return r.NspAccessRule, err
		},
		remove: func(ctx context.Context, c *official.ClientFactory) error {
			_, err := c.NewSecurityPerimeterAccessRulesClient().Delete(ctx, group.Name, perimeterID.Name, profileID.Name, ruleID.Name, nil)
			return err
		},
		change: func(m *official.NspAccessRule) { m.Properties.AddressPrefixes = texts("203.0.113.0/24") },
		ourGet: func(ctx context.Context, c *nsp.Client) (nsp.AccessRule, error) {
			return c.AccessRules.Get(ctx, ruleID)
		},
		ourList: func(ctx context.Context, c *nsp.Client, options bool) (any, error) {
			var o *nsp.AccessRuleListOptions
			if options {
				o = &nsp.AccessRuleListOptions{SkipToken: startAt(ctx), Top: new(top)}
			}
			return ourItems(c.AccessRules.List(ctx, profileID, o))
		},
		ourPut: func(ctx context.Context, c *nsp.Client, in nsp.AccessRule) (nsp.AccessRule, error) {
			return c.AccessRules.CreateOrUpdate(ctx, ruleID, in)
		},
		ourModify: func(ctx context.Context, c *nsp.Client, change func(*nsp.AccessRule) error) (nsp.AccessRule, error) {
			return c.AccessRules.Modify(ctx, ruleID, change)
		},
		ourRemove: func(ctx context.Context, c *nsp.Client) error { return c.AccessRules.Delete(ctx, ruleID) },
		ourChange: func(m *nsp.AccessRule) { m.Properties.AddressPrefixes = []string{"203.0.113.0/24"} },
		body:      nsp.FromSubscriptions(group.Subscription),
	}
	rows := p.rows("AccessRulesClient")
	return append(rows, nspRow{
		method: "AccessRulesClient.Reconcile",
		theirs: func(ctx context.Context, c *official.ClientFactory) (any, error) {
			_, err := c.NewSecurityPerimeterAccessRulesClient().Reconcile(ctx, group.Name, perimeterID.Name, profileID.Name, ruleID.Name, struct{}{}, nil)
			return nil, err
		},
		ours: func(ctx context.Context, c *nsp.Client) (any, error) {
			return nil, c.AccessRules.Reconcile(ctx, ruleID)
		},
	})
}
