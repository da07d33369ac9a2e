// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package probe_test

import (
	"crypto/x509"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/gateway/probe"
)

// samples are bodies that people sent to the service, beside the module, where somebody put them.
const samples = "../../../../shared/samples/connections/broken"

// What no look at a body can find, each before a gateway of which it is true.
func TestRun_samples(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(samples, "INDEX.tsv"))
	if os.IsNotExist(err) {
		t.Logf("there are no samples in %s", samples)
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	gateways := map[string]armtest.AIGatewayOptions{
		"LIVE-TLS":  {ModelInBody: true},
		"LIVE-URL":  {},
		"LIVE-AUTH": {KeyHeader: "Ocp-Apim-Subscription-Key", Key: "x"},
		"LIVE-DISCOVERY": {Before: answerWith("/deployments", 200, jsonText, // the API of Azure OpenAI in place of Resource Manager
			`{"data":[{"id":"gpt-4o","model":"gpt-4o","object":"deployment","status":"succeeded"}],"object":"list"}`)},
	}
	for line := range strings.Lines(string(text)) {
		columns := strings.Split(line, "\t")
		rule, file := "", columns[0]
		for _, c := range columns {
			if _, ok := gateways[c]; ok {
				rule = c
			}
		}
		if rule == "" {
			continue
		}
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(filepath.Join(samples, file))
			if err != nil {
				t.Fatal(err)
			}
			var c connections.Connection
			if err := json.Unmarshal(text, &c); err != nil {
				t.Fatal(err)
			}
			opts := gateways[rule]
			if opts.Key != "" {
				opts.Key = key
			}
			g := start(t, opts)
			c.Properties.Target = g.Target()
			roots := g.Roots()
			if rule == "LIVE-TLS" {
				roots = x509.NewCertPool()
			}
			report, err := probe.Run(t.Context(), c, &probe.Options{Roots: roots, Secret: connections.NewSecret(key)})
			if err != nil {
				t.Fatal(err)
			}
			if f := the(t, report); string(f.Rule) != rule {
				t.Errorf("finding %+v, want %s", f, rule)
			}
		})
	}
}
