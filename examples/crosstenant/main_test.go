// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// pasted is how people paste an error: wrapped, with the ends of ids made unreadable.
const pasted = `Error: Forbidden({"error":{"code":"LinkedAuthorizationFailed","message":"The client has permission to perform action ` +
	`'Microsoft.Network/networkManagers/ipamPools/associateResourcesToPool/action' on scope '/subscriptions/0b9d4f35-6a1e-4c27-8f50-XXXXXXXXXXXX/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet', ` +
	`however the current tenant '7c41e8a9-23f6-4d0b-b5ce-XXXXXXXXXXXX' is not authorized to access linked subscription '91f2a6d8-e04b-4735-9c1d-XXXXXXXXXXXX'."}})`

func run(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, log bytes.Buffer
	p := program()
	p.Stdin = strings.NewReader(stdin)
	code = p.Execute(t.Context(), args, &out, &log)
	return code, out.String(), log.String()
}

func TestCrossTenant_explainsWhatWasPasted(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := run(t, pasted, "explain", "-", "-json")
	var got explanation
	if err := json.Unmarshal([]byte(stdout), &got); code != 0 || err != nil {
		t.Fatalf("exit code %d, %v:\n%s", code, err, stderr)
	}
	fix := got.Fix
	got.Fix = ""
	want := explanation{
		Kind: "MissingAuxiliaryToken", Action: "Microsoft.Network/networkManagers/ipamPools/associateResourcesToPool/action",
		Scope:              "/subscriptions/0b9d4f35-6a1e-4c27-8f50-XXXXXXXXXXXX/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet",
		LinkedSubscription: "91f2a6d8-e04b-4735-9c1d-XXXXXXXXXXXX",
	}
	if diff := cmp.Diff(want, got); diff != "" || fix == "" {
		t.Errorf("fix %q; explanation (-want +got):\n%s", fix, diff)
	}
	if _, people, _ := run(t, pasted, "explain", "-"); !strings.Contains(people, fix) {
		t.Errorf("people do not read the fix %q:\n%s", fix, people)
	}
}

func TestCrossTenant_usage(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		args  []string
		shows string
	}{
		"nothing known":      {[]string{"explain", "-"}, "holds no error between tenants"},
		"no file":            {[]string{"explain"}, "explain FILE"},
		"unknown command":    {[]string{"tell"}, "explain FILE"},
		"a file not there":   {[]string{"explain", "nowhere.txt"}, "nowhere.txt"},
		"unknown flag":       {[]string{"-nope"}, "-nope"},
		"more than one file": {[]string{"explain", "a", "b"}, "explain FILE"},
	} {
		if code, stdout, stderr := run(t, "all is well", tt.args...); code != 2 || stdout != "" || !strings.Contains(stderr, tt.shows) {
			t.Errorf("%s: exit code %d, stdout %q, stderr %q, want 2 and %q", name, code, stdout, stderr, tt.shows)
		}
	}
}
