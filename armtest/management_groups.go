// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import "net/http"

// managementGroups are made with [World.Put]; the body names the tenant in properties.tenantId. They
// nest nothing here: a role on a management group counts for it alone, and not for subscriptions.
type managementGroups struct{ plain }

const managementGroupsPath = "/providers/Microsoft.Management/managementGroups/"

func (managementGroups) admit(t *write) error {
	if t.world.tenant(textAt(t.next, "properties.tenantId")) == nil {
		return refuse(http.StatusBadRequest, "InvalidTenant", "The management group '%s' needs the GUID of a tenant in properties.tenantId.", t.id)
	}
	if textAt(t.next, "properties.displayName") == "" {
		set(t.next, "properties.displayName", t.id[len(managementGroupsPath):])
	}
	return nil
}
