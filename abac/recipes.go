// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// contributorActions are the data actions that Storage Blob Data Contributor grants, in the order in which Foundry
// writes them.
func contributorActions() []string {
	return []string{BlobDelete, BlobRead, BlobWrite, BlobMove, BlobAdd}
}

// WorkspaceContainers limits Storage Blob Data Contributor to the containers of one workspace of Azure
// Machine Learning or Foundry, whose names begin with its id. It is the condition that a hub gets.
func WorkspaceContainers(workspaceID string) (*Condition, error) {
	if _, ok := parseGUID(workspaceID); !ok {
		return nil, fmt.Errorf("abac: build condition: %q is no id of a workspace", workspaceID)
	}
	return For(contributorActions()...).Require(Resource(ContainerName).StartsWithIgnoreCase(workspaceID)).Condition()
}

// AccessLevels lets people read blobs by a tag of the blob and a custom security attribute of their own.
// Blobs without the tag are for all.
type AccessLevels struct {
	// TagKey is the tag that holds the level of a blob.
	TagKey string
	// AttributeSet and Attribute name the security attribute that holds the level of a person.
	AttributeSet, Attribute string
	// Levels are the values of both, from the lowest. Each level reads its own and those below.
	Levels []string
	// From and To bound the time in which the highest level is read; zero for no bound. It is one window:
	// hours of each day cannot be said.
	From, To time.Time
}

// Condition returns the condition, or what is wrong with the levels. Listing passes: it carries no tags.
func (l AccessLevels) Condition() (*Condition, error) {
	if len(l.Levels) == 0 {
		return nil, errors.New("abac: build condition: there are no levels")
	}
	tag, person := Resource(BlobTag(l.TagKey)), Principal(SecurityAttribute(l.AttributeSet, l.Attribute))
	ways := []Requirement{tag.IsMissing()}
	for i, level := range slices.Backward(l.Levels) {
		readable, highest := slices.Clone(l.Levels[:i+1]), i == len(l.Levels)-1
		if bounds := l.bounds(); highest && len(bounds) > 0 {
			ways = append(ways, AllOf(append([]Requirement{tag.Equals(level), person.Equals(level)}, bounds...)...))
			readable = readable[:i]
		}
		if slices.Reverse(readable); len(readable) > 0 {
			ways = append(ways, AllOf(tag.In(readable...), person.Equals(level)))
		}
	}
	return For(BlobRead).Leave(BlobList).Require(AnyOf(ways...)).Condition()
}

func (l AccessLevels) bounds() []Requirement {
	var all []Requirement
	if !l.From.IsZero() {
		all = append(all, Environment(UtcNow).After(l.From))
	}
	if !l.To.IsZero() {
		all = append(all, Environment(UtcNow).Before(l.To))
	}
	return all
}

// Delegation lets somebody assign roles, and take them away, within limits.
type Delegation struct {
	// Roles are the ids of the role definitions; empty for any.
	Roles []string
	// Principals are the object ids of whom they may be assigned to; empty for anybody.
	Principals []string
	// PrincipalTypes are User, Group or ServicePrincipal; empty for any.
	PrincipalTypes []string
}

// Condition returns the condition. Whoever is bound by it must say the principal's type when assigning, if
// there are types: it is looked for in the request.
func (d Delegation) Condition() (*Condition, error) {
	return Join(
		For(AssignmentWrite).Require(d.requirements(Requested)...),
		For(AssignmentDelete).Require(d.requirements(Resource)...),
	)
}

func (d Delegation) requirements(of func(string) Field) []Requirement {
	var all []Requirement
	if len(d.Roles) > 0 {
		all = append(all, of(RoleDefinitionID).InGUIDs(d.Roles...))
	}
	if len(d.Principals) > 0 {
		all = append(all, of(PrincipalID).InGUIDs(d.Principals...))
	}
	if len(d.PrincipalTypes) > 0 {
		all = append(all, of(PrincipalType).InIgnoreCase(d.PrincipalTypes...))
	}
	return all
}

// everyBlobAction are the data actions on blobs that carry a path, those of Storage Blob Data Owner too.
func everyBlobAction() []string {
	return []string{
		BlobRead, BlobWrite, BlobAdd, BlobDelete, BlobDeleteVersion, BlobPermanentDelete, BlobMove, BlobTagsRead, BlobTagsWrite,
		BlobManageOwnership, BlobModifyPermissions, BlobRunAsSuperUser, BlobRunAsSuperUserOnHeldData,
	}
}

// PrivateEndpointsOnly lets blobs be reached through some private endpoints only, given by their resource
// ids; without any, through every private link.
func PrivateEndpointsOnly(endpointIDs ...string) (*Condition, error) {
	through := Environment(IsPrivateLink).IsTrue()
	if len(endpointIDs) > 0 {
		through = Environment(PrivateEndpoints).InIgnoreCase(endpointIDs...)
	}
	return For(append(everyBlobAction(), BlobFilter)...).Require(through).Condition()
}

// PrefixOnly limits the use of blobs, and listing them, to those of a container below a prefix, which ends
// with /. Finding blobs by tags is denied, because such a request does not say in which container.
func PrefixOnly(container, prefix string) (*Condition, error) {
	if prefix == "" || prefix[0] == '/' || prefix[len(prefix)-1] != '/' {
		return nil, fmt.Errorf("abac: build condition: the prefix %q must end with / and not begin with it", prefix)
	}
	within := Resource(ContainerName).Equals(container)
	return Join(
		For(append(everyBlobAction(), BlobFilter)...).Require(within, Resource(BlobPath).StartsWith(prefix)),
		For(BlobRead).Only(BlobList).Require(within, Requested(BlobPrefix).StartsWith(prefix)),
	)
}

// OwnPrefix limits everybody to the blobs of a container below a prefix of their own, which a custom
// security attribute holds, with / at its end. Finding blobs by tags is denied.
func OwnPrefix(container, attributeSet, attribute string) (*Condition, error) {
	within, own := Resource(ContainerName).Equals(container), Principal(SecurityAttribute(attributeSet, attribute))
	return Join(
		For(append(everyBlobAction(), BlobFilter)...).Require(within, Resource(BlobPath).StartsWithValueOf(own)),
		For(BlobRead).Only(BlobList).Require(within, Requested(BlobPrefix).StartsWithValueOf(own)),
	)
}
