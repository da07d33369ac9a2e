// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"net/http"
	"reflect"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	apim "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/apimanagement/armapimanagement/v3"
	apimfake "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/apimanagement/armapimanagement/v3/fake"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/connections/gateway"
)

var (
	backendID    = serviceID.Backend("east")
	namedValueID = serviceID.NamedValue("key")
)

// ourPolicy is a policy's document in which an expression stands as C#.
func ourPolicy() gateway.Policy {
	return gateway.RawPolicy(`<policies><inbound><base /><set-header name="a" exists-action="override"><value>@(context.Request.IpAddress + "<&>")</value></set-header></inbound><backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>`)
}

const changedPolicy = `<policies><inbound><base /></inbound><backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>`

func ourBackend() gateway.Backend {
	return gateway.Backend{Properties: gateway.BackendProperties{URL: "https://east.openai.azure.com/openai", Protocol: "http", Description: "in the east"}}
}

func gatewaySuite() suite[*apim.ClientFactory, *gateway.Client] {
	const other = "the official model of this request has no id, name and type, or less of the rest, than Modify sends as it read them"
	return suite[*apim.ClientFactory, *gateway.Client]{
		name: "connections/gateway", versions: []string{"2024-05-01"}, client: reflect.TypeFor[gateway.Client](), rows: gatewayRows(),
		excused: map[string]string{
			"APIsClient.Modify": other, "NamedValuesClient.Modify": other,
		},
		furniture: gatewayThings,
		serve: func(s *stage) policy.Transporter {
			accepted := map[string]int{"BeginUpdate": http.StatusAccepted, "BeginRefreshSecret": http.StatusAccepted}
			return apimfake.NewServerFactoryTransport(&apimfake.ServerFactory{
				ServiceServer: answering[apimfake.ServiceServer](s, nil), APIServer: answering[apimfake.APIServer](s, nil),
				APIOperationServer: answering[apimfake.APIOperationServer](s, nil), APIPolicyServer: answering[apimfake.APIPolicyServer](s, nil),
				APIOperationPolicyServer: answering[apimfake.APIOperationPolicyServer](s, nil),
				BackendServer:            answering[apimfake.BackendServer](s, nil), NamedValueServer: answering[apimfake.NamedValueServer](s, accepted),
			})
		},
		refuse: func(s *stage) policy.Transporter {
			return apimfake.NewServerFactoryTransport(&apimfake.ServerFactory{
				ServiceServer: refusing[apimfake.ServiceServer](s), APIServer: refusing[apimfake.APIServer](s),
				APIOperationServer: refusing[apimfake.APIOperationServer](s), APIPolicyServer: refusing[apimfake.APIPolicyServer](s),
				APIOperationPolicyServer: refusing[apimfake.APIOperationPolicyServer](s),
				BackendServer:            refusing[apimfake.BackendServer](s), NamedValueServer: refusing[apimfake.NamedValueServer](s),
			})
		},
		theirs: apim.NewClientFactory, ours: gateway.NewClient,
	}
}

// gatewayThings are what a world holds for the rows of connections/gateway.
func gatewayThings() []thing {
	service := body{
		"location": "eastus", "sku": body{"name": "StandardV2", "capacity": 1}, "identity": body{"type": "SystemAssigned"},
		"properties": body{"publisherEmail": "ops@example.com", "publisherName": "Contoso"},
	}
	second, more := ourAPI(), ourOperation()
	second.Properties.Path, second.Properties.DisplayName = "second", "Second"
	more.Properties.URLTemplate, more.Properties.DisplayName = "/embeddings", "Embeddings"
	named := func(name string) body {
		return body{"properties": body{"displayName": name, "secret": true, "keyVault": body{"secretIdentifier": "https://kv-ai.vault.azure.net/secrets/" + name}}}
	}
	return []thing{
		{id: serviceID.String(), body: service},
		{id: gateway.ServiceID{ResourceGroup: group, Name: "apim-spare"}.String(), body: service},
		{of: "APIsClient", id: apiID.String(), body: ourAPI()},
		{id: serviceID.API("second").String(), body: second},
		{of: "OperationsClient", id: operationID.String(), body: ourOperation()},
		{id: apiID.Operation("embeddings").String(), body: more},
		{of: "PoliciesClient", id: apiID.Policy(gateway.PolicyName).String(), body: ourPolicy()},
		{of: "PoliciesClient", id: operationID.Policy(gateway.PolicyName).String(), body: ourPolicy()},
		{of: "BackendsClient", id: backendID.String(), body: ourBackend()},
		{id: serviceID.Backend("west").String(), body: ourBackend()},
		{of: "NamedValuesClient", id: namedValueID.String(), body: named("models-key")},
		{id: serviceID.NamedValue("spare").String(), body: named("spare-key")},
	}
}

// apiPolicies are the rows of policies of APIs.
func apiPolicies() []gatewayRow {
	id := apiID.Policy(gateway.PolicyName)
	return []gatewayRow{
		{method: "PoliciesClient.Get", with: "API", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			r, err := c.NewAPIPolicyClient().Get(ctx, group.Name, serviceID.Name, apiID.Name, apim.PolicyIDNamePolicy,
				&apim.APIPolicyClientGetOptions{Format: new(apim.PolicyExportFormatRawxml)})
			return r.PolicyContract, err
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) {
			return value(c.Policies.Get(ctx, id, &gateway.PolicyGetOptions{Format: "rawxml"}))
		}},
		{method: "PoliciesClient.List", with: "API", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			r, err := c.NewAPIPolicyClient().ListByAPI(ctx, group.Name, serviceID.Name, apiID.Name, nil)
			return r.Value, err
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) {
			return ourItems(c.Policies.List(ctx, apiID))
		}},
		{method: "PoliciesClient.CreateOrUpdate", with: "API", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			in, err := recoded[apim.PolicyContract](ourPolicy())
			if err != nil {
				return nil, err
			}
			r, err := c.NewAPIPolicyClient().CreateOrUpdate(ctx, group.Name, serviceID.Name, apiID.Name, apim.PolicyIDNamePolicy, in, nil)
			return r.PolicyContract, err
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) {
			return value(c.Policies.CreateOrUpdate(ctx, id, ourPolicy(), nil))
		}},
		{method: "PoliciesClient.Modify", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			was, err := c.NewAPIPolicyClient().Get(ctx, group.Name, serviceID.Name, apiID.Name, apim.PolicyIDNamePolicy,
				&apim.APIPolicyClientGetOptions{Format: new(apim.PolicyExportFormatRawxml)})
			if err != nil {
				return nil, err
			}
			was.Properties.Value = new(changedPolicy)
			r, err := c.NewAPIPolicyClient().CreateOrUpdate(ctx, group.Name, serviceID.Name, apiID.Name, apim.PolicyIDNamePolicy, was.PolicyContract,
				&apim.APIPolicyClientCreateOrUpdateOptions{IfMatch: was.ETag})
			return r.PolicyContract, err
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) {
			return value(c.Policies.Modify(azfoundry.WithoutValidation(ctx), id, func(p *gateway.Policy) error {
				p.Properties.Value = changedPolicy
				return nil
			}))
		}},
		{method: "PoliciesClient.Delete", with: "API", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			return deleted(done(c.NewAPIPolicyClient().Delete(ctx, group.Name, serviceID.Name, apiID.Name, apim.PolicyIDNamePolicy, anyTag, nil)))
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) {
			return deleted(c.Policies.Delete(ctx, id, nil))
		}},
	}
}

// operationPolicies are the rows of policies of operations.
func operationPolicies() []gatewayRow {
	id := operationID.Policy(gateway.PolicyName)
	return []gatewayRow{
		{method: "PoliciesClient.Get", with: "operation", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			r, err := c.NewAPIOperationPolicyClient().Get(ctx, group.Name, serviceID.Name, apiID.Name, operationID.Name, apim.PolicyIDNamePolicy, nil)
			return r.PolicyContract, err
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) { return value(c.Policies.Get(ctx, id, nil)) }},
		{method: "PoliciesClient.List", with: "operation", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			r, err := c.NewAPIOperationPolicyClient().ListByOperation(ctx, group.Name, serviceID.Name, apiID.Name, operationID.Name, nil)
			return r.Value, err
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) {
			return ourItems(c.Policies.List(ctx, operationID))
		}},
		{method: "PoliciesClient.CreateOrUpdate", with: "operation", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			in, err := recoded[apim.PolicyContract](ourPolicy())
			if err != nil {
				return nil, err
			}
			r, err := c.NewAPIOperationPolicyClient().CreateOrUpdate(ctx, group.Name, serviceID.Name, apiID.Name, operationID.Name, apim.PolicyIDNamePolicy, in, nil)
			return r.PolicyContract, err
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) {
			return value(c.Policies.CreateOrUpdate(ctx, id, ourPolicy(), nil))
		}},
		{method: "PoliciesClient.Delete", with: "operation", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			return deleted(done(c.NewAPIOperationPolicyClient().Delete(ctx, group.Name, serviceID.Name, apiID.Name, operationID.Name, apim.PolicyIDNamePolicy, anyTag, nil)))
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) {
			return deleted(c.Policies.Delete(ctx, id, nil))
		}},
	}
}

func backendRows() []gatewayRow {
	return []gatewayRow{
		{method: "BackendsClient.Get", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			r, err := c.NewBackendClient().Get(ctx, group.Name, serviceID.Name, backendID.Name, nil)
			return r.BackendContract, err
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) {
			return value(c.Backends.Get(ctx, backendID))
		}},
		{method: "BackendsClient.List", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			return drained(ctx, c.NewBackendClient().NewListByServicePager(group.Name, serviceID.Name, nil),
				func(p apim.BackendClientListByServiceResponse) []*apim.BackendContract { return p.Value })
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) {
			return ourItems(c.Backends.List(ctx, serviceID, nil))
		}},
		{method: "BackendsClient.Delete", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			return deleted(done(c.NewBackendClient().Delete(ctx, group.Name, serviceID.Name, backendID.Name, anyTag, nil)))
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) {
			return deleted(c.Backends.Delete(ctx, backendID, nil))
		}},
	}
}

func backendWrites() []gatewayRow {
	update := gateway.BackendUpdate{Properties: gateway.BackendProperties{Title: "East"}}
	return []gatewayRow{
		{method: "BackendsClient.CreateOrUpdate", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			in, err := recoded[apim.BackendContract](ourBackend())
			if err != nil {
				return nil, err
			}
			r, err := c.NewBackendClient().CreateOrUpdate(ctx, group.Name, serviceID.Name, backendID.Name, in, nil)
			return r.BackendContract, err
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) {
			return value(c.Backends.CreateOrUpdate(ctx, backendID, ourBackend(), nil))
		}},
		{method: "BackendsClient.Update", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			in, err := recoded[apim.BackendUpdateParameters](update)
			if err != nil {
				return nil, err
			}
			r, err := c.NewBackendClient().Update(ctx, group.Name, serviceID.Name, backendID.Name, anyTag, in, nil)
			return r.BackendContract, err
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) {
			return value(c.Backends.Update(ctx, backendID, update, nil))
		}},
		{method: "BackendsClient.Modify", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			was, err := c.NewBackendClient().Get(ctx, group.Name, serviceID.Name, backendID.Name, nil)
			if err != nil {
				return nil, err
			}
			was.Properties.Title = new("East")
			r, err := c.NewBackendClient().CreateOrUpdate(ctx, group.Name, serviceID.Name, backendID.Name, was.BackendContract,
				&apim.BackendClientCreateOrUpdateOptions{IfMatch: was.ETag})
			return r.BackendContract, err
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) {
			return value(c.Backends.Modify(azfoundry.WithoutValidation(ctx), backendID, func(b *gateway.Backend) error {
				b.Properties.Title = "East"
				return nil
			}))
		}},
	}
}
