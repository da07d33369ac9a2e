// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import "slices"

// actionFacts says which attributes the requests of each action carry.
var actionFacts = slices.Concat(
	blobActions(),
	actions("queue", anywhere(ofResource(AccountName, QueueName)), QueueRead, QueueWrite, QueueDelete, QueueAdd, QueueProcess),
	actions("authorization", ofRequest(RoleDefinitionID, PrincipalID, PrincipalType), AssignmentWrite),
	actions("authorization", ofResource(RoleDefinitionID, PrincipalID, PrincipalType), AssignmentDelete),
	actions("keyvault", ofResource(VaultName, SecretName),
		SecretGet, SecretReadMetadata, SecretUpdate, SecretRotate, SecretDelete, SecretBackup, SecretRecover, SecretPurge),
	actions("keyvault", slices.Concat(ofResource(VaultName), ofRequest(SecretName)), SecretSet, SecretRestore),
	actions("acr", ofRequest(RepositoryName),
		RepositoryContentRead, RepositoryContentWrite, RepositoryContentDelete,
		RepositoryMetadataRead, RepositoryMetadataWrite, RepositoryMetadataDelete),
	actions("loganalytics", ofResource(TableName, TableColumn("*"), TableProtectionLevel), TableRead),
	actions("loganalytics", ofResource(LogProtectionLevel), LogRead),
)

func blobActions() []KnownAction {
	account := ofResource(AccountName, AccountIsHNS)
	container := slices.Concat(account, ofResource(ContainerName, ContainerMetadata("*")))
	blob := slices.Concat(container, ofResource(BlobPath))
	version := slices.Concat(ofResource(BlobIsCurrentVersion), ofRequest(BlobVersionID, BlobSnapshot))
	scope := ofResource(EncryptionScopeName)
	stored, sent := ofResource(BlobTag("*"), BlobTagKeys), ofRequest(BlobTag("*"), BlobTagKeys)
	withTags := anywhere(blob, scope, sent)
	return slices.Concat(
		actions("blob", anywhere(blob, version, scope, stored), BlobRead),
		suboperation(BlobList, "blob", anywhere(container, ofRequest(BlobPrefix)), BlobRead),
		suboperation(blobReadWithTagConditions, "blob", anywhere(blob, version, scope, stored), BlobRead),
		actions("blob", anywhere(blob, scope), BlobWrite, BlobAdd),
		suboperation(BlobWriteTier, "blob", anywhere(blob, version, scope), BlobWrite),
		suboperation(BlobWriteWithTagHeaders, "blob", withTags, BlobWrite, BlobAdd),
		actions("blob", anywhere(blob, version, stored), BlobTagsRead),
		actions("blob", anywhere(blob, version, stored, sent), BlobTagsWrite),
		actions("blob", anywhere(account), BlobFilter),
		actions("blob", anywhere(blob), BlobRunAsSuperUserOnHeldData, BlobModifyPermissions, BlobManageOwnership, BlobMove),
		actions("blob", anywhere(blob, version), BlobDelete, BlobPermanentDelete),
		actions("blob", anywhere(blob, ofRequest(BlobVersionID)), BlobDeleteVersion),
		actions("blob", anywhere(blob, ofResource(BlobIsCurrentVersion)), BlobRunAsSuperUser),
	)
}

// anywhere adds what each request has: who calls, from where and when.
func anywhere(lists ...[]Attribute) []Attribute {
	return append(slices.Concat(lists...),
		Attribute{SourcePrincipal, security + ":*"},
		Attribute{SourceEnvironment, IsPrivateLink},
		Attribute{SourceEnvironment, PrivateEndpoints},
		Attribute{SourceEnvironment, Subnets},
		Attribute{SourceEnvironment, UtcNow},
	)
}

func ofResource(names ...string) []Attribute { return of(SourceResource, names) }

func ofRequest(names ...string) []Attribute { return of(SourceRequest, names) }

func of(s Source, names []string) []Attribute {
	list := make([]Attribute, len(names))
	for i, name := range names {
		list[i] = Attribute{s, name}
	}
	return list
}

func actions(service string, attributes []Attribute, names ...string) []KnownAction {
	return suboperation("", service, attributes, names...)
}

func suboperation(name, service string, attributes []Attribute, actions ...string) []KnownAction {
	list := make([]KnownAction, len(actions))
	for i, action := range actions {
		list[i] = KnownAction{service, action, name, status(service, action), attributes}
	}
	return list
}

func status(service, action string) string {
	switch {
	case action == LogRead:
		return "undocumented"
	case service == "keyvault", service == "loganalytics":
		return "preview"
	}
	return "GA"
}
