// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"maps"
	"testing"

	"github.com/azfoundry/azfoundry/armtest"
)

// vaultBody is the body of a vault whose keys can encrypt, with further properties.
func vaultBody(more object) object {
	properties := object{
		"tenantId": armtest.ManagementTenant, "sku": object{"family": "A", "name": "premium"},
		"enableRbacAuthorization": true, "enablePurgeProtection": true,
	}
	maps.Copy(properties, more)
	return object{"location": armtest.DefaultRegion, "properties": properties}
}

// putVault puts a vault into a world.
func putVault(t *testing.T, w *armtest.World, id string, more object) {
	t.Helper()
	if err := w.Put(id, vaultBody(more)); err != nil {
		t.Fatal(err)
	}
}
