// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections_test

import (
	"net/http"
	"testing"

	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/foundry"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// A capability host of a project names connections of the project and of its account, each where it fits.
func TestConnections_CheckCapabilityHost(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	add := func(id connections.ID, category connections.Category, target string, auth connections.Auth) {
		c := connections.New(category, target, auth)
		c.Properties.Metadata = map[string]string{"ApiType": "Azure", "ResourceId": group().String()}
		testworld.Must[connections.Connection](t)(w.Create(t.Context(), id, c))
	}
	add(project().Connection("threads"), connections.CategoryCosmosDB, "https://c.documents.azure.com:443/", connections.AAD{})
	add(project().Connection("files"), connections.CategoryAzureStorageAccount, "https://s.blob.core.windows.net/", connections.AAD{})
	add(account().Connection("search"), connections.CategoryCognitiveSearch, "https://s.search.windows.net", connections.AAD{})
	add(account().Connection("files"), connections.CategoryCognitiveSearch, "https://s.search.windows.net", connections.AAD{})
	add(account().Connection("keyed"), connections.CategoryCognitiveSearch, "https://s.search.windows.net", connections.APIKey{Key: connections.NewSecret("0000")})

	var host foundry.ProjectCapabilityHost
	host.Properties.ThreadStorageConnections = []string{"Threads"}
	host.Properties.StorageConnections = []string{"files"}
	host.Properties.VectorStoreConnections = []string{"search"}
	writes := w.writes()
	if err := w.CheckCapabilityHost(t.Context(), project(), host); err != nil {
		t.Errorf("CheckCapabilityHost() = %v, want nil", err)
	}
	host.Properties.VectorStoreConnections = []string{"keyed", "gone", "threads"}
	wantFaults(t, w.CheckCapabilityHost(t.Context(), project(), host),
		"/properties/vectorStoreConnections/0 CN052", "/properties/vectorStoreConnections/1 CN052", "/properties/vectorStoreConnections/2 CN052")

	var outer foundry.CapabilityHost
	outer.Properties.CapabilityHostKind, outer.Properties.StorageConnections = foundry.CapabilityHostKindAgents, []string{"files"}
	wantFaults(t, w.CheckCapabilityHost(t.Context(), account(), outer), "/properties/storageConnections/0 CN052")
	if n := w.writes() - writes; n != 0 {
		t.Errorf("%d writes, want none", n)
	}
	wantFaults(t, w.CheckCapabilityHost(t.Context(), nil, outer), "id required")
	wantRefusal(t, w.CheckCapabilityHost(t.Context(), account().Project("nobody"), outer), http.StatusNotFound, "ResourceNotFound")
}
