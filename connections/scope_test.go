// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections_test

import (
	"testing"

	"github.com/azfoundry/azfoundry/connections"
)

// The three homes are one API: an id is a home and a name.
func TestScopes(t *testing.T) {
	t.Parallel()
	for want, home := range map[string]connections.Home{
		"/providers/Microsoft.CognitiveServices/accounts/ai":                 connections.AccountScope(group(), "ai"),
		"/providers/Microsoft.CognitiveServices/accounts/ai/projects/agents": connections.ProjectScope(group(), "ai", "agents"),
		"/providers/Microsoft.MachineLearningServices/workspaces/hub":        connections.WorkspaceScope(group(), "hub"),
	} {
		id := connections.ID{Home: home, Name: "search"}
		if got := id.String(); got != group().String()+want+"/connections/search" {
			t.Errorf("id = %s", got)
		}
		if err := id.Validate(); err != nil {
			t.Error(err)
		}
	}
}
