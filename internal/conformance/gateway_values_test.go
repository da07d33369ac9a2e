// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"slices"

	apim "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/apimanagement/armapimanagement/v3"

	"github.com/azfoundry/azfoundry/connections/gateway"
)

// ourNamedValue is a secret.
func ourNamedValue() gateway.NamedValue {
	return gateway.NamedValue{Properties: gateway.NamedValueProperties{
		DisplayName: "models-key", Value: gateway.NewSecret("k<&>"), Secret: new(true), Tags: []string{"models"},
	}}
}

// theirNamedValue is ourNamedValue in the official spelling.
func theirNamedValue() apim.NamedValueCreateContract {
	return apim.NamedValueCreateContract{Properties: &apim.NamedValueCreateContractProperties{
		DisplayName: new("models-key"), Value: new("k<&>"), Secret: new(true), Tags: texts("models"),
	}}
}

func namedValueRows() []gatewayRow {
	return []gatewayRow{
		{method: "NamedValuesClient.Get", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			r, err := c.NewNamedValueClient().Get(ctx, group.Name, serviceID.Name, namedValueID.Name, nil)
			return r.NamedValueContract, err
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) {
			return value(c.NamedValues.Get(ctx, namedValueID))
		}},
		{method: "NamedValuesClient.List", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			return drained(ctx, c.NewNamedValueClient().NewListByServicePager(group.Name, serviceID.Name, nil),
				func(p apim.NamedValueClientListByServiceResponse) []*apim.NamedValueContract {
					return p.Value
				})
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) {
			return ourItems(c.NamedValues.List(ctx, serviceID, nil))
		}},
		{method: "NamedValuesClient.ListValue", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			r, err := c.NewNamedValueClient().ListValue(ctx, group.Name, serviceID.Name, namedValueID.Name, nil)
			return r.NamedValueSecretContract, err
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) {
			return value(c.NamedValues.ListValue(ctx, namedValueID))
		}},
		{method: "NamedValuesClient.Delete", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			return deleted(done(c.NewNamedValueClient().Delete(ctx, group.Name, serviceID.Name, namedValueID.Name, anyTag, nil)))
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) {
			return deleted(c.NamedValues.Delete(ctx, namedValueID, nil))
		}},
	}
}

func namedValueWrites() []gatewayRow {
	return slices.Concat(
		gatewayLasts[apim.NamedValueClientCreateOrUpdateResponse, gateway.NamedValue]{
			begin: func(ctx context.Context, c *apim.ClientFactory, token string) (poller[apim.NamedValueClientCreateOrUpdateResponse], error) {
				o := &apim.NamedValueClientBeginCreateOrUpdateOptions{ResumeToken: token}
				return c.NewNamedValueClient().BeginCreateOrUpdate(ctx, group.Name, serviceID.Name, namedValueID.Name, theirNamedValue(), o)
			},
			ours: func(ctx context.Context, c *gateway.Client) (poller[gateway.NamedValue], error) {
				return c.NamedValues.BeginCreateOrUpdate(ctx, namedValueID, ourNamedValue(), nil)
			},
			again: func(c *gateway.Client, token string) (poller[gateway.NamedValue], error) {
				return c.NamedValues.Resume(token)
			},
			wait: func(ctx context.Context, c *gateway.Client) (gateway.NamedValue, error) {
				return c.NamedValues.CreateOrUpdate(ctx, namedValueID, ourNamedValue(), nil)
			},
			show: func(r apim.NamedValueClientCreateOrUpdateResponse) any { return r.NamedValueContract },
		}.rows("NamedValuesClient.BeginCreateOrUpdate", "NamedValuesClient.Resume", "NamedValuesClient.CreateOrUpdate"),
		gatewayLasts[apim.NamedValueClientUpdateResponse, gateway.NamedValue]{
			begin: func(ctx context.Context, c *apim.ClientFactory, token string) (poller[apim.NamedValueClientUpdateResponse], error) {
				in := apim.NamedValueUpdateParameters{Properties: &apim.NamedValueUpdateParameterProperties{Tags: texts("a", "b")}}
				o := &apim.NamedValueClientBeginUpdateOptions{ResumeToken: token}
				return c.NewNamedValueClient().BeginUpdate(ctx, group.Name, serviceID.Name, namedValueID.Name, anyTag, in, o)
			},
			ours: func(ctx context.Context, c *gateway.Client) (poller[gateway.NamedValue], error) {
				return c.NamedValues.BeginUpdate(ctx, namedValueID, newTags(), nil)
			},
			again: func(c *gateway.Client, token string) (poller[gateway.NamedValue], error) {
				return c.NamedValues.ResumeUpdate(token)
			},
			wait: func(ctx context.Context, c *gateway.Client) (gateway.NamedValue, error) {
				return c.NamedValues.Update(ctx, namedValueID, newTags(), nil)
			},
			show: func(r apim.NamedValueClientUpdateResponse) any { return r.NamedValueContract },
		}.rows("NamedValuesClient.BeginUpdate", "NamedValuesClient.ResumeUpdate", "NamedValuesClient.Update"),
		refreshRows(),
	)
}

func newTags() gateway.NamedValueUpdate {
	return gateway.NamedValueUpdate{Properties: gateway.NamedValueUpdateProperties{Tags: []string{"a", "b"}}}
}

func refreshRows() []gatewayRow {
	return gatewayLasts[apim.NamedValueClientRefreshSecretResponse, gateway.NamedValue]{
		begin: func(ctx context.Context, c *apim.ClientFactory, token string) (poller[apim.NamedValueClientRefreshSecretResponse], error) {
			o := &apim.NamedValueClientBeginRefreshSecretOptions{ResumeToken: token}
			return c.NewNamedValueClient().BeginRefreshSecret(ctx, group.Name, serviceID.Name, namedValueID.Name, o)
		},
		ours: func(ctx context.Context, c *gateway.Client) (poller[gateway.NamedValue], error) {
			return c.NamedValues.BeginRefreshSecret(ctx, namedValueID)
		},
		again: func(c *gateway.Client, token string) (poller[gateway.NamedValue], error) {
			return c.NamedValues.ResumeRefreshSecret(token)
		},
		wait: func(ctx context.Context, c *gateway.Client) (gateway.NamedValue, error) {
			return c.NamedValues.RefreshSecret(ctx, namedValueID)
		},
		show: func(r apim.NamedValueClientRefreshSecretResponse) any { return r.NamedValueContract },
	}.rows("NamedValuesClient.BeginRefreshSecret", "NamedValuesClient.ResumeRefreshSecret", "NamedValuesClient.RefreshSecret")
}
