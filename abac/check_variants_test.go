// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac_test

import (
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/abac"
)

// Rules find what they are about in other spellings too: other attributes, operands in the other order, letters
// in another case, GUIDs without hyphens, blanks and line breaks, && and !, comments.
func TestCondition_Check_variants(t *testing.T) {
	t.Parallel()
	const (
		blobs   = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs"
		holds   = "Microsoft.Storage/storageAccounts/blobServices/containers"
		access  = "Microsoft.Authorization/roleAssignments"
		people  = "@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:Team_Level]"
		deny    = "{8e3af657a8ff443ca75c2fe8c4bcb635,18d7d88dd35e4fb5a5c37773c20a72d9}"
		reading = "!(ActionMatches{'" + blobs + "/read'})"
	)
	tests := map[string][]string{
		"AB001": {
			"@Request[" + access + ":principalid]foranyofanyvalues:guidnotequals" + deny,
			deny + " ForAnyOfAnyValues:GuidNotEquals @Request[" + access + ":RoleDefinitionId]",
			"@Resource[" + holds + ":name]\n ForAnyOfAnyValues:StringNotEquals { 'a' , 'b' }",
			"@Resource[" + holds + ":Name] ForAllOfAnyValues:StringNotEqualsIgnoreCase {'a', 'b', 'A'}",
			people + " ForAnyOfAnyValues:NumericNotEquals {1, 2} # it's wrong",
			"((!(ActionMatches{'" + access + "/write'})) || (@Request[" + access + ":PrincipalType] ForAnyOfAnyValues:StringNotEquals {'User', 'Group'}))",
			people + "\u00a0ForAnyOfAnyValues:StringNotLike {‘a*’, ‘b*’}",
		},
		"AB002": {
			"!(actionmatches{'" + blobs + "/TAGS/read'}) || @Resource[" + holds + ":name] StringLike 'team-*'",
			"(!(ActionMatches{'" + blobs + "/filter/action'}) && !(ActionMatches{'" + blobs + "/tags/write'})) OR 'a' StringEquals @Resource[" + holds + ":name]",
			"((!ActionMatches{'" + blobs + "/tags/*'}) OR (@Resource[" + blobs + ":path] StringStartsWith 'a/'))",
		},
		"AB003": {
			"Exists @Resource[" + blobs + ":path] || Exists @Request[" + blobs + ":prefix] && Exists @Request[" + blobs + ":snapshot]",
			"Exists @Resource[" + blobs + ":path] && Exists @Request[" + blobs + ":prefix] or Exists @Request[" + blobs + ":snapshot]",
			reading + " OR " + people + " StringEquals 'a' AND " + people + " StringEquals 'b'",
			"(" + reading + ") OR (" + people + " StringEquals 'a' # either\n OR " + people + " StringEquals 'b' # and\n AND Exists " + people + ")",
			"!(Exists " + people + " AND Exists @Resource[" + holds + ":name] OR Exists @Resource[" + blobs + ":path])",
		},
		"AB004": {
			"!(ActionMatches{'" + access + "/DELETE'}) OR @request[" + access + ":PrincipalId] GuidEquals 8e3af657a8ff443ca75c2fe8c4bcb635",
			"!(ActionMatches{'" + access + "/write'}) OR 'User' StringEqualsIgnoreCase @Resource[" + access + ":principaltype]",
			"!(ActionMatches{'" + access + "/*'}) OR @Resource[" + access + ":PrincipalType] StringEquals 'User'",
			"!(ActionMatches{'Microsoft.KeyVault/vaults/secrets/setSecret/action'}) OR @Resource[Microsoft.KeyVault/vaults/secrets:name] StringEquals 'a'",
			"!(ActionMatches{'Microsoft.KeyVault/vaults/secrets/getSecret/action'}) OR @Request[Microsoft.KeyVault/vaults/secrets:name] StringLike 'a*'",
			"!(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/content/read'}) OR @Resource[Microsoft.ContainerRegistry/registries/repositories:name] StringStartsWith 'a/'",
		},
		"AB005": {
			"!ActionMatches{'" + blobs + "/read'} && " + people + " StringEquals 'a'",
			people + " StringEquals 'a' AND NOT (ActionMatches{'" + blobs + "/read'})",
			"(!(ActionMatches{'" + blobs + "/read'} AND NOT SubOperationMatches{'Blob.List'})) AND (" + people + " StringEquals 'a')",
			"((!(ActionMatches{'" + blobs + "/read'}) AND !(ActionMatches{'" + blobs + "/write'})) and (@Environment[isPrivateLink] BoolEquals TRUE))",
		},
		"AB006": {
			"!(ActionMatches{'" + blobs + "/read'} && SubOperationMatches{'blob.list'}) || @Request[" + blobs + ":prefix] StringEquals ''",
			"!(ActionMatches{'" + blobs + "/read'} && !SubOperationMatches{'BLOB.LIST'}) || @Resource[" + blobs + ":path] StringEquals 'a'",
			"!(NOT SubOperationMatches{'Blob.List'} AND ActionMatches{'" + blobs + "/read'}) OR " + people + " NumericGreaterThan 3",
		},
		"AB007": {
			reading + " OR @Resource[" + blobs + ":path] StringStartsWithIgnoreCase 'a/'",
			"(" + reading + " AND !(ActionMatches{'" + blobs + "/write'})) OR 'a' StringEquals @Resource[" + blobs + ":Path]",
			"!(ActionMatches{'" + blobs + "/*'}) OR @Resource[" + blobs + ":path] StringLike '*.txt'",
			reading + " OR @Resource[" + blobs + "/tags:a<$key_case_sensitive$>] StringEquals 'b'",
			reading + " OR @Resource[" + blobs + ":isCurrentVersion] BoolEquals true",
		},
		"AB008": {
			"!(ActionMatches{'" + blobs + "/WRITE'}) OR @Resource[" + holds + ":name] StringEquals 'a'",
			"!(ActionMatches{'" + blobs + "/add/action'}) || @Resource[" + blobs + ":path] StringLike 'a/*'",
			"!(ActionMatches{'" + blobs + "/write'} AND NOT SubOperationMatches{'Blob.Write.Tier'}) OR @Resource[" + holds + ":name] StringEquals 'a'",
			"(" + reading + " AND !(ActionMatches{'" + blobs + "/write'})) OR @Resource[" + holds + ":name] StringEquals 'a'",
		},
		"AB009": {
			"(!(ActionMatches{'" + blobs + "/write'}) AND !(ActionMatches{'" + blobs + "/add/action'})) OR @Resource[" + holds + ":name] StringEquals 'a'",
			"!(ActionMatches{'" + blobs + "/write'} OR ActionMatches{'" + blobs + "/add/action'}) OR @Resource[" + blobs + ":path] StringLike 'a/*'",
		},
		"AB010": {
			"@Resource[" + blobs + ":path] StringStartsWith 'team'", "@request[" + blobs + ":prefix] stringstartswithignorecase 'team/a'",
			"@Request[Microsoft.ContainerRegistry/registries/repositories:name] StringStartsWithIgnoreCase 'samples'",
			"@Resource[" + blobs + ":path] StringLike 'team*'", "@Resource[" + blobs + ":path] StringLikeIgnoreCase 'readonly/x*'",
		},
		"AB011": {
			"@Request[" + blobs + "/tags&$keys$&] ForAnyOfAnyValues:StringNotEqualsIgnoreCase {'k'}",
			"@Resource[" + blobs + "/tags&$keys$&] ForAnyOfAllValues:StringNotEquals {'k', 'l'}",
			"{'k'} ForAnyOfAnyValues:StringNotEquals @Resource[" + blobs + "/tags&$keys$&]",
			"@Resource[" + blobs + "/tags&$KEYS$&]foranyofanyvalues:stringnotlike{'k*'}",
		},
		"AB012": {
			"!(ActionMatches{'" + blobs + "/filter/action'}) OR 'a' StringEquals @Resource[" + holds + ":name]",
			"!(ActionMatches{'" + blobs + "/*'}) OR @Resource[" + holds + ":name] StringLike 'a*'",
			"!(ActionMatches{'Microsoft.KeyVault/vaults/secrets/readMetadata/action'}) OR @Resource[Microsoft.KeyVault/vaults/secrets:name] StringStartsWith 'a'",
		},
		"AB013": {
			"@Resource[" + blobs + "/tags:Project] StringEquals 'a'", "@Resource[" + blobs + "/tags:Project<$>] StringEquals 'a'",
			"@Resource[" + blobs + "/path] StringLike 'a/*'", "Exists @Resource[" + blobs + ".path]", "'a' StringEquals @Resource[" + blobs + "path]",
			"@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:Level] StringEquals 'a'", "@Principal[Engineering_Level] StringEquals 'a'",
			"@Request[" + access + ":RoleDefinitionId] GuidEquals 00000000000000000000000000000000", "@Resource[" + holds + ":name] StringEquals '<container-name>'",
			"@Environment[Microsoft.Network/privateEndpoint] StringEqualsIgnoreCase '/x'", "@Resource[Microsoft.ServiceBus/namespaces/queues:name] StringEquals 'q'",
		},
		"AB015": {
			"@Request[" + access + ":RoleDefinitionId] ForAnyOfAllValues:GuidNotEquals " + deny,
			"!(@Request[" + access + ":RoleDefinitionId] ForAnyOfAnyValues:GuidEquals " + deny + ")",
			"NOT (Exists @Request[" + access + ":PrincipalId] AND " + deny + " ForAnyOfAnyValues:GuidEquals @Resource[" + access + ":RoleDefinitionId])",
			"not @request[" + access + ":roledefinitionid] guidequals '8E3AF657-A8FF-443C-A75C-2FE8C4BCB635'",
		},
		"AB017": {
			"'2026-01-01T00:00:00Z' DateTimeEquals @Environment[UtcNow]", "@Environment[utcnow] DateTimeGreaterThanEquals '2026-01-01T00:00:00Z'",
			"@Request[" + blobs + ":prefix] StringStartsWith '/a/'", "@Resource[" + blobs + ":path] ForAnyOfAnyValues:StringEquals {'a', '/b'}", "'/a' StringEquals @Resource[" + blobs + ":path]",
			reading + " OR " + people + " GuidEquals @Resource[" + holds + ":name]",
			"@Resource[" + blobs + ":path] StringLike 'logs/a/*' AND @Resource[" + holds + ":name] StringEquals 'logs'",
		},
		"AB018": {
			"@Request[" + access + ":RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {b24988ac618042a0ab8820f7382dd24c}", "'F58310D9-A9F6-439A-9E8D-F62E7B41A168' GuidEquals @Request[" + access + ":RoleDefinitionId]",
			"{18d7d88d-d35e-4fb5-a5c3-7773c20a72d9} ForAnyOfAnyValues:GuidEquals @Request[" + access + ":RoleDefinitionId]",
		},
		"AB019": {people + " StringEquals ′a′", people + "\u2009StringEquals 'a'", "@Resource[" + blobs + "\u200b:path] StringEquals 'a'", people + " StringEquals 'a\u0007'", "“a” StringEquals " + people},
		"AB024": {
			"'2026-01-01T09:00:00Z' DateTimeLessThan @Environment[UtcNow] AND '2026-01-01T17:00:00Z' DateTimeGreaterThan @Environment[UtcNow]",
			"@Environment[UtcNow] DateTimeLessThan '2026-01-01T17:00:00Z' && @Environment[UTCNOW] DateTimeGreaterThan '2026-01-01T09:00:00.1234567Z'",
		},
		"AB025": {"NOT 'a' StringEquals " + people, "!(" + people + " NumericLessThan 3)", "! @Resource[" + blobs + ":path] StringLike 'a*'"},
	}
	for rule, texts := range tests {
		for _, text := range texts {
			c, found := abac.Lint("f", text, nil)
			var rules []string
			for _, d := range found {
				rules = append(rules, d.Rule)
			}
			if c == nil || !strings.Contains(strings.Join(rules, " "), rule) {
				t.Errorf("no finding of %s in %s: %v", rule, text, found)
			}
		}
	}
}
