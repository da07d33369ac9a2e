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
// Conditions are text here. A right takes some minutes to work after its assignment was made, and as long to
// end. API version 2022-04-01.
package roleassign

//go:generate go run github.com/azfoundry/azfoundry/gen/cmd/azgen roleassign
