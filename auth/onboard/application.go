// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package onboard

import (
	"context"
	"fmt"
	"strings"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/abac/roleassign"
	"github.com/azfoundry/azfoundry/auth"
	"github.com/azfoundry/azfoundry/auth/onboard/graph"
	"github.com/azfoundry/azfoundry/ipam"
)

// Guest is an application of one tenant that is to act in another.
type Guest struct {
	// ClientID is the application's client id, which is the same in all tenants.
	ClientID string
	// Home is the tenant in which the application is registered, Host the one in which it is to act. The
	// chain has both.
	Home, Host string
	// Grants are the roles it gets in the host tenant; may be empty.
	Grants []Grant
}

// Grant is a role at a scope, which is the id of a resource, a group, a subscription or a management group.
type Grant struct {
	Role  roleassign.Role
	Scope string
	// Description goes into the role assignment; may be empty.
	Description string
}

// PoolUser is the right to draw addresses from a pool: IPAM Pool User at the pool, by its GUID. Every write
// of a network that draws on the pool needs it.
func PoolUser(pool ipam.PoolID) Grant {
	return Grant{Role: roleassign.RoleIPAMPoolUser, Scope: pool.String()}
}

// unmade stands for a service principal that a dry run would make.
const unmade = "00000000-0000-0000-0000-000000000000"

// Application makes an application act in another tenant: multi-tenant where it is not yet, with a service
// principal there, which it waits for, and with roles. What is there already stays as it is.
//
// Bad input is an *azfoundry.ValidationError, and nothing is sent. The directory of a tenant needs some
// seconds to learn what was done in another, or by itself a moment ago; such refusals are waited out, see
// [Options]. Other errors are those of the clients. The report is good beside an error too.
func Application(ctx context.Context, chain *auth.Chain, guest Guest, opts *Options) (Report, error) {
	r := newRun("onboard: application", chain, opts)
	r.total = 2 + len(guest.Grants)
	homeView, hostView, err := guest.views(r)
	if err != nil {
		return r.report, err
	}
	home, err := graph.NewClient(homeView, r.Client)
	if err != nil {
		return r.end(err)
	}
	host, err := graph.NewClient(hostView, r.Client)
	if err != nil {
		return r.end(err)
	}
	roles, err := roleassign.NewClient(hostView, r.Client)
	if err != nil {
		return r.end(err)
	}
	ctx = alone(ctx)
	if err := r.openUp(ctx, home, guest); err != nil {
		return r.end(err)
	}
	if err := r.stand(ctx, host, guest); err != nil {
		return r.end(err)
	}
	for _, g := range guest.Grants {
		if err := r.grant(ctx, roles, guest.Host, g); err != nil {
			return r.end(err)
		}
	}
	return r.end(nil)
}

// views returns the chain as seen from the two tenants, or all that is wrong with the input.
func (g Guest) views(r *run) (home, host *auth.Chain, err error) {
	all, faults := views(r.chain, []string{"Home", "Host"}, g.Home, g.Host)
	if err := (graph.ApplicationID{Name: g.ClientID}).Validate(); err != nil {
		faults = append(faults, azfoundry.Fault{
			Pointer: "ClientID", Rule: "guid", Message: "is no client id", Got: g.ClientID, Advice: "az ad app list --query [].appId prints those of a tenant",
		})
	}
	if strings.EqualFold(g.Home, g.Host) {
		faults = append(faults, azfoundry.Fault{
			Pointer: "Host", Rule: "otherTenant", Message: "is the home tenant, where the application acts anyway", Got: g.Host,
			Advice: "assign the roles with roleassign",
		})
	}
	for i, grant := range g.Grants {
		id, in := grant.assignment(unmade)
		for _, err := range []error{id.Validate(), grant.Role.At(grant.Scope).Validate(), in.Validate()} {
			if err != nil {
				faults = append(faults, azfoundry.Fault{
					Pointer: fmt.Sprintf("Grants[%d]", i), Rule: "grant", Message: err.Error(),
					Advice: "give the GUID of a role and the full id of a scope",
				})
			}
		}
	}
	if len(faults) > 0 {
		return nil, nil, &azfoundry.ValidationError{Op: r.op, Resource: g.ClientID, Faults: faults}
	}
	return all[0], all[1], nil
}
