// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"slices"

	apim "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/apimanagement/armapimanagement/v3"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/connections/gateway"
)

type (
	// gatewayRow is one operation on API Management.
	gatewayRow = rowOf[*apim.ClientFactory, *gateway.Client]
	// gatewayLasts is [lastsOf] its clients.
	gatewayLasts[T, O any] = lastsOf[*apim.ClientFactory, *gateway.Client, T, O]
)

// What all rows are about.
var (
	serviceID   = gateway.ServiceID{ResourceGroup: group, Name: "apim-contoso"}
	apiID       = serviceID.API("openai")
	operationID = apiID.Operation("chat")
)

// anyTag is the official clients' way to say that no tag matters; ours say it by themselves.
const anyTag = "*"

func ourAPI() gateway.API {
	return gateway.API{Properties: gateway.APIProperties{
		DisplayName: "Azure OpenAI", Path: "openai", ServiceURL: "https://ai-contoso.openai.azure.com/openai",
		Protocols: []gateway.Protocol{gateway.ProtocolHTTPS}, SubscriptionRequired: new(false),
	}}
}

func ourOperation() gateway.Operation {
	return gateway.Operation{Properties: gateway.OperationProperties{DisplayName: "Chat", Method: "POST", URLTemplate: "/chat/completions", Description: "a <chat> & more"}}
}

// gatewayRows returns every operation that both kinds of client have.
func gatewayRows() []gatewayRow {
	return slices.Concat(serviceRows(), apiRows(), apiWrites(), apiDeletions(), operationRows(), operationWrites(),
		apiPolicies(), operationPolicies(), backendRows(), backendWrites(), namedValueRows(), namedValueWrites())
}

func serviceRows() []gatewayRow {
	return []gatewayRow{
		{method: "ServicesClient.Get", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			r, err := c.NewServiceClient().Get(ctx, group.Name, serviceID.Name, nil)
			return r.ServiceResource, err
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) {
			return value(c.Services.Get(ctx, serviceID))
		}},
		{method: "ServicesClient.List", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			return drained(ctx, c.NewServiceClient().NewListByResourceGroupPager(group.Name, nil),
				func(p apim.ServiceClientListByResourceGroupResponse) []*apim.ServiceResource {
					return p.Value
				})
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) {
			return ourItems(c.Services.List(ctx, group))
		}},
		{method: "ServicesClient.ListBySubscription", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			return drained(ctx, c.NewServiceClient().NewListPager(nil),
				func(p apim.ServiceClientListResponse) []*apim.ServiceResource { return p.Value })
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) {
			return ourItems(c.Services.ListBySubscription(ctx, group.Subscription))
		}},
	}
}

func apiRows() []gatewayRow {
	update := gateway.APIUpdate{Properties: gateway.APIUpdateProperties{Description: "changed"}}
	return []gatewayRow{
		{method: "APIsClient.Get", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			r, err := c.NewAPIClient().Get(ctx, group.Name, serviceID.Name, apiID.Name, nil)
			return r.APIContract, err
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) { return value(c.APIs.Get(ctx, apiID)) }},
		{method: "APIsClient.List", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			return drained(ctx, c.NewAPIClient().NewListByServicePager(group.Name, serviceID.Name, nil),
				func(p apim.APIClientListByServiceResponse) []*apim.APIContract { return p.Value })
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) {
			return ourItems(c.APIs.List(ctx, serviceID, nil))
		}},
		{method: "APIsClient.List", with: "options", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			o := &apim.APIClientListByServiceOptions{Filter: new("path eq 'openai'"), Top: new(int32(5)), Skip: new(int32(0))}
			return drained(ctx, c.NewAPIClient().NewListByServicePager(group.Name, serviceID.Name, o),
				func(p apim.APIClientListByServiceResponse) []*apim.APIContract { return p.Value })
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) {
			return ourItems(c.APIs.List(ctx, serviceID, &gateway.APIListOptions{Filter: "path eq 'openai'", Top: new(int32(5)), Skip: new(int32(0))}))
		}},
		{method: "APIsClient.Update", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			in, err := recoded[apim.APIUpdateContract](update)
			if err != nil {
				return nil, err
			}
			r, err := c.NewAPIClient().Update(ctx, group.Name, serviceID.Name, apiID.Name, anyTag, in, nil)
			return r.APIContract, err
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) {
			return value(c.APIs.Update(ctx, apiID, update, nil))
		}},
	}
}

func apiWrites() []gatewayRow {
	return gatewayLasts[apim.APIClientCreateOrUpdateResponse, gateway.API]{
		begin: func(ctx context.Context, c *apim.ClientFactory, token string) (poller[apim.APIClientCreateOrUpdateResponse], error) {
			in, err := recoded[apim.APICreateOrUpdateParameter](ourAPI())
			if err != nil {
				return nil, err
			}
			return c.NewAPIClient().BeginCreateOrUpdate(ctx, group.Name, serviceID.Name, apiID.Name, in, &apim.APIClientBeginCreateOrUpdateOptions{ResumeToken: token})
		},
		ours: func(ctx context.Context, c *gateway.Client) (poller[gateway.API], error) {
			return c.APIs.BeginCreateOrUpdate(ctx, apiID, ourAPI(), nil)
		},
		again: func(c *gateway.Client, token string) (poller[gateway.API], error) { return c.APIs.Resume(token) },
		wait: func(ctx context.Context, c *gateway.Client) (gateway.API, error) {
			return c.APIs.CreateOrUpdate(ctx, apiID, ourAPI(), nil)
		},
		show: func(r apim.APIClientCreateOrUpdateResponse) any { return r.APIContract },
	}.rows("APIsClient.BeginCreateOrUpdate", "APIsClient.Resume", "APIsClient.CreateOrUpdate")
}

func apiDeletions() []gatewayRow {
	all := &gateway.APIDeleteOptions{DeleteRevisions: new(true)}
	return gatewayLasts[apim.APIClientDeleteResponse, azfoundry.None]{
		begin: func(ctx context.Context, c *apim.ClientFactory, token string) (poller[apim.APIClientDeleteResponse], error) {
			o := &apim.APIClientBeginDeleteOptions{ResumeToken: token, DeleteRevisions: new(true)}
			return c.NewAPIClient().BeginDelete(ctx, group.Name, serviceID.Name, apiID.Name, anyTag, o)
		},
		ours: func(ctx context.Context, c *gateway.Client) (poller[azfoundry.None], error) {
			return c.APIs.BeginDelete(ctx, apiID, all)
		},
		again: func(c *gateway.Client, token string) (poller[azfoundry.None], error) {
			return c.APIs.ResumeDelete(token)
		},
		wait: func(ctx context.Context, c *gateway.Client) (azfoundry.None, error) {
			return azfoundry.None{}, c.APIs.Delete(ctx, apiID, all)
		},
	}.rows("APIsClient.BeginDelete", "APIsClient.ResumeDelete", "APIsClient.Delete")
}

func operationRows() []gatewayRow {
	return []gatewayRow{
		{method: "OperationsClient.Get", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			r, err := c.NewAPIOperationClient().Get(ctx, group.Name, serviceID.Name, apiID.Name, operationID.Name, nil)
			return r.OperationContract, err
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) {
			return value(c.Operations.Get(ctx, operationID))
		}},
		{method: "OperationsClient.List", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			return drained(ctx, c.NewAPIOperationClient().NewListByAPIPager(group.Name, serviceID.Name, apiID.Name, nil),
				func(p apim.APIOperationClientListByAPIResponse) []*apim.OperationContract { return p.Value })
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) {
			return ourItems(c.Operations.List(ctx, apiID, nil))
		}},
		{method: "OperationsClient.Delete", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			return deleted(done(c.NewAPIOperationClient().Delete(ctx, group.Name, serviceID.Name, apiID.Name, operationID.Name, anyTag, nil)))
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) {
			return deleted(c.Operations.Delete(ctx, operationID, nil))
		}},
	}
}

func operationWrites() []gatewayRow {
	update := gateway.OperationUpdate{Properties: gateway.OperationUpdateProperties{Description: "changed"}}
	put := func(ctx context.Context, c *apim.ClientFactory, in apim.OperationContract, tag *string) (any, error) {
		r, err := c.NewAPIOperationClient().CreateOrUpdate(ctx, group.Name, serviceID.Name, apiID.Name, operationID.Name, in,
			&apim.APIOperationClientCreateOrUpdateOptions{IfMatch: tag})
		return r.OperationContract, err
	}
	return []gatewayRow{
		{method: "OperationsClient.CreateOrUpdate", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			in, err := recoded[apim.OperationContract](ourOperation())
			if err != nil {
				return nil, err
			}
			return put(ctx, c, in, nil)
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) {
			return value(c.Operations.CreateOrUpdate(ctx, operationID, ourOperation(), nil))
		}},
		{method: "OperationsClient.Update", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			in, err := recoded[apim.OperationUpdateContract](update)
			if err != nil {
				return nil, err
			}
			r, err := c.NewAPIOperationClient().Update(ctx, group.Name, serviceID.Name, apiID.Name, operationID.Name, anyTag, in, nil)
			return r.OperationContract, err
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) {
			return value(c.Operations.Update(ctx, operationID, update, nil))
		}},
		{method: "OperationsClient.Modify", theirs: func(ctx context.Context, c *apim.ClientFactory) (any, error) {
			was, err := c.NewAPIOperationClient().Get(ctx, group.Name, serviceID.Name, apiID.Name, operationID.Name, nil)
			if err != nil {
				return nil, err
			}
			was.Properties.Description = new("changed")
			return put(ctx, c, was.OperationContract, was.ETag)
		}, ours: func(ctx context.Context, c *gateway.Client) (any, error) {
			return value(c.Operations.Modify(azfoundry.WithoutValidation(ctx), operationID, func(o *gateway.Operation) error {
				o.Properties.Description = "changed"
				return nil
			}))
		}},
	}
}
