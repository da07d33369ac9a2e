// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	armruntime "github.com/Azure/azure-sdk-for-go/sdk/azcore/arm/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// long is a credential whose tokens have the size of real ones, about 2,200 bytes.
type long struct{ tenant string }

func (l long) GetToken(_ context.Context, opts policy.TokenRequestOptions) (azcore.AccessToken, error) {
	tenant := l.tenant
	if opts.TenantID != "" {
		tenant = opts.TenantID
	}
	return azcore.AccessToken{Token: jwt(tenant, strings.Repeat("x", 1500)), ExpiresOn: time.Now().Add(time.Hour)}, nil
}

// instant answers 200 without looking.
type instant struct{}

func (instant) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_ = r.Body.Close()
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("{}")), Request: r}, nil
}

var auxiliaries = []string{tenantA, tenantB, tenantC}

// BenchmarkChain measures a write with 150 ids of the home, 20 kB, and with 0, 1 and 3 auxiliary tenants
// found in its body.
func BenchmarkChain(b *testing.B) {
	chain := longChain(b)
	for _, n := range []int{0, 1, 3} {
		b.Run(fmt.Sprintf("auxiliary=%d", n), func(b *testing.B) {
			writes(b, pipeline(b, chain, instant{}), []string{subA, subB, subC}[:n])
		})
	}
}

// BenchmarkHeader measures the same small write with 0 and 3 auxiliary tenants that the caller names: what
// the header itself costs.
func BenchmarkHeader(b *testing.B) {
	chain := longChain(b)
	for _, n := range []int{0, 3} {
		b.Run(fmt.Sprintf("auxiliary=%d", n), func(b *testing.B) {
			pl, ctx := pipeline(b, chain, instant{}), WithTenants(b.Context(), auxiliaries[:n]...)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := put(ctx, pl, network, "{}"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// longChain is a chain of four tenants with tokens of the usual size.
func longChain(t testing.TB) *Chain {
	t.Helper()
	chain, err := NewChain(Tenant{ID: tenantH, Credential: long{tenantH}, Subscriptions: []string{subH}},
		Tenant{ID: tenantA, Credential: long{tenantA}, Subscriptions: []string{subA}},
		Tenant{ID: tenantB, Credential: long{tenantB}, Subscriptions: []string{subB}},
		Tenant{ID: tenantC, Credential: long{tenantC}, Subscriptions: []string{subC}})
	if err != nil {
		t.Fatal(err)
	}
	return chain
}

// BenchmarkAzcore measures the same with azcore's own policy, which sends all tokens every time.
func BenchmarkAzcore(b *testing.B) {
	for _, n := range []int{0, 1, 3} {
		b.Run(fmt.Sprintf("auxiliary=%d", n), func(b *testing.B) {
			pl, err := armruntime.NewPipeline("test", "v1.0.0", long{tenantH}, runtime.PipelineOptions{}, &arm.ClientOptions{
				ClientOptions: policy.ClientOptions{Transport: &http.Client{Transport: instant{}}}, AuxiliaryTenants: auxiliaries[:n],
			})
			if err != nil {
				b.Fatal(err)
			}
			writes(b, pl, []string{subA, subB, subC}[:n])
		})
	}
}

func writes(b *testing.B, pl runtime.Pipeline, subscriptions []string) {
	b.Helper()
	body := refers(append(slices.Repeat([]string{subH}, 150), subscriptions...)...)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := put(b.Context(), pl, network, body); err != nil {
			b.Fatal(err)
		}
	}
}
