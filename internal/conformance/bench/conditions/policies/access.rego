package condition

default allow := false

allow if not targeted

allow if {
	keys := input.tagKeys
	not "access_level" in keys
}

allow if {
	input.clearance == "high"
	input.level in {"medium", "low"}
}

allow if {
	input.clearance == "high"
	input.level == "high"
	input.now > "2025-06-09T12:00:00.0000000Z"
	input.now < "2045-06-09T21:00:00.0000000Z"
}

allow if {
	input.clearance == "medium"
	input.level in {"medium", "low"}
}

allow if {
	input.clearance == "low"
	input.level == "low"
}

targeted if {
	input.action == "microsoft.storage/storageaccounts/blobservices/containers/blobs/read"
	input.suboperation != "blob.list"
}
