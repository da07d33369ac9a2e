// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections

import (
	"maps"
	"slices"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/connections/lint"
	"github.com/azfoundry/azfoundry/internal/check"
)

// Builder is what a connection of a category is made from: an [APIManagement], a [ModelGateway], or a
// [Service] for all others. [Connection.Builder] goes the other way.
//
//sumtype:decl
type Builder interface {
	// Connection returns the body. It fails with an *azfoundry.ValidationError that has every fault.
	Connection() (Connection, error)
	// body returns the body unchecked.
	body() Connection
}

// Builder returns what the connection is made from. What it is not explicit about it keeps, so that the
// builder's Connection is the same again, but for credentials, which no read returns. It fails as
// [ParseAPIManagement] and [ParseModelGateway] do.
func (m Connection) Builder() (Builder, error) {
	switch m.Properties.Category {
	case CategoryAPIManagement:
		return ParseAPIManagement(m)
	case CategoryModelGateway:
		return ParseModelGateway(m)
	}
	return ParseService(m), nil
}

// frame is what all builders have.
type frame struct {
	target   string
	auth     Auth
	shared   *bool
	metadata map[string]string
	nulls    []string // keys of metadata that are null
	other    Connection
}

// frameOf takes a body apart. What no builder names stays in other.
func frameOf(c Connection) frame {
	p := &c.Properties
	f := frame{target: p.Target, auth: p.Auth(), shared: p.IsSharedToAll, metadata: maps.Clone(p.Metadata)}
	UnknownAuth{}.put(p)
	p.Category, p.Target, p.IsSharedToAll, p.Metadata = "", "", nil, nil
	f.other = c
	return f
}

// takeNulls takes out of the metadata what is null.
func (f *frame) takeNulls() {
	var others []string
	unknown := &f.other.Properties.Unknown
	for _, key := range nullsOf(*unknown) {
		if text, there := f.metadata[key]; there && text == "" {
			f.nulls = append(f.nulls, key)
			delete(f.metadata, key)
		} else {
			others = append(others, key)
		}
	}
	if f.nulls != nil {
		*unknown = withNulls(*unknown, others)
	}
	if f.nulls != nil && len(f.metadata) == 0 {
		f.metadata = nil
	}
}

// forget takes out of the metadata what the entries say.
func (f *frame) forget(entries []entry) {
	before := len(f.metadata)
	for _, e := range entries {
		e.forget(f.metadata)
	}
	if before > 0 && len(f.metadata) == 0 {
		f.metadata = nil
	}
}

// body puts a body together.
func (f frame) body(category Category, entries []entry) Connection {
	c := f.other
	p := &c.Properties
	p.Category, p.Target, p.IsSharedToAll = category, f.target, f.shared
	p.SetAuth(f.auth)
	metadata := maps.Clone(f.metadata)
	if metadata == nil {
		metadata = make(map[string]string)
	}
	for _, e := range entries {
		e.say(metadata)
	}
	if len(f.nulls) > 0 {
		p.Unknown = withNulls(p.Unknown, nulled(metadata, append(nullsOf(p.Unknown), f.nulls...)))
	}
	if f.metadata != nil || len(metadata) > 0 {
		p.Metadata = metadata
	}
	return c
}

// nulled returns the keys that can be null, sorted: those without a text. It puts them into the metadata.
func nulled(metadata map[string]string, keys []string) []string {
	keys = slices.DeleteFunc(keys, func(key string) bool { return metadata[key] != "" })
	for _, key := range keys {
		metadata[key] = ""
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// checked returns the body, or all that is wrong with it: what the builder found, what the body's own rules
// find, and the errors of lint.
func checked(c Connection, found *check.Checker, op string) (Connection, error) {
	c.check(found)
	if faults := findings(found.Faults(), c, lint.Options{}); faults != nil {
		return Connection{}, &azfoundry.ValidationError{Op: "connections: " + op, Faults: faults}
	}
	return c, nil
}
