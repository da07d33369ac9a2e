// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/auth"
)

// sickness is something that is wrong with the Entra ID of one tenant.
type sickness struct {
	name   string
	answer func(*http.Request) *http.Response
	kind   auth.Kind
	words  []string // of the error
}

// patience is how long a caller waits: a slow tenant shall not take the whole test's time.
func (s sickness) patience() time.Duration {
	if s.name == "slow" {
		return time.Second
	}
	return time.Minute
}

func sicknesses() []sickness {
	gives := func(token string, expires int) func(*http.Request) *http.Response {
		return func(*http.Request) *http.Response {
			return answer(http.StatusOK, fmt.Sprintf(`{"token_type":"Bearer","expires_in":%d,"ext_expires_in":%d,"access_token":%q}`, expires, expires, token), "Content-Type", "application/json")
		}
	}
	part := base64.RawURLEncoding.EncodeToString
	of := func(tenant string) string {
		return part([]byte(`{"alg":"none"}`)) + "." + part([]byte(`{"tid":"`+tenant+`"}`)) + ".x"
	}
	return []sickness{
		{"down", func(*http.Request) *http.Response { panic(http.ErrAbortHandler) }, auth.TokenUnavailable, []string{"try again"}},
		{"failing", func(*http.Request) *http.Response { return answer(http.StatusServiceUnavailable, "") }, auth.TokenUnavailable, []string{"try again"}},
		{"slow", func(r *http.Request) *http.Response {
			select {
			case <-r.Context().Done():
			case <-time.After(time.Minute):
			}
			return answer(http.StatusServiceUnavailable, "")
		}, auth.TokenUnavailable, []string{"more time"}},
		{"throttling", func(*http.Request) *http.Response {
			return answer(http.StatusTooManyRequests, `{"error":"temporarily_unavailable"}`, "Retry-After", "300")
		}, auth.TokenUnavailable, []string{"Retry-After", "share one chain"}},
		{"another tenant's token", gives(of(armtest.ManagedTenant), 3600), auth.CredentialCannotServeTenant, []string{armtest.ManagedTenant, "not sent"}},
		{"an expired token", gives(of(armtest.ManagementTenant), -60), auth.TokenUnavailable, nil},
		{"an opaque token", gives("opaque", 3600), auth.CredentialCannotServeTenant, []string{"AllowOpaqueTokens"}},
		{"two tokens in one", gives(of(armtest.ManagementTenant)+", Bearer "+of(armtest.ManagedTenant), 3600), auth.CredentialCannotServeTenant, []string{"characters"}},
		{"no JSON", func(*http.Request) *http.Response { return answer(http.StatusOK, "<html>") }, auth.TokenUnavailable, nil},
		{"no application", func(*http.Request) *http.Response {
			return answer(http.StatusBadRequest, `{"error":"unauthorized_client","error_description":"AADSTS700016: Application with identifier '`+deployer.id+`' was not found in the directory 'management'."}`, "Content-Type", "application/json")
		}, auth.CredentialCannotServeTenant, []string{"az ad sp create --id '" + deployer.id + "'"}},
		{"a second factor", func(*http.Request) *http.Response {
			return answer(http.StatusBadRequest, `{"error":"invalid_grant","error_description":"AADSTS50076: Due to a configuration change, you must use multi-factor authentication."}`, "Content-Type", "application/json")
		}, auth.TokenUnavailable, []string{"az login --tenant " + armtest.ManagementTenant}},
	}
}

// TestAuthFaults has the Entra ID of one tenant go wrong in every way. Requests that need no token of it
// succeed; those that do fail before they are sent, with a kind and with what to do, and without a secret.
func TestAuthFaults(t *testing.T) {
	t.Parallel()
	for _, s := range sicknesses() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			world := start(t, nil)
			world.Intercept(func(r *http.Request) *http.Response {
				if r.Method == http.MethodPost && strings.HasPrefix(strings.ToLower(r.URL.Path), "/"+armtest.ManagementTenant+"/oauth2") {
					return s.answer(r)
				}
				return nil
			})
			o := &auth.SourceOptions{ClientOptions: world.CredentialOptions(), DisableInstanceDiscovery: true}
			o.Retry = policy.RetryOptions{MaxRetries: -1}
			source := auth.ClientSecret(deployer.id, deployer.secret, o)
			chain, err := auth.NewChain(auth.Tenant{ID: armtest.ManagedTenant, Source: source},
				auth.Tenant{ID: armtest.ManagementTenant, Source: source, Subscriptions: []string{armtest.ManagementSubscription}})
			if err != nil {
				t.Fatal(err)
			}
			clients := ours(t, chain, world.ClientOptions())
			_, err = putNetwork(t.Context(), theirs(t, world, chain, armtest.ManagedSubscription), "vnet-well", plainNetwork("10.77.0.0/16"))
			if err == nil {
				_, err = clients.VirtualNetworks.Get(t.Context(), inWorkload("vnet-well"))
			}
			if err != nil {
				t.Fatalf("requests that need nothing of that tenant: %v", err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), s.patience())
			defer cancel()
			_, err = clients.VirtualNetworks.CreateOrUpdate(ctx, inWorkload("vnet-sick"), ourDrawing(armtest.DefaultPool, "8"))
			ct, ok := errors.AsType[*auth.CrossTenantError](err)
			if !ok || ct.Kind != s.kind || ct.Fix == "" || ct.LinkedTenant != armtest.ManagementTenant {
				t.Fatalf("error = %T %v, want %s with a fix", err, err, s.kind)
			}
			for _, w := range s.words {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("error = %v, want %q in it", err, w)
				}
			}
			if text := fmt.Sprintf("%v %+v %#v", err, err, err) + insides(err); strings.Contains(text, deployer.secret) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error = %v, want one line and no secret anywhere in it", err)
			}
			if puts := sent(world, writing); len(puts) != 1 {
				t.Errorf("%d writes were sent, want the one that needs no token of that tenant", len(puts))
			}
		})
	}
}
