// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/pin"
)

// subscriptionsVersion is the API version of subscriptions.
const subscriptionsVersion = "2022-12-01"

// direct sends requests of the chain's own to Resource Manager: behind the guard, past the policies that
// the caller gave the client, and with one token or none.
type direct struct {
	pipeline runtime.Pipeline
	endpoint string // without a slash at its end
}

func newDirect(hosts *pin.Hosts, endpoint string, o *arm.ClientOptions) direct {
	guarded := hosts.Guard(&arm.ClientOptions{ClientOptions: policy.ClientOptions{
		Transport: o.Transport, Retry: o.Retry, Telemetry: o.Telemetry, Logging: o.Logging, TracingProvider: o.TracingProvider,
	}})
	return direct{
		pipeline: runtime.NewPipeline("azfoundry/auth", azfoundry.Version, runtime.PipelineOptions{}, &guarded.ClientOptions),
		endpoint: strings.TrimRight(endpoint, "/"),
	}
}

// get sends a request with a token, or a bare one. Any status is an answer.
func (d direct) get(ctx context.Context, address, token string) (*http.Response, error) {
	req, err := runtime.NewRequest(ctx, http.MethodGet, address)
	if err != nil {
		return nil, err
	}
	req.Raw().Header.Set("Accept", "application/json")
	if token != "" {
		req.Raw().Header.Set("Authorization", bearerPrefix+token)
	}
	return d.pipeline.Do(req)
}

// subscription is what is read of one.
type subscription struct {
	ID     string `json:"subscriptionId"`
	Tenant string `json:"tenantId"`
	State  string `json:"state"`
}

// subscription reads one subscription.
func (d direct) subscription(ctx context.Context, id, token string) (subscription, error) {
	var out subscription
	return out, d.decode(ctx, d.address(id), token, &out)
}

func (d direct) address(id string) string {
	return d.endpoint + "/" + subscriptionsSegment + "/" + id + "?api-version=" + subscriptionsVersion
}

// maxPages bounds a list that never ends.
const maxPages = 100

// subscriptions lists those that a token's principal may see.
func (d direct) subscriptions(ctx context.Context, token string) ([]subscription, error) {
	var all []subscription
	next := strings.Replace(d.address(""), "/?", "?", 1)
	for range maxPages {
		var page struct {
			Value []subscription `json:"value"`
			Next  string         `json:"nextLink"`
		}
		if err := d.decode(ctx, next, token, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Value...)
		if next = page.Next; next == "" {
			break
		}
	}
	return all, nil
}

// decode reads a JSON answer.
func (d direct) decode(ctx context.Context, address, token string, out any) error {
	resp, err := d.get(ctx, address, token)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return runtime.NewResponseError(resp)
	}
	body, err := runtime.Payload(resp)
	if err != nil {
		return err
	}
	return json.Unmarshal(body, out)
}
