// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections

import "github.com/azfoundry/azfoundry"

// AccountScope returns the home of the connections of an account.
func AccountScope(group azfoundry.ResourceGroup, account string) AccountID {
	return AccountID{ResourceGroup: group, Name: account}
}

// ProjectScope returns the home of the connections of a project.
func ProjectScope(group azfoundry.ResourceGroup, account, project string) ProjectID {
	return AccountScope(group, account).Project(project)
}

// WorkspaceScope returns the home of the connections of a workspace, which may be a hub.
func WorkspaceScope(group azfoundry.ResourceGroup, workspace string) WorkspaceID {
	return WorkspaceID{ResourceGroup: group, Name: workspace}
}
