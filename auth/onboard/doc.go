// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package onboard prepares two Microsoft Entra tenants for work across them: an application that acts in
// both, and a network manager of one that gives addresses to networks of the other. What it did it reports,
// so that it can be undone; what is there already it leaves alone, so that a second run writes nothing.
//
// # An application in another tenant
//
// [Application] does what else takes two logins, the portal and some waiting:
//
//	az login --tenant HOME && az ad app update --id CLIENT --set signInAudience=AzureADMultipleOrgs
//	az login --tenant HOST && az ad sp create --id CLIENT
//	az role assignment create --assignee CLIENT --role ROLE --scope SCOPE
//
// Nobody has to give admin consent. Consent is about permissions in an API that an application asks for, on
// behalf of a user or for itself, and this one asks for none: with a service principal in the tenant it gets
// tokens for Resource Manager, and what these open is decided by role assignments alone.
//
// The chain's credentials are those of administrators, not of the application: whoever the home tenant's
// credential stands for must own the application there, or be Application Administrator or Cloud
// Application Administrator; in the host tenant one of these two roles is needed, and a role that may
// assign roles at the scopes of the grants, such as Role Based Access Control Administrator. An
// administrator that is an application itself may have Application.ReadWrite.All in place of the former.
//
// # A network manager in another tenant
//
// [NetworkManager] connects a network manager with a subscription or a management group of another tenant:
// each side names the other, and when both have done so they are connected. Without that no network there
// draws on the manager's pools. On each side it takes a role that may write the connection, such as Network
// Contributor.
//
// # Dry runs, errors, undoing
//
// Under azfoundry.DryRun both functions read what is there and plan the writes that are missing; they return
// azfoundry.ErrDryRun where there are any. In plans the nil GUID stands for the service principal that is yet
// to be made.
//
// A run that fails returns the report of what it did until then. [Undo] takes it back, also when the report
// went through JSON in between: the newest first, and nothing that was there before.
package onboard
