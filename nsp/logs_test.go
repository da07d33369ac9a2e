// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package nsp_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/internal/testworld"
	"github.com/azfoundry/azfoundry/nsp"
)

// toWorkspace is a setting that sends every log to a workspace.
func toWorkspace() nsp.DiagnosticSetting {
	return nsp.DiagnosticSetting{Properties: nsp.DiagnosticSettingProperties{
		WorkspaceID: group().String() + "/providers/Microsoft.OperationalInsights/workspaces/law", Logs: nsp.EveryLog(),
	}}
}

func TestDiagnosticSettings_lifeOfASetting(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &armtest.Options{PageSize: 2})
	perimeter := w.perimeter("ai")
	for i := range 5 {
		testworld.Must[nsp.DiagnosticSetting](t)(w.DiagnosticSettings.CreateOrUpdate(t.Context(), perimeter.DiagnosticSetting(fmt.Sprint("s", i)), toWorkspace()))
	}
	_, err := w.DiagnosticSettings.CreateOrUpdate(t.Context(), perimeter.DiagnosticSetting("s5"), toWorkspace())
	testworld.WantRefusal(t, err, http.StatusConflict, "Conflict")
	if all := testworld.Collected[nsp.DiagnosticSetting](t)(w.DiagnosticSettings.List(t.Context(), perimeter.String())); len(all) != 5 {
		t.Errorf("%d settings, want all 5 in the one page that there is", len(all))
	}
	if all := testworld.Collected[nsp.DiagnosticSetting](t)(w.DiagnosticSettings.List(t.Context(), group().String())); len(all) != 0 {
		t.Errorf("%d settings on the group, want none: those on what is in it do not count", len(all))
	}
	id := perimeter.DiagnosticSetting("s0")
	got := testworld.Must[nsp.DiagnosticSetting](t)(w.DiagnosticSettings.Modify(t.Context(), id, func(s *nsp.DiagnosticSetting) error {
		s.Properties.Logs[0].Enabled = false
		return nil
	}))
	if len(got.Properties.Logs) != len(nsp.LogCategories()) || got.Properties.Logs[0].Enabled || !got.Properties.Logs[1].Enabled {
		t.Errorf("logs = %v, want the first one off", got.Properties.Logs)
	}
	if err := w.DiagnosticSettings.Delete(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	profile := testworld.Must[nsp.Profile](t)(w.Profiles.Get(t.Context(), perimeter.Profile("main")))
	if got := profile.Properties.DiagnosticSettingsVersion; got != "7" {
		t.Errorf("version after seven changes = %q, want 7", got)
	}
}

func TestDiagnosticSetting_Validate(t *testing.T) {
	t.Parallel()
	if err := toWorkspace().Validate(); err != nil {
		t.Errorf("Validate() = %v", err)
	}
	bad := nsp.DiagnosticSetting{Properties: nsp.DiagnosticSettingProperties{
		Logs: []nsp.LogSetting{{}, {Category: nsp.LogCategoryNSPOutboundAttempt, CategoryGroup: "allLogs"}},
	}}
	testworld.WantFaults(t, bad.Validate(), "/properties destination", "/properties/logs/0 categoryOrGroup", "/properties/logs/1 categoryOrGroup")
	bad = toWorkspace()
	bad.Properties.StorageAccountID = bad.Properties.WorkspaceID
	testworld.WantFaults(t, bad.Validate(), "/properties/storageAccountId armid")
}

func TestLogCategories_areThirteen(t *testing.T) {
	t.Parallel()
	seen := map[nsp.LogCategory]bool{}
	for _, c := range nsp.LogCategories() {
		seen[c] = true
	}
	if len(seen) != 13 || seen[nsp.LogCategoryNSPIntraPerimeterOutboundAllowed] {
		t.Errorf("categories = %v, want 13 and not the old one", nsp.LogCategories())
	}
	if n := len(nsp.EveryLog()); n != 13 {
		t.Errorf("EveryLog() has %d settings, want 13", n)
	}
}

func TestLoggingConfigurations_lifeOfAConfiguration(t *testing.T) {
	t.Parallel()
	body := nsp.LoggingConfiguration{Properties: nsp.LoggingConfigurationProperties{EnabledLogCategories: nsp.LogCategories()[:2]}}
	w := newWorld(t, nil)
	_, err := w.LoggingConfigurations.CreateOrUpdate(t.Context(), w.perimeter("ai").LoggingConfiguration("instance"), body)
	testworld.WantRefusal(t, err, http.StatusBadRequest, "SubscriptionFeatureNotRegistered")

	w = newWorld(t, &armtest.Options{Features: []string{armtest.FeatureServiceTags}})
	perimeter := w.perimeter("ai")
	_, err = w.LoggingConfigurations.CreateOrUpdate(t.Context(), perimeter.LoggingConfiguration("other"), body)
	testworld.WantRefusal(t, err, http.StatusBadRequest, "InvalidResourceName")
	id := perimeter.LoggingConfiguration("instance")
	testworld.Must[nsp.LoggingConfiguration](t)(w.LoggingConfigurations.CreateOrUpdate(t.Context(), id, body))
	all := testworld.Collected[nsp.LoggingConfiguration](t)(w.LoggingConfigurations.List(t.Context(), perimeter))
	if len(all) != 1 || len(all[0].Properties.EnabledLogCategories) != 2 {
		t.Errorf("configurations = %+v, want the one with two categories", all)
	}
	if err := w.LoggingConfigurations.Delete(t.Context(), id); err != nil {
		t.Error(err)
	}
}
