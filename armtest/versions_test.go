// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/armtest"
)

// Versions in which official clients ask for a type, old and new ones, are taken; one that never was is
// refused with those that were.
func TestVersions(t *testing.T) {
	t.Parallel()
	s := administrator(t, start(t, nil), armtest.ManagementTenant)
	const providers = "/providers/Microsoft."
	for _, test := range []struct {
		path    string
		known   []string
		unknown string
	}{
		{"Network/virtualNetworks", []string{"2015-06-15", "2021-08-01", "2022-07-01", "2025-07-01", "2025-09-01"}, "2022-02-01-preview"},
		{"Network/networkManagers", []string{"2021-02-01-preview", "2022-01-01", "2024-01-01-preview", "2025-09-01"}, "2020-11-01"},
		{"Network/networkSecurityPerimeters", []string{"2021-03-01-preview", "2024-07-01", "2025-09-01"}, "2022-07-01"},
		{"CognitiveServices/accounts", []string{"2016-02-01-preview", "2023-05-01", "2026-05-01", "2026-07-01"}, "2026-05-02"},
		{"CognitiveServices/accounts/a/projects", []string{"2025-04-01-preview", "2025-06-01", "2026-07-01"}, "2024-10-01"},
		{"CognitiveServices/accounts/a/deployments", []string{"2021-10-01", "2026-07-01"}, "2021-04-30"},
		{"CognitiveServices/accounts/a/projects/p/connections", []string{"2025-06-01", "2026-05-01"}, "2024-10-01"},
		{"CognitiveServices/accounts/a/networkSecurityPerimeterConfigurations", []string{"2024-04-01-preview", "2026-05-01"}, "2023-05-01"},
		{"MachineLearningServices/workspaces", []string{"2018-03-01-preview", "2020-05-15-preview", "2024-10-01", "2026-05-15-preview"}, "2018-11-20"},
		{"Authorization/roleAssignments", []string{"2015-07-01", "2020-04-01-preview", "2022-04-01"}, "2022-05-01-preview"},
		{"Insights/diagnosticSettings", []string{"2015-07-01", "2021-05-01-preview"}, "2016-10-01"},
	} {
		path := network + providers + test.path
		for _, version := range test.known {
			if a := s.do(http.MethodGet, path+"?api-version="+version, nil); slices.Contains([]string{"NoRegisteredProviderFound", "InvalidResourceType"}, a.code()) {
				t.Errorf("%s in %s: %s", test.path, version, a.code())
			}
		}
		a := s.want("NoRegisteredProviderFound", http.MethodGet, path+"?api-version="+test.unknown, nil)
		for _, version := range test.known {
			if text := a.message(); !strings.Contains(text, version) {
				t.Errorf("%s: the refusal does not name %s: %s", test.path, version, text)
			}
		}
	}
}
