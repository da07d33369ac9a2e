// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package onboard

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/auth/onboard/graph"
)

// openUp makes the application multi-tenant, unless any organisation's accounts may sign in already
// (PATCH /applications/{id}).
func (r *run) openUp(ctx context.Context, guest Guest) error {
	home, _, err := r.directory(guest.Home)
	if err != nil {
		return err
	}
	app, found, err := first(home.Applications.List(ctx, &graph.ApplicationListOptions{Filter: graph.ByAppID(guest.ClientID)}))
	if err != nil {
		return err
	}
	if !found {
		return fmt.Errorf("application %q is not registered in tenant %q; Guest.Home is the tenant that has its registration, "+
			"and not only a service principal", guest.ClientID, guest.Home)
	}
	r.report.Application = app.ID
	if multiTenant(app.SignInAudience) {
		r.step("application %s is multi-tenant", guest.ClientID)
		return nil
	}
	id := graph.ApplicationID{Name: app.ID}
	err = home.Applications.Update(ctx, id, graph.Application{SignInAudience: graph.SignInAudienceAzureADMultipleOrgs})
	change := Change{Kind: AudienceChanged, Tenant: guest.Home, ID: id.String(), Before: string(app.SignInAudience)}
	if err := r.wrote(change, err); err != nil {
		return err
	}
	r.step("made application %s multi-tenant", guest.ClientID)
	return nil
}

// multiTenant reports whether other organisations may have a service principal of such an application.
func multiTenant(audience graph.SignInAudience) bool {
	return audience == graph.SignInAudienceAzureADMultipleOrgs || audience == graph.SignInAudienceAzureADandPersonalMicrosoftAccount
}

// stand makes the service principal in the host tenant, unless there is one, and waits until it is found
// (POST /servicePrincipals).
func (r *run) stand(ctx context.Context, guest Guest) error {
	host, lost, err := r.directory(guest.Host)
	if err != nil {
		return err
	}
	find := func() (graph.ServicePrincipal, bool, error) {
		return first(host.ServicePrincipals.List(ctx, &graph.ServicePrincipalListOptions{Filter: graph.ByAppID(guest.ClientID)}))
	}
	old, found, err := find()
	if err != nil {
		return err
	}
	if found {
		r.report.ServicePrincipal = old.ID
		r.step("tenant %s has service principal %s", guest.Host, old.ID)
		return nil
	}
	mine, err := r.make(ctx, host, guest)
	if err != nil {
		return err
	}
	if azfoundry.PlanFrom(ctx) != nil {
		r.report.ServicePrincipal = unmade
		r.step("would make a service principal in tenant %s", guest.Host)
		return nil
	}
	err = r.until(ctx, func() (bool, error) {
		made, found, err := find()
		r.report.ServicePrincipal = made.ID
		return found, err
	}, func() string {
		return fmt.Sprintf("the service principal of %s in tenant %s is not found yet", guest.ClientID, guest.Host)
	})
	if err != nil {
		return err
	}
	if !mine && lost.Load() {
		r.report.Changes = append(r.report.Changes, principalCreated(guest.Host, r.report.ServicePrincipal))
	}
	r.step("made service principal %s in tenant %s", r.report.ServicePrincipal, guest.Host)
	return nil
}

func principalCreated(tenant, id string) Change {
	return Change{Kind: PrincipalCreated, Tenant: tenant, ID: graph.ServicePrincipalID{Name: id}.String()}
}

// make sends the request for a service principal, again while the host tenant does not know the application
// yet. One that is there already, though reads do not find it yet, is as good; it is not mine then, unless
// the answer to an earlier try was lost.
func (r *run) make(ctx context.Context, host *graph.Client, guest Guest) (mine bool, err error) {
	var refused error
	err = r.until(ctx, func() (bool, error) {
		made, err := host.ServicePrincipals.Create(ctx, graph.ServicePrincipal{AppID: guest.ClientID})
		e, failed := errors.AsType[*azfoundry.OpError](err)
		switch {
		case failed && e.Code == "Request_MultipleObjectsWithSameKeyValue":
			return true, nil
		case failed && e.Status == http.StatusBadRequest && strings.Contains(e.Message, "does not reference a valid application object"):
			refused = err
			return false, nil
		}
		mine = err == nil
		return mine || errors.Is(err, azfoundry.ErrDryRun), r.wrote(principalCreated(guest.Host, made.ID), err)
	}, func() string { return fmt.Sprintf("tenant %s does not know the application (%v)", guest.Host, refused) })
	return mine, err
}

// directory returns a client of Microsoft Graph in a tenant, and whether the answer to one of its POSTs was
// lost.
func (r *run) directory(tenant string) (*graph.Client, *atomic.Bool, error) {
	view, err := r.chain.As(tenant)
	if err != nil {
		return nil, nil, err
	}
	var opts arm.ClientOptions
	if r.Client != nil {
		opts = *r.Client
	}
	w := &witness{}
	opts.PerRetryPolicies = append(slices.Clip(opts.PerRetryPolicies), w)
	c, err := graph.NewClient(view, &opts)
	return c, &w.lost, err
}

// witness is a policy inside azcore's retries. It remembers that nobody knows what became of a POST: the
// connection broke, or something on the way gave up.
type witness struct{ lost atomic.Bool }

// Do implements policy.Policy.
func (w *witness) Do(req *policy.Request) (*http.Response, error) {
	resp, err := req.Next()
	if req.Raw().Method == http.MethodPost && (err != nil || resp.StatusCode >= http.StatusInternalServerError) {
		w.lost.Store(true)
	}
	return resp, err
}

// first returns the first item of a list.
func first[T any](list func(yield func(T, error) bool)) (item T, found bool, err error) {
	for item, err = range list {
		return item, err == nil, err
	}
	return item, false, nil
}
