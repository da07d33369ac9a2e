// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"strings"
)

// maxSettings is how many diagnostic settings a resource may have (learn.microsoft.com, "Diagnostic
// settings in Azure Monitor").
const maxSettings = 5

// diagnosticSettings say where logs go. Nothing is logged here.
type diagnosticSettings struct{ plain }

// admit checks a setting and counts it in the profiles of the perimeter that it is on.
func (diagnosticSettings) admit(t *write) error {
	destination := ""
	for _, name := range []string{"workspaceId", "storageAccountId", "eventHubAuthorizationRuleId", "serviceBusRuleId", "marketplacePartnerId"} {
		destination += textAt(t.next, "properties."+name)
	}
	if destination == "" {
		return refuse(http.StatusBadRequest, "BadRequest", "At least one data sink needs to be specified.")
	}
	for _, l := range objectsAt(t.next, "properties.logs") {
		category, group := textAt(l, "category"), textAt(l, "categoryGroup")
		if (category == "") == (group == "") {
			return refuse(http.StatusBadRequest, "BadRequest", "Each of the logs needs either a category or a category group.")
		}
	}
	scope := parent(t.id)
	if n := len(t.world.settingsOf(scope)); t.old == nil && n >= maxSettings {
		return refuse(http.StatusConflict, "Conflict", "The limit of %d diagnostic settings was reached for '%s'.", maxSettings, scope)
	}
	t.onCommit(func() { t.world.countSettings(scope) })
	return nil
}

// settingsOf returns the diagnostic settings on one resource.
func (w *World) settingsOf(scope string) []*resource {
	var out []*resource
	for _, r := range w.below(scope) {
		if _, ok := r.kind.behaviour.(diagnosticSettings); ok && strings.EqualFold(parent(r.id), scope) {
			out = append(out, r)
		}
	}
	return out
}

// countSettings counts a change of the settings in the profiles of the perimeter that they are on.
func (w *World) countSettings(scope string) {
	for _, r := range w.below(scope) {
		if r.kind.typ == perimeterType+"/profiles" {
			w.countUp(r.id, profileSettings)
		}
	}
}

func (diagnosticSettings) removed(w *World, r *resource) { w.countSettings(parent(r.id)) }

// selects lists the settings on a resource, not those on what is in it.
func (diagnosticSettings) selects(c *call) (func(*resource) bool, error) {
	return func(r *resource) bool { return strings.EqualFold(parent(r.id), c.target.id) }, nil
}

// loggingConfigurations are what a perimeter logs beside its diagnostic settings.
type loggingConfigurations struct{ plain }

// admit refuses a subscription without the feature, in the service's words, and any name but the one.
func (loggingConfigurations) admit(t *write) error {
	if t.offered(FeatureServiceTags) != nil {
		return refuse(http.StatusBadRequest, "SubscriptionFeatureNotRegistered",
			"Logging configurations take a tenant that is listed for them, or the AFEC flag EnableServiceTagsInNsp on subscription '%s'.",
			subscriptionOf(t.id))
	}
	if !strings.HasSuffix(key(t.id), "/instance") {
		return refuse(http.StatusBadRequest, "InvalidResourceName", "The only logging configuration of a perimeter is named instance.")
	}
	return nil
}
