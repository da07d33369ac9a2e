// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package roleassign manages Azure role assignments and role definitions, at any scope.
//
// [Role.Assign] makes the id and the body of an assignment out of a scope, a role and a principal; its name
// follows from the three, so that a second run finds the first one's. Roles are told by their GUIDs, of
// which this package has those of an estate around Microsoft Foundry: names changed in 2026, GUIDs do not.
// Bodies are checked before they are sent, lists are iterators with typed filters, and an assignment that
// exists under another name counts as made when it gives the same.
//
// # Conditions
//
// A condition is text in the body, in the language of package abac. It is parsed and checked before it is sent,
// and one that exists counts as the same if it decides the same. [Review] looks at role, condition and scope
// together, such as for data actions of the role that the condition leaves open; [ReviewIn] also at the storage
// accounts, the attribute sets and the other assignments around it. [NewAccess] decides requests by the
// conditions of a role's own permissions and of an assignment.
//
// # Time
//
// A right takes some minutes to work after its assignment was made, and as long to end. What the service does
// not know yet, such as a principal or a role that was made just now, is waited for within the context's
// deadline. API version 2022-04-01.
package roleassign

//go:generate go run github.com/azfoundry/azfoundry/gen/cmd/azgen roleassign
