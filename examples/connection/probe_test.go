// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/connections/gateway/probe"
)

// dynamic is a connection with a key that asks the gateway at TARGET.
const dynamic = `{"properties": {"category": "ApiManagement", "authType": "ApiKey", "credentials": {"key": "hush7f3a"}, "target": "TARGET",
 "metadata": {"deploymentInPath": "true", "inferenceAPIVersion": "2024-10-21",
 "modelDiscovery": "{\"listModelsEndpoint\":\"/deployments\",\"getModelEndpoint\":\"/deployments/{deploymentName}\",\"deploymentProvider\":\"AzureOpenAI\"}"}}}`

// gateway serves a gateway and writes its authority into a file.
func gateway(t *testing.T, opts armtest.AIGatewayOptions) (body, roots string) {
	t.Helper()
	g, err := armtest.StartAIGateway(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = g.Close() })
	return strings.Replace(dynamic, "TARGET", g.Target(), 1), file(t, "roots.pem", string(g.CertificatePEM()))
}

func TestProbe(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		gateway armtest.AIGatewayOptions
		args    []string
		code    int
		want    probe.Verdict
		shows   string // on stdout without -json
		steps   string // on stderr
	}{
		{"right", armtest.AIGatewayOptions{Key: "hush7f3a"}, nil, 0, "", "", "get    gpt-4o  passed   200"},
		{"with calls", armtest.AIGatewayOptions{Key: "hush7f3a"}, []string{"-chat", "-alias", "gpt-4o"}, 0, "", "", "chat     gpt-4o  passed   200"},
		{"wrong key", armtest.AIGatewayOptions{Key: "another"}, nil, 1, probe.VerdictKeyRefused, "LIVE-AUTH key-refused: ", "list            failed   401"},
		{"wrong shape", armtest.AIGatewayOptions{Key: "hush7f3a", ModelInBody: true}, []string{"-chat"}, 1, probe.VerdictPathShape, `fix: set deploymentInPath to "false"`, "chat"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			body, roots := gateway(t, test.gateway)
			args := append([]string{"probe", "-", "-roots", roots}, test.args...)
			code, stdout, stderr := run(t, body, append(args, "-json")...)
			var got probe.Report
			if err := json.Unmarshal([]byte(stdout), &got); err != nil || code != test.code || got.OK != (test.want == "") {
				t.Fatalf("exit code %d, %v, stdout %s, stderr %s", code, err, stdout, stderr)
			}
			if !got.OK && got.Findings[0].Verdict != test.want {
				t.Errorf("findings %v, want %s", got.Findings, test.want)
			}
			code, text, stderr := run(t, body, args...)
			if code != test.code || !strings.Contains(text, test.shows) || !strings.Contains(squeeze(stderr), squeeze(test.steps)) {
				t.Errorf("exit code %d, stdout %s, stderr %s", code, text, stderr)
			}
			if strings.Contains(stdout+text+stderr, "hush7f3a") {
				t.Error("the key is shown")
			}
		})
	}
}

// squeeze makes one space of several.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// A connection that is there has no key, which is in the environment.
func TestProbe_read(t *testing.T) {
	body, roots := gateway(t, armtest.AIGatewayOptions{Key: "hush7f3a"})
	emulator := running(t)
	id := ownProject().Connection("gateway").String()
	if code, _, stderr := run(t, body, "put", "-emulator", emulator, "-id", id, "-"); code != 0 {
		t.Fatalf("exit code %d, stderr %s", code, stderr)
	}
	t.Setenv("GATEWAY_KEY", "hush7f3a")
	code, stdout, stderr := run(t, "", "probe", "-emulator", emulator, "-id", id, "-secret-env", "GATEWAY_KEY", "-roots", roots)
	if code != 0 || stdout != "" {
		t.Errorf("exit code %d, stdout %s, stderr %s", code, stdout, stderr)
	}
	if code, _, stderr := run(t, "", "probe", "-emulator", emulator, "-id", id, "-roots", roots); code != 2 || !strings.Contains(stderr, "credentials") {
		t.Errorf("exit code %d, stderr %s, want 2 for the key that a read does not have", code, stderr)
	}
}

func TestProbe_refuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args  []string
		shows []string
	}{
		"nothing":            {[]string{"probe"}, []string{"one file"}},
		"both":               {[]string{"probe", "-", "-id", "x"}, []string{"one file"}},
		"all that is absent": {[]string{"probe", "-", "-secret-env", "NO_SUCH_KEY", "-token-env", "NO_SUCH_TOKEN", "-roots", "nowhere.pem"}, []string{"NO_SUCH_KEY", "NO_SUCH_TOKEN", "nowhere.pem"}},
		"no certificates":    {[]string{"probe", "-", "-roots", file(t, "a.pem", "none")}, []string{"no certificate"}},
		"another category":   {[]string{"probe", "-"}, []string{"CosmosDb"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := run(t, cosmos, test.args...)
			if code != 2 || stdout != "" {
				t.Errorf("exit code %d, stdout %q, want 2 and nothing", code, stdout)
			}
			for _, s := range test.shows {
				if !strings.Contains(stderr, s) {
					t.Errorf("stderr lacks %q:\n%s", s, stderr)
				}
			}
		})
	}
}
