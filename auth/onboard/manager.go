// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package onboard

import (
	"cmp"
	"context"
	"strings"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/auth"
	"github.com/azfoundry/azfoundry/auth/onboard/graph"
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
	// Only narrows the run to one side; the chain then needs no credential of the other tenant.
	Only Side
}

// Side is one side of a connection, or both.
type Side string

// The sides. Where each tenant has its own administrators, each of them makes one, in any order; only who
// makes both waits until they are connected.
const (
	BothSides   Side = ""
	ManagerSide Side = "manager" // the network manager's
	ScopeSide   Side = "scope"   // that of the subscription or the management group
)

// NetworkManager connects a network manager with a scope of another tenant, on both sides, and waits until
// both are Connected. A side that is there under any name stays as it is.
//
// Bad input is an *azfoundry.ValidationError, and nothing is sent. It fails where the service says that the
// connection was rejected or is in conflict with that of another network manager, and where a side of that
// name is there for something else. The report is good beside an error too.
func NetworkManager(ctx context.Context, chain *auth.Chain, link Link, opts *Options) (Report, error) {
	r := newRun("onboard: network manager", chain, opts)
	place, err := link.check(r)
	if err != nil {
		return r.report, err
	}
	sides, err := link.ends(r, place)
	if err != nil {
		return r.end(err)
	}
	return r.end(r.connect(alone(ctx), sides))
}

// ends returns the sides that are to be made.
func (l Link) ends(r *run, p place) (out []end, err error) {
	if l.Only != ScopeSide {
		c, err := r.network(l.ManagerTenant)
		if err != nil {
			return nil, err
		}
		out = append(out, l.managing(c))
	}
	if l.Only != ManagerSide {
		c, err := r.network(l.ScopeTenant)
		if err != nil {
			return nil, err
		}
		out = append(out, l.managed(c, p))
	}
	return out, nil
}

// network returns a client of the network in a tenant.
func (r *run) network(tenant string) (*ipam.Client, error) {
	view, err := r.chain.As(tenant)
	if err != nil {
		return nil, err
	}
	return ipam.NewClient(view, r.Client)
}

// check returns where the scope's side lies, or all that is wrong with a link.
func (l Link) check(r *run) (place, error) {
	needed := map[string]string{}
	if l.Only != ScopeSide {
		needed["ManagerTenant"] = l.ManagerTenant
	}
	if l.Only != ManagerSide {
		needed["ScopeTenant"] = l.ScopeTenant
	}
	faults := members(r.chain, needed)
	if err := l.Manager.Validate(); err != nil {
		faults = append(faults, azfoundry.Fault{
			Pointer: "Manager", Rule: "armid", Message: err.Error(), Advice: "take it from ipam.ParseManagerID",
		})
	}
	if l.ManagerTenant != "" && strings.EqualFold(l.ManagerTenant, l.ScopeTenant) {
		faults = append(faults, azfoundry.Fault{
			Pointer: "ScopeTenant", Rule: "otherTenant", Message: "is the network manager's own, which needs no connection", Got: l.ScopeTenant,
			Advice: "add the scope to the network manager's properties.networkManagerScopes",
		})
	}
	if l.Only == ManagerSide && (graph.ApplicationID{Name: l.ScopeTenant}).Validate() != nil {
		faults = append(faults, azfoundry.Fault{
			Pointer: "ScopeTenant", Rule: "guid", Message: "is not the GUID of a tenant", Got: l.ScopeTenant, Advice: "az account show --query tenantId prints it",
		})
	}
	if l.Only != BothSides && l.Only != ManagerSide && l.Only != ScopeSide {
		faults = append(faults, azfoundry.Fault{
			Pointer: "Only", Rule: "enum", Message: "is no side", Got: string(l.Only), Advice: "give ManagerSide or ScopeSide, or leave it out",
		})
	}
	p, fault := l.place(cmp.Or(l.Name, l.Manager.Name))
	if fault != nil {
		faults = append(faults, *fault)
	}
	return p, r.refuse(l.Manager.String(), faults)
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
