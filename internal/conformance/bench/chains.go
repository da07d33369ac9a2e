// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	armruntime "github.com/Azure/azure-sdk-for-go/sdk/azcore/arm/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/streaming"

	"github.com/azfoundry/azfoundry/auth"
	"github.com/azfoundry/azfoundry/internal/turns"
)

// chains are writes of 21 kB with 150 resource ids through a pipeline, with the tokens of none, one and
// three other tenants. Our chain finds the tenants in the body; azcore's AuxiliaryTenants sends the
// tokens of all, with every request.
func chains() ([]turns.Comparison, error) {
	var out []turns.Comparison
	for _, n := range []int{0, 1, 3} {
		mine, err := chained()
		if err != nil {
			return nil, err
		}
		theirs, err := auxiliary(n)
		if err != nil {
			return nil, err
		}
		body := referring(n)
		out = append(out, turns.Comparison{Name: fmt.Sprintf("write with %d auxiliary tenants", n), Peers: []turns.Peer{
			{Name: turns.Ours, Do: put(mine, body)},
			{Name: "azcore", Do: put(theirs, body)},
		}})
	}
	return out, nil
}

// tenants are the home tenant and three others; each has one subscription, with the same digits.
var tenants = []string{
	"11111111-aaaa-4000-8000-00000000000a", "22222222-bbbb-4000-8000-00000000000b",
	"33333333-cccc-4000-8000-00000000000c", "44444444-dddd-4000-8000-00000000000d",
}

func owned(tenant string) string { return strings.Replace(tenant, "-4000-", "-4bbb-", 1) }

// chained returns a pipeline behind a chain of all tenants.
func chained() (runtime.Pipeline, error) {
	others := make([]auth.Tenant, len(tenants)-1)
	for i, t := range tenants[1:] {
		others[i] = auth.Tenant{ID: t, Credential: guest(t), Subscriptions: []string{owned(t)}}
	}
	chain, err := auth.NewChain(auth.Tenant{ID: tenants[0], Credential: guest(tenants[0])}, others...)
	if err != nil {
		return runtime.Pipeline{}, err
	}
	opts, err := chain.ClientOptions(options(silent{}))
	if err != nil {
		return runtime.Pipeline{}, err
	}
	return armruntime.NewPipeline("bench", "v1.0.0", chain, runtime.PipelineOptions{}, opts)
}

// auxiliary returns azcore's own pipeline for n other tenants.
func auxiliary(n int) (runtime.Pipeline, error) {
	opts := options(silent{})
	opts.AuxiliaryTenants = tenants[1 : 1+n]
	return armruntime.NewPipeline("bench", "v1.0.0", guest(tenants[0]), runtime.PipelineOptions{}, opts)
}

// referring returns a body that refers to the home's resources and to one of each of n other tenants.
func referring(n int) string {
	var ids []string
	id := func(tenant string, i int) {
		ids = append(ids, fmt.Sprintf(`"/subscriptions/%s/resourceGroups/rg/providers/Microsoft.Network/networkInterfaces/nic-%d"`, owned(tenant), i))
	}
	for i := range 150 {
		id(tenants[0], i)
	}
	for i, t := range tenants[1 : 1+n] {
		id(t, i)
	}
	return `{"ids":[` + strings.Join(ids, ",") + `]}`
}

func put(pl runtime.Pipeline, body string) func(context.Context) error {
	url := "https://management.azure.com" + networkID.String() + "?api-version=2025-05-01"
	return func(ctx context.Context) error {
		req, err := runtime.NewRequest(ctx, http.MethodPut, url)
		if err != nil {
			return err
		}
		if err := req.SetBody(streaming.NopCloser(strings.NewReader(body)), "application/json"); err != nil {
			return err
		}
		resp, err := pl.Do(req)
		if err == nil && resp.StatusCode != http.StatusOK {
			err = runtime.NewResponseError(resp)
		}
		return err
	}
}

// guest is a credential of one tenant that can get tokens of all, as azcore's policy wants it.
type guest string

// GetToken implements azcore.TokenCredential.
func (g guest) GetToken(_ context.Context, opts policy.TokenRequestOptions) (azcore.AccessToken, error) {
	tenant := string(g)
	if opts.TenantID != "" {
		tenant = opts.TenantID
	}
	part := base64.RawURLEncoding.EncodeToString
	token := part([]byte(`{"alg":"none"}`)) + "." + part(fmt.Appendf(nil, `{"tid":%q,"rest":%q}`, tenant, accessToken[:1500])) + "."
	return azcore.AccessToken{Token: token, ExpiresOn: time.Now().Add(time.Hour)}, nil
}

// silent answers 200 with an empty body and looks at nothing.
type silent struct{}

// Do implements policy.Transporter.
func (silent) Do(req *http.Request) (*http.Response, error) {
	_ = req.Body.Close()
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: http.NoBody, Request: req}, nil
}
