// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/connections/lint"
	"github.com/azfoundry/azfoundry/internal/check"
)

// Wanted is a connection that a home is to have.
type Wanted struct {
	Name       string
	Connection Connection
}

// ApplyOptions are the options of [ConnectionsClient.Apply] and [ConnectionsClient.DeleteAll]. The zero value
// is fine.
type ApplyOptions struct {
	// SendSecrets writes the credentials of connections that are there already too. The service shows none, so
	// whether they are the same nobody can tell.
	SendSecrets bool
	// OnProgress is told of each connection that is done.
	OnProgress func(azfoundry.Progress)
}

// Outcome is what happened to a connection.
type Outcome string

// The values of Outcome. Under a dry run they say what would happen.
const (
	OutcomeCreated   Outcome = "created"
	OutcomeReplaced  Outcome = "replaced" // it was of another category
	OutcomeUpdated   Outcome = "updated"
	OutcomeUnchanged Outcome = "unchanged"
)

// Applied is a connection that is as wanted.
type Applied struct {
	ID      ID
	Outcome Outcome
	// Connection is what the service says; under a dry run there is none of a connection that is not there.
	Connection Connection
}

// Apply makes the connections of a home as they are wanted, one after the other, which the service needs: a
// missing one is created, and of one that differs the difference is written, without its credentials, which
// are needed for new ones only, for another category and for another way to sign in. What a wanted
// connection does not say stays, but for the metadata of gateways, which are replaced. A key vault comes
// before all others. Connections that are not wanted stay; a second run writes nothing.
//
// It fails before the first request with an *azfoundry.ValidationError, and later with what was done so far.
// Under azfoundry.DryRun it goes on, and returns azfoundry.ErrDryRun where there would be writes.
func (c *ConnectionsClient) Apply(ctx context.Context, home Home, wanted []Wanted, opts *ApplyOptions) ([]Applied, error) {
	todo, err := plan(ctx, home, wanted)
	if err != nil {
		return nil, err
	}
	s := newSeries("connections: apply", len(todo), opts)
	done := make([]Applied, 0, len(todo))
	for _, w := range todo {
		a, err := c.apply(ctx, ID{Home: home, Name: w.Name}, w.Connection, s.SendSecrets)
		if err := s.step(w.Name+" "+string(a.Outcome), err); err != nil {
			return done, err
		}
		done = append(done, a)
	}
	return done, s.end()
}

// DeleteAll deletes connections of a home, one after the other, which the service needs; missing ones are no
// error. A key vault, which keeps the secrets of the others, comes last.
func (c *ConnectionsClient) DeleteAll(ctx context.Context, home Home, names []string, opts *ApplyOptions) error {
	there, err := azfoundry.Collect(c.List(ctx, home, nil))
	if err != nil {
		return err
	}
	var others, vaults []string
	for _, one := range there {
		switch {
		case !slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, one.Name) }):
		case one.Properties.Category == CategoryAzureKeyVault:
			vaults = append(vaults, one.Name)
		default:
			others = append(others, one.Name)
		}
	}
	s := newSeries("connections: delete all", len(others)+len(vaults), opts)
	for _, name := range append(others, vaults...) {
		err := c.Delete(ctx, ID{Home: home, Name: name})
		if err := s.step(name+" deleted", err); err != nil {
			return err
		}
	}
	return s.end()
}

// plan returns what is wanted in the order to do it, or all that is wrong with it.
func plan(ctx context.Context, home Home, wanted []Wanted) ([]Wanted, error) {
	var faults []azfoundry.Fault
	names := make(map[string]bool, len(wanted))
	for i, w := range wanted {
		at := fmt.Sprintf("wanted[%d]", i)
		if key := strings.ToLower(w.Name); names[key] {
			faults = append(faults, azfoundry.Fault{Pointer: at, Rule: "uniqueItems", Message: "has the name of another one", Got: w.Name, Advice: "want it once"})
		} else {
			names[key] = true
		}
		for _, f := range w.faults(ctx, home) {
			f.Pointer = at + " " + f.Pointer
			faults = append(faults, f)
		}
	}
	if faults != nil {
		return nil, &azfoundry.ValidationError{Op: "connections: apply", Faults: faults}
	}
	todo := slices.Clone(wanted)
	slices.SortStableFunc(todo, func(a, b Wanted) int { return late(a) - late(b) })
	return todo, nil
}

// late is 0 for a key vault, which comes first.
func late(w Wanted) int {
	if w.Connection.Properties.Category == CategoryAzureKeyVault {
		return 0
	}
	return 1
}

// faults are what is wrong with a wanted connection but for credentials, which one that is there has.
func (w Wanted) faults(ctx context.Context, home Home) []azfoundry.Fault {
	var faults []azfoundry.Fault
	if e, ok := errors.AsType[*azfoundry.ValidationError](ID{Home: home, Name: w.Name}.Validate()); ok {
		faults = e.Faults
	}
	if azfoundry.ValidationDisabled(ctx) {
		return faults
	}
	var body check.Checker
	w.Connection.check(&body)
	return append(faults, findings(body.Faults(), w.Connection, lint.Options{Scope: ScopeOf(home), Operation: lint.Patch})...)
}

var errOtherCategory = errors.New("of another category")

// apply makes one connection as it is wanted.
func (c *ConnectionsClient) apply(ctx context.Context, id ID, want Connection, secrets bool) (Applied, error) {
	a := Applied{ID: id, Outcome: OutcomeUnchanged}
	got, err := c.Modify(ctx, id, func(m *Connection) error {
		if !strings.EqualFold(string(m.Properties.Category), string(want.Properties.Category)) {
			return errOtherCategory
		}
		before := m.Properties
		m.Properties.become(want.Properties, secrets)
		if !reflect.DeepEqual(before, m.Properties) {
			a.Outcome = OutcomeUpdated
		}
		return nil
	})
	if e, ok := errors.AsType[*azfoundry.OpError](err); ok && e.Status == http.StatusNotFound {
		a.Outcome = OutcomeCreated
	} else if errors.Is(err, errOtherCategory) {
		a.Outcome = OutcomeReplaced
	}
	if a.Outcome == OutcomeCreated || a.Outcome == OutcomeReplaced {
		got, err = c.Create(ctx, id, want)
	}
	a.Connection = got
	return a, err
}

// series is work on several connections, one after the other.
type series struct {
	ApplyOptions

	op          string
	began       time.Time
	done, total int
	planned     bool // whether a dry run kept a write back
}

func newSeries(op string, total int, opts *ApplyOptions) *series {
	s := &series{op: op, began: time.Now(), total: total}
	if opts != nil {
		s.ApplyOptions = *opts
	}
	return s
}

// step takes note of a connection that is done, or returns why not.
func (s *series) step(what string, err error) error {
	if errors.Is(err, azfoundry.ErrDryRun) {
		s.planned = true
	} else if err != nil {
		return err
	}
	s.done++
	if s.OnProgress != nil {
		s.OnProgress(azfoundry.Progress{Op: s.op, Step: what, Done: s.done, Total: s.total, Elapsed: time.Since(s.began)})
	}
	return nil
}

func (s *series) end() error {
	if s.planned {
		return azfoundry.ErrDryRun
	}
	return nil
}
