// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package roleassign

import (
	"context"
	"iter"
)

// StorageAccount is what a review wants to know of a storage account.
type StorageAccount struct {
	ID string
	// SharedKeys is whether its keys can sign requests, which is so where the account does not say.
	SharedKeys bool
	// HierarchicalNamespace is whether it has folders, as Data Lake does.
	HierarchicalNamespace bool
}

// Sources reads what [ReviewIn] asks for. Those that are nil are not asked. They may be asked several times, one
// after the other.
type Sources struct {
	// Definition reads a role: [DefinitionsClient.Get].
	Definition func(context.Context, DefinitionID) (Definition, error)
	// Assignments lists those at a scope and above: [AssignmentsClient.List].
	Assignments func(context.Context, string, *AssignmentListOptions) iter.Seq2[Assignment, error]
	// StorageAccounts lists the accounts that lie at or below a scope, or that the scope lies in. A reader of
	// foundry/estate's does it in a few lines; see the example.
	StorageAccounts func(ctx context.Context, scope string) iter.Seq2[StorageAccount, error]
	// AttributeSets lists the names of the tenant's sets of custom security attributes (Microsoft Graph,
	// directory/attributeSets).
	AttributeSets func(context.Context) ([]string, error)
}

// Sources returns what the client can read itself: definitions and assignments.
func (c *Client) Sources() Sources {
	return Sources{Definition: c.Definitions.Get, Assignments: c.Assignments.List}
}
