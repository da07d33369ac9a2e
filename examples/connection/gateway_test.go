// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/armtest"
)

// gatewayFile is a gateway before one account, in the emulator's managed tenant.
func gatewayFile(t *testing.T, more string) string {
	t.Helper()
	group := "/subscriptions/" + armtest.ManagedSubscription + "/resourceGroups/" + armtest.DefaultWorkloadGroup + "/providers/"
	return file(t, "gateway.json", `{"service": "`+group+`Microsoft.ApiManagement/service/apim-contoso", "api": "openai-v1", "path": "models/openai/v1",
 "accounts": [{"id": "`+group+`Microsoft.CognitiveServices/accounts/ai-contoso"}],
 "access": {"tenant": "`+armtest.ManagedTenant+`", "projects": [{"application": "5c1d3f0e-2b7a-4d19-8f43-b2a7c9e6d101"}]}`+more+"}")
}

func TestGateway(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		args   []string
		code   int
		done   bool
		stderr string
	}{
		{"plan", nil, 0, false, "create"},
		{"apply", []string{"-apply"}, 0, true, "get-deployment-by-name"},
		{"closed agents", []string{"-agents", "managed"}, 0, false, "warning: agents"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := run(t, "", append([]string{"gateway", "-json", gatewayFile(t, "")}, test.args...)...)
			var got gatewayed
			if err := json.Unmarshal([]byte(stdout), &got); err != nil || code != test.code || !strings.Contains(stderr, test.stderr) {
				t.Fatalf("exit code %d, %v, stdout %s, stderr %s", code, err, stdout, stderr)
			}
			if len(got.Steps) != 12 || got.Steps[0].Done != test.done || got.Connection.Properties.Target != "https://apim-contoso.azure-api.net/models/openai/v1" {
				t.Errorf("stdout = %s", stdout)
			}
		})
	}
}

func TestGateway_refuses(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"one file":         {},
		"unknown field":    {gatewayFile(t, `, "paths": "x"`)},
		"is missing":       {file(t, "empty.json", "{}")},
		"no such file":     {"none.json"},
		"unexpected":       {"-undo", file(t, "report.json", "{"), gatewayFile(t, "")},
		"is no kind of AP": {gatewayFile(t, `, "kind": "v3"`)},
	} {
		if code, _, stderr := run(t, "", append([]string{"gateway"}, args...)...); code != 2 || !strings.Contains(stderr, name) {
			t.Errorf("%s: exit code %d, stderr %s", name, code, stderr)
		}
	}
}

// What a run wrote with -json is what takes it back.
func TestGateway_undo(t *testing.T) {
	t.Parallel()
	wanted := gatewayFile(t, "")
	_, stdout, _ := run(t, "", "gateway", "-json", "-apply", wanted)
	code, _, stderr := run(t, "", "gateway", "-undo", file(t, "report.json", stdout), wanted)
	if code != 0 || !strings.Contains(stderr, "done    take back") {
		t.Errorf("exit code %d, stderr %s", code, stderr)
	}
}
