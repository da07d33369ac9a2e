// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armid

import "github.com/azfoundry/azfoundry"

// Subscription is the id of a subscription, as the parent of a list.
type Subscription string

// String returns /subscriptions/{guid}.
func (s Subscription) String() string { return "/subscriptions/" + string(s) }

// Validate returns what is wrong with it as an *azfoundry.ValidationError.
func (s Subscription) Validate() error {
	return refuse(s.String(), checkSubscription("subscription", string(s)))
}

// Group is the id of a resource group, as the parent of a list.
type Group azfoundry.ResourceGroup

// String returns the group's id.
func (g Group) String() string { return azfoundry.ResourceGroup(g).String() }

// Validate returns what is wrong with it as an *azfoundry.ValidationError.
func (g Group) Validate() error { return refuse(g.String(), checkGroup(azfoundry.ResourceGroup(g))) }

// ManagementGroup is the name of a management group, as the parent of a list.
type ManagementGroup string

// String returns /providers/Microsoft.Management/managementGroups/{name}.
func (g ManagementGroup) String() string { return managementGroups + string(g) }

// Validate returns what is wrong with it as an *azfoundry.ValidationError.
func (g ManagementGroup) Validate() error {
	return refuse(g.String(), managementGroupName.check("managementGroup", string(g)))
}

// Scope is any scope, as the parent of a list: a group, a subscription or a resource; empty for the tenant.
type Scope string

// String returns the scope.
func (s Scope) String() string { return string(s) }

// Validate returns what is wrong with it as an *azfoundry.ValidationError.
func (s Scope) Validate() error { return refuse(string(s), checkScope(string(s))) }
