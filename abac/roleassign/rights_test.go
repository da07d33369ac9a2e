// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package roleassign

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/abac"
	"github.com/azfoundry/azfoundry/internal/armid"
)

func TestBuiltIns(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, b := range builtIns {
		if !armid.IsGUID(string(b.role)) || b.name == "" {
			t.Errorf("%+v has no name or no GUID", b)
		}
		for _, key := range []string{b.name, string(b.role), b.old} {
			if twin := seen[strings.ToLower(key)]; key != "" && twin != "" {
				t.Errorf("%q is both %q and %q", key, b.name, twin)
			}
			seen[strings.ToLower(key)] = b.name
		}
		a := allowanceOf(b.role, nil)
		if n := len(a.conditionable()); n == 0 && len(b.data)+len(b.actions) > 0 && b.name != "Contributor" {
			t.Errorf("conditions can look into nothing of %q", b.name)
		}
	}
}

// The table of roles that lies beside the module, where somebody put it, says the same.
func TestBuiltIns_samples(t *testing.T) {
	t.Parallel()
	file, err := os.Open("../../../shared/samples/abac/roles.tsv")
	if errors.Is(err, fs.ErrNotExist) {
		t.Log("there are no samples")
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	table := csv.NewReader(file)
	table.Comma, table.LazyQuotes = '\t', true
	rows, err := table.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		role, err := FindRole(row[0])
		if err != nil || string(role) != row[1] {
			t.Errorf("FindRole(%q) = %q, %v, want %s", row[0], role, err, row[1])
			continue
		}
		a := allowanceOf(role, nil)
		if row[3] != "" && !a.conditional {
			t.Errorf("%q has conditions of its own", row[0])
		}
		for action := range strings.SplitSeq(row[5], ", ") {
			if action != "" && !strings.Contains(action, "*") && !a.grants(action) {
				t.Errorf("%q lacks %s", row[0], action)
			}
		}
	}
}

func TestAllowance_conditionable(t *testing.T) {
	t.Parallel()
	for role, want := range map[Role][]string{
		RoleOwner:                   {abac.AssignmentWrite, abac.AssignmentDelete},
		RoleUserAccessAdministrator: {abac.AssignmentWrite, abac.AssignmentDelete},
		RoleContributor:             {},
		RoleReader:                  {},
		RoleKeyVaultSecretsUser:     {abac.SecretGet, abac.SecretReadMetadata},
		RoleStorageBlobDataReader:   {abac.BlobRead},
	} {
		if got := allowanceOf(role, nil).conditionable(); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", role.Name(), got, want)
		}
	}
	if n := len(allowanceOf(RoleKeyVaultAdministrator, nil).conditionable()); n != 10 {
		t.Errorf("Key Vault Administrator: %d actions, want all of secrets", n)
	}
}

func TestMatches(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		pattern, name string
		want          bool
	}{
		{"a/b", "a/b", true},
		{"a/b", "a/bc", false},
		{"*", "a/b/c", true},
		{"*", "", true},
		{"a/*/c", "a/b/x/c", true},
		{"a/*/c", "a/c", false},
		{"*/read", "a/b/read", true},
		{"*/read", "a/b/reader", false},
		{"a*", "ba", false},
		{"a*b*c", "axbybc", true},
		{"a*b*c", "axc", false},
		{"ab*ba", "aba", false},
	} {
		if got := matches(tt.pattern, tt.name); got != tt.want {
			t.Errorf("matches(%q, %q) = %v", tt.pattern, tt.name, got)
		}
	}
}
