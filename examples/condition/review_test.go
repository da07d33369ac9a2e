// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/examples/internal/ready"
)

const (
	managedGroup = "/subscriptions/" + armtest.ManagedSubscription + "/resourceGroups/" + armtest.DefaultWorkloadGroup
	account      = managedGroup + "/providers/Microsoft.Storage/storageAccounts/stprompts"
	atContainer  = account + "/blobServices/default/containers/prompts"
	assignmentID = account + "/providers/Microsoft.Authorization/roleAssignments/2f0b2f4e-7a41-4b0b-9f6c-0d3d5f1f9c02"
	// levels asks for a security attribute, with a comment.
	levels = "# who's cleared\n!(ActionMatches{'" + read1 + "'}) OR @Principal[Microsoft.Directory/CustomSecurityAttributes/Id:Engineering_Level] StringEquals 'high'"
)

// emulator serves a world with a storage account and two assignments of one principal there: one under a
// condition, and one at the group that gives the same without one. It returns the file that leads to it, and the
// principal.
func emulator(t *testing.T, dir string) (file, principal string) {
	t.Helper()
	world, err := armtest.Start(nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = world.Close() })
	principal, err = world.AddServicePrincipal(armtest.ManagedTenant, armtest.DeployerClientID)
	if err != nil {
		t.Fatal(err)
	}
	authority, place := filepath.Join(dir, "ca.pem"), filepath.Join(dir, "ready.json")
	line, err := json.Marshal(ready.Describe(world, authority))
	err = errors.Join(err,
		os.WriteFile(authority, world.CertificatePEM(), 0o600), os.WriteFile(place, line, 0o600),
		world.Put(account, map[string]any{
			"location": armtest.DefaultRegion, "kind": "StorageV2", "sku": map[string]any{"name": "Standard_LRS"}, "properties": map[string]any{"isHnsEnabled": true},
		}),
		world.Put(assignmentID, map[string]any{"properties": map[string]any{
			"roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
			"principalId":      principal, "principalType": "ServicePrincipal", "condition": strings.TrimPrefix(own, "# that's it\n"),
		}}),
		world.Assign(managedGroup, principal, "ba92f5b4-2d11-453d-a403-e96b0029c9fe"),
	)
	if err != nil {
		t.Fatal(err)
	}
	return place, principal
}

// A review that signs in looks at the account, at the role as it is and at the other assignments.
func TestReview_estate(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	place, principal := emulator(t, dir)
	for name, text := range map[string]string{
		"levels.txt": levels, "sets.json": `{"value":[{"id":"Marketing"}]}`, "sets.txt": "Marketing\nengineering\n",
		"tags.txt": "!(ActionMatches{'" + read1 + "'}) OR @Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags:p<$key_case_sensitive$>] StringEquals 'x'",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	reader := []string{"-role", "Storage Blob Data Reader", "-scope", account, "-emulator", place}
	tests := []struct {
		name   string
		args   []string
		code   int
		has    []string // rules that must be found
		lacks  []string
		stdout string
	}{
		{"an assignment", []string{"-assignment", assignmentID, "-emulator", place}, 1, []string{"RA012", "RA015"}, []string{"RA013", "RA016", "RA005"}, `{"file":"` + assignmentID + `","role":"2a2b9908-6ea1-4ae2-8e65-a410df84e7d1","name":"Storage Blob Data Reader"`},
		{"another condition for it", []string{"-assignment", assignmentID, "-condition", "tags.txt", "-emulator", place}, 1, []string{"RA012", "RA013", "RA015"}, nil, `{"file":"tags.txt",`},
		{"one that is to be made", append(reader, "-condition", "own.txt", "-principal", principal), 1, []string{"RA012", "RA015"}, []string{"RA013"}, `{"file":"own.txt",`},
		{"one of nobody yet", append(reader, "-condition", "own.txt"), 1, []string{"RA012"}, []string{"RA015"}, ""},
		{"at a group", []string{"-role", "Storage Blob Data Reader", "-scope", managedGroup, "-emulator", place, "-condition", "own.txt"}, 1, []string{"RA012"}, nil, ""},
		{"at a subscription", []string{"-role", "Storage Blob Data Reader", "-scope", "/subscriptions/" + armtest.ManagedSubscription, "-emulator", place, "-condition", "own.txt"}, 1, []string{"RA012"}, nil, ""},
		{"at a container", []string{"-role", "Storage Blob Data Reader", "-scope", atContainer, "-emulator", place, "-condition", "own.txt"}, 1, []string{"RA012", "RA009"}, nil, ""},
		{"sets that are missing", append(reader, "-condition", "levels.txt", "-attribute-sets", "sets.json"), 1, []string{"RA014"}, nil, ""},
		{"sets that are there", append(reader, "-condition", "levels.txt", "-attribute-sets", "sets.txt"), 1, []string{"RA012"}, []string{"RA014"}, ""},
		{"sets without signing in", []string{"-role", "Storage Blob Data Reader", "-condition", "levels.txt", "-attribute-sets", "sets.json"}, 1, []string{"RA014"}, []string{"RA012"}, ""},
		{"a definition of a file", []string{"-definition", "role.json", "-scope", account, "-emulator", place, "-condition", "own.txt"}, 1, []string{"RA012"}, []string{"RA005", "RA016"}, `"name":"Own"`},
		{"no condition", []string{"-assignment", assignmentID, "-condition", "broken.txt", "-emulator", place}, 1, []string{"AB014"}, []string{"RA012"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			args := append([]string{"review", "-json"}, tt.args...)
			for i, a := range args {
				if a == place {
					args[i] = "ready.json"
				}
			}
			code, stdout, stderr := execute(t, dir, "", args...)
			if code != tt.code || !json.Valid([]byte(stdout)) || !strings.Contains(stdout, tt.stdout) {
				t.Errorf("exit code %d, stdout %s, stderr %s", code, stdout, stderr)
			}
			for _, rule := range tt.has {
				if !strings.Contains(stdout, `"rule":"`+rule+`"`) {
					t.Errorf("no finding of %s in %s", rule, stdout)
				}
			}
			for _, rule := range tt.lacks {
				if strings.Contains(stdout, `"rule":"`+rule+`"`) {
					t.Errorf("a finding of %s in %s", rule, stdout)
				}
			}
		})
	}
}

func TestReview_refuses(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	for _, tt := range []struct{ args, want string }{
		{"-assignment " + assignmentID + " -role Reader", "-assignment has role, scope and principal of its own"},
		{"-assignment x -emulator nowhere.json", "nowhere.json"},
		{"-role Reader -condition own.txt -azure", "-scope is missing"},
		{"-role Reader -condition own.txt -azure -emulator x -scope /", "choose one"},
		{"-role Reader -condition own.txt -attribute-sets nowhere.txt", "nowhere.txt"},
		{"-role Reader -condition own.txt -fail bad", `-fail "bad"`},
		{"-assignment " + assignmentID, "get role assignment"}, // of a fresh emulator
	} {
		if code, stdout, stderr := execute(t, dir, "", append([]string{"review"}, strings.Fields(tt.args)...)...); code != 2 || stdout != "" || !strings.Contains(stderr, tt.want) {
			t.Errorf("%s: exit code %d, stdout %s, stderr %s", tt.args, code, stdout, stderr)
		}
	}
}
