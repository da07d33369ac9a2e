// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"github.com/azfoundry/azfoundry/auth"
)

// fact is something that azcore 1.24 does with the tokens of other tenants and that a chain does instead.
// Both are run: the first half of a row shows that there is something to do better.
type fact struct {
	name string
	// see acts and says what happened.
	see           func(t *testing.T, cred *signer, l *listener, open opener) string
	cred          signing
	answer        func(n int, r *http.Request) (int, http.Header, string)
	azcore, chain string
}

// opener makes a client with access to other tenants.
type opener func(*testing.T, *signer, *listener, ...string) sender

func TestAuthFacts(t *testing.T) {
	t.Parallel()
	for _, f := range slices.Concat(headerFacts(), cacheFacts(), failureFacts(), leakFacts()) {
		for way, want := range map[string]string{"azcore": f.azcore, "chain": f.chain} {
			t.Run(f.name+"/"+way, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					cred := &signer{signing: f.cred}
					open := opener(byAzcore)
					if way == "chain" {
						open = byChain
					}
					if got := f.see(t, cred, &listener{answer: f.answer}, open); got != want {
						t.Errorf("%s: %s, want %s", way, got, want)
					}
				})
			})
		}
	}
}

// headerFacts are about what is in the header, and on which requests.
func headerFacts() []fact {
	return []fact{
		{
			name: "the order of tokens",
			see: func(t *testing.T, cred *signer, l *listener, open opener) string {
				s, orders := open(t, cred, l, factC, factB, factA), map[string]bool{}
				for range 60 {
					_, _ = s.do(t.Context(), http.MethodPut, factSubB, factSubC, factSubA)
					orders[auxiliaryOf(l.heard[len(l.heard)-1])] = true
				}
				return fmt.Sprint(len(orders) == 1 && orders["A B C"])
			},
			azcore: "false", chain: "true",
		},
		{
			name: "a read",
			see: func(t *testing.T, cred *signer, l *listener, open opener) string {
				_, _ = open(t, cred, l, factA).do(t.Context(), http.MethodGet)
				return auxiliaryOf(l.heard[0])
			},
			azcore: "A", chain: "",
		},
		{
			name: "a write that stays at home",
			see: func(t *testing.T, cred *signer, l *listener, open opener) string {
				_, _ = open(t, cred, l, factA).do(t.Context(), http.MethodPut, factSubH)
				return auxiliaryOf(l.heard[0])
			},
			azcore: "A", chain: "",
		},
		{
			name: "the home among the others, and one in two spellings",
			see: func(t *testing.T, cred *signer, l *listener, open opener) string {
				names, ctx := []string{factHome, factA, strings.ToUpper(factA)}, t.Context()
				s := sender{}
				if fmt.Sprintf("%p", open) == fmt.Sprintf("%p", opener(byChain)) {
					ctx, s = auth.WithTenants(ctx, names...), open(t, cred, l, factA)
				} else {
					s = open(t, cred, l, names...)
				}
				_, _ = s.do(ctx, http.MethodPut)
				return fmt.Sprint(strings.Count(l.heard[0].Header.Get("x-ms-authorization-auxiliary"), "Bearer"))
			},
			azcore: "3", chain: "1",
		},
		{
			name: "an empty string among the others",
			see: func(t *testing.T, cred *signer, l *listener, open opener) string {
				if fmt.Sprintf("%p", open) != fmt.Sprintf("%p", opener(byChain)) {
					_, _ = open(t, cred, l, "").do(t.Context(), http.MethodPut)
					return auxiliaryOf(l.heard[0])
				}
				_, err := open(t, cred, l, factA).do(auth.WithTenants(t.Context(), ""), http.MethodPut)
				return kindOf(err)
			},
			azcore: "home", chain: "TenantNotInChain",
		},
	}
}

// kindOf is the kind of an error between tenants.
func kindOf(err error) string {
	if ct, ok := errors.AsType[*auth.CrossTenantError](err); ok {
		return string(ct.Kind)
	}
	return fmt.Sprint(err)
}

// cacheFacts are about fetching tokens.
func cacheFacts() []fact {
	return []fact{
		{
			name: "token calls of three clients with two other tenants",
			see: func(t *testing.T, cred *signer, l *listener, open opener) string {
				first := open(t, cred, l, factA, factB)
				clients := []sender{first, first, first}
				for i := range clients {
					if first.chain != nil {
						clients[i].pipeline = chainPipeline(t, first.chain, l)
					} else {
						clients[i] = open(t, cred, l, factA, factB)
					}
					_, _ = clients[i].do(t.Context(), http.MethodPut, factSubA, factSubB)
				}
				return fmt.Sprint(cred.asked(""))
			},
			azcore: "9", chain: "3",
		},
		{
			name: "time to the first byte with four cold tokens", cred: signing{delay: 200 * time.Millisecond},
			see: func(t *testing.T, cred *signer, l *listener, open opener) string {
				start := time.Now()
				_, _ = open(t, cred, l, factA, factB, factC).do(t.Context(), http.MethodPut, factSubA, factSubB, factSubC)
				return time.Since(start).String()
			},
			azcore: "800ms", chain: "200ms",
		},
		{
			name: "calls of the other tenant when its token asks to be refreshed", cred: signing{life: 24 * time.Hour, early: time.Hour},
			see: func(t *testing.T, cred *signer, l *listener, open opener) string {
				s := open(t, cred, l, factA)
				for range 2 {
					_, _ = s.do(t.Context(), http.MethodPut, factSubA)
					time.Sleep(time.Hour + 31*time.Second)
				}
				return fmt.Sprint(cred.asked(factA))
			},
			azcore: "1", chain: "2",
		},
		{
			name: "a caller with 100ms while somebody else waits for tokens of 10s each", cred: signing{delay: 10 * time.Second},
			see: func(t *testing.T, cred *signer, l *listener, open opener) string {
				s := open(t, cred, l, factA)
				go func() { _, _ = s.do(t.Context(), http.MethodPut, factSubA) }()
				synctest.Wait()
				ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
				defer cancel()
				start := time.Now()
				_, _ = s.do(ctx, http.MethodPut, factSubA)
				took := time.Since(start)
				time.Sleep(time.Minute)
				return took.String()
			},
			azcore: "20s", chain: "100ms",
		},
		{
			name: "token calls when the first caller gives up and another waits", cred: signing{delay: time.Second},
			see: func(t *testing.T, cred *signer, l *listener, open opener) string {
				s := open(t, cred, l)
				ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
				defer cancel()
				go func() { _, _ = s.do(ctx, http.MethodGet) }()
				synctest.Wait()
				_, _ = s.do(t.Context(), http.MethodGet)
				return fmt.Sprint(cred.asked(""))
			},
			azcore: "2", chain: "1",
		},
	}
}

// failureFacts are about tenants that are sick, and tokens that are rejected.
func failureFacts() []fact {
	down := signing{fails: func(tenant string) error {
		if tenant == factB {
			return errors.New("down")
		}
		return nil
	}}
	rejected := func(header http.Header) func(int, *http.Request) (int, http.Header, string) {
		return func(_ int, r *http.Request) (int, http.Header, string) {
			if strings.Contains(r.Header.Get("x-ms-authorization-auxiliary"), factToken(factA, 1)) {
				return http.StatusUnauthorized, header, `{"error":{"code":"ExpiredAuthenticationToken","message":"expired"}}`
			}
			return http.StatusOK, nil, "{}"
		}
	}
	thrice := func(t *testing.T, cred *signer, l *listener, open opener) string {
		s, out := open(t, cred, l, factA), []string{}
		for range 3 {
			out = append(out, status(s.do(t.Context(), http.MethodPut, factSubA)))
		}
		return strings.Join(out, " ")
	}
	claims := http.Header{"Www-Authenticate": {`Bearer error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZX19fQ=="`}}
	return []fact{
		{
			name: "one tenant without a token: a read, a write for another tenant, one for that tenant", cred: down,
			see: func(t *testing.T, cred *signer, l *listener, open opener) string {
				s := open(t, cred, l, factA, factB)
				return strings.Join([]string{
					status(s.do(t.Context(), http.MethodGet)), status(s.do(t.Context(), http.MethodPut, factSubA)), status(s.do(t.Context(), http.MethodPut, factSubB)),
				}, " ")
			},
			azcore: "error error error", chain: "200 200 error",
		},
		{name: "an expired token of another tenant, three calls", answer: rejected(nil), see: thrice, azcore: "401 401 401", chain: "200 200 200"},
		{name: "a revoked token of another tenant, three calls", answer: rejected(claims), see: thrice, azcore: "401 401 401", chain: "200 200 200"},
		{
			name: "a credential that answers with the home's token, as a managed identity does", cred: signing{tenant: factHome},
			see: func(t *testing.T, cred *signer, l *listener, open opener) string {
				if _, err := open(t, cred, l, factA).do(t.Context(), http.MethodPut, factSubA); err != nil {
					return kindOf(err)
				}
				return auxiliaryOf(l.heard[0])
			},
			azcore: "home", chain: "CredentialCannotServeTenant",
		},
	}
}

// leakFacts are about where tokens, and what callers put into contexts, end up.
func leakFacts() []fact {
	redirect := func(to string) func(int, *http.Request) (int, http.Header, string) {
		return func(_ int, r *http.Request) (int, http.Header, string) {
			if r.URL.String() == factTarget {
				return http.StatusTemporaryRedirect, http.Header{"Location": {to}}, ""
			}
			return http.StatusOK, nil, "{}"
		}
	}
	carried := func(t *testing.T, cred *signer, l *listener, open opener) string {
		_, _ = open(t, cred, l, factA).do(t.Context(), http.MethodPut, factSubA)
		return strings.Join(l.carriers()[1:], " ")
	}
	return []fact{
		{name: "redirect to another host", answer: redirect("https://evil.example/x"), see: carried, azcore: "PUT https://evil.example", chain: ""},
		{name: "redirect to clear text", answer: redirect("http://management.azure.com/x"), see: carried, azcore: "PUT http://management.azure.com", chain: ""},
		{name: "redirect to another port", answer: redirect("https://management.azure.com:8443/x"), see: carried, azcore: "PUT https://management.azure.com:8443", chain: ""},
		{name: "redirect to a sub-domain", answer: redirect("https://west.management.azure.com/x"), see: carried, azcore: "PUT https://west.management.azure.com", chain: ""},
		{
			name: "poll address elsewhere",
			answer: func(n int, _ *http.Request) (int, http.Header, string) {
				if n == 1 {
					return http.StatusCreated, http.Header{"Azure-Asyncoperation": {"https://evil.example/poll"}}, `{"properties":{"provisioningState":"Updating"}}`
				}
				return http.StatusOK, nil, `{"status":"Succeeded"}`
			},
			see: func(t *testing.T, cred *signer, l *listener, open opener) string {
				s := open(t, cred, l, factA)
				resp, err := s.do(t.Context(), http.MethodPut, factSubA)
				if err != nil {
					t.Fatal(err)
				}
				if p, err := runtime.NewPoller[struct{}](resp, s.pipeline, nil); err == nil {
					_, _ = p.PollUntilDone(t.Context(), &runtime.PollUntilDoneOptions{Frequency: time.Second})
				}
				return fmt.Sprint(slices.Contains(l.carriers(), "GET https://evil.example"))
			},
			azcore: "true", chain: "false",
		},
		{name: "a caller's header reaches Entra ID", see: seeContext(func(login *http.Request) string { return login.Header.Get("X-Custom") }), azcore: "secret", chain: ""},
		{
			name:   "tokens in the request that an error points to",
			answer: func(int, *http.Request) (int, http.Header, string) { return http.StatusNotFound, nil, "{}" },
			see: func(t *testing.T, cred *signer, l *listener, open opener) string {
				resp, err := open(t, cred, l, factA).do(t.Context(), http.MethodPut, factSubA)
				if err != nil {
					t.Fatal(err)
				}
				re, _ := errors.AsType[*azcore.ResponseError](runtime.NewResponseError(resp))
				return fmt.Sprint(strings.Contains(insides(re), "eyJ"))
			},
			azcore: "true", chain: "false",
		},
		{name: "the response that a caller captures is Entra ID's", see: seeCaptured, azcore: "true", chain: "false"},
	}
}

// atLogin has a credential talk to Entra ID through a pipeline of azcore's, as azidentity does, on the
// context that it is given for another tenant's token.
func atLogin(cred *signer, entra *listener) {
	pl := runtime.NewPipeline("login", "v1.0.0", runtime.PipelineOptions{}, &policy.ClientOptions{Transport: &http.Client{Transport: entra}})
	cred.before = func(ctx context.Context) error {
		if cred.asked(factA) == 0 {
			return nil // the home's, where azcore keeps contexts apart
		}
		req, err := runtime.NewRequest(ctx, http.MethodPost, "https://login.microsoftonline.com/token")
		if err != nil {
			return err
		}
		_, err = pl.Do(req)
		return err
	}
}

// seeContext says something of Entra ID's request under a context that has a caller's header.
func seeContext(say func(login *http.Request) string) func(*testing.T, *signer, *listener, opener) string {
	return func(t *testing.T, cred *signer, l *listener, open opener) string {
		entra := &listener{}
		atLogin(cred, entra)
		s := open(t, cred, l, factA)
		_, _ = s.do(policy.WithHTTPHeader(t.Context(), http.Header{"X-Custom": {"secret"}}), http.MethodPut, factSubA)
		return say(entra.heard[0])
	}
}

// seeCaptured has a token fetch succeed and Resource Manager not answer.
func seeCaptured(t *testing.T, cred *signer, l *listener, open opener) string {
	entra := &listener{}
	atLogin(cred, entra)
	s := open(t, cred, l, factA)
	var captured *http.Response
	ctx, cancel := context.WithCancel(policy.WithCaptureResponse(t.Context(), &captured))
	defer cancel()
	l.answer = func(int, *http.Request) (int, http.Header, string) { panic(http.ErrAbortHandler) }
	func() {
		defer func() { _ = recover() }()
		_, _ = s.do(ctx, http.MethodPut, factSubA)
	}()
	return fmt.Sprint(captured != nil && captured.Request != nil && captured.Request.URL.Host == "login.microsoftonline.com")
}
