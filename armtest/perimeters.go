// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"strconv"
	"strings"
)

const perimeterType = "Microsoft.Network/networkSecurityPerimeters"

// perimeterKinds are network security perimeters, what is in them, and what a region says of them.
func perimeterKinds() []*kind {
	versions, parts, name, statuses := perimeterVersions(), perimeterPartVersions(), networkName(), "networkSecurityPerimeterOperationStatuses"
	return []*kind{
		{
			typ: perimeterType, versions: versions, name: name, tracked: true, state: true, delete: asyncURL, statuses: statuses,
			patch: []string{"tags"}, readOnly: []string{"properties.perimeterGuid"}, behaviour: perimeters{},
		},
		{
			typ: perimeterType + "/profiles", versions: parts, name: name,
			readOnly: []string{profileRules, profileSettings}, behaviour: profiles{},
		},
		{
			typ: perimeterType + "/profiles/accessRules", versions: parts, name: name, state: true,
			readOnly: []string{"properties.networkSecurityPerimeters"}, behaviour: accessRules{},
		},
		{
			typ: perimeterType + "/resourceAssociations", versions: parts, name: name, state: true,
			put: asyncURL, delete: asyncURL, statuses: statuses,
			readOnly: []string{"properties.hasProvisioningIssues"}, behaviour: associations{},
		},
		{
			typ: perimeterType + "/links", versions: parts, name: name, state: true, delete: locationID,
			readOnly: []string{
				linkStatus, "properties.remotePerimeterGuid", "properties.remotePerimeterLocation",
				"properties.localOutboundProfiles", "properties.remoteOutboundProfiles",
			},
			behaviour: perimeterLinks{},
		},
		{
			typ: perimeterType + "/linkReferences", versions: parts, name: name, state: true, delete: locationID,
			behaviour: linkReferences{},
		},
		{typ: perimeterType + "/loggingConfigurations", versions: since(parts, "2024-06-01-preview"), name: name, behaviour: loggingConfigurations{}},
		{
			typ: "Microsoft.Insights/diagnosticSettings", scope: anyScope, versions: diagnosticSettingVersions(),
			neverCreated: true, onePage: true, behaviour: diagnosticSettings{},
		},
		{typ: "Microsoft.Network/locations/perimeterAssociableResourceTypes", scope: subscriptionScope, versions: versions, behaviour: associableTypes{}},
		{typ: "Microsoft.Network/locations/nspServiceTags", scope: subscriptionScope, versions: versions, behaviour: serviceTags{}},
		{typ: "Microsoft.Network/locations/" + statuses, scope: subscriptionScope, versions: versions, behaviour: operationStatuses{}},
	}
}

// perimeters are network security perimeters. Their codes for refusals are not public; those here and in
// what is in them are our reading.
type perimeters struct{ plain }

func (perimeters) admit(t *write) error {
	guid := randomGUID()
	if t.old != nil {
		guid = textAt(t.old.body, "properties.perimeterGuid")
	}
	set(t.next, "properties.perimeterGuid", guid)
	return nil
}

// release refuses the deletion while there are associations.
func (perimeters) release(w *World, r *resource) error {
	for _, inner := range w.below(r.id) {
		if _, ok := inner.kind.behaviour.(associations); !ok {
			continue
		}
		if inner.deleting {
			w.look(inner)
		}
		return refuse(http.StatusConflict, "CannotDeleteResource",
			"Cannot delete resource while nested resources exist. Some existing nested resource IDs include: '%s'. "+
				"Please delete all nested resources before deleting this resource.", inner.id[strings.Index(inner.id, perimeterType):])
	}
	return nil
}

// forced is a deletion with forceDeletion=true, as the API describes it. The page on limits says that
// the service does not offer it at present.
func (perimeters) forced(c *call) bool {
	force, err := strconv.ParseBool(c.req.URL.Query().Get("forceDeletion"))
	return err == nil && force
}

// The counters of a profile.
const (
	profileRules    = "properties.accessRulesVersion"
	profileSettings = "properties.diagnosticSettingsVersion"
)

// profiles are the profiles of a perimeter.
type profiles struct{ plain }

func (profiles) admit(t *write) error {
	for _, counter := range []string{profileRules, profileSettings} {
		count := "0"
		if t.old != nil {
			count = textAt(t.old.body, counter)
		}
		set(t.next, counter, count)
	}
	return nil
}

// release refuses the deletion while resources are associated with the profile.
func (profiles) release(w *World, r *resource) error {
	for _, a := range w.below(parent(r.id)) {
		if strings.EqualFold(textAt(a.body, associatedProfile), r.id) {
			return refuse(http.StatusConflict, "ProfileInUse",
				"The profile '%s' cannot be deleted while resources are associated with it, such as by '%s'.", r.id, a.id)
		}
	}
	return nil
}

// countUp adds one to a counter of a profile; it does nothing for a profile that is gone.
func (w *World) countUp(profile, counter string) {
	r := w.find(profile)
	if r == nil {
		return
	}
	n, _ := strconv.Atoi(textAt(r.body, counter)) // a counter is a number
	set(r.body, counter, strconv.Itoa(n+1))
}

// offered refuses what takes a feature that the world's subscriptions are not registered for.
func (t *write) offered(feature string) error {
	if containsFold(t.world.options.Features, feature) {
		return nil
	}
	return unavailable()
}

// unavailable is what the service says to whatever it does not offer, and to a private endpoint in place
// of its resource (github.com/Azure/terraform-provider-azapi, issue 743).
func unavailable() *fault {
	return refuse(http.StatusBadRequest, "BadRequest", "This feature is not yet available for given subscription.")
}
