// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"

	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"

	"github.com/azfoundry/azfoundry/nsp"
)

func loggingRows() []nspRow {
	p := perimeterPair[official.NspLoggingConfiguration, nsp.LoggingConfiguration]{
		get: func(ctx context.Context, c *official.ClientFactory) (official.NspLoggingConfiguration, error) {
			r, err := c.NewSecurityPerimeterLoggingConfigurationsClient().Get(ctx, group.Name, perimeterID.Name, loggingID.Name, nil)
			return r.NspLoggingConfiguration, err
		},
		list: func(ctx context.Context, c *official.ClientFactory, _ bool) (any, error) {
			return items(ctx, c.NewSecurityPerimeterLoggingConfigurationsClient().NewListPager(group.Name, perimeterID.Name, nil),
				func(p official.SecurityPerimeterLoggingConfigurationsClientListResponse) []*official.NspLoggingConfiguration {
					return p.Value
				})
		},
		put: func(ctx context.Context, c *official.ClientFactory, in official.NspLoggingConfiguration) (any, error) {
			r, err := c.NewSecurityPerimeterLoggingConfigurationsClient().CreateOrUpdate(ctx, group.Name, perimeterID.Name, loggingID.Name, in, nil)
			return r.NspLoggingConfiguration, err
		},
		remove: func(ctx context.Context, c *official.ClientFactory) error {
			_, err := c.NewSecurityPerimeterLoggingConfigurationsClient().Delete(ctx, group.Name, perimeterID.Name, loggingID.Name, nil)
			return err
		},
		change: func(m *official.NspLoggingConfiguration) { m.Properties.Version = new("8") },
		ourGet: func(ctx context.Context, c *nsp.Client) (nsp.LoggingConfiguration, error) {
			return c.LoggingConfigurations.Get(ctx, loggingID)
		},
		ourList: func(ctx context.Context, c *nsp.Client, _ bool) (any, error) {
			return ourItems(c.LoggingConfigurations.List(ctx, perimeterID))
		},
		ourPut: func(ctx context.Context, c *nsp.Client, in nsp.LoggingConfiguration) (nsp.LoggingConfiguration, error) {
			return c.LoggingConfigurations.CreateOrUpdate(ctx, loggingID, in)
		},
		ourModify: func(ctx context.Context, c *nsp.Client, change func(*nsp.LoggingConfiguration) error) (nsp.LoggingConfiguration, error) {
			return c.LoggingConfigurations.Modify(ctx, loggingID, change)
		},
		ourRemove: func(ctx context.Context, c *nsp.Client) error { return c.LoggingConfigurations.Delete(ctx, loggingID) },
		ourChange: func(m *nsp.LoggingConfiguration) { m.Properties.Version = "8" },
		body:      nsp.LoggingConfiguration{Properties: nsp.LoggingConfigurationProperties{EnabledLogCategories: nsp.LogCategories(), Version: "1"}},
	}
	rows := p.rows("LoggingConfigurationsClient")
	return rows
}

// regionRows are the rows of what a region says.
func regionRows() []nspRow {
	return []nspRow{
		{
			method: "AssociableTypesClient.List",
			theirs: func(ctx context.Context, c *official.ClientFactory) (any, error) {
				return items(ctx, c.NewSecurityPerimeterAssociableResourceTypesClient().NewListPager(locationID.Name, nil),
					func(p official.SecurityPerimeterAssociableResourceTypesClientListResponse) []*official.PerimeterAssociableResource {
						return p.Value
					})
			},
			ours: func(ctx context.Context, c *nsp.Client) (any, error) {
				return ourItems(c.AssociableTypes.List(ctx, locationID))
			},
		},
		{
			method: "ServiceTagsClient.List",
			theirs: func(ctx context.Context, c *official.ClientFactory) (any, error) {
				return items(ctx, c.NewSecurityPerimeterServiceTagsClient().NewListPager(locationID.Name, nil),
					func(p official.SecurityPerimeterServiceTagsClientListResponse) []*official.NspServiceTagsResource {
						return p.Value
					})
			},
			ours: func(ctx context.Context, c *nsp.Client) (any, error) {
				return ourItems(c.ServiceTags.List(ctx, locationID))
			},
		},
		{
			method: "OperationStatusesClient.Get",
			theirs: func(ctx context.Context, c *official.ClientFactory) (any, error) {
				r, err := c.NewSecurityPerimeterOperationStatusesClient().Get(ctx, locationID.Name, called(ctx, "op-1"), nil)
				return r.OperationStatusResult, err
			},
			ours: func(ctx context.Context, c *nsp.Client) (any, error) {
				return c.OperationStatuses.Get(ctx, locationID.OperationStatus(called(ctx, "op-1")))
			},
		},
	}
}
