// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/abac"
)

// blobOwner is what Storage Blob Data Owner grants.
var blobOwner = []string{"Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*"}

// tagsOnly is of the form that set-ups of agents use: it looks at tags, and at nothing else.
const tagsOnly = "((!(ActionMatches{'" + abac.BlobTagsRead + "'}) AND !(ActionMatches{'" + abac.BlobFilter + "'}) AND !(ActionMatches{'" + abac.BlobTagsWrite + "'}))" +
	" OR (@Resource[" + abac.ContainerName + "] StringStartsWithIgnoreCase 'w' AND @Resource[" + abac.ContainerName + "] StringLikeIgnoreCase '*-azureml-agent'))"

func TestUncovered(t *testing.T) {
	t.Parallel()
	open := abac.Uncovered(blobOwner, abac.MustParse(tagsOnly), abac.Strict)
	for _, action := range []string{abac.BlobRead, abac.BlobWrite, abac.BlobDelete, abac.BlobAdd, abac.BlobRunAsSuperUser} {
		if !slices.Contains(open, abac.Passage{Action: action}) {
			t.Errorf("Uncovered() = %v, want %s in it", open, action)
		}
	}
	for _, p := range open {
		if strings.Contains(p.Action, "tags/") || p.Action == abac.BlobFilter {
			t.Errorf("Uncovered() has %v, which is looked at", p)
		}
	}
	tests := []struct {
		name, text string
		granted    []string
		want       []abac.Passage
	}{
		{"all covered", "@Resource[x] StringEquals 'y'", []string{abac.BlobRead, abac.BlobWrite}, nil},
		{"list open", "((!(ActionMatches{'" + abac.BlobRead + "'} AND NOT SubOperationMatches{'Blob.List'})) OR (@Resource[x] StringEquals 'y'))", []string{abac.BlobRead},
			[]abac.Passage{{Action: abac.BlobRead, Suboperation: "Blob.List"}}},
		{"only writes with tags", "((!(ActionMatches{'" + abac.BlobWrite + "'} AND SubOperationMatches{'Blob.Write.WithTagHeaders'})) OR (@Resource[x] StringEquals 'y'))", []string{abac.BlobWrite},
			[]abac.Passage{{Action: abac.BlobWrite, Suboperation: "Blob.Write.Tier"}}},
		{"unknown action", "((!(ActionMatches{'A/b/read'})) OR (@Resource[x] StringEquals 'y'))", []string{"a/B/read", "a/b/write"}, []abac.Passage{{Action: "a/b/write"}}},
		{"pattern in the guard", "((!(ActionMatches{'*/read'})) OR (@Resource[x] StringEquals 'y'))", []string{abac.QueueRead, abac.QueueAdd}, []abac.Passage{{Action: abac.QueueAdd}}},
		{"always true", "Exists @Resource[x] OR NOT Exists @Resource[x]", []string{abac.QueueRead}, []abac.Passage{{Action: abac.QueueRead}}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, abac.Uncovered(tt.granted, abac.MustParse(tt.text), abac.Strict)); diff != "" {
			t.Errorf("%s: Uncovered() (-want +got)\n%s", tt.name, diff)
		}
	}
}

func TestKnownActions_areConsistent(t *testing.T) {
	t.Parallel()
	all := abac.KnownActions()
	if len(all) < 30 {
		t.Fatalf("the catalogue has %d entries", len(all))
	}
	for _, k := range all {
		if k.Service == "" || k.Status == "" || (k.Status == "preview") != (strings.Contains(k.Action, "KeyVault") || strings.Contains(k.Action, "OperationalInsights")) {
			t.Errorf("%s is of %q, and %q", k.Action, k.Service, k.Status)
		}
		for _, a := range k.Attributes {
			if !abac.IsKnown(a) {
				t.Errorf("%s has %s, of which nothing is known", k.Action, a)
			}
		}
	}
	all[0].Attributes[0].Name = "changed"
	if abac.KnownActions()[0].Attributes[0].Name == "changed" {
		t.Error("the catalogue can be changed from outside")
	}
}

// The catalogue against the table of samples: each pair of an action and an attribute is there.
func TestSamples_catalogue(t *testing.T) {
	t.Parallel()
	for _, row := range sampleRows(t, "catalogue.tsv") {
		source := map[string]abac.Source{"Resource": abac.SourceResource, "Request": abac.SourceRequest, "Principal": abac.SourcePrincipal, "Environment": abac.SourceEnvironment}[row["source"]]
		name := strings.NewReplacer("<key><", "*<", "<column>", "*", "<key>", "*", "<set>_<name>", "*").Replace(row["attribute"])
		if strings.Contains(row["attribute"], "not verified") || row["action"] == "*" || strings.HasSuffix(row["action"], "/*") {
			continue
		}
		suboperation := strings.TrimPrefix(row["suboperation"], "NOT Blob.List")
		if !slices.ContainsFunc(abac.KnownActions(), func(k abac.KnownAction) bool {
			return k.Action == row["action"] && k.Suboperation == suboperation && slices.Contains(k.Attributes, abac.Attribute{Source: source, Name: name})
		}) {
			t.Errorf("the catalogue lacks %s %s @%s[%s]", row["action"], suboperation, source, name)
		}
	}
}
