// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package story_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/examples/internal/story"
)

func run(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, log bytes.Buffer
	code = story.Program("crosstenant", "Tells the story.", story.CrossTenant).Execute(t.Context(), args, &out, &log)
	return code, out.String(), log.String()
}

func TestProgram_tellsTheStoryAsOneDocument(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := run(t, "-json")
	if code != 0 {
		t.Fatalf("exit code %d:\n%s", code, stderr)
	}
	var got any
	if err := json.Unmarshal([]byte(stdout), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"withoutAuxiliary": map[string]any{
			"status": 403.0, "code": "LinkedAuthorizationFailed",
			"linkedSubscription": armtest.ManagementSubscription, "linkedTenant": armtest.ManagementTenant,
		},
		"virtualNetwork": map[string]any{
			"id": "/subscriptions/" + armtest.ManagedSubscription + "/resourceGroups/" + armtest.DefaultWorkloadGroup +
				"/providers/Microsoft.Network/virtualNetworks/vnet-workload",
			"addressPrefixes": []any{"10.0.0.0/26", "10.0.0.64/27", "10.0.0.96/30"},
		},
		"pool": map[string]any{"usedBefore": "0", "usedAfter": "100"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("document (-want +got):\n%s", diff)
	}
}

func TestProgram_peopleReadOneLinePerStep(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := run(t)
	if code != 0 || stdout != "" {
		t.Errorf("exit code %d, stdout %q, want 0 and nothing", code, stdout)
	}
	if n := strings.Count("\n"+stderr, "\ndone "); n != 5 {
		t.Errorf("%d steps done, want 5:\n%s", n, stderr)
	}
	if strings.Contains(stderr, armtest.DeployerSecret) || strings.Contains(stderr, "eyJ") {
		t.Errorf("a secret or a token is shown:\n%s", stderr)
	}
}

// The emulator of another process is used as the one in this process is, and keeps what was made.
func TestProgram_inARunningEmulator(t *testing.T) {
	t.Parallel()
	world, flags := inWorld(t)
	code, stdout, stderr := run(t, append(flags, "-json")...)
	if code != 0 || !strings.Contains(stdout, `"usedAfter":"100"`) {
		t.Errorf("exit code %d, stdout %q:\n%s", code, stdout, stderr)
	}
	if len(world.Requests()) == 0 {
		t.Error("the emulator heard nothing")
	}
}

func TestProgram_usage(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		args  []string
		code  int
		shows []string
	}{
		{"help", []string{"-h"}, 0, []string{"Tells the story.", "-json", "-azure"}},
		{"unknown flag", []string{"-nope"}, 2, []string{"-nope"}},
		{"argument", []string{"now"}, 2, []string{`unexpected argument "now"`}},
		{"two places", []string{"-azure", "-emulator", "ready.json"}, 2, []string{"choose one"}},
		{"emulator's file is missing", []string{"-emulator", "nowhere.json"}, 2, []string{"nowhere.json"}},
		{"azure without its flags names them all", []string{"-azure", "-managed-tenant", ""}, 2, []string{"-management-tenant", "-managed-tenant", "-location", "ipamPools", "virtualNetworks"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := run(t, tt.args...)
			if code != tt.code || stdout != "" {
				t.Errorf("exit code %d, stdout %q, want %d and nothing", code, stdout, tt.code)
			}
			for _, s := range tt.shows {
				if !strings.Contains(stderr, s) {
					t.Errorf("stderr lacks %q:\n%s", s, stderr)
				}
			}
		})
	}
}

func TestProgram_interruptedPrintsNoDocument(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, log bytes.Buffer
	if code := story.Program("crosstenant", "", story.CrossTenant).Execute(ctx, []string{"-json"}, &out, &log); code != 2 || out.Len() != 0 {
		t.Errorf("exit code %d, stdout %q, want 2 and nothing", code, &out)
	}
}
