// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package onboard

import (
	"context"
	"fmt"
	"maps"
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
	// Home is the tenant in which the application is registered; empty where that is for somebody else to
	// do: then nothing is read or written there.
	Home string
	// Host is the tenant in which the application is to act; empty where it shall become multi-tenant only.
	Host string
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
// principal there, which it waits for, and with roles. What is there already stays as it is. Where each
// tenant has its own administrators, each of them does one half, see [Guest]; the home tenant's comes first.
//
// Bad input is an *azfoundry.ValidationError, and nothing is sent. The directory of a tenant needs some
// seconds to learn what was done in another, or by itself a moment ago; such refusals are waited out, see
// [Options]. Other errors are those of the clients. The report is good beside an error too.
func Application(ctx context.Context, chain *auth.Chain, guest Guest, opts *Options) (Report, error) {
	r := newRun("onboard: application", chain, opts)
	if err := guest.check(r); err != nil {
		return r.report, err
	}
	ctx = alone(ctx)
	r.total = guest.steps()
	if guest.Home != "" {
		if err := r.openUp(ctx, guest); err != nil {
			return r.end(err)
		}
	}
	if guest.Host != "" {
		return r.end(r.welcome(ctx, guest))
	}
	return r.end(nil)
}

// steps counts what there is to do.
func (g Guest) steps() (n int) {
	if g.Home != "" {
		n++
	}
	if g.Host != "" {
		n += 1 + len(g.Grants)
	}
	return n
}

// welcome does what is to be done in the host tenant.
func (r *run) welcome(ctx context.Context, guest Guest) error {
	if err := r.stand(ctx, guest); err != nil {
		return err
	}
	view, err := r.chain.As(guest.Host)
	if err != nil {
		return err
	}
	roles, err := roleassign.NewClient(view, r.Client)
	if err != nil {
		return err
	}
	for _, g := range guest.Grants {
		if err := r.grant(ctx, roles, guest.Host, g); err != nil {
			return err
		}
	}
	return nil
}

// check returns all that is wrong with the input.
func (g Guest) check(r *run) error {
	tenants := map[string]string{"Home": g.Home, "Host": g.Host}
	maps.DeleteFunc(tenants, func(_, tenant string) bool { return tenant == "" })
	faults := members(r.chain, tenants)
	if g.Host == "" && (g.Home == "" || len(g.Grants) > 0) {
		faults = append(faults, azfoundry.Fault{
			Pointer: "Host", Rule: "required", Message: "is empty, so there is nothing to do, or no tenant for the grants",
			Advice: "name the tenant in which the application is to act",
		})
	}
	if err := (graph.ApplicationID{Name: g.ClientID}).Validate(); err != nil {
		faults = append(faults, azfoundry.Fault{
			Pointer: "ClientID", Rule: "guid", Message: "is no client id", Got: g.ClientID, Advice: "az ad app list --query [].appId prints those of a tenant",
		})
	}
	if g.Home != "" && strings.EqualFold(g.Home, g.Host) {
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
	return r.refuse(g.ClientID, faults)
}
