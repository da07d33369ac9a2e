// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package foundry

// WorkspaceID returns the id by which the containers and indexes of a project's data are named, with
// hyphens: 8-4-4-4-12. It is empty for a project that was not read from the service.
func (p ProjectProperties) WorkspaceID() string {
	id := p.InternalID
	if len(id) != 32 {
		return ""
	}
	return id[:8] + "-" + id[8:12] + "-" + id[12:16] + "-" + id[16:20] + "-" + id[20:]
}
