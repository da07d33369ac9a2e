// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/abac"
)

// guarded is a block about some actions.
func guarded(expression string, actions ...string) string {
	parts := make([]string, len(actions))
	for i, a := range actions {
		parts[i] = "!(ActionMatches{'" + a + "'})"
	}
	return "((" + strings.Join(parts, " AND ") + ") OR (" + expression + "))"
}

const (
	unlisted  = abac.BlobRead + "'} AND NOT SubOperationMatches{'Blob.List"
	container = "@Resource[" + abac.ContainerName + "] StringEquals 'c'"
	path      = "@Resource[" + abac.BlobPath + "] StringLike 'team/*'"
	roleOf    = "@Request[" + abac.RoleDefinitionID + "] "
	keys      = "[" + abac.BlobTagKeys + "] "
	aReader   = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
	aMonitor  = "749f88d5-cbae-40b8-bcfc-e573ddc772fa"
	tag       = "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags:p<$key_case_sensitive$>] "
)

// Each rule finds what it is about, at its place, and leaves a similar text alone.
func TestCondition_Check(t *testing.T) {
	t.Parallel()
	owner := &abac.CheckOptions{Granted: blobOwner}
	tests := []struct {
		rule     string
		severity abac.Severity
		bad      string
		at       string // what the text says where the finding is; "" for the whole
		good     string
		options  *abac.CheckOptions
	}{
		{"AB001", "error", roleOf + "ForAnyOfAnyValues:GuidNotEquals {" + aReader + ", " + aMonitor + "}", "@Request", roleOf + "ForAllOfAllValues:GuidNotEquals {" + aReader + ", " + aMonitor + "}", nil},
		{"AB001", "error", tag + "ForAnyOfAnyValues:StringNotLike {'a*', 'b*'}", "@Resource", tag + "ForAnyOfAnyValues:StringNotLike {'a*', '*b'}", nil},
		{"AB002", "warning", guarded(container, abac.BlobTagsRead, abac.BlobFilter, abac.BlobTagsWrite), "", guarded(container, abac.BlobTagsRead, abac.BlobRead), nil},
		{"AB002", "warning", guarded(container, abac.BlobRead), "", guarded(container, abac.BlobRead, abac.BlobWrite), &abac.CheckOptions{Granted: []string{abac.BlobRead, abac.BlobWrite}}},
		{"AB003", "error", container + " OR " + container + " AND " + path, "@Resource", container + " OR (" + container + " AND " + path + ")", nil},
		{"AB004", "error", guarded(roleOf+"GuidEquals "+aReader, abac.AssignmentDelete), roleOf, guarded(roleOf+"GuidEquals "+aReader, abac.AssignmentWrite), nil},
		{"AB004", "error", roleOf + "GuidEquals " + aReader, roleOf, roleOf + "GuidEquals " + aReader + " OR Exists @Resource[" + abac.RoleDefinitionID + "]", &abac.CheckOptions{Granted: []string{abac.AssignmentDelete}}},
		{"AB004", "error", "@Resource[HasObotoken] boolequals true && " + roleOf + "GuidEquals " + aReader, roleOf, "@Resource[HasObotoken] boolequals true", &abac.CheckOptions{Granted: []string{abac.AssignmentWrite, abac.AssignmentDelete}}},
		{"AB004", "warning", guarded("@Resource["+abac.BlobIsCurrentVersion+"] BoolEquals true", abac.BlobAdd), "@Resource", guarded("@Resource["+abac.BlobIsCurrentVersion+"] BoolEquals true", abac.BlobDelete), nil},
		{"AB005", "error", "!(ActionMatches{'" + abac.BlobRead + "'}) AND " + container, "!(Action", "ActionMatches{'" + abac.BlobRead + "'} AND " + container, nil},
		{"AB006", "info", guarded(path, unlisted), "ActionMatches", guarded(container, abac.BlobRead), nil},
		{"AB006", "warning", guarded("@Request["+abac.BlobPrefix+"] StringStartsWith 't/'", abac.BlobRead+"'} AND SubOperationMatches{'Blob.List"), "ActionMatches", guarded(container, abac.BlobRead), nil},
		{"AB007", "error", guarded(path, abac.BlobRead), "@Resource", guarded(path, unlisted), nil},
		{"AB007", "warning", guarded(tag+"StringEquals 'x'", abac.BlobRead), "@Resource", guarded(tag+"StringEquals 'x'", unlisted), nil},
		{"AB008", "warning", guarded(container, abac.BlobWrite), "ActionMatches", guarded(container, abac.BlobRead), nil},
		{"AB008", "warning", guarded(container, abac.BlobAdd), "ActionMatches", guarded(container, abac.BlobRead), nil},
		{"AB008", "warning", guarded(container, abac.BlobWrite, abac.BlobAdd), "ActionMatches", guarded(container, blobOwner...), owner},
		{"AB009", "info", guarded(container, abac.BlobWrite, abac.BlobAdd), "ActionMatches", guarded(container, abac.BlobWrite, abac.BlobAdd, abac.BlobDelete), nil},
		{"AB009", "warning", guarded(container, abac.BlobRead, abac.BlobWrite, abac.BlobAdd), "ActionMatches", guarded(tag+"StringEquals 'x'", abac.BlobRead, abac.BlobWrite, abac.BlobAdd), nil},
		{"AB010", "warning", "@Request[" + abac.RepositoryName + "] StringStartsWith 'team'", "@Request", "@Request[" + abac.RepositoryName + "] StringStartsWith 'team/'", nil},
		{"AB011", "error", "@Request" + keys + "ForAnyOfAnyValues:StringNotEquals {'k'}", "@Request", "@Request" + keys + "ForAllOfAllValues:StringNotEquals {'k'}", nil},
		{"AB012", "warning", guarded(container, abac.BlobFilter), "@Resource", guarded("@Resource["+abac.AccountName+"] StringEquals 'a'", abac.BlobFilter), nil},
		{"AB012", "warning", guarded("@Resource["+abac.SecretName+"] StringEquals 's'", abac.SecretReadMetadata), "@Resource", guarded("@Resource["+abac.SecretName+"] StringEquals 's'", abac.SecretGet), nil},
		{"AB013", "error", "@Resource[Microsoft.Storage/storageAccounts.name] StringEquals 'x'", "@Resource", "@Resource[Microsoft.Storage/storageAccounts:name] StringEquals 'x'", nil},
		{"AB013", "error", "@Resource[" + abac.BlobTag("Project")[:len(abac.BlobTag("Project"))-len("$key_case_sensitive$>")] + "$>] StringEquals 'x'", "@Resource", "@Resource[" + abac.BlobTag("Project") + "] StringEquals 'x'", nil},
		{"AB013", "error", "@Resource[" + abac.BlobPrefix + "x] StringEquals 'x'", "@Resource", "@Request[" + abac.BlobPrefix + "] StringEquals 'x'", nil},
		{"AB004", "error", "@Resource[" + abac.BlobPrefix + "] StringEquals 'x'", "@Resource", "@Request[" + abac.BlobPrefix + "] StringEquals 'x'", nil},
		{"AB013", "warning", roleOf + "GuidEquals 00000000-0000-0000-0000-000000000000", "@Request", roleOf + "GuidEquals " + aReader, nil},
		{"AB015", "warning", roleOf + "GuidNotEquals " + aReader, "@Request", roleOf + "GuidEquals " + aReader, nil},
		{"AB016", "info", guarded(container, abac.BlobRead), "", roleOf + "GuidEquals " + aReader, nil},
		{"AB017", "error", "@Environment[UtcNow] DateTimeEquals '2026-01-01T00:00:00Z'", "@Env", "@Environment[UtcNow] DateTimeLessThan '2026-01-01T00:00:00Z'", nil},
		{"AB017", "error", "@Resource[" + abac.BlobPath + "] StringLike '/team/*'", "@Resource", path, nil},
		{"AB017", "warning", "@Resource[" + abac.BlobPath + "] StringLike 'my%20team/*'", "@Resource", path, nil},
		{"AB017", "error", tag + "StringEquals 'x'", "@Resource", container, &abac.CheckOptions{HierarchicalNamespace: true}},
		{"AB017", "error", guarded("@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:a_b] GuidEquals "+aReader, abac.BlobRead), "@Principal", guarded("@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:a_b] StringEquals 'x'", abac.BlobRead), nil},
		{"AB017", "error", "@Resource[" + abac.AccountIsHNS + "] BoolEquals true", "@Resource", container, &abac.CheckOptions{Scope: "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a"}},
		{"AB017", "error", "@Resource[" + abac.AccountIsHNS + "] BoolEquals true AND @Resource[" + abac.BlobPath + "] StringLike '/x'", "@Resource[" + abac.BlobPath, "@Resource[" + abac.AccountIsHNS + "] BoolEquals true", &abac.CheckOptions{Scope: "/subscriptions/s/resourceGroups/g"}},
		{"AB017", "error", "@Resource[" + abac.AccountIsHNS + "] BoolEquals true AND " + tag + "StringEquals 'x'", tag, "@Resource[" + abac.AccountIsHNS + "] BoolEquals true OR " + tag + "StringEquals 'x'", nil},
		{"AB017", "warning", "@Resource[" + abac.BlobPath + "] StringLike 'https://a.example/c/*'", "@Resource", path, nil},
		{"AB017", "warning", "@Resource[" + abac.TableColumn("Computer") + "] StringEquals 'a b'", "@Resource", "@Resource[" + abac.TableColumn("Computer") + "] StringEquals 'a-b@c.d'", nil},
		{"AB017", "error", "@Resource[" + abac.TableName + "] StringLike 'Sec*'", "@Resource", "@Resource[" + abac.TableName + "] ForAllOfAllValues:StringNotEquals {'SecurityEvent', 'Syslog'}", nil},
		{"AB018", "warning", roleOf + "GuidEquals 8e3af657a8ff443ca75c2fe8c4bcb635", "@Request", roleOf + "GuidEquals " + aReader, nil},
		{"AB019", "error", "\u00a0" + container, "\u00a0", container, nil},
		{"AB020", "error", strings.ReplaceAll(container, "'c'", "'"+strings.Repeat("c", 9000)+"'"), "", container, nil},
		{"AB021", "error", roleOf + "StringEquals '" + aReader + "'", "@Request", roleOf + "GuidEquals '" + aReader + "'", nil},
		{"AB021", "warning", roleOf + "ForAnyOfAnyValues:GuidEquals {'" + aReader + "'}", "@Request", roleOf + "ForAnyOfAnyValues:GuidEquals {" + aReader + "}", nil},
		{"AB021", "error", "@Environment[isPrivateLink] BoolEquals 'true'", "@Env", "@Environment[isPrivateLink] BoolEquals true", nil},
		{"AB021", "error", "@Resource" + keys + "StringEquals 'k'", "@Resource", "@Resource" + keys + "ForAnyOfAnyValues:StringEquals {'k'}", nil},
		{"AB021", "warning", "@Request[" + abac.PrincipalType + "] StringEquals 'user'", "@Request", "@Request[" + abac.PrincipalType + "] StringEqualsIgnoreCase 'user'", nil},
		{"AB021", "warning", "@Request[" + abac.PrincipalType + "] StringEqualsIgnoreCase 'Usr'", "@Request", "@Request[" + abac.PrincipalType + "] StringEquals 'User'", nil},
		{"AB022", "error", "Exists @Resource[" + abac.BlobPath + "] OR NOT Exists @Resource[" + abac.BlobPath + "]", "", path, nil},
		{"AB022", "error", container + " AND @Resource[" + abac.ContainerName + "] StringEquals 'd'", "", container + " OR @Resource[" + abac.ContainerName + "] StringEquals 'd'", nil},
		{"AB022", "error", tag + "ForAllOfAllValues:StringEquals {'a', 'b'}", "@Resource", tag + "ForAnyOfAnyValues:StringEquals {'a', 'b'}", nil},
		{"AB022", "warning", tag + "ForAnyOfAnyValues:StringLike {'*', 'b'}", "@Resource", tag + "ForAnyOfAnyValues:StringLike {'a*', 'b'}", nil},
		{"AB022", "info", path + " OR @Resource[" + abac.BlobPath + "] StringEquals 'team/x'", "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs:path] StringEquals", path + " OR @Resource[" + abac.BlobPath + "] StringEquals 'x'", nil},
		{"AB023", "warning", guarded(container, abac.BlobRead) + " OR " + guarded(path, unlisted), "((!", guarded(container, abac.BlobRead) + " AND " + guarded(path, unlisted), nil},
		{"AB023", "error", guarded(container, abac.BlobRead) + " OR " + guarded(path, abac.BlobWrite), "((!", guarded(container, abac.BlobRead) + " AND " + guarded(path, abac.BlobWrite), nil},
		{"AB024", "warning", "@Environment[UtcNow] DateTimeGreaterThan '2026-01-01T09:00:00Z' AND @Environment[UtcNow] DateTimeLessThan '2026-01-01T17:00:00Z'", "@Env", "@Environment[UtcNow] DateTimeGreaterThan '2026-01-01T09:00:00Z'", nil},
		{"AB025", "warning", "NOT @Resource" + keys + "ForAnyOfAnyValues:StringEquals {'k'}", "NOT", "NOT Exists @Resource" + keys + " OR NOT @Resource" + keys + "ForAnyOfAnyValues:StringEquals {'k'}", nil},
		{"AB026", "warning", "@Environment[Microsoft.Network/privateEndpoints] StringEquals '/subscriptions/x'", "@Env", "@Environment[Microsoft.Network/privateEndpoints] StringEqualsIgnoreCase '/subscriptions/x'", nil},
		{"AB027", "warning", guarded(container, abac.BlobRead+"s"), "ActionMatches", guarded(container, abac.BlobRead), nil},
		{"AB027", "warning", guarded("@Resource["+abac.SecretName+"] StringEquals 's'", "Microsoft.KeyVault/vaults/secrets/rotates/action"), "ActionMatches", guarded("@Resource["+abac.SecretName+"] StringEquals 's'", abac.SecretRotate), nil},
		{"AB027", "warning", "!(ActionMatches{'" + abac.BlobRead + "'} AND NOT SubOperationMatches{'Blob.Lst'}) OR " + container, "SubOperation", guarded(container, unlisted), nil},
		{"AB028", "warning", "@Request[subOperation] ForAnyOfAnyValues:StringEqualsIgnoreCase {'Blob.Read.WithTagConditions'}", "@Request", container, nil},
		{"AB028", "warning", "SubOperationMatches{'Blob.Read.WithTagConditions'} OR " + container, "SubOperation", container, nil},
	}
	tried := map[string]bool{"AB014": true}
	for _, tt := range tests {
		tried[tt.rule] = true
		t.Run(tt.rule+" "+tt.at, func(t *testing.T) {
			t.Parallel()
			found := abac.MustParse(tt.bad).Check(tt.options)
			i := slices.IndexFunc(found, func(d abac.Diagnostic) bool { return d.Rule == tt.rule && d.Severity == tt.severity })
			if i < 0 {
				t.Fatalf("Check(%s) = %v", tt.bad, found)
			}
			d := found[i]
			if text := tt.bad[d.Span.Start.Offset:]; !strings.HasPrefix(text, tt.at) && !strings.HasPrefix(text, "("+tt.at) || (tt.at == "") == d.Span.Start.IsValid() {
				t.Errorf("the finding is at %s: %.40s", d.Span.Start, text)
			}
			if d.Message == "" || d.Why == "" || d.Fix == "" || strings.Contains(d.String(), "\n") || !strings.HasSuffix(d.Anchor(), strings.ToLower(tt.rule)) {
				t.Errorf("finding = %s", d)
			}
			for _, d := range abac.MustParse(tt.good).Check(tt.options) {
				if d.Rule == tt.rule && d.Severity == tt.severity {
					t.Errorf("Check(%s) = %s", tt.good, d)
				}
			}
		})
	}
	for _, r := range abac.Rules() {
		if !tried[r.ID] {
			t.Errorf("rule %s is not tried", r.ID)
		}
	}
}

func TestLint_syntax(t *testing.T) {
	t.Parallel()
	c, found := abac.Lint("f", "# our rule\n@Resource[a] StringEqals 'x'", nil)
	if c != nil || len(found) != 1 || found[0].Rule != "AB014" || found[0].Span.Start.String() != "2:14" || !strings.Contains(found[0].Fix, "StringEquals") {
		t.Errorf("Lint() = %v, %v", c, found)
	}
	out, err := found[0].MarshalJSON()
	const want = `{"rule":"AB014","severity":"error","line":2,"column":14,"message":"unknown operator \"StringEqals\"","why":"the service refuses the text and does not say where","fix":"did you mean StringEquals?","anchor":"docs/conditions.md#ab014"}`
	if err != nil || string(out) != want {
		t.Errorf("MarshalJSON() = %s, %v", out, err)
	}
	if c, found := abac.Lint("f", "# our rule\n"+container, nil); c == nil || len(found) != 0 {
		t.Errorf("Lint() = %v, %v", c, found)
	}
}

// A condition of the kind that a blog showed: four blocks joined by OR, with one window of time.
func TestCondition_Check_accessLevels(t *testing.T) {
	t.Parallel()
	level := func(tags, user string) string {
		return tag + "ForAnyOfAnyValues:StringEquals {" + tags + "} AND @Principal[Microsoft.Directory/CustomSecurityAttributes/Id:o_level] StringEquals '" + user + "'"
	}
	window := " AND @Environment[UtcNow] DateTimeGreaterThan '2025-06-09T12:00:00.0Z' AND @Environment[UtcNow] DateTimeLessThan '2045-06-09T21:00:00.0Z'"
	text := strings.Join([]string{
		guarded("NOT @Resource"+keys+"ForAnyOfAnyValues:StringEquals {'p'}", unlisted),
		guarded("("+level("'medium', 'low'", "high")+") OR ("+level("'high'", "high")+window+")", unlisted),
		guarded(level("'medium', 'low'", "medium"), unlisted), guarded(level("'low'", "low"), unlisted),
	}, " OR ")
	rules := map[string]bool{}
	for _, d := range abac.MustParse(text).Check(nil) {
		rules[d.Rule] = true
		if d.Severity == abac.SeverityError {
			t.Errorf("finding = %s, want no error: it does what it says", d)
		}
	}
	for _, want := range []string{"AB023", "AB024", "AB025", "AB006"} {
		if !rules[want] {
			t.Errorf("no finding of %s in %v", want, rules)
		}
	}
}

// Every rule has a section in the documentation, and every section is about a rule.
func TestRules_areDocumented(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/conditions.md")
	if err != nil {
		t.Fatal(err)
	}
	var sections []string
	for line := range strings.Lines(string(text)) {
		if id, ok := strings.CutPrefix(strings.TrimSpace(line), "### AB"); ok {
			sections = append(sections, "AB"+id)
		}
	}
	rules := abac.Rules()
	for i, r := range rules {
		if want := fmt.Sprintf("AB%03d", i+1); r.ID != want {
			t.Errorf("rule %d is %s, want %s", i, r.ID, want)
		}
		if i >= len(sections) || sections[i] != r.ID || !strings.Contains(string(text), "**"+r.Title+".**") {
			t.Errorf("docs/conditions.md has no section %s, %q, in its place", r.ID, r.Title)
		}
	}
	if len(sections) != len(rules) {
		t.Errorf("docs/conditions.md has %d sections about rules, want %d", len(sections), len(rules))
	}
}
