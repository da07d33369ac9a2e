// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	armruntime "github.com/Azure/azure-sdk-for-go/sdk/azcore/arm/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/streaming"

	"github.com/azfoundry/azfoundry/auth"
)

const (
	managed      = "11111111-1111-4111-8111-111111111111"
	management   = "22222222-2222-4222-8222-222222222222"
	networkSub   = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
	poolSub      = "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb"
	poolID       = "/subscriptions/" + poolSub + "/resourceGroups/hub/providers/Microsoft.Network/networkManagers/m/ipamPools/p"
	networkURL   = "https://management.azure.com/subscriptions/" + networkSub + "/resourceGroups/spoke/providers/Microsoft.Network/virtualNetworks/v"
	networkDraws = `{"properties":{"addressSpace":{"ipamPoolPrefixAllocations":[{"pool":{"id":"` + poolID + `"}}]}}}`
)

// signIn stands for a credential of azidentity that was made for one tenant.
type signIn string

func (tenant signIn) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	claims := base64.RawURLEncoding.EncodeToString([]byte(`{"tid":"` + string(tenant) + `"}`))
	return azcore.AccessToken{Token: "e30." + claims + ".", ExpiresOn: time.Now().Add(time.Hour)}, nil
}

// resourceManager stands for the service: it says how many tokens of other tenants came along, and
// refuses a body that refers to another tenant when none did.
type resourceManager struct{}

func (resourceManager) RoundTrip(r *http.Request) (*http.Response, error) {
	header := r.Header.Get("x-ms-authorization-auxiliary")
	if r.URL.Path == "/subscriptions" { // the chain looks for the owner of a subscription
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(`{"value":[]}`)), Request: r}, nil
	}
	fmt.Printf("%s with %d auxiliary token(s)\n", r.Method, strings.Count(header, "Bearer "))
	status, answer := http.StatusOK, "{}"
	if r.Method == http.MethodPut && header == "" {
		status = http.StatusForbidden
		answer = `{"error":{"code":"LinkedAuthorizationFailed","message":"The client has permission to perform action ` +
			`'Microsoft.Network/networkManagers/ipamPools/associateResourcesToPool/action' on scope '` + poolID +
			`', however the current tenant '` + managed + `' is not authorized to access linked subscription '` + poolSub + `'."}}`
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(answer)), Request: r}, nil
}

// do sends a request as an official client does: the chain is its credential and gives its options.
func do(ctx context.Context, chain *auth.Chain, method, body string) error {
	options, err := chain.ClientOptions(&arm.ClientOptions{
		ClientOptions: policy.ClientOptions{Transport: &http.Client{Transport: resourceManager{}}},
	})
	if err != nil {
		return err
	}
	pipeline, err := armruntime.NewPipeline("example", "v1.0.0", chain, runtime.PipelineOptions{}, options)
	if err != nil {
		return err
	}
	req, err := runtime.NewRequest(ctx, method, networkURL)
	if err != nil {
		return err
	}
	if err := req.SetBody(streaming.NopCloser(strings.NewReader(body)), "application/json"); err != nil {
		return err
	}
	_, err = pipeline.Do(req)
	return err
}

func Example() {
	chain, err := auth.NewChain(
		auth.Tenant{ID: managed, Credential: signIn(managed)},
		auth.Tenant{ID: management, Credential: signIn(management), Subscriptions: []string{poolSub}},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	fmt.Println(do(ctx, chain, http.MethodPut, networkDraws))
	fmt.Println(do(ctx, chain, http.MethodGet, ""))
	// Output:
	// PUT with 1 auxiliary token(s)
	// <nil>
	// GET with 0 auxiliary token(s)
	// <nil>
}

func ExampleWithTenants() {
	chain, err := auth.NewChain(
		auth.Tenant{ID: managed, Credential: signIn(managed)},
		auth.Tenant{ID: management, Name: "management", Credential: signIn(management)},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := auth.WithTenants(context.Background(), "management") // or its id
	fmt.Println(do(ctx, chain, http.MethodGet, ""))
	// Output:
	// GET with 1 auxiliary token(s)
	// <nil>
}

func ExampleCrossTenantError() {
	chain, err := auth.NewChain(
		auth.Tenant{ID: managed, Credential: signIn(managed)},
		auth.Tenant{ID: management, Credential: signIn(management)}, // its subscriptions are not listed
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	err = do(context.Background(), chain, http.MethodPut, networkDraws)
	if e, ok := errors.AsType[*auth.CrossTenantError](err); ok {
		fmt.Println(e.Kind, e.LinkedSubscription)
		fmt.Println(e.Fix)
	}
	// Output:
	// PUT with 0 auxiliary token(s)
	// MissingAuxiliaryToken bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb
	// list the subscription with its tenant in the chain, auth.Tenant{Subscriptions: []string{"bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb"}}, or call with auth.WithTenants(ctx, "<its tenant>"); tenants of the chain whose token was not sent: 22222222-2222-4222-8222-222222222222
}

// An error that somebody copied out of a log, with parts of the ids made unreadable.
func ExampleExplainText() {
	e, ok := auth.ExplainText(`Error: Forbidden({"error":{"code":"LinkedAuthorizationFailed","message":"The client has permission to perform ` +
		`action 'Microsoft.Network/networkManagers/ipamPools/associateResourcesToPool/action' on scope '/subscriptions/aaaaaaaa-aaaa-4aaa-8aaa-XXXXXXXXXXXX` +
		`/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v', however the current tenant '11111111-1111-4111-8111-XXXXXXXXXXXX' is not ` +
		`authorized to access linked subscription 'bbbbbbbb-bbbb-4bbb-8bbb-XXXXXXXXXXXX'."}})`)
	if !ok {
		fmt.Println("nothing is known about this")
		return
	}
	fmt.Println(e.Kind)
	fmt.Println(e.Fix)
	// Output:
	// MissingAuxiliaryToken
	// send a token of the tenant that owns subscription bbbbbbbb-bbbb-4bbb-8bbb-XXXXXXXXXXXX along: put the tenant into an auth.Chain as auth.Tenant{ID: "<its tenant>", Source: source, Subscriptions: []string{"bbbbbbbb-bbbb-4bbb-8bbb-XXXXXXXXXXXX"}}, or call with auth.WithTenants(ctx, "<its tenant>")
}

// A preflight finds out which tenants give no token, before the first write does.
func ExampleChain_Preflight() {
	chain, err := auth.NewChain(
		auth.Tenant{ID: managed, Credential: signIn(managed)},
		auth.Tenant{ID: management, Credential: signIn(managed)}, // of the wrong tenant
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := chain.Preflight(context.Background(), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, t := range report.Tenants {
		if e, ok := errors.AsType[*auth.CrossTenantError](t.Err); ok {
			fmt.Println(t.Tenant, e.Kind)
			continue
		}
		fmt.Println(t.Tenant, "is ready")
	}
	// Output:
	// 11111111-1111-4111-8111-111111111111 is ready
	// 22222222-2222-4222-8222-222222222222 CredentialCannotServeTenant
}
