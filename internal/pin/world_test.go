// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package pin

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	armruntime "github.com/Azure/azure-sdk-for-go/sdk/azcore/arm/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

const (
	home   = "https://management.example"
	canary = "CANARY-home-token"
	second = "CANARY-auxiliary-token"
)

// world is two listeners: management.example:443 leads to one, every other address to the other,
// which counts the connections it gets. TLS is not verified, so nothing but the guard is in the way.
type world struct {
	client    *http.Client
	strangers atomic.Int32
}

func newWorld(t *testing.T, manager http.HandlerFunc) *world {
	t.Helper()
	w := &world{}
	ours := httptest.NewTLSServer(manager)
	t.Cleanup(ours.Close)
	stranger := httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "application/json")
		_, _ = rw.Write([]byte(`{"status":"Succeeded","value":[]}`))
	}))
	stranger.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			w.strangers.Add(1)
		}
	}
	stranger.StartTLS()
	t.Cleanup(stranger.Close)
	w.client = &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, address string) (net.Conn, error) {
			to := stranger.Listener.Addr().String()
			if address == "management.example:443" {
				to = ours.Listener.Addr().String()
			}
			return (&net.Dialer{}).DialContext(ctx, "tcp", to)
		},
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, //nolint:gosec // the guard is what is tested
	}}
	t.Cleanup(w.client.CloseIdleConnections)
	return w
}

// alone fails the test if anything reached another address.
func (w *world) alone(t *testing.T) {
	t.Helper()
	if n := w.strangers.Load(); n != 0 {
		t.Errorf("another address got %d connections, want none", n)
	}
}

func mustHosts(t *testing.T, endpoint string, extra ...string) *Hosts {
	t.Helper()
	h, err := NewHosts(endpoint, extra...)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

type token struct{ asked atomic.Int32 }

func (c *token) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	c.asked.Add(1)
	return azcore.AccessToken{Token: canary, ExpiresOn: time.Now().Add(time.Hour)}, nil
}

// pipeline returns a Resource Manager pipeline behind the guard; its retries take no time.
func (w *world) pipeline(t *testing.T, cred azcore.TokenCredential) runtime.Pipeline {
	t.Helper()
	pl, err := armruntime.NewPipeline("test", "v1.0.0", cred, runtime.PipelineOptions{}, mustHosts(t, home).Guard(w.options()))
	if err != nil {
		t.Fatal(err)
	}
	return pl
}

func (w *world) options() *arm.ClientOptions {
	return &arm.ClientOptions{
		ClientOptions: policy.ClientOptions{
			Cloud: cloud.Configuration{Services: map[cloud.ServiceName]cloud.ServiceConfiguration{
				cloud.ResourceManager: {Endpoint: home, Audience: home},
			}},
			Transport:        w.client,
			Retry:            policy.RetryOptions{RetryDelay: time.Nanosecond},
			PerRetryPolicies: []policy.Policy{auxiliary{}},
		},
		DisableRPRegistration: true,
	}
}

// auxiliary stands for the policy of a chain.
type auxiliary struct{}

func (auxiliary) Do(req *policy.Request) (*http.Response, error) {
	req.Raw().Header.Set(Auxiliary, "Bearer "+second)
	return req.Next()
}
