// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"slices"
	"strings"
)

// virtual is a behaviour whose resources are not stored: it answers every request that the caller has
// the right to.
type virtual interface {
	serve(c *call) (reply, error)
}

// associableTypes are the types that can be in a perimeter.
type associableTypes struct{ plain }

// publicZones returns the types that can be associated with a perimeter, and where their names lie
// (learn.microsoft.com, "Onboarded private link resources").
func publicZones() map[string][]string {
	return map[string][]string{
		"Microsoft.CognitiveServices/accounts":       {"cognitiveservices.azure.com", "openai.azure.com", "services.ai.azure.com"},
		"Microsoft.DocumentDB/databaseAccounts":      {"documents.azure.com"},
		"Microsoft.EventHub/namespaces":              {"servicebus.windows.net"},
		"Microsoft.Insights/actionGroups":            {},
		"Microsoft.Insights/dataCollectionEndpoints": {"ingest.monitor.azure.com"},
		"Microsoft.Insights/scheduledQueryRules":     {},
		"Microsoft.KeyVault/vaults":                  {"vault.azure.net"},
		"Microsoft.OperationalInsights/workspaces":   {"ods.opinsights.azure.com", "oms.opinsights.azure.com"},
		"Microsoft.Search/searchServices":            {"search.windows.net"},
		"Microsoft.ServiceBus/namespaces":            {"servicebus.windows.net"},
		"Microsoft.Sql/servers":                      {"database.windows.net"},
		"Microsoft.Storage/storageAccounts": {
			"blob.core.windows.net", "dfs.core.windows.net", "file.core.windows.net", "queue.core.windows.net", "table.core.windows.net",
		},
	}
}

// associable reports whether resources of a type can be in a perimeter.
func associable(typ string) bool {
	for known := range publicZones() {
		if strings.EqualFold(known, typ) {
			return true
		}
	}
	return false
}

func (associableTypes) serve(c *call) (reply, error) {
	if !c.target.collection {
		return reply{}, notAllowed(c.req.Method)
	}
	var items []item
	for typ, zones := range publicZones() {
		name := strings.ReplaceAll(typ, "/", ".")
		items = append(items, item{rank: name, show: func() any {
			return object{
				"id": c.target.id + "/perimeterAssociableResourceTypes/" + name, "name": name,
				"type":       "Microsoft.Network/PerimeterAssociableResourceTypes",
				"properties": object{"displayName": typ, "resourceType": typ, "publicDnsZones": anys(zones)},
			}
		}})
	}
	return c.page(items)
}

// serviceTags are the tags that inbound rules may name; the service knows many more.
type serviceTags struct{ plain }

func (serviceTags) serve(c *call) (reply, error) {
	if !c.target.collection {
		return reply{}, notAllowed(c.req.Method)
	}
	tags := []string{
		"ActionGroup", "ApiManagement", "AppConfigurationInternal", "AzureCloud", "MicrosoftPrivateIPSpace", "MicrosoftPublicIPSpace", "PRIVATE",
	}
	return c.page([]item{{rank: "", show: func() any { return object{"serviceTags": anys(tags)} }}})
}

// operationStatuses are the long-running operations on perimeters and associations. Unlike those of
// other types they take a right to read: a caller who may associate may be refused here.
type operationStatuses struct{ plain }

func (operationStatuses) serve(c *call) (reply, error) {
	if c.target.collection {
		return reply{}, notAllowed(c.req.Method)
	}
	op := c.world.operations[key(c.target.name())]
	if op != nil && !slices.Contains(strings.Split(op.path, "/"), "networkSecurityPerimeterOperationStatuses") {
		return reply{}, refuse(http.StatusNotFound, "OperationNotFound", "The operation '%s' is not found.", c.target.name())
	}
	rep, err := c.poll(c.target.name())
	if body, ok := rep.body.(object); ok && err == nil {
		rep.body = with(body, object{"id": op.path, "resourceId": op.resource.id})
	}
	return rep, err
}
