// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/abac"
)

const workspace = "0c3b2a19-8f7e-4d6c-9b5a-4f3e2d1c0b9a"

// What a hub gets for the container of its workspace, token for token.
func TestWorkspaceContainers(t *testing.T) {
	t.Parallel()
	c, err := abac.WorkspaceContainers(workspace)
	if err != nil {
		t.Fatal(err)
	}
	const want = `( ( !(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete'})
AND !(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'})
AND !(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write'})
AND !(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/move/action'})
AND !(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action'}) )
OR ( @Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringStartsWithIgnoreCase '` + workspace + `' ) )`
	if diff := cmp.Diff(strings.Fields(want), strings.Fields(c.Format())); diff != "" {
		t.Errorf("WorkspaceContainers() (-want +got)\n%s", diff)
	}
	granted := []string{abac.BlobRead, abac.BlobWrite, abac.BlobAdd, abac.BlobDelete, abac.BlobMove}
	if open := abac.Uncovered(granted, c, abac.Strict); len(open) > 0 {
		t.Errorf("Uncovered() = %v, want none of Storage Blob Data Contributor", open)
	}
	if _, err := abac.WorkspaceContainers("my-hub"); err == nil {
		t.Error("WorkspaceContainers() takes a name for an id")
	}
}

func TestAccessLevels(t *testing.T) {
	t.Parallel()
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	levels := abac.AccessLevels{TagKey: "level", AttributeSet: "org", Attribute: "clearance", Levels: []string{"low", "medium", "high"}, From: from, To: from.AddDate(1, 0, 0)}
	c, err := levels.Condition()
	if err != nil {
		t.Fatal(err)
	}
	p := abac.Compile(c, abac.Strict)
	tests := []struct {
		blob, person, now string
		want              bool
	}{
		{"", "", "2027-02-01T00:00:00Z", true},
		{"low", "", "2026-02-01T00:00:00Z", false},
		{"low", "low", "2027-02-01T00:00:00Z", true},
		{"medium", "low", "2026-02-01T00:00:00Z", false},
		{"low", "high", "2027-02-01T00:00:00Z", true},
		{"medium", "high", "2027-02-01T00:00:00Z", true},
		{"high", "high", "2026-02-01T00:00:00Z", true},
		{"high", "high", "2027-02-01T00:00:00Z", false},
		{"high", "high", "2025-02-01T00:00:00Z", false},
		{"high", "medium", "2026-02-01T00:00:00Z", false},
		{"secret", "high", "2026-02-01T00:00:00Z", false},
	}
	for _, tt := range tests {
		r := abac.Request{Action: abac.BlobRead, Resource: abac.Attributes{}, Principal: abac.Attributes{}, Environment: abac.Attributes{abac.UtcNow: abac.Text(tt.now)}}
		if tt.blob != "" {
			r.Resource[abac.BlobTag("level")] = abac.Text(tt.blob)
		}
		if tt.person != "" {
			r.Principal[abac.SecurityAttribute("org", "clearance")] = abac.Text(tt.person)
		}
		if got := p.Decide(r); got != tt.want {
			t.Errorf("blob %q, person %q at %s: %v", tt.blob, tt.person, tt.now, got)
		}
	}
	levels.From, levels.To = time.Time{}, time.Time{}
	if c, err = levels.Condition(); err != nil || strings.Contains(c.OneLine(), "UtcNow") {
		t.Errorf("Condition() = %v, %v; want no times", c, err)
	}
	if _, err := (abac.AccessLevels{}).Condition(); err == nil {
		t.Error("Condition() of no levels gives no error")
	}
}

func TestDelegation(t *testing.T) {
	t.Parallel()
	c, err := abac.Delegation{Roles: []string{aReader, aMonitor}, Principals: []string{workspace}, PrincipalTypes: []string{"ServicePrincipal"}}.Condition()
	if err != nil {
		t.Fatal(err)
	}
	if open := abac.Uncovered([]string{"Microsoft.Authorization/roleAssignments/*"}, c, abac.Strict); len(open) > 0 {
		t.Errorf("Uncovered() = %v", open)
	}
	p := abac.Compile(c, abac.Strict)
	request := abac.Request{Action: abac.AssignmentWrite, Request: abac.Attributes{
		abac.RoleDefinitionID: abac.Text(aMonitor), abac.PrincipalID: abac.Text(workspace), abac.PrincipalType: abac.Text("serviceprincipal"),
	}}
	if !p.Decide(request) {
		t.Error("what is allowed is denied")
	}
	delete(request.Request, abac.PrincipalType)
	if p.Decide(request) {
		t.Error("a request without a type passes")
	}
	narrower, err := abac.Delegation{Roles: []string{aReader}, Principals: []string{workspace}, PrincipalTypes: []string{"ServicePrincipal"}}.Condition()
	if err != nil {
		t.Fatal(err)
	}
	if got := abac.Compare(c, narrower, abac.Strict); got.Relation != abac.RelationNarrower {
		t.Errorf("Compare() = %+v, want narrower", got)
	}
	if _, err := (abac.Delegation{}).Condition(); err == nil {
		t.Error("a delegation without limits gives no error")
	}
}

func TestPrivateEndpointsOnly(t *testing.T) {
	t.Parallel()
	const id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/e"
	for _, ids := range [][]string{nil, {id}} {
		c, err := abac.PrivateEndpointsOnly(ids...)
		if err != nil {
			t.Fatal(err)
		}
		if open := abac.Uncovered(blobOwner, c, abac.Strict); len(open) > 0 {
			t.Errorf("Uncovered() = %v, want nothing", open)
		}
		r := abac.Request{Action: abac.BlobRead, Suboperation: abac.BlobList, Environment: abac.Attributes{
			abac.IsPrivateLink: abac.Boolean(true), abac.PrivateEndpoints: abac.Text(strings.ToUpper(id)),
		}}
		p := abac.Compile(c, abac.Strict)
		if !p.Decide(r) || p.Decide(abac.Request{Action: abac.BlobRead}) {
			t.Errorf("%v: wrong decisions", ids)
		}
	}
}

func TestPrefixOnly(t *testing.T) {
	t.Parallel()
	prefix, err := abac.PrefixOnly("data", "team-a/")
	if err != nil {
		t.Fatal(err)
	}
	own, err := abac.OwnPrefix("data", "org", "folder")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []*abac.Condition{prefix, own} {
		if open := abac.Uncovered(blobOwner, c, abac.Strict); len(open) > 0 {
			t.Errorf("Uncovered() = %v, want nothing", open)
		}
		p := abac.Compile(c, abac.Strict)
		person := abac.Attributes{abac.SecurityAttribute("org", "folder"): abac.Text("team-a/")}
		for path, want := range map[string]bool{"team-a/x": true, "team-b/x": false, "team-a": false} {
			read := abac.Request{Action: abac.BlobRead, Principal: person, Resource: abac.Attributes{abac.ContainerName: abac.Text("data"), abac.BlobPath: abac.Text(path)}}
			list := abac.Request{
				Action: abac.BlobRead, Suboperation: abac.BlobList, Principal: person,
				Resource: abac.Attributes{abac.ContainerName: abac.Text("data")}, Request: abac.Attributes{abac.BlobPrefix: abac.Text(path)},
			}
			if p.Decide(read) != want || p.Decide(list) != want {
				t.Errorf("%s: reading %v, listing %v, want %v", path, p.Decide(read), p.Decide(list), want)
			}
			list.Resource = abac.Attributes{abac.ContainerName: abac.Text("other")}
			if p.Decide(list) {
				t.Errorf("%s of another container is listed", path)
			}
		}
	}
	for _, bad := range []string{"", "/team/", "team"} {
		if _, err := abac.PrefixOnly("data", bad); err == nil {
			t.Errorf("PrefixOnly(%q) gives no error", bad)
		}
	}
}
