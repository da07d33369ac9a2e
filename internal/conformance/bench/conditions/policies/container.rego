package condition

actions := {
	"microsoft.storage/storageaccounts/blobservices/containers/blobs/delete",
	"microsoft.storage/storageaccounts/blobservices/containers/blobs/read",
	"microsoft.storage/storageaccounts/blobservices/containers/blobs/write",
	"microsoft.storage/storageaccounts/blobservices/containers/blobs/move/action",
	"microsoft.storage/storageaccounts/blobservices/containers/blobs/add/action",
}

default allow := false

allow if not input.action in actions

allow if startswith(input.container, "67b8ddaa-f77e-4d12-b9ca-440326274da9")
