// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

// attributeFacts is what the documentation and the built-in roles say of attributes.
var attributeFacts = []attributeFact{
	texts(SourceResource, AccountName),
	booleans(SourceResource, AccountIsHNS),
	texts(SourceResource, ContainerName),
	texts(SourceResource, ContainerMetadata("*")),
	texts(SourceResource, BlobPath),
	texts(SourceRequest, BlobPrefix),
	booleans(SourceResource, BlobIsCurrentVersion),
	flat(times(SourceRequest, BlobVersionID)),
	times(SourceRequest, BlobSnapshot),
	flat(texts(SourceResource, EncryptionScopeName)),
	flat(texts(SourceResource, BlobTag("*"))),
	flat(texts(SourceRequest, BlobTag("*"))),
	flat(lists(SourceResource, BlobTagKeys)),
	flat(lists(SourceRequest, BlobTagKeys)),
	texts(SourceResource, QueueName),
	guids(SourceRequest, RoleDefinitionID),
	guids(SourceRequest, PrincipalID),
	principalTypes(SourceRequest),
	guids(SourceResource, RoleDefinitionID),
	guids(SourceResource, PrincipalID),
	principalTypes(SourceResource),
	texts(SourceResource, VaultName),
	texts(SourceResource, SecretName),
	texts(SourceRequest, SecretName),
	texts(SourceRequest, RepositoryName),
	{
		attribute: Attribute{SourceResource, TableName}, families: []Family{FamilyString}, one: true,
		operators: []Operator{"StringEquals", "StringNotEquals"},
	},
	texts(SourceResource, TableColumn("*")),
	levels(TableProtectionLevel),
	levels(LogProtectionLevel),
	booleans(SourceResource, serviceOnly),
	{
		attribute: Attribute{SourcePrincipal, security + ":*"},
		families:  []Family{FamilyString, FamilyNumeric, FamilyBool}, one: true, many: true,
	},
	booleans(SourceEnvironment, IsPrivateLink),
	texts(SourceEnvironment, PrivateEndpoints),
	texts(SourceEnvironment, Subnets),
	{
		attribute: Attribute{SourceEnvironment, UtcNow}, families: []Family{FamilyDateTime}, one: true,
		operators: []Operator{"DateTimeGreaterThan", "DateTimeLessThan"},
	},
}

func texts(s Source, name string) attributeFact { return single(s, name, FamilyString) }

func booleans(s Source, name string) attributeFact { return single(s, name, FamilyBool) }

func times(s Source, name string) attributeFact { return single(s, name, FamilyDateTime) }

func guids(s Source, name string) attributeFact { return single(s, name, FamilyGUID) }

func single(s Source, name string, f Family) attributeFact {
	return attributeFact{attribute: Attribute{s, name}, families: []Family{f}, one: true}
}

func lists(s Source, name string) attributeFact {
	return attributeFact{attribute: Attribute{s, name}, families: []Family{FamilyString}, many: true}
}

func principalTypes(s Source) attributeFact {
	f := texts(s, PrincipalType)
	f.values = []string{"User", "Group", "ServicePrincipal"}
	return f
}

func levels(name string) attributeFact {
	f := texts(SourceResource, name)
	f.values = []string{"General", "Protected"}
	return f
}

// flat marks what accounts with a hierarchical namespace do not have.
func flat(f attributeFact) attributeFact {
	f.noHNS = true
	return f
}
