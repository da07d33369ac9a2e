// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"regexp"
	"slices"
	"strings"
)

// kind is what a world knows of one resource type. It is data; what a type does beyond being stored is
// in its behaviour.
type kind struct {
	typ      string // Microsoft.Network/virtualNetworks
	scope    scopeKind
	versions []string // published API versions, ascending
	name     *regexp.Regexp
	tracked  bool // has a location, which never changes
	state    bool // has properties.provisioningState
	tags     tagging

	put    style
	delete style
	// lingers is set where a resource is found for a while after its deletion ended.
	lingers bool
	// update is how a PATCH is answered that sets one of the paths of lasting, or any if that is nil. All
	// others are done with their answer.
	update  style
	lasting []string
	// mustMatch is set where a PATCH or DELETE needs If-Match.
	mustMatch bool
	// reads lists the actions that need the right to read alone.
	reads []string
	// patch lists the paths a PATCH may set; nil allows no PATCH.
	patch []string
	// readOnly lists the paths that are dropped from what clients send.
	readOnly []string
	// accepted is set where a PUT that makes something answers 202, and one that changes something is done
	// with its answer.
	accepted bool
	// neverCreated is set where a PUT answers 200 also when it made something.
	neverCreated bool
	// alwaysCreated is set where a PUT answers 201 also when it replaced something.
	alwaysCreated bool
	// onePage is set where a list has all items and no next link.
	onePage bool
	// statuses is the collection below a location where operations with Azure-AsyncOperation are looked
	// at; empty for that of most types.
	statuses string
	// plainQuery is set where list parameters have no $: skipToken, top.
	plainQuery bool

	behaviour
}

// scopeKind says where a type's resources live.
type scopeKind uint8

const (
	groupScope        scopeKind = iota
	anyScope                    // extensions
	platformScope               // subscriptions and groups, which have no /providers/ in their ids
	tenantScope                 // nothing above them
	connectionScope             // subscriptions and management groups
	subscriptionScope           // subscriptions
)

// style says how an operation tells that it is running.
type style uint8

const (
	atOnce     style = iota // done with the answer
	asyncURL                // 200 or 201 with Azure-AsyncOperation
	locationID              // 202 with Location
	atLocation              // with Location, where the resource is in the end
	inState                 // 200 or 201, and the provisioning state in the body tells
)

// tagging says where a type's entity tags are.
type tagging uint8

const (
	untagged tagging = iota
	inBody           // etag in the body
	matched          // in the ETag header as well, and If-Match counts
	inHeader         // in the ETag header alone, and If-Match counts
)

// behaviour is what one type does beyond being stored. The methods run with the world locked.
type behaviour interface {
	// links returns what a write of body refers to in other resources, with the action each needs.
	// The body has not been checked yet.
	links(w *World, id string, body object) []link
	// admit checks a write and completes its next state. Its error is a *fault.
	admit(t *write) error
	// release checks a deletion. Its error is a *fault.
	release(w *World, r *resource) error
	// removed is told that a resource is gone.
	removed(w *World, r *resource)
	// show completes a body on its way out; it may change the top level and properties.
	show(w *World, r *resource, body object)
	// act answers a POST.
	act(c *call, r *resource) (reply, error)
	// selects says which items a list shows; nil shows those below the collection.
	selects(c *call) (func(*resource) bool, error)
}

// viewer is a behaviour that shows a resource as the query of the request asks for.
type viewer interface {
	view(c *call, r *resource, body object)
}

// plain is the behaviour of a type that is only stored.
type plain struct{}

func (plain) links(*World, string, object) []link         { return nil }
func (plain) admit(*write) error                          { return nil }
func (plain) release(*World, *resource) error             { return nil }
func (plain) removed(*World, *resource)                   {}
func (plain) show(*World, *resource, object)              {}
func (plain) selects(*call) (func(*resource) bool, error) { return nil, nil }
func (plain) act(c *call, _ *resource) (reply, error) {
	return reply{}, refuse(404, "InvalidResourceType", "The resource type '%s' has no action '%s' here.", c.target.kind.typ, c.target.action)
}

// write is one write on its way into the world.
type write struct {
	world   *World
	kind    *kind
	id      string
	old     *resource // nil when it is new
	next    object    // the body to be stored
	version string
	// commit runs when nothing refused the write.
	commit []func()
}

// onCommit adds what is to be done once the write is accepted.
func (t *write) onCommit(f func()) { t.commit = append(t.commit, f) }

// kinds are the types a world knows, by lower-case name.
type kinds map[string]*kind

// namespace returns the resource provider, such as Microsoft.Network.
func (k *kind) namespace() string {
	namespace, _, _ := strings.Cut(k.typ, "/")
	return namespace
}

// subtype returns the type without its namespace.
func (k *kind) subtype() string { return k.typ[len(k.namespace())+1:] }

// takes reports whether the API version was published for this type.
func (k *kind) takes(version string) bool {
	return slices.ContainsFunc(k.versions, func(v string) bool { return strings.EqualFold(v, version) })
}

// fits reports whether resources of this type can be at a scope. A list may span a subscription.
func (k *kind) fits(scope string, list bool) bool {
	depth := strings.Count(scope, "/")
	switch k.scope {
	case anyScope:
		return true
	case platformScope:
		return false
	case tenantScope:
		return scope == ""
	case connectionScope:
		return depth == 2 || depth == 4 && strings.HasPrefix(scope, managementGroupsPath)
	case subscriptionScope:
		return depth == 2
	case groupScope:
	}
	return !strings.Contains(scope, "/providers/") && (depth == 4 || list && depth == 2)
}
