// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/armtest"
)

func TestPermissions_listOneEntryPerRole(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	const list = "/providers/Microsoft.Authorization/permissions"
	id, err := w.AddServicePrincipal(armtest.ManagementTenant, armtest.AdministratorClientID)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Assign(armtest.DefaultPool, id, armtest.RoleContributor); err != nil {
		t.Fatal(err)
	}
	s := administrator(t, w, armtest.ManagementTenant)
	got := s.want("200", http.MethodGet, armtest.DefaultPool+list, nil).body["value"].([]any)
	var actions []string
	for i := range got {
		actions = append(actions, texts(got, i, "actions")...)
	}
	if diff := cmp.Diff([]string{"*", "*"}, actions); diff != "" || len(texts(got, 1, "notActions")) == 0 {
		t.Errorf("permissions = %v, want those of Owner above and of Contributor here", got)
	}
	if got := s.want("200", http.MethodGet, armtest.DefaultManager+list, nil).body["value"].([]any); len(got) != 1 {
		t.Errorf("permissions above the pool = %v, want those of Owner alone", got)
	}
	user := newSession(t, w, signIn(t, w, armtest.ManagementTenant, armtest.DeployerClientID, armtest.DeployerSecret))
	user.want("AuthorizationFailed", http.MethodGet, armtest.DefaultPool+list, nil)
}
