// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armid

import (
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry"
)

// ScopeKind says what the id of a resource type begins with.
type ScopeKind uint8

// The scopes.
const (
	ResourceGroupScope   ScopeKind = iota // /subscriptions/{guid}/resourceGroups/{name}
	SubscriptionScope                     // /subscriptions/{guid}
	TenantScope                           // nothing
	AnyScope                              // any of these, or a resource
	ManagementGroupScope                  // /providers/Microsoft.Management/managementGroups/{name}
	ServiceScope                          // nothing, and no provider: /{type}/{name} at a service of its own
)

// Segment is one type in a shape, and the rule for its name.
type Segment struct {
	// Type is the resource type's own part, such as ipamPools.
	Type string
	// Field is the Go path of the name in the id, for faults: "Name", "Manager.Name".
	Field string
	// Name is the rule for the name; nil means the rule common to all names.
	Name *NameRule
}

// Shape describes the ids of one resource type. Shapes are read-only data in generated code.
type Shape struct {
	Scope    ScopeKind
	Provider string
	Segments []Segment
}

// Parts are the variable parts of an id of some shape.
type Parts struct {
	// Group is set in a [ResourceGroupScope]; only its Subscription in a [SubscriptionScope].
	Group azfoundry.ResourceGroup
	// Scope is set in an [AnyScope].
	Scope string
	// ManagementGroup is the name that is set in a [ManagementGroupScope].
	ManagementGroup string
	// Names has one name for each segment.
	Names [4]string
}

// Type returns the full resource type.
func (s *Shape) Type() string {
	var b strings.Builder
	b.WriteString(s.Provider)
	for _, seg := range s.Segments {
		b.WriteString("/" + seg.Type)
	}
	return b.String()
}

// Format returns the id. It does not check the parts.
func (s *Shape) Format(p Parts) string {
	var b strings.Builder
	b.Grow(160)
	switch s.Scope {
	case ResourceGroupScope:
		b.WriteString("/subscriptions/")
		b.WriteString(p.Group.Subscription)
		b.WriteString("/resourceGroups/")
		b.WriteString(p.Group.Name)
	case SubscriptionScope:
		b.WriteString("/subscriptions/")
		b.WriteString(p.Group.Subscription)
	case AnyScope:
		b.WriteString(strings.TrimSuffix(p.Scope, "/"))
	case ManagementGroupScope:
		b.WriteString(managementGroups)
		b.WriteString(p.ManagementGroup)
	case TenantScope, ServiceScope:
	}
	if s.Scope != ServiceScope {
		b.WriteString("/providers/")
		b.WriteString(s.Provider)
	}
	for i, seg := range s.Segments {
		b.WriteByte('/')
		b.WriteString(seg.Type)
		b.WriteByte('/')
		b.WriteString(p.Names[i])
	}
	return b.String()
}

// Parse takes an id of this shape apart. It fails with an *azfoundry.ValidationError that names every
// fault and the shape that was wanted.
func (s *Shape) Parse(text string) (Parts, error) {
	p, ok := s.parse(text)
	if !ok {
		return Parts{}, refuse(text, []azfoundry.Fault{{
			Pointer: "id", Rule: "armid", Message: "is not the id of a " + s.Type(), Got: text,
			Advice: "write it as " + s.pattern(),
		}})
	}
	if err := refuse(text, s.check(p)); err != nil {
		return Parts{}, err
	}
	return p, nil
}

// parse takes an id apart without judging its names. It reports false for an id of another shape.
func (s *Shape) parse(text string) (Parts, bool) {
	if s.Scope == ServiceScope {
		return s.parseOfService(text)
	}
	id, ok := Split(text)
	if !ok || !s.matches(id) {
		return Parts{}, false
	}
	p := Parts{Group: azfoundry.ResourceGroup{Subscription: id.Subscription, Name: id.ResourceGroup}}
	switch s.Scope {
	case AnyScope:
		p = Parts{Scope: id.Scope}
	case ManagementGroupScope:
		p = Parts{ManagementGroup: id.Scope[len(managementGroups):]}
	case ResourceGroupScope, SubscriptionScope, TenantScope, ServiceScope:
	}
	copy(p.Names[:], id.Names)
	return p, true
}

// parseOfService takes apart an id that begins with its type.
func (s *Shape) parseOfService(text string) (p Parts, ok bool) {
	segments := strings.Split(strings.TrimPrefix(text, "/"), "/")
	if !strings.HasPrefix(text, "/") || len(segments) != 2*len(s.Segments) {
		return Parts{}, false
	}
	for i, seg := range s.Segments {
		if !strings.EqualFold(segments[2*i], seg.Type) {
			return Parts{}, false
		}
		p.Names[i] = segments[2*i+1]
	}
	return p, true
}

// Validate returns what is wrong with the parts as an *azfoundry.ValidationError.
func (s *Shape) Validate(p Parts) error {
	if faults := s.check(p); len(faults) > 0 {
		return refuse(s.Format(p), faults)
	}
	return nil
}

func refuse(id string, faults []azfoundry.Fault) error {
	if len(faults) == 0 {
		return nil
	}
	return &azfoundry.ValidationError{Op: "check resource id", Resource: id, Faults: faults}
}

// matches reports whether id has this shape's provider and types, and the scope they need.
func (s *Shape) matches(id ID) bool {
	if !strings.EqualFold(id.Provider, s.Provider) || len(id.Types) != len(s.Segments) {
		return false
	}
	for i, seg := range s.Segments {
		if !strings.EqualFold(seg.Type, id.Types[i]) {
			return false
		}
	}
	depth := strings.Count(id.Scope, "/")
	switch s.Scope {
	case ResourceGroupScope:
		return id.ResourceGroup != "" && depth == 4
	case SubscriptionScope:
		return id.Subscription != "" && depth == 2
	case ManagementGroupScope:
		return HasType(id.Scope, "Microsoft.Management/managementGroups") && depth == 4
	case TenantScope:
		return id.Scope == ""
	default:
		return true
	}
}

// pattern returns the id with its variable parts in braces, for messages.
func (s *Shape) pattern() string {
	p := Parts{Group: azfoundry.ResourceGroup{Subscription: "{subscription}", Name: "{name}"}, Scope: "{scope}", ManagementGroup: "{name}"}
	for i := range s.Segments {
		p.Names[i] = "{name}"
	}
	return s.Format(p)
}

// check returns what is wrong with the parts, in their order; nil when they make a good id.
func (s *Shape) check(p Parts) []azfoundry.Fault {
	var faults []azfoundry.Fault
	switch s.Scope {
	case ResourceGroupScope:
		faults = checkGroup(p.Group)
	case SubscriptionScope:
		faults = checkSubscription("id.Subscription", p.Group.Subscription)
	case AnyScope:
		faults = checkScope(p.Scope)
	case ManagementGroupScope:
		faults = managementGroupName.check("id.ManagementGroup", p.ManagementGroup)
	case TenantScope, ServiceScope:
	}
	for i, seg := range s.Segments {
		found := seg.Name.check(seg.Field, p.Names[i])
		for j := range found {
			found[j].Pointer = "id." + seg.Field
		}
		faults = append(faults, found...)
	}
	return faults
}

// checkGroup returns what is wrong with a resource group's id.
func checkGroup(g azfoundry.ResourceGroup) []azfoundry.Fault {
	return slices.Concat(
		checkSubscription("id.ResourceGroup.Subscription", g.Subscription),
		groupName.check("id.ResourceGroup.Name", g.Name))
}

func checkSubscription(pointer, s string) []azfoundry.Fault {
	if IsGUID(s) {
		return nil
	}
	return []azfoundry.Fault{{
		Pointer: pointer, Rule: "guid", Message: "a subscription id is a GUID", Got: s,
		Advice: "look it up with: az account show --query id",
	}}
}

// checkScope returns what is wrong with a scope: empty for the tenant, a subscription, a resource group,
// or a resource, which may itself lie in any scope.
func checkScope(scope string) []azfoundry.Fault {
	id, ok := Split(scope)
	switch {
	case scope == "" || scope == "/":
		return nil
	case !ok || !isScope(id):
		return []azfoundry.Fault{{
			Pointer: "id.Scope", Rule: "armid", Message: "is neither a resource id nor the id of a group or subscription",
			Got: scope, Advice: "write it as /subscriptions/{subscription} or longer",
		}}
	}
	var faults []azfoundry.Fault
	if id.Subscription != "" {
		faults = checkSubscription("id.Scope", id.Subscription)
	}
	for segment := range strings.SplitSeq(strings.TrimPrefix(scope, "/"), "/") {
		var common *NameRule
		faults = slices.Concat(faults, common.check("id.Scope", segment))
	}
	return faults
}

// isScope reports whether an id is a subscription, a group or a resource, all the way up.
func isScope(id ID) bool {
	if id.Provider != "" {
		parent, ok := Split(id.Scope)
		return id.Scope == "" || ok && isScope(parent)
	}
	depth := strings.Count(id.Scope, "/")
	return id.Subscription != "" && (depth == 2 || id.ResourceGroup != "" && depth == 4)
}
