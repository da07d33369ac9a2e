// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package story_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/auth/raw"
	"github.com/azfoundry/azfoundry/examples/internal/ready"
	"github.com/azfoundry/azfoundry/examples/internal/story"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// inWorld is a world of the test's own, and the flags that lead a program there.
func inWorld(t *testing.T) (world *armtest.World, flags []string) {
	t.Helper()
	world = testworld.Start(t, nil)
	folder := t.TempDir()
	authority, file := filepath.Join(folder, "ca.pem"), filepath.Join(folder, "ready.json")
	line, err := json.Marshal(ready.Describe(world, authority))
	if err := errors.Join(err, os.WriteFile(authority, world.CertificatePEM(), 0o600), os.WriteFile(file, line, 0o600)); err != nil {
		t.Fatal(err)
	}
	return world, []string{"-emulator", file}
}

func quickstart(t *testing.T, args ...string) (report story.QuickstartReport, stderr string) {
	t.Helper()
	var out, log bytes.Buffer
	code := story.Program("quickstart", "", story.Quickstart).Execute(t.Context(), append(args, "-json"), &out, &log)
	if err := json.Unmarshal(out.Bytes(), &report); code != 0 || err != nil {
		t.Fatalf("exit code %d, %v:\n%s", code, err, &log)
	}
	return report, log.String()
}

// writes are the requests that change something at Resource Manager.
func writes(world *armtest.World) []string {
	var out []string
	for _, r := range world.Requests() {
		if r.Method != http.MethodGet && strings.Contains(r.URL, "/subscriptions/") {
			out = append(out, r.Method+" "+r.URL)
		}
	}
	return out
}

func TestQuickstart_secondRunWritesNothing(t *testing.T) {
	t.Parallel()
	world, flags := inWorld(t)
	first, stderr := quickstart(t, flags...)
	made := writes(world)
	for _, s := range first.Steps {
		if s.Outcome != story.Created || !strings.HasPrefix(s.ID, "/subscriptions/") {
			t.Errorf("step %q: %s %q, want created and an id", s.Name, s.Outcome, s.ID)
		}
	}
	if len(first.Steps) < 15 || len(made) != len(first.Steps) {
		t.Errorf("%d writes for %d steps, want one each and all systems:\n%s", len(made), len(first.Steps), strings.Join(made, "\n"))
	}
	if n := strings.Count("\n"+stderr, "\ndone "); n != len(first.Steps) {
		t.Errorf("%d lines for %d steps:\n%s", n, len(first.Steps), stderr)
	}
	for _, s := range first.Steps { // the closing table
		if !slices.ContainsFunc(strings.Split(stderr, "\n"), func(line string) bool {
			return strings.HasPrefix(line, s.Name) && strings.Contains(line, string(s.Outcome))
		}) {
			t.Errorf("the table lacks step %q:\n%s", s.Name, stderr)
		}
	}
	second, _ := quickstart(t, flags...)
	if more := writes(world)[len(made):]; len(more) > 0 {
		t.Errorf("the second run wrote:\n%s", strings.Join(more, "\n"))
	}
	for i, s := range second.Steps {
		if s.Outcome != story.Unchanged || s.ID != first.Steps[i].ID {
			t.Errorf("second run, step %q: %s %q, want unchanged %q", s.Name, s.Outcome, s.ID, first.Steps[i].ID)
		}
	}
}

// What the service has at the end is what the story says.
func TestQuickstart_leavesWhatItSays(t *testing.T) {
	t.Parallel()
	world, flags := inWorld(t)
	report, _ := quickstart(t, flags...)
	ids := map[string]string{}
	for _, s := range report.Steps {
		ids[s.Name] = s.ID
	}
	const hub, connection = "hub, encrypted with the key", "connection to models behind API Management"
	_, workspace, _ := strings.Cut(read(t, world, ids[hub], "2026-05-01"), `"workspaceId":"`)
	workspace, _, _ = strings.Cut(workspace, `"`)
	tests := []struct{ step, version, want string }{
		{"virtual network, addresses from the other tenant's pool", "2025-07-01", armtest.DefaultPool},
		{hub, "2026-05-01", `"status":"Enabled"`},
		{hub, "2026-05-01", "/keys/hub/"},
		{"the key's vault in the perimeter", "2025-07-01", `"accessMode":"Learning"`},
		{"inbound rule: this subscription", "2025-07-01", armtest.ManagedSubscription},
		{connection, "2026-05-01", `"authType":"ProjectManagedIdentity"`},
		{connection, "2026-05-01", `\"name\":\"gpt-4o\"`},
		{"role: the hub's own containers, by condition", "2022-04-01", "StringStartsWithIgnoreCase '" + workspace + "'"},
	}
	for _, tt := range tests {
		if body := read(t, world, ids[tt.step], tt.version); !strings.Contains(body, tt.want) {
			t.Errorf("%s: %s lacks %s:\n%s", tt.step, ids[tt.step], tt.want, body)
		}
	}
}

// read returns a resource as the service has it.
func read(t *testing.T, world *armtest.World, id, version string) string {
	t.Helper()
	cred := testworld.Sign(t, world, armtest.ManagedTenant, armtest.Application{ClientID: armtest.DeployerClientID, ClientSecret: armtest.DeployerSecret})
	c := testworld.Must[*raw.Client](t)(raw.NewClient(cred, world.ClientOptions()))
	return string(testworld.Must[raw.Response](t)(c.Do(t.Context(), raw.Request{URL: id, APIVersion: version})).Body)
}
