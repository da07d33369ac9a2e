// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/armtest"
)

const (
	network = "/subscriptions/" + armtest.ManagedSubscription + "/resourceGroups/" + armtest.DefaultWorkloadGroup +
		"/providers/Microsoft.Network/virtualNetworks/vnet"
	drawing = `{"location":"eastus","properties":{"addressSpace":{"ipamPoolPrefixAllocations":[{"numberOfIpAddresses":"64","pool":{"id":"` +
		armtest.DefaultPool + `"}}]}}}`
)

// run runs the program with what it reads on standard input.
func run(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, log bytes.Buffer
	p := program()
	p.Stdin = strings.NewReader(stdin)
	code = p.Execute(t.Context(), args, &out, &log)
	return code, out.String(), log.String()
}

func TestARM_writesWithTheTokensItNeeds(t *testing.T) {
	t.Parallel()
	for name, more := range map[string][]string{"by the body": nil, "by name": {"-tenants", "management"}, "by GUID": {"-tenants", armtest.ManagementTenant}, "by a new name": {"-tenants", "mgmt=" + armtest.ManagementTenant}} {
		args := append([]string{"-json", "-X", "put", "-url", network, "-api-version", "2025-07-01", "-body", "@-"}, more...)
		code, stdout, stderr := run(t, drawing, args...)
		var got answer
		if err := json.Unmarshal([]byte(stdout), &got); code != 0 || err != nil {
			t.Errorf("%s: exit code %d, %v:\n%s", name, code, err, stderr)
			continue
		}
		if got.Status != 200 || got.ETag == "" || !strings.Contains(string(got.Body), "10.0.0.0/26") {
			t.Errorf("%s: answer %+v", name, got)
		}
	}
}

func TestARM_readsLists(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := run(t, "", "-all", "-url", "/subscriptions?api-version=2022-12-01")
	if code != 0 || !strings.Contains(stdout, `"subscriptionId": "`+armtest.ManagedSubscription+`"`) || stderr != "" {
		t.Errorf("exit code %d, stdout %s, stderr %s", code, stdout, stderr)
	}
}

func TestARM_plans(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "vnet.json")
	if err := os.WriteFile(file, []byte(drawing), 0o600); err != nil {
		t.Fatal(err)
	}
	for as, want := range map[string]string{"azrest": "az account get-access-token --tenant " + armtest.ManagementTenant, "azapi": `resource "azapi_resource" "vnet"`} {
		code, stdout, stderr := run(t, "", "-dry-run", "-as", as, "-X", "PUT", "-url", network+"?api-version=2025-07-01", "-body", file)
		if code != 0 || !strings.Contains(stdout, want) {
			t.Errorf("%s: exit code %d, stdout %s, stderr %s", as, code, stdout, stderr)
		}
	}
}

func TestARM_refuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		args  []string
		shows []string
	}{
		{"flags that do not go together, all at once", []string{"-dry-run", "-as", "arm"}, []string{"-url", "-as arm is unknown", "-dry-run is for writes"}},
		{"pages of a write", []string{"-X", "PUT", "-url", network, "-all"}, []string{"-all is for lists"}},
		{"a file that is missing", []string{"-X", "PUT", "-url", network, "-body", "nowhere.json"}, []string{"nowhere.json"}},
		{"what the client refuses", []string{"-url", "/subscriptions"}, []string{"APIVersion"}},
		{"what the service refuses", []string{"-url", "/subscriptions/x?api-version=2022-12-01"}, []string{"InvalidSubscriptionId"}},
		{"a template for what it cannot say", []string{"-dry-run", "-as", "bicep", "-X", "DELETE", "-url", network + "?api-version=2025-07-01"}, []string{"bicep has no words"}},
		{"a tenant that nobody can sign in to", []string{"-url", network + "?api-version=2025-07-01", "-tenants", "elsewhere"}, []string{"elsewhere"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := run(t, "{}", tt.args...)
			if code != 2 || stdout != "" {
				t.Errorf("exit code %d, stdout %q, want 2 and nothing", code, stdout)
			}
			for _, s := range tt.shows {
				if !strings.Contains(stderr, s) {
					t.Errorf("stderr lacks %q:\n%s", s, stderr)
				}
			}
		})
	}
}
