// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package gateway_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/connections/gateway"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

func TestBackends_lifeOfAPool(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	east, west, models := service().Backend("east"), service().Backend("west"), service().Backend("models")
	pool := gateway.NewPool(east.Member(1, 3), gateway.PoolMember{ID: "/backends/west", Priority: new(int32(2))})
	testworld.Must[gateway.Backend](t)(w.Backends.CreateOrUpdate(t.Context(), east, single("east"), nil))
	_, err := w.Backends.CreateOrUpdate(t.Context(), models, pool, nil)
	testworld.WantRefusal(t, err, http.StatusBadRequest, "ValidationError")
	testworld.Must[gateway.Backend](t)(w.Backends.CreateOrUpdate(t.Context(), west, single("west"), nil))
	made := testworld.Must[gateway.Backend](t)(w.Backends.CreateOrUpdate(t.Context(), models, pool, nil))
	if got := made.Properties.Pool.Services; made.Properties.Type != gateway.BackendTypePool || len(got) != 2 || *got[0].Weight != 3 {
		t.Errorf("created %+v", made.Properties)
	}
	_, err = w.Backends.CreateOrUpdate(t.Context(), service().Backend("pools"), gateway.NewPool(models.Member(1, 1)), nil)
	testworld.WantRefusal(t, err, http.StatusBadRequest, "ValidationError")
	testworld.WantRefusal(t, w.Backends.Delete(t.Context(), west, nil), http.StatusBadRequest, "ValidationError")
	testworld.Must[gateway.Backend](t)(w.Backends.Modify(t.Context(), models, func(b *gateway.Backend) error {
		b.Properties.Pool.Services = b.Properties.Pool.Services[:1]
		return nil
	}))
	if err := w.Backends.Delete(t.Context(), west, nil); err != nil {
		t.Errorf("Delete() = %v, want no error once no pool holds it", err)
	}
	if all := testworld.Collected[gateway.Backend](t)(w.Backends.List(t.Context(), service(), &gateway.BackendListOptions{Top: new(int32(1))})); len(all) != 2 {
		t.Errorf("backends = %v, want two", all)
	}
}

// single is a backend with all that a single one has.
func single(name string) gateway.Backend {
	b := gateway.NewBackend("https://ai-" + name + ".openai.azure.com/openai")
	b.Properties.CircuitBreaker.Rules = []gateway.CircuitBreakerRule{{
		Name: "throttled", TripDuration: "PT1M", AcceptRetryAfter: new(true),
		FailureCondition: gateway.FailureCondition{Count: new(int32(1)), Interval: "PT1M", StatusCodeRanges: []gateway.StatusCodeRange{{Min: 429, Max: 429}}},
	}}
	return b
}

// Changes of one member leave the credentials as they are.
func TestBackends_keepCredentials(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := service().Backend("models")
	body := single("east")
	body.Properties.Credentials.Header = map[string][]gateway.Secret{"x-api-key": {gateway.NewSecret("s3cret")}}
	testworld.Must[gateway.Backend](t)(w.Backends.CreateOrUpdate(t.Context(), id, body, nil))
	testworld.Must[gateway.Backend](t)(w.Backends.Update(t.Context(), id, gateway.BackendUpdate{Properties: gateway.BackendProperties{Title: "first"}}, nil))
	got := testworld.Must[gateway.Backend](t)(w.Backends.Modify(t.Context(), id, func(b *gateway.Backend) error {
		b.Properties.TLS.ValidateCertificateName = new(false)
		return nil
	}))
	if p := got.Properties; p.Title != "first" || !p.Credentials.Header["x-api-key"][0].Equal(gateway.NewSecret("s3cret")) || *p.TLS.ValidateCertificateName {
		t.Errorf("changed to %+v", p)
	}
	if text := fmt.Sprintf("%+v", got); strings.Contains(text, "s3cret") || !strings.Contains(text, "REDACTED") {
		t.Errorf("printed as %s", text)
	}
}

func TestBackend_Validate(t *testing.T) {
	t.Parallel()
	with := func(b gateway.Backend, change func(*gateway.BackendProperties)) gateway.Backend {
		change(&b.Properties)
		return b
	}
	east := service().Backend("east").Member(1, 1)
	read := gateway.Backend{ID: service().Backend("east").String()}
	for _, test := range []struct {
		name string
		body gateway.Backend
		want []string
	}{
		{"single", single("east"), nil},
		{"pool", gateway.NewPool(east), nil},
		{"read", read, nil},
		{"no address", gateway.Backend{}, []string{"/properties/url url", "/properties/protocol protocol"}},
		{"no members", gateway.NewPool(), []string{"/properties/pool pool"}},
		{"a single one with members", with(single("a"), func(p *gateway.BackendProperties) { p.Pool.Services = []gateway.PoolMember{east} }), []string{"/properties/pool pool"}},
		{"a pool with an address", with(gateway.NewPool(east), func(p *gateway.BackendProperties) { p.URL, p.Protocol = "http://localhost", "http" }), []string{"/properties/url url", "/properties/protocol protocol"}},
		{"twice", gateway.NewPool(east, gateway.PoolMember{ID: strings.ToUpper(east.ID)}), []string{"/properties/pool/services/1/id pool"}},
		{"no backend", gateway.NewPool(gateway.PoolMember{ID: "east"}), []string{"/properties/pool/services/0/id pattern"}},
		{"weight", gateway.NewPool(service().Backend("east").Member(-1, 101)), []string{"/properties/pool/services/0/priority minimum", "/properties/pool/services/0/weight maximum"}},
		{"duration", with(single("a"), func(p *gateway.BackendProperties) { p.CircuitBreaker.Rules[0].TripDuration = "1m" }), []string{"/properties/circuitBreaker/rules/0/tripDuration pattern"}},
		{"placeholder", with(single("a"), func(p *gateway.BackendProperties) {
			p.Credentials.Header = map[string][]gateway.Secret{"x-key": {gateway.NewSecret("REDACTED")}}
		}), []string{"/properties/credentials/header/x-key/0 secret"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			testworld.WantFaults(t, test.body.Validate(), test.want...)
		})
	}
}

// What lies in no group says which group is missing.
func TestBackends_missingGroup(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	other := gateway.ServiceID{ResourceGroup: azfoundry.ResourceGroup{Subscription: service().ResourceGroup.Subscription, Name: "none"}, Name: "x"}
	_, err := w.Backends.Get(t.Context(), other.Backend("a"))
	testworld.WantRefusal(t, err, http.StatusNotFound, "ResourceGroupNotFound")
}
