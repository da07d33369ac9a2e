// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package probe_test

import (
	"crypto/tls"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/gateway/probe"
)

// inFoundry calls a model through a connection as Foundry does, which knows nothing of this package.
func inFoundry(t *testing.T, g *armtest.AIGateway, b connections.Builder, alias string) error {
	t.Helper()
	text, err := json.Marshal(body(t, b))
	if err != nil {
		t.Fatal(err)
	}
	var wire struct {
		Properties map[string]any `json:"properties"`
	}
	if err := json.Unmarshal(text, &wire); err != nil {
		t.Fatal(err)
	}
	if _, ok := wire.Properties["credentials"]; ok { // they print as REDACTED
		wire.Properties["credentials"] = map[string]string{"key": key, "clientId": armtest.AIClientID, "clientSecret": "canary-secret-1c0b"}
	}
	if text, err = json.Marshal(wire); err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: g.Roots(), MinVersion: tls.VersionTLS12}}
	defer transport.CloseIdleConnections()
	foundry := &armtest.AIFoundry{
		Connections: map[string][]byte{"gateway": text}, Client: &http.Client{Transport: transport}, IdentityToken: "canary-token-5d2e",
	}
	return foundry.Complete(t.Context(), connections.ModelReference("gateway", alias))
}

// alsoInFoundry holds a report against what Foundry does: a model that passed answers there, and one that
// did not fails there too. What is wrong with the list alone Foundry shows elsewhere than in calls.
func alsoInFoundry(t *testing.T, g *armtest.AIGateway, b connections.Builder, report probe.Report) {
	t.Helper()
	switch {
	case report.OK:
		if err := inFoundry(t, g, b, "gpt-4o"); err != nil {
			t.Errorf("the probe passed, and in Foundry: %v", err)
		}
	case report.Failed == probe.LayerGet || report.Failed == probe.LayerChat:
		if err := inFoundry(t, g, b, report.Findings[0].Alias); err == nil {
			t.Errorf("the probe found %v, and in Foundry the model answers", report.Findings[0])
		}
	}
}
