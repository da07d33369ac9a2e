// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/internal/pin"
)

// attack is a way to lead a client to another address.
type attack struct {
	name string
	// hook answers in the service's place, once it knows the other address.
	hook func(elsewhere string) func(*http.Request) *http.Response
	act  func(ctx context.Context, a actor, elsewhere string) error
}

const running = `{"properties":{"provisioningState":"Updating"}}`

func attacks() []attack {
	all := []attack{
		{"poll address in Azure-AsyncOperation", on(http.MethodPut, func(_ *http.Request, elsewhere string) *http.Response {
			return answer(http.StatusCreated, running, "Azure-AsyncOperation", elsewhere+"/poll?sig=signed", "x-ms-retry-after-ms", "1")
		}), putting},
		{"poll address in Location", on(http.MethodDelete, func(_ *http.Request, elsewhere string) *http.Response {
			return answer(http.StatusAccepted, "", "Location", elsewhere+"/poll?sig=signed", "x-ms-retry-after-ms", "1")
		}), removing},
		{"Location changed mid-poll", changedLocation, removing},
		{"next link", on(http.MethodGet, func(_ *http.Request, elsewhere string) *http.Response {
			return answer(http.StatusOK, `{"value":[{"name":"a","location":"eastus"}],"nextLink":"`+elsewhere+`/next?sig=signed"}`)
		}), reading},
		{"resume token", func(string) func(*http.Request) *http.Response { return nil }, resuming},
	}
	for _, status := range []int{http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		redirect := func(_ *http.Request, elsewhere string) *http.Response {
			return answer(status, "", "Location", elsewhere+"/moved?sig=signed")
		}
		all = append(all,
			attack{fmt.Sprint("redirected GET ", status), on(http.MethodGet, redirect), func(ctx context.Context, a actor, _ string) error { return a.get(ctx) }},
			attack{fmt.Sprint("redirected PUT ", status), on(http.MethodPut, redirect), putting})
	}
	return all
}

func putting(ctx context.Context, a actor, _ string) error  { return a.put(ctx) }
func removing(ctx context.Context, a actor, _ string) error { return a.remove(ctx) }
func reading(ctx context.Context, a actor, _ string) error  { return a.list(ctx) }

// resuming moves the addresses in a genuine token elsewhere.
func resuming(ctx context.Context, a actor, elsewhere string) error {
	return a.resume(ctx, func(token string) string {
		for _, part := range strings.Split(token, `"`) {
			if i := strings.Index(part, "/subscriptions/"); strings.HasPrefix(part, "https://") && i > 0 {
				token = strings.ReplaceAll(token, part[:i], elsewhere)
			}
		}
		return token
	})
}

// on answers the requests for Resource Manager with one method.
func on(method string, reply func(*http.Request, string) *http.Response) func(string) func(*http.Request) *http.Response {
	return func(elsewhere string) func(*http.Request) *http.Response {
		return func(r *http.Request) *http.Response {
			if r.Method != method || !strings.HasPrefix(r.URL.Path, "/subscriptions/") {
				return nil
			}
			// azcore hands out one reader for all tries of a body, so a redirect that is answered before
			// the body was read is a data race in it.
			_, _ = io.Copy(io.Discard, r.Body)
			return reply(r, elsewhere)
		}
	}
}

// changedLocation polls at home first, and is then sent elsewhere.
func changedLocation(elsewhere string) func(*http.Request) *http.Response {
	return func(r *http.Request) *http.Response {
		next := elsewhere + "/poll?sig=signed"
		switch {
		case r.Method == http.MethodDelete:
			next = "https://" + r.Host + "/subscriptions/" + armtest.ManagedSubscription + "/poll?api-version=1"
		case r.URL.Path != "/subscriptions/"+armtest.ManagedSubscription+"/poll":
			return nil
		}
		return answer(http.StatusAccepted, "", "Location", next, "x-ms-retry-after-ms", "1")
	}
}

// lures are ways in which the trap's address differs from the world's.
var lures = []struct {
	name, scheme, host string
}{
	{"another host", "https", "127.0.0.1"},
	{"another port", "https", "localhost"},
	{"another scheme", "http", "localhost"},
}

// set prepares an attack: a world, a trap, and options of clients that trust both and do not retry.
func set(t *testing.T, a attack, scheme, host string) (world *armtest.World, tr *trap, elsewhere string, opts *arm.ClientOptions) {
	t.Helper()
	world = start(t, nil)
	tr = setTrap(t, scheme == "https")
	elsewhere = scheme + "://" + host + ":" + tr.port
	world.Intercept(a.hook(elsewhere))
	opts = world.ClientOptions()
	opts.Transport = gullible(t, world)
	opts.Retry = policy.RetryOptions{MaxRetries: -1}
	return world, tr, elsewhere, opts
}

// No attack gets a client with a chain, or one of ours with any credential, to so much as connect to
// the other side.
func TestClients_sendNothingElsewhere(t *testing.T) {
	t.Parallel()
	for _, a := range attacks() {
		for _, lure := range lures {
			for _, who := range guarded {
				t.Run(a.name+"/"+lure.name+"/"+who.name, func(t *testing.T) {
					t.Parallel()
					world, tr, elsewhere, opts := set(t, a, lure.scheme, lure.host)
					err := a.act(t.Context(), who.actor(t, world, opts), elsewhere)
					tr.assertUntouched(t)
					if _, ok := errors.AsType[*pin.RefusedError](err); !ok {
						t.Errorf("error = %T %v, want a refusal", err, err)
					}
					if strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, err), "sig=signed") {
						t.Errorf("error = %v, which spells out a signed address", err)
					}
				})
			}
		}
	}
}

// The same attacks work on a client that nothing guards: else the test above would show nothing.
func TestTrap_catchesUnguardedClients(t *testing.T) {
	t.Parallel()
	for _, a := range attacks() {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			world, tr, elsewhere, opts := set(t, a, "https", "localhost")
			opts.AuxiliaryTenants = []string{armtest.ManagementTenant}
			cred := deployer.signIn(t, world, armtest.ManagedTenant, armtest.ManagementTenant)
			_ = a.act(t.Context(), theirActor{factory(t, armtest.ManagedSubscription, cred, opts)}, elsewhere)
			if tr.sprung() == 0 {
				t.Error("no token reached the other side")
			}
		})
	}
}
