// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

// Names of attributes, for [Resource], [Requested], [Principal] and [Environment].
const (
	AccountName          = storage + ":name"
	AccountIsHNS         = storage + ":isHnsEnabled"
	ContainerName        = containers + ":name"
	BlobPath             = blobs + ":path"
	BlobPrefix           = blobs + ":prefix"
	BlobIsCurrentVersion = blobs + ":isCurrentVersion"
	BlobVersionID        = blobs + ":versionId"
	BlobSnapshot         = blobs + ":snapshot"
	BlobTagKeys          = blobs + "/tags&$keys$&"
	EncryptionScopeName  = storage + "/encryptionScopes:name"
	QueueName            = queues + ":name"
	RoleDefinitionID     = assignments + ":RoleDefinitionId"
	PrincipalID          = assignments + ":PrincipalId"
	PrincipalType        = assignments + ":PrincipalType"
	VaultName            = "Microsoft.KeyVault/vaults:name"
	SecretName           = secrets + ":name"
	RepositoryName       = repositories + ":name"
	TableName            = tables + ":name"
	TableProtectionLevel = tables + ":protectionLevel"
	LogProtectionLevel   = "Microsoft.Insights/logs/tables:protectionLevel"
	IsPrivateLink        = "isPrivateLink"
	PrivateEndpoints     = "Microsoft.Network/privateEndpoints"
	Subnets              = "Microsoft.Network/virtualNetworks/subnets"
	UtcNow               = "UtcNow"
)

const (
	storage      = "Microsoft.Storage/storageAccounts"
	containers   = storage + "/blobServices/containers"
	blobs        = containers + "/blobs"
	queues       = storage + "/queueServices/queues"
	messages     = queues + "/messages"
	assignments  = "Microsoft.Authorization/roleAssignments"
	secrets      = "Microsoft.KeyVault/vaults/secrets"
	repositories = "Microsoft.ContainerRegistry/registries/repositories"
	tables       = "Microsoft.OperationalInsights/workspaces/tables"
	security     = "Microsoft.Directory/CustomSecurityAttributes/Id"
)

// BlobTag names the value of a blob index tag; the key has its case.
func BlobTag(key string) string { return blobs + "/tags:" + key + keyMark }

// ContainerMetadata names the value of a container's metadata.
func ContainerMetadata(key string) string { return containers + "/metadata:" + key }

// TableColumn names a column of the rows that a query of Log Analytics reads.
func TableColumn(name string) string { return tables + "/record:" + name + keyMark }

// SecurityAttribute names a custom security attribute of Entra ID.
func SecurityAttribute(set, name string) string { return security + ":" + set + "_" + name }

// Names of actions, for [For] and [Uncovered].
const (
	BlobRead                     = blobs + "/read"
	BlobWrite                    = blobs + "/write"
	BlobAdd                      = blobs + "/add/action"
	BlobDelete                   = blobs + "/delete"
	BlobDeleteVersion            = blobs + "/deleteBlobVersion/action"
	BlobPermanentDelete          = blobs + "/permanentDelete/action"
	BlobMove                     = blobs + "/move/action"
	BlobFilter                   = blobs + "/filter/action"
	BlobTagsRead                 = blobs + "/tags/read"
	BlobTagsWrite                = blobs + "/tags/write"
	BlobManageOwnership          = blobs + "/manageOwnership/action"
	BlobModifyPermissions        = blobs + "/modifyPermissions/action"
	BlobRunAsSuperUser           = blobs + "/runAsSuperUser/action"
	BlobRunAsSuperUserOnHeldData = blobs + "/immutableStorage/runAsSuperUser/action"
	QueueRead                    = messages + "/read"
	QueueWrite                   = messages + "/write"
	QueueDelete                  = messages + "/delete"
	QueueAdd                     = messages + "/add/action"
	QueueProcess                 = messages + "/process/action"
	AssignmentWrite              = assignments + "/write"
	AssignmentDelete             = assignments + "/delete"
	SecretGet                    = secrets + "/getSecret/action"
	SecretSet                    = secrets + "/setSecret/action"
	SecretReadMetadata           = secrets + "/readMetadata/action"
	SecretUpdate                 = secrets + "/update/action"
	SecretRotate                 = secrets + "/rotate/action"
	SecretDelete                 = secrets + "/delete"
	SecretBackup                 = secrets + "/backup/action"
	SecretRecover                = secrets + "/recover/action"
	SecretPurge                  = secrets + "/purge/action"
	SecretRestore                = secrets + "/restore/action"
	RepositoryContentRead        = repositories + "/content/read"
	RepositoryContentWrite       = repositories + "/content/write"
	RepositoryContentDelete      = repositories + "/content/delete"
	RepositoryMetadataRead       = repositories + "/metadata/read"
	RepositoryMetadataWrite      = repositories + "/metadata/write"
	RepositoryMetadataDelete     = repositories + "/metadata/delete"
	TableRead                    = tables + "/data/read"
	LogRead                      = "Microsoft.Insights/logs/data/read"
)

// Names of suboperations. That of a write says which kind of call it is, not whether tags are in it.
const (
	// BlobList is listing, within [BlobRead].
	BlobList = "Blob.List"
	// BlobWriteWithTagHeaders is each call that can carry tags, within [BlobWrite] and [BlobAdd].
	BlobWriteWithTagHeaders = "Blob.Write.WithTagHeaders"
	// BlobWriteTier is the change of the access tier, within [BlobWrite].
	BlobWriteTier = "Blob.Write.Tier"

	// blobReadWithTagConditions is deprecated and still honoured.
	blobReadWithTagConditions = "Blob.Read.WithTagConditions"
)
