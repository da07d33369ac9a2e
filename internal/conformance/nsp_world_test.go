// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"net/http"
	"strings"
	"testing"

	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"

	"github.com/azfoundry/azfoundry/armtest"
)

// step is one thing that an official client does to a world.
type step struct {
	name string
	do   func(context.Context, *official.ClientFactory) error
}

const (
	worldGroup = armtest.DefaultNetworkGroup
	scopeInUse = "/subscriptions/" + armtest.ManagementSubscription + "/resourceGroups/" + worldGroup
	perimeters = scopeInUse + "/providers/Microsoft.Network/networkSecurityPerimeters/"
)

// settingUp is how official clients set up perimeters.
func settingUp() []step {
	return []step{
		{"perimeters", func(ctx context.Context, c *official.ClientFactory) error {
			for _, name := range []string{"ai", "data"} {
				in := official.SecurityPerimeter{Location: new("East US"), Properties: &official.SecurityPerimeterProperties{}}
				if _, err := c.NewSecurityPerimetersClient().CreateOrUpdate(ctx, worldGroup, name, in, nil); err != nil {
					return err
				}
			}
			return nil
		}},
		{"tags", func(ctx context.Context, c *official.ClientFactory) error {
			in := official.UpdateTagsRequest{Tags: map[string]*string{"team": new("platform")}}
			return done(c.NewSecurityPerimetersClient().Patch(ctx, worldGroup, "ai", in, nil))
		}},
		{"profile", func(ctx context.Context, c *official.ClientFactory) error {
			in := official.NspProfile{Properties: &official.NspProfileProperties{}}
			return done(c.NewSecurityPerimeterProfilesClient().CreateOrUpdate(ctx, worldGroup, "ai", "main", in, nil))
		}},
		{"rule", func(ctx context.Context, c *official.ClientFactory) error {
			in := official.NspAccessRule{Properties: &official.NspAccessRuleProperties{
				Direction: new(official.AccessRuleDirectionInbound), AddressPrefixes: texts("203.0.113.0/24"),
			}}
			rules := c.NewSecurityPerimeterAccessRulesClient()
			if _, err := rules.CreateOrUpdate(ctx, worldGroup, "ai", "main", "office", in, nil); err != nil {
				return err
			}
			return done(rules.Reconcile(ctx, worldGroup, "ai", "main", "office", struct{}{}, nil))
		}},
		{"association", func(ctx context.Context, c *official.ClientFactory) error {
			in := official.NspAssociation{Properties: &official.NspAssociationProperties{
				PrivateLinkResource: &official.SubResource{ID: new(scopeInUse + "/providers/Microsoft.KeyVault/vaults/kv-ai")},
				Profile:             &official.SubResource{ID: new(perimeters + "ai/profiles/main")},
				AccessMode:          new(official.AssociationAccessModeLearning),
			}}
			p, err := c.NewSecurityPerimeterAssociationsClient().BeginCreateOrUpdate(ctx, worldGroup, "ai", "kv", in, nil)
			return done(finish(ctx, p, err))
		}},
		{"link", func(ctx context.Context, c *official.ClientFactory) error {
			in := official.NspLink{Properties: &official.NspLinkProperties{
				AutoApprovedRemotePerimeterResourceID: new(perimeters + "data"), LocalInboundProfiles: texts("*"), RemoteInboundProfiles: texts("*"),
			}}
			return done(c.NewSecurityPerimeterLinksClient().CreateOrUpdate(ctx, worldGroup, "ai", "to-data", in, nil))
		}},
		{"logging configuration", func(ctx context.Context, c *official.ClientFactory) error {
			in := official.NspLoggingConfiguration{Properties: &official.NspLoggingConfigurationProperties{EnabledLogCategories: texts("NspOutboundAttempt")}}
			return done(c.NewSecurityPerimeterLoggingConfigurationsClient().CreateOrUpdate(ctx, worldGroup, "ai", "instance", in, nil))
		}},
	}
}

// takingDown is how they take them down.
func takingDown() []step {
	return []step{
		{"link", func(ctx context.Context, c *official.ClientFactory) error {
			p, err := c.NewSecurityPerimeterLinksClient().BeginDelete(ctx, worldGroup, "ai", "to-data", nil)
			return done(finish(ctx, p, err))
		}},
		{"link references", func(ctx context.Context, c *official.ClientFactory) error {
			references := c.NewSecurityPerimeterLinkReferencesClient()
			for p := references.NewListPager(worldGroup, "data", nil); p.More(); {
				page, err := p.NextPage(ctx)
				if err != nil {
					return err
				}
				for _, r := range page.Value {
					p, err := references.BeginDelete(ctx, worldGroup, "data", *r.Name, nil)
					if err := done(finish(ctx, p, err)); err != nil {
						return err
					}
				}
			}
			return nil
		}},
		{"association", func(ctx context.Context, c *official.ClientFactory) error {
			p, err := c.NewSecurityPerimeterAssociationsClient().BeginDelete(ctx, worldGroup, "ai", "kv", nil)
			return done(finish(ctx, p, err))
		}},
		{"rule", func(ctx context.Context, c *official.ClientFactory) error {
			return done(c.NewSecurityPerimeterAccessRulesClient().Delete(ctx, worldGroup, "ai", "main", "office", nil))
		}},
		{"profile", func(ctx context.Context, c *official.ClientFactory) error {
			return done(c.NewSecurityPerimeterProfilesClient().Delete(ctx, worldGroup, "ai", "main", nil))
		}},
		{"logging configuration", func(ctx context.Context, c *official.ClientFactory) error {
			return done(c.NewSecurityPerimeterLoggingConfigurationsClient().Delete(ctx, worldGroup, "ai", "instance", nil))
		}},
		{"perimeter", func(ctx context.Context, c *official.ClientFactory) error {
			for _, name := range []string{"ai", "data"} {
				p, err := c.NewSecurityPerimetersClient().BeginDelete(ctx, worldGroup, name, nil)
				if err := done(finish(ctx, p, err)); err != nil {
					return err
				}
			}
			return nil
		}},
	}
}

// Official clients set perimeters up in a world, read them and take them down.
func TestOfficialClient_perimeters(t *testing.T) {
	t.Parallel()
	var heard answers
	world := start(t, &armtest.Options{Features: []string{armtest.FeatureLinks, armtest.FeatureServiceTags}})
	if err := world.Put(scopeInUse+"/providers/Microsoft.KeyVault/vaults/kv-ai", vault()); err != nil {
		t.Fatal(err)
	}
	c := administered(t, world, &heard).management
	run := func(steps []step) {
		for _, s := range steps {
			if err := s.do(t.Context(), c); err != nil {
				t.Fatalf("%s: %v", s.name, err)
			}
		}
	}
	run(settingUp())
	a, err := c.NewSecurityPerimeterAssociationsClient().Get(t.Context(), worldGroup, "ai", "kv", nil)
	if err != nil || *a.Properties.ProvisioningState != official.NspProvisioningStateSucceeded || *a.Properties.HasProvisioningIssues != "no" {
		t.Errorf("association = %+v, %v, want it Succeeded without issues", a.Properties, err)
	}
	p, err := c.NewSecurityPerimeterProfilesClient().Get(t.Context(), worldGroup, "ai", "main", nil)
	if err != nil || *p.Properties.AccessRulesVersion != "1" {
		t.Errorf("profile = %+v, %v, want one change of its rules", p.Properties, err)
	}
	l, err := c.NewSecurityPerimeterLinksClient().Get(t.Context(), worldGroup, "ai", "to-data", nil)
	if err != nil || *l.Properties.Status != official.NspLinkStatusApproved || *l.Properties.RemotePerimeterLocation != "eastus" {
		t.Errorf("link = %+v, %v, want it Approved", l.Properties, err)
	}
	tags, err := c.NewSecurityPerimeterServiceTagsClient().NewListPager("eastus", nil).NextPage(t.Context())
	if err != nil || len(tags.Value) == 0 {
		t.Errorf("service tags = %v, %v", tags.Value, err)
	}
	types, err := c.NewSecurityPerimeterAssociableResourceTypesClient().NewListPager("eastus", nil).NextPage(t.Context())
	if err != nil || len(types.Value) == 0 {
		t.Errorf("associable types = %v, %v", types.Value, err)
	}
	run(takingDown())
	left, err := c.NewSecurityPerimetersClient().NewListBySubscriptionPager(nil).NextPage(t.Context())
	if err != nil || len(left.Value) != 0 {
		t.Errorf("perimeters = %v, %v, want none", left.Value, err)
	}
	assertPolled(t, heard.all)
}

// assertPolled wants every long-running operation to have been looked at where the service said.
func assertPolled(t *testing.T, all []*http.Response) {
	t.Helper()
	polls, begun := 0, 0
	for _, a := range all {
		if a.Request.Method != http.MethodGet && a.Header.Get("Azure-AsyncOperation")+a.Header.Get("Location") != "" {
			begun++
		}
		if path := a.Request.URL.Path; strings.Contains(path, "/networkSecurityPerimeterOperationStatuses/") || strings.Contains(path, "/operationResults/") {
			polls++
		}
	}
	// an association is made and deleted, a link, a reference and two perimeters are deleted
	if begun != 6 || polls < 2*begun {
		t.Errorf("%d operations begun and %d polls, want 6 and at least two polls each", begun, polls)
	}
}
