// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections

import (
	"context"
	"slices"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/connections/lint"
	"github.com/azfoundry/azfoundry/internal/check"
	"github.com/azfoundry/azfoundry/internal/rest"
)

// Update changes parts of a connection. What the PATCH leaves out stays, credentials too. It needs the
// authType; and whether the service replaces metadata or merges them is undocumented: give all of them.
//
// It fails with an *azfoundry.ValidationError before it sends anything; errors that package lint finds in what
// is to be changed are among its faults, as with [ConnectionsClient.Create].
//
// PATCH …/connections/{connection}, API version 2026-05-01.
func (c *ConnectionsClient) Update(ctx context.Context, id ID, in ConnectionUpdate) (Connection, error) {
	in.Properties.asSent()
	return rest.Call[Connection](ctx, c.rest, &connectionUpdate, id, rest.Input{Body: patch{in, id.Home}})
}

// patch is the body of a change.
type patch struct {
	ConnectionUpdate
	home Home
}

// Validate returns every fault of the change, those that lint finds in it among them.
func (m patch) Validate() error {
	var c check.Checker
	m.check(&c)
	body := Connection{Properties: m.Properties, Unknown: m.Unknown}
	faults := findings(c.Faults(), body, lint.Options{Scope: ScopeOf(m.home), Operation: lint.Patch})
	if len(faults) == 0 {
		return nil
	}
	return &azfoundry.ValidationError{Op: "connections: connection update", Faults: faults}
}

// Modify reads a connection, lets change edit it and writes the difference; without a difference nothing is
// written. Members this module does not know stay as they are. The difference goes out as a PATCH, together
// with the authType, which the service needs, and all metadata, of which nobody knows whether it merges them.
//
// What change makes an error by the rules of package lint is refused with an *azfoundry.ValidationError before
// it is sent. What was one before is not: a connection may be mended step by step.
//
// GET and PATCH …/connections/{connection}, API version 2026-05-01.
func (c *ConnectionsClient) Modify(ctx context.Context, id ID, change func(*Connection) error) (Connection, error) {
	return rest.Modify(ctx, c.rest, &connectionModify, id, func(m *Connection) error {
		before := m.lintedChange(id.Home)
		if err := change(m); err != nil || azfoundry.ValidationDisabled(ctx) {
			return err
		}
		after := slices.DeleteFunc(m.lintedChange(id.Home), func(f lint.Finding) bool {
			return slices.ContainsFunc(before, func(old lint.Finding) bool {
				return old.Rule == f.Rule && old.Pointer == f.Pointer && old.Message == f.Message
			})
		})
		var found check.Checker
		m.check(&found)
		was := len(found.Faults())
		if faults := withErrors(found.Faults(), after); len(faults) > was {
			return &azfoundry.ValidationError{Op: "connections: modify connection", Resource: id.String(), Faults: faults}
		}
		return nil // faults of the form alone are found before the write
	})
}

// lintedChange returns what lint says of a connection that was read, as of a change to all of it.
func (m Connection) lintedChange(home Home) []lint.Finding {
	m.ID, m.Name = "", ""
	return m.Lint(lint.Options{Scope: ScopeOf(home), Operation: lint.Patch})
}
