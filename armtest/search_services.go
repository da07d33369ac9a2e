// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"regexp"
	"strings"
)

const searchType = "Microsoft.Search/searchServices"

// searchKinds are search services, without what is in them.
func searchKinds() []*kind {
	return []*kind{{
		typ: searchType,
		versions: []string{
			"2015-02-28", "2015-08-19", "2019-10-01-preview", "2020-03-13", "2020-08-01-preview", "2020-08-01", "2021-04-01-preview",
			"2022-09-01", "2023-11-01", "2024-03-01-preview", "2024-06-01-preview", "2025-02-01-preview", "2025-05-01",
			"2025-10-01-preview", "2026-03-01-preview", "2026-09-01-preview",
		},
		name:    regexp.MustCompile(`^[a-z0-9][a-z0-9]+(-[a-z0-9]+)*$`),
		tracked: true, state: true, put: inState,
		patch: []string{
			"tags", "sku", "identity", "location", "properties.replicaCount", "properties.partitionCount", "properties.publicNetworkAccess",
			"properties.networkRuleSet", "properties.disableLocalAuth", "properties.authOptions", "properties.encryptionWithCmk",
			"properties.semanticSearch", "properties.hostingMode", "properties.computeType", "properties.dataExfiltrationProtections",
		},
		readOnly: []string{
			"properties.status", "properties.statusDetails", "properties.endpoint", "properties.eTag", "properties.serviceUpgradedAt",
			"properties.encryptionWithCmk.encryptionComplianceStatus", "properties.privateEndpointConnections", "properties.sharedPrivateLinkResources",
		},
		behaviour: searchServices{},
	}}
}

// searchServices are search services. Their keys are named by each index, so that nothing here looks at one.
type searchServices struct{ plain }

func (searchServices) links(_ *World, _ string, body object) []link { return identityLinks(body) }

func (searchServices) admit(t *write) error {
	name := t.id[strings.LastIndexByte(t.id, '/')+1:]
	for _, r := range t.world.below("") {
		if r != t.old && r.kind.typ == searchType && strings.EqualFold(r.name(), name) {
			return refuse(http.StatusConflict, "ServiceNameUnavailable", "Service name '%s' is already used.", name) // our reading
		}
	}
	if textAt(t.next, "sku.name") == "" {
		return invalidContent("a search service needs a sku with a name")
	}
	if at(t.next, "properties.disableLocalAuth") == true && at(t.next, "properties.authOptions") != nil {
		return badAccount("authOptions cannot be defined if disableLocalAuth has been set to true")
	}
	if err := t.identify(); err != nil {
		return err
	}
	set(t.next, "properties.status", "running")
	set(t.next, "properties.statusDetails", "")
	set(t.next, "properties.endpoint", "https://"+name+".search.windows.net")
	t.preset("properties.replicaCount", number(1))
	t.preset("properties.partitionCount", number(1))
	t.preset("properties.hostingMode", "Default")
	t.preset("properties.publicNetworkAccess", "Enabled")
	t.preset("properties.networkRuleSet", object{"ipRules": []any{}, "bypass": "None"})
	t.preset("properties.disableLocalAuth", false)
	if at(t.next, "properties.disableLocalAuth") != true {
		t.preset("properties.authOptions", object{"apiKeyOnly": object{}})
	}
	t.preset("properties.encryptionWithCmk.enforcement", "Unspecified")
	set(t.next, "properties.encryptionWithCmk.encryptionComplianceStatus", "Compliant")
	return nil
}

// show spells the state as this service does.
func (searchServices) show(_ *World, r *resource, body object) {
	state := "succeeded"
	if r.pending != nil {
		state = "provisioning"
	}
	properties, _ := body["properties"].(object)
	body["properties"] = with(properties, object{"provisioningState": state})
}
