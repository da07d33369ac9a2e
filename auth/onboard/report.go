// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package onboard

// Report says what a run found and did. It is plain data and survives JSON.
type Report struct {
	// Application is the object id of the application in its home tenant.
	Application string `json:"application,omitzero"`
	// ServicePrincipal is the object id of what stands for it in the host tenant, the nil GUID in a dry run
	// that would make it.
	ServicePrincipal string `json:"servicePrincipal,omitzero"`
	// Assignments are the ids of the role assignments that give what was to be granted, in that order.
	Assignments []string `json:"assignments,omitzero"`
	// ScopeConnection and ManagerConnection are the ids of the two sides of a connection.
	ScopeConnection   string `json:"scopeConnection,omitzero"`
	ManagerConnection string `json:"managerConnection,omitzero"`
	// Changes are the writes of the run, the oldest first; none where all was there. [Undo] takes them back.
	Changes []Change `json:"changes,omitzero"`
}

// Change is one write of a run.
type Change struct {
	Kind ChangeKind `json:"kind"`
	// Tenant is where it was made.
	Tenant string `json:"tenant"`
	// ID is the id of what was changed, in Microsoft Graph or in Resource Manager.
	ID string `json:"id"`
	// Before is what was there before; empty for what was made.
	Before string `json:"before,omitzero"`
}

// ChangeKind is what a write did.
type ChangeKind string

// The kinds of changes.
const (
	// AudienceChanged is an application that became multi-tenant; Before has its former sign-in audience.
	AudienceChanged ChangeKind = "audienceChanged"
	// PrincipalCreated is a service principal that was made.
	PrincipalCreated ChangeKind = "principalCreated"
	// RoleAssigned is a role assignment that was made.
	RoleAssigned ChangeKind = "roleAssigned"
	// ScopeConnected is the network manager's side of a connection, which was made.
	ScopeConnected ChangeKind = "scopeConnected"
	// ManagerConnected is the other side, of a subscription or a management group.
	ManagerConnected ChangeKind = "managerConnected"
)
