// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package raw_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/auth/raw"
)

const host = "https://management.azure.com"

// connection is a write with everything that is hard to quote.
var connection = azfoundry.PlannedWrite{
	Op: "connections: create connection", Method: "PUT",
	URL:     host + "/subscriptions/6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60/resourceGroups/rg(ai)/providers/Microsoft.CognitiveServices/accounts/ai/projects/agents/connections/it's-1?api-version=2026-05-01",
	Header:  map[string]string{"If-Match": `W/"1 $HOME"`},
	Tenants: []string{"5f1c9b62-7a34-4e0d-9c1b-2d8e6a40f311", "a83d2f14-06b7-4c59-8f2e-917c54d0be26"},
	Body: `{"id":"/x","name":"it's-1","type":"t","properties":{"category":"ApiManagement","credentials":{"key":"REDACTED"},` +
		`"metadata":{"models":"[{\"name\":\"a\",\"n\":9007199254740993}]","ratio":"{\"r\":1.10}","dollar":"${x} %{y} $HOME \u0001 ` + "`id`" + `","a b":"\"q\"\\\n"},` +
		`"nothing":null,"yes":true,"n":9007199254740993,"f":1.10,"empty":{},"list":["x",[]]}}`,
}

// TestAzREST_inAShell has a shell run the command with an az that only says how it was called.
func TestAzREST_inAShell(t *testing.T) {
	t.Parallel()
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	az := "#!/bin/sh\nif [ \"$1\" = account ]; then echo \"token-of-$4\"; exit; fi\nprintf '%s\\0' \"$@\"\n"
	if err := os.WriteFile(filepath.Join(folder, "az"), []byte(az), 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), shell, "-c", raw.AzREST(connection))
	cmd.Env = []string{"PATH=" + folder + string(os.PathListSeparator) + os.Getenv("PATH"), "HOME=/nowhere"}
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"rest", "--method", "put", "--url", connection.URL, "--headers", "Content-Type=application/json", `If-Match=W/"1 $HOME"`,
		"x-ms-authorization-auxiliary=Bearer token-of-" + connection.Tenants[0] + ", Bearer token-of-" + connection.Tenants[1],
		"--body", connection.Body,
	}
	if diff := cmp.Diff(want, strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")); diff != "" {
		t.Errorf("arguments (-want +got):\n%s", diff)
	}
	if !strings.HasPrefix(raw.AzREST(connection), "# fill in the secrets") {
		t.Error("nothing says that a secret is to be filled in")
	}
}

func TestAzREST_ofADeletionIsShort(t *testing.T) {
	t.Parallel()
	got := raw.AzREST(azfoundry.PlannedWrite{Method: "DELETE", URL: host + "/subscriptions/s/resourceGroups/rg?api-version=2024-03-01"})
	if want := "az rest --method delete --url '" + host + "/subscriptions/s/resourceGroups/rg?api-version=2024-03-01'"; got != want {
		t.Errorf("AzREST() = %s, want %s", got, want)
	}
}

func ExampleAzAPI() {
	text, err := raw.AzAPI(azfoundry.PlannedWrite{
		Op: "connections: create connection", Method: "PUT",
		URL: host + "/subscriptions/6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/ai/connections/gateway?api-version=2026-05-01",
		Body: `{"properties":{"category":"ApiManagement","target":"https://apim.azure-api.net/openai",` +
			`"metadata":{"deploymentInPath":"true","models":"[{\"name\":\"gpt-4o\"}]"}}}`,
	})
	fmt.Print(text, err)
	// Output:
	// resource "azapi_resource" "gateway" {
	//   type = "Microsoft.CognitiveServices/accounts/connections@2026-05-01"
	//   parent_id = "/subscriptions/6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/ai"
	//   name = "gateway"
	//   schema_validation_enabled = false
	//   body = {
	//     properties = {
	//       category = "ApiManagement"
	//       target = "https://apim.azure-api.net/openai"
	//       metadata = {
	//         deploymentInPath = "true"
	//         models = jsonencode([
	//           {
	//             name = "gpt-4o"
	//           },
	//         ])
	//       }
	//     }
	//   }
	// }
	// <nil>
}

func ExampleBicep() {
	text, err := raw.Bicep(azfoundry.PlannedWrite{
		Op: "ipam: create or update subnet", Method: "PUT",
		URL:  host + "/subscriptions/6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet/subnets/apps?api-version=2025-07-01",
		Body: `{"name":"apps","properties":{"addressPrefix":"10.0.0.0/24","weight":1.5,"it's":"${no} template"}}`,
	})
	fmt.Print(text, err)
	// Output:
	// // az deployment group create --subscription 6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60 --resource-group rg --template-file FILE
	// targetScope = 'resourceGroup'
	//
	// resource vnet_apps 'Microsoft.Network/virtualNetworks/subnets@2025-07-01' = {
	//   name: 'vnet/apps'
	//   properties: {
	//     addressPrefix: '10.0.0.0/24'
	//     weight: json('1.5')
	//     'it\'s': '\${no} template'
	//   }
	// }
	// <nil>
}

func TestAzAPI(t *testing.T) {
	t.Parallel()
	const scope = host + "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet"
	tests := []struct {
		name  string
		in    azfoundry.PlannedWrite
		parts []string
	}{
		{"identity, location and tags have places of their own", azfoundry.PlannedWrite{Method: "PUT", URL: scope + "?api-version=1",
			Body: `{"location":"eastus","tags":{"a":"b"},"identity":{"type":"UserAssigned","userAssignedIdentities":{"/subscriptions/s/id":{}}}}`},
			[]string{"\n  location = \"eastus\"\n", "\n  tags = {\n    a = \"b\"\n  }\n", "\n  identity {\n    type = \"UserAssigned\"\n    identity_ids = [\n      \"/subscriptions/s/id\",\n    ]\n  }\n", "\n  body = {}\n"}},
		{"a change is an action", azfoundry.PlannedWrite{Method: "PATCH", URL: scope + "?api-version=1&force=true", Body: `{"tags":{}}`},
			[]string{`resource "azapi_resource_action" "vnet_patch" {`, `method = "PATCH"`, "query_parameters = {\n    force = [\n      \"true\",\n    ]\n  }"}},
		{"an action of a resource", azfoundry.PlannedWrite{Method: "POST", URL: scope + "/listUsage?api-version=1"},
			[]string{`type = "Microsoft.Network/virtualNetworks@1"`, `action = "listUsage"`, `resource_id = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet"`}},
		{"a resource group", azfoundry.PlannedWrite{Method: "PUT", URL: host + "/subscriptions/s/resourceGroups/1?api-version=1", Body: `{"location":"eastus"}`},
			[]string{`resource "azapi_resource" "r_1"`, `type = "Microsoft.Resources/resourceGroups@1"`, `parent_id = "/subscriptions/s"`}},
		{"tenants, headers and secrets", connection,
			[]string{"# fill in the secrets", "# the provider needs auxiliary_tenant_ids = [\"5f1c9b62", `If-Match`, `"a b" = "\"q\"\\\n"`, `$${x} %%{y} $HOME \u0001`, `n = 9007199254740993`, `ratio = "{\"r\":1.10}"`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := raw.AzAPI(tt.in)
			if err != nil {
				t.Fatal(err)
			}
			for _, part := range tt.parts {
				if !strings.Contains(got, part) {
					t.Errorf("lacks %q:\n%s", part, got)
				}
			}
		})
	}
}

// What a template cannot say is refused, not half said.
func TestBicep_refuses(t *testing.T) {
	t.Parallel()
	const id = host + "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet"
	tests := map[string]azfoundry.PlannedWrite{
		"deletion":         {Method: "DELETE", URL: id + "?api-version=1"},
		"action":           {Method: "POST", URL: id + "/act?api-version=1"},
		"tenants":          {Method: "PUT", URL: id + "?api-version=1", Tenants: []string{"t"}},
		"condition":        {Method: "PUT", URL: id + "?api-version=1", Header: map[string]string{"If-Match": "1"}},
		"parameters":       {Method: "PUT", URL: id + "?api-version=1&force=true"},
		"extension":        {Method: "PUT", URL: id + "/providers/Microsoft.Authorization/roleAssignments/a?api-version=1"},
		"tenant-wide role": {Method: "PUT", URL: host + "/providers/Microsoft.Authorization/roleDefinitions/a?api-version=1"},
	}
	for name, w := range tests {
		if text, err := raw.Bicep(w); !errors.Is(err, raw.ErrNoWords) || text != "" {
			t.Errorf("%s: %q, %v, want ErrNoWords", name, text, err)
		}
	}
}

func TestBicep_scopes(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"/subscriptions/s/resourceGroups/rg":                                                                     "targetScope = 'subscription'",
		"/subscriptions/s/providers/Microsoft.Authorization/roleAssignments/a":                                   "targetScope = 'subscription'",
		"/providers/Microsoft.Management/managementGroups/m/providers/Microsoft.Authorization/roleAssignments/a": "targetScope = 'managementGroup'",
		"/subscriptions/s/resourceGroups/rg/providers/Microsoft.Authorization/roleAssignments/a":                 "targetScope = 'resourceGroup'",
	} {
		got, err := raw.Bicep(azfoundry.PlannedWrite{Method: "PUT", URL: host + url + "?api-version=1", Body: "{}"})
		if err != nil || !strings.Contains(got, want) {
			t.Errorf("%s: %v, want %s:\n%s", url, err, want, got)
		}
	}
}

// No text makes the writers panic, and strings that hold JSON come back as the same JSON.
func FuzzScripts(f *testing.F) {
	f.Add("/subscriptions/s/resourceGroups/rg", connection.Body)
	f.Add("//", `[1,{"a":"[}"}]`)
	f.Add("/providers/a/b/c/d", `{"a":"{\"b\":[1,2.5]}"}`)
	f.Fuzz(func(t *testing.T, path, body string) {
		w := azfoundry.PlannedWrite{Method: "PUT", URL: host + path, Body: body}
		_ = raw.AzREST(w)
		api, err := raw.AzAPI(w)
		if err == nil && !json.Valid([]byte(body)) && body != "" {
			t.Errorf("%q is no JSON, and became\n%s", body, api)
		}
		_, _ = raw.Bicep(w)
	})
}
