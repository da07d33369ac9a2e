// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package onboard

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"strings"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/ipam"
)

// connection is one side of a connection, as far as the two are alike.
type connection struct {
	id    string
	other string // the id of what it connects with
	state ipam.ConnectionState
}

// end is how one side is found and made.
type end struct {
	noun   string
	kind   ChangeKind
	tenant string
	id     string // of the one to be made
	other  string
	list   func(context.Context) iter.Seq2[connection, error]
	get    func(context.Context) (connection, error) // reads the one of that id
	put    func(context.Context) (connection, error)
}

// managing is the network manager's side.
func (l Link) managing(c *ipam.Client) end {
	scope := strings.TrimSuffix(l.Scope, "/")
	id := ipam.ScopeConnectionID{Manager: l.Manager, Name: cmp.Or(l.Name, scope[strings.LastIndexByte(scope, '/')+1:])}
	read := func(s ipam.ScopeConnection) connection {
		return connection{s.ID, s.Properties.ResourceID, s.Properties.ConnectionState}
	}
	scopes := c.ScopeConnections
	return end{
		noun: "scope connection", kind: ScopeConnected, tenant: l.ManagerTenant, id: id.String(), other: scope,
		list: func(ctx context.Context) iter.Seq2[connection, error] {
			return each(scopes.List(ctx, l.Manager, nil), read)
		},
		get: func(ctx context.Context) (connection, error) { return one(read)(scopes.Get(ctx, id)) },
		put: func(ctx context.Context) (connection, error) {
			return one(read)(scopes.CreateOrUpdate(ctx, id, ipam.ScopeConnection{Properties: ipam.ScopeConnectionProperties{
				TenantID: l.ScopeTenant, ResourceID: scope, Description: l.Description,
			}}))
		},
	}
}

// managed is the side of the subscription or the management group.
func (l Link) managed(c *ipam.Client, p place) end {
	read := func(m ipam.ManagerConnection) connection {
		return connection{m.ID, m.Properties.NetworkManagerID, m.Properties.ConnectionState}
	}
	in := ipam.ManagerConnection{Properties: ipam.ManagerConnectionProperties{NetworkManagerID: l.Manager.String(), Description: l.Description}}
	out := end{noun: "network manager connection", kind: ManagerConnected, tenant: l.ScopeTenant, id: p.subscription.String(), other: l.Manager.String()}
	if p.inGroup {
		groups, id := c.ManagementGroupConnections, p.group
		out.id = id.String()
		out.list = func(ctx context.Context) iter.Seq2[connection, error] {
			return each(groups.List(ctx, id.ManagementGroup, nil), read)
		}
		out.get = func(ctx context.Context) (connection, error) { return one(read)(groups.Get(ctx, id)) }
		out.put = func(ctx context.Context) (connection, error) { return one(read)(groups.CreateOrUpdate(ctx, id, in)) }
		return out
	}
	subscriptions, id := c.SubscriptionConnections, p.subscription
	out.list = func(ctx context.Context) iter.Seq2[connection, error] {
		return each(subscriptions.List(ctx, id.Subscription, nil), read)
	}
	out.get = func(ctx context.Context) (connection, error) { return one(read)(subscriptions.Get(ctx, id)) }
	out.put = func(ctx context.Context) (connection, error) {
		return one(read)(subscriptions.CreateOrUpdate(ctx, id, in))
	}
	return out
}

// each turns the items of a list into connections.
func each[T any](list iter.Seq2[T, error], read func(T) connection) iter.Seq2[connection, error] {
	return func(yield func(connection, error) bool) {
		for item, err := range list {
			if !yield(read(item), err) {
				return
			}
		}
	}
}

// one turns an answer into a connection.
func one[T any](read func(T) connection) func(T, error) (connection, error) {
	return func(item T, err error) (connection, error) { return read(item), err }
}

// ensure makes the side unless there is one, and returns its id.
func (s end) ensure(ctx context.Context, r *run) (string, error) {
	have, found, err := s.find(ctx)
	if err != nil {
		return "", err
	}
	if found {
		r.step("%s %s is there", s.noun, have.id)
		return have.id, nil
	}
	taken, err := s.get(ctx)
	if err == nil {
		return "", fmt.Errorf("%s %q is there for %s; give Link another Name", s.noun, s.id, taken.other)
	}
	if e, failed := errors.AsType[*azfoundry.OpError](err); !failed || e.Status != http.StatusNotFound {
		return "", err
	}
	_, err = s.put(ctx)
	if err := r.wrote(Change{Kind: s.kind, Tenant: s.tenant, ID: s.id}, err); err != nil {
		return "", err
	}
	r.step("made %s %s", s.noun, s.id)
	return s.id, nil
}

// find returns the side that is there, under any name.
func (s end) find(ctx context.Context) (connection, bool, error) {
	for have, err := range s.list(ctx) {
		if err != nil {
			return connection{}, false, err
		}
		if strings.EqualFold("/"+strings.Trim(have.other, "/"), s.other) {
			return have, true, nil
		}
	}
	return connection{}, false, nil
}

// connect makes the sides and, where there are both, waits until they are connected.
func (r *run) connect(ctx context.Context, sides []end) error {
	both := len(sides) == 2
	if r.total = len(sides); both {
		r.total++
	}
	for _, s := range sides {
		id, err := s.ensure(ctx, r)
		if err != nil {
			return err
		}
		if s.kind == ScopeConnected {
			r.report.ScopeConnection = id
		} else {
			r.report.ManagerConnection = id
		}
	}
	if r.planned || !both {
		return nil
	}
	return r.connected(ctx, sides)
}

// connected waits until both sides say that they are.
func (r *run) connected(ctx context.Context, sides []end) error {
	var waiting connection
	err := r.until(ctx, func() (bool, error) {
		for _, s := range sides {
			have, found, err := s.find(ctx)
			switch {
			case err != nil:
				return false, err
			case !found:
				waiting = connection{id: s.id, state: "not found"}
				return false, nil
			case have.state == ipam.ConnectionStateRejected, have.state == ipam.ConnectionStateConflict:
				return false, fmt.Errorf("connection %q is in state %s: %s", have.id, have.state, advice(have.state))
			case have.state != ipam.ConnectionStateConnected:
				waiting = have
				return false, nil
			}
		}
		return true, nil
	}, func() string { return fmt.Sprintf("connection %q is in state %s", waiting.id, waiting.state) })
	if err == nil {
		r.step("both sides are connected")
	}
	return err
}

// advice is what to do about a state that time does not mend.
func advice(state ipam.ConnectionState) string {
	if state == ipam.ConnectionStateRejected {
		return "the other side does not want it; ask there, delete both sides and begin again"
	}
	return "another network manager with the same access has the scope; remove it from that one first"
}
