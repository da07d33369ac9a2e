// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package onboard

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/auth/onboard/graph"
)

// openUp makes the application multi-tenant, unless any organisation's accounts may sign in already
// (PATCH /applications/{id}).
func (r *run) openUp(ctx context.Context, home *graph.Client, guest Guest) error {
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
func (r *run) stand(ctx context.Context, host *graph.Client, guest Guest) error {
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
	if err := r.make(ctx, host, guest); err != nil {
		return err
	}
	if r.planned {
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
	if err == nil {
		r.step("made service principal %s in tenant %s", r.report.ServicePrincipal, guest.Host)
	}
	return err
}

// make sends the request for a service principal, again while the host tenant does not know the application
// yet. One that is there already, though reads do not find it yet, is as good.
func (r *run) make(ctx context.Context, host *graph.Client, guest Guest) error {
	var refused error
	return r.until(ctx, func() (bool, error) {
		made, err := host.ServicePrincipals.Create(ctx, graph.ServicePrincipal{AppID: guest.ClientID})
		e, failed := errors.AsType[*azfoundry.OpError](err)
		switch {
		case failed && e.Code == "Request_MultipleObjectsWithSameKeyValue":
			return true, nil
		case failed && e.Status == http.StatusBadRequest && strings.Contains(e.Message, "does not reference a valid application object"):
			refused = err
			return false, nil
		}
		change := Change{Kind: PrincipalCreated, Tenant: guest.Host, ID: graph.ServicePrincipalID{Name: made.ID}.String()}
		return err == nil || errors.Is(err, azfoundry.ErrDryRun), r.wrote(change, err)
	}, func() string { return fmt.Sprintf("tenant %s does not know the application (%v)", guest.Host, refused) })
}

// first returns the first item of a list.
func first[T any](list func(yield func(T, error) bool)) (item T, found bool, err error) {
	for item, err = range list {
		return item, err == nil, err
	}
	return item, false, nil
}
