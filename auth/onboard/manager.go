// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package onboard

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/auth"
	"github.com/azfoundry/azfoundry/ipam"
)

// Link is a connection between a network manager and a subscription or management group of another tenant.
type Link struct {
	Manager       ipam.ManagerID
	ManagerTenant string
	// Scope is /subscriptions/{guid} or /providers/Microsoft.Management/managementGroups/{name}.
	Scope       string
	ScopeTenant string
	// Name is that of the sides that are made. Empty means that each is named after the other: the manager's
	// side after the scope, the scope's after the manager.
	Name string
	// Description goes into the sides that are made; may be empty.
	Description string
}

// NetworkManager connects a network manager with a scope of another tenant, on both sides, and waits until
// both are Connected. A side that is there under any name stays as it is.
//
// Bad input is an *azfoundry.ValidationError, and nothing is sent. It fails where the service says that the
// connection was rejected or is in conflict with that of another network manager, and where a side of that
// name is there for something else. The report is good beside an error too.
func NetworkManager(ctx context.Context, chain *auth.Chain, link Link, opts *Options) (Report, error) {
	r := newRun("onboard: network manager", chain, opts)
	r.total = 3
	managing, managed, err := link.sides(r)
	if err != nil {
		return r.report, err
	}
	ctx = alone(ctx)
	if r.report.ScopeConnection, err = managing.ensure(ctx, r, "scope connection"); err != nil {
		return r.end(err)
	}
	if r.report.ManagerConnection, err = managed.ensure(ctx, r, "network manager connection"); err != nil {
		return r.end(err)
	}
	if r.planned {
		return r.end(nil)
	}
	return r.end(r.connected(ctx, managing, managed))
}

// sides returns the two sides of a link, or all that is wrong with it.
func (l Link) sides(r *run) (managing, managed side, err error) {
	all, faults := views(r.chain, []string{"ManagerTenant", "ScopeTenant"}, l.ManagerTenant, l.ScopeTenant)
	if err := l.Manager.Validate(); err != nil {
		faults = append(faults, azfoundry.Fault{Pointer: "Manager", Rule: "armid", Message: err.Error()})
	}
	if strings.EqualFold(l.ManagerTenant, l.ScopeTenant) {
		faults = append(faults, azfoundry.Fault{
			Pointer: "ScopeTenant", Rule: "otherTenant", Message: "is the network manager's own, which needs no connection", Got: l.ScopeTenant,
			Advice: "add the scope to the network manager's properties.networkManagerScopes",
		})
	}
	place, fault := l.place(cmp.Or(l.Name, l.Manager.Name))
	if fault != nil {
		faults = append(faults, *fault)
	}
	if len(faults) > 0 {
		return side{}, side{}, &azfoundry.ValidationError{Op: r.op, Resource: l.Manager.String(), Faults: faults}
	}
	here, err := ipam.NewClient(all[0], r.Client)
	if err != nil {
		return side{}, side{}, fmt.Errorf("%s: %w", r.op, err)
	}
	there, err := ipam.NewClient(all[1], r.Client)
	if err != nil {
		return side{}, side{}, fmt.Errorf("%s: %w", r.op, err)
	}
	return l.managing(here), l.managed(there, place), nil
}

// place is where the scope's side lies: in a subscription or in a management group.
type place struct {
	subscription ipam.SubscriptionConnectionID
	group        ipam.ManagementGroupConnectionID
	inGroup      bool
}

// place returns the id of the scope's side.
func (l Link) place(name string) (p place, fault *azfoundry.Fault) {
	id := strings.TrimSuffix(l.Scope, "/") + "/providers/Microsoft.Network/networkManagerConnections/" + name
	var err error
	if p.subscription, err = ipam.ParseSubscriptionConnectionID(id); err == nil {
		return p, nil
	}
	if p.group, err = ipam.ParseManagementGroupConnectionID(id); err == nil {
		p.inGroup = true
		return p, nil
	}
	return p, &azfoundry.Fault{
		Pointer: "Scope", Rule: "armid", Message: "is neither a subscription nor a management group", Got: l.Scope,
		Advice: "write it as /subscriptions/{guid} or /providers/Microsoft.Management/managementGroups/{name}",
	}
}
