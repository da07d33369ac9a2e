// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package raw_test

import (
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/auth/raw"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// What is wrong with a request is said at once, and nothing is sent.
func TestClient_refusesBeforeSending(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		in   raw.Request
		want []string // pointer and rule of each fault
	}{
		{"all at once", raw.Request{Method: "FETCH", URL: "subscriptions", Body: jsontext.Value("{,}"), Header: map[string]string{"authorization": "x"}},
			[]string{"Method method", "URL url", "Header header", "Body json"}},
		{"no version", raw.Request{URL: group}, []string{"APIVersion required"}},
		{"two versions", raw.Request{URL: group + "?api-version=1", APIVersion: "2"}, []string{"APIVersion apiVersion"}},
		{"another host", raw.Request{URL: "https://evil.example" + group, APIVersion: "1"}, []string{"URL host"}},
		{"without TLS", raw.Request{URL: "http://localhost" + group, APIVersion: "1"}, []string{"URL host"}},
		{"user in the URL", raw.Request{URL: "https://a:b@localhost" + group, APIVersion: "1"}, []string{"URL url"}},
		{"query that is none", raw.Request{URL: group + "?a=%zz", APIVersion: "1"}, []string{"URL url"}},
		{"body of a GET", raw.Request{URL: group, APIVersion: "1", Body: jsontext.Value("{}")}, []string{"Body body"}},
		{"auxiliary token of one's own", raw.Request{URL: group, APIVersion: "1", Header: map[string]string{"x-ms-authorization-auxiliary": "Bearer x"}}, []string{"Header header"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w, c := newClient(t)
			_, err := c.Do(t.Context(), tt.in)
			testworld.WantFaults(t, err, tt.want...)
			_, started := c.Start(t.Context(), tt.in)
			testworld.WantFaults(t, started, tt.want...)
			for _, listed := range c.List(t.Context(), tt.in) {
				testworld.WantFaults(t, listed, tt.want...)
			}
			if n := len(w.Requests()); n != 0 {
				t.Errorf("%d requests were sent", n)
			}
		})
	}
}

// A full URL on the cloud's own Resource Manager is as good as a path.
func TestClient_Do_takesURLs(t *testing.T) {
	t.Parallel()
	w, c := newClient(t)
	if _, err := c.Do(t.Context(), raw.Request{URL: w.ResourceManager() + group, APIVersion: "2024-03-01"}); err != nil {
		t.Error(err)
	}
}

func TestClient_tenantsNeedAChain(t *testing.T) {
	t.Parallel()
	w := testworld.Start(t, &armtest.Options{Listen: armtest.NoListener})
	cred := testworld.Sign(t, w, armtest.ManagedTenant, armtest.Application{ClientID: armtest.DeployerClientID, ClientSecret: armtest.DeployerSecret})
	c := testworld.Must[*raw.Client](t)(raw.NewClient(cred, w.ClientOptions()))
	_, err := c.Do(t.Context(), raw.Request{URL: group, APIVersion: "2024-03-01", Tenants: []string{armtest.ManagementTenant}})
	testworld.WantFaults(t, err, "Tenants chain")
}
