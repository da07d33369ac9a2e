// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package onboard_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/auth/onboard"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// slowWorld is a world in memory whose directory takes its time.
func slowWorld(t *testing.T, delay time.Duration) world {
	t.Helper()
	w := newWorld(t, &armtest.Options{Listen: armtest.NoListener, DirectoryDelay: delay})
	time.Sleep(delay) // what the world began with is known
	return w
}

// The directory spreads a change twice: the audience to the other tenant, then the service principal to its
// reads. Both are waited out, and the report has each change once.
func TestApplication_replication(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := slowWorld(t, 45*time.Second)
		began := time.Now()
		report := testworld.Must[onboard.Report](t)(onboard.Application(t.Context(), w.chain(administrator), w.ask(), w.options()))
		if took := time.Since(began); len(report.Changes) != 3 || took < 90*time.Second || took > 2*time.Minute {
			t.Errorf("took %v for %+v, want the two delays and three changes", took, report.Changes)
		}
		since := len(w.Requests())
		again := testworld.Must[onboard.Report](t)(onboard.Application(t.Context(), w.chain(administrator), w.ask(), w.options()))
		if len(w.writes(since)) > 0 || again.ServicePrincipal != report.ServicePrincipal {
			t.Errorf("a second run wrote %v", w.writes(since))
		}
	})
}

// Somebody else made the service principal a moment ago: reads do not find it, and it cannot be made.
func TestApplication_madeBySomebodyElse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := slowWorld(t, 20*time.Second)
		ask := w.ask()
		ask.ClientID, ask.Grants = armtest.DeployerClientID, nil
		admin := w.chain(administrator)
		first := testworld.Must[onboard.Report](t)(onboard.Application(t.Context(), admin, ask, w.options()))
		taken := onboard.Report{Changes: []onboard.Change{{
			Kind: onboard.PrincipalCreated, Tenant: ask.Host, ID: "/servicePrincipals/" + first.ServicePrincipal,
		}}}
		if err := onboard.Undo(t.Context(), admin, taken, w.options()); err != nil {
			t.Fatal(err)
		}
		made := testworld.Must[string](t)(w.AddServicePrincipal(ask.Host, ask.ClientID))
		report := testworld.Must[onboard.Report](t)(onboard.Application(t.Context(), admin, ask, w.options()))
		if report.ServicePrincipal != made || len(report.Changes) > 0 {
			t.Errorf("report = %+v, want %s found and nothing made", report, made)
		}
	})
}

// Patience and contexts bound each wait; what was done until then is in the report.
func TestApplication_waitsNoLonger(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := slowWorld(t, time.Hour)
		opts := w.options()
		opts.Patience = time.Minute
		began := time.Now()
		report, err := onboard.Application(t.Context(), w.chain(administrator), w.ask(), opts)
		if err == nil || !strings.Contains(err.Error(), "does not know the application") || !strings.Contains(err.Error(), "after 1m0s") ||
			time.Since(began) > time.Minute || len(report.Changes) != 1 {
			t.Errorf("after %v: %+v, %v, want to give up after a minute", time.Since(began), report, err)
		}
		why := errors.New("the shift is over")
		ctx, cancel := context.WithTimeoutCause(t.Context(), 5*time.Second, why)
		defer cancel()
		if _, err := onboard.Application(ctx, w.chain(administrator), w.ask(), w.options()); !errors.Is(err, why) {
			t.Errorf("Application() = %v, want the context's cause", err)
		}
	})
}

// A role assignment is sent again while Resource Manager does not find the new service principal, although
// it is told what it is.
func TestApplication_principalNotFound(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := slowWorld(t, 0)
		tries := 0
		w.Intercept(func(r *http.Request) *http.Response {
			if r.Method != http.MethodPut || !strings.Contains(r.URL.Path, "/roleAssignments/") {
				return nil
			}
			if tries++; tries > 3 {
				return nil
			}
			return &http.Response{
				StatusCode: http.StatusBadRequest, Header: http.Header{"Content-Type": {"application/json"}},
				Body: io.NopCloser(strings.NewReader(`{"error":{"code":"PrincipalNotFound","message":"Principal does not exist in the directory."}}`)),
			}
		})
		opts := w.options()
		opts.Client.Retry.MaxRetries = 0 // the usual ones
		report := testworld.Must[onboard.Report](t)(onboard.Application(t.Context(), w.chain(administrator), w.ask(), opts))
		if tries != 4 || len(report.Changes) != 3 {
			t.Errorf("%d tries, changes %+v, want 4 and three", tries, report.Changes)
		}
	})
}

// One side is shown as Pending for a while after both were made.
func TestNetworkManager_waits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := slowWorld(t, 0)
		began := time.Now()
		pending := func(r *http.Request) bool {
			return r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/scopeConnections") && time.Since(began) < 20*time.Second &&
				len(w.writes(0)) == 2
		}
		body := `{"value":[{"id":"/s","properties":{"resourceId":"subscriptions/` + armtest.ManagedSubscription + `","connectionState":"Pending"}}]}`
		w.Intercept(func(r *http.Request) *http.Response {
			if !pending(r) {
				return nil
			}
			return &http.Response{
				StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)),
			}
		})
		opts := w.options()
		opts.Patience = 5 * time.Second
		_, err := onboard.NetworkManager(t.Context(), w.chain(administrator), w.link(), opts)
		if err == nil || !strings.Contains(err.Error(), `connection "/s" is in state Pending after 5s`) {
			t.Errorf("NetworkManager() = %v, want to be told of the state", err)
		}
		testworld.Must[onboard.Report](t)(onboard.NetworkManager(t.Context(), w.chain(administrator), w.link(), w.options()))
		if took := time.Since(began); took < 20*time.Second || took > 40*time.Second {
			t.Errorf("took %v, want some 20 s", took)
		}
	})
}

// No token of Microsoft Graph is in what leaves the package: errors, reports, plans.
func TestApplication_leaksNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx, plan := azfoundry.DryRun(t.Context())
	report, err := onboard.Application(ctx, w.chain(administrator), w.ask(), w.options())
	_, denied := onboard.Application(t.Context(), w.chain(armtest.Application{ClientID: armtest.DeployerClientID, ClientSecret: armtest.DeployerSecret}), w.ask(), w.options())
	tokens := map[string]bool{}
	for _, r := range w.Requests() {
		token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		tokens[token] = token != ""
		toGraph := strings.HasPrefix(r.URL, w.Graph())
		if toGraph != strings.Contains(r.URL, "/v1.0/") {
			t.Errorf("%s is a request to the wrong service", r.URL)
		}
	}
	all := show(report) + show(err) + show(plan.Writes()) + show(denied)
	for token, is := range tokens {
		if is && strings.Contains(all, token) {
			t.Error("a token is in the results")
		}
	}
	if len(tokens) < 3 || denied == nil {
		t.Errorf("%d tokens, error %v, want several and a refusal", len(tokens), denied)
	}
}
