// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"strconv"
	"strings"
)

// perimeterConfigurations are what perimeters say to the resources in them: one for each association,
// named by the perimeter's GUID and the association's name.
type perimeterConfigurations struct{ plain }

func (p perimeterConfigurations) serve(c *call) (reply, error) {
	if err := c.checkParent(); err != nil {
		return reply{}, err
	}
	account := c.target.id
	if !c.target.collection {
		account = parent(account)
	}
	var items []item
	for _, a := range c.world.below("") {
		if a.kind.typ != perimeterType+"/resourceAssociations" || !strings.EqualFold(textAt(a.body, associatedResource), account) {
			continue
		}
		body := p.of(c.world, a, account)
		if !c.target.collection && strings.EqualFold(body["name"].(string), c.target.name()) {
			return p.answer(c, body)
		}
		items = append(items, item{rank: key(a.id), show: func() any { return body }})
	}
	if !c.target.collection {
		return reply{}, notFound(c.target)
	}
	return c.page(items)
}

// answer answers a read and reconcile, which changes nothing here
// and takes a while.
func (perimeterConfigurations) answer(c *call, body object) (reply, error) {
	reconcile := c.req.Method == http.MethodPost && strings.EqualFold(c.target.action, "reconcile")
	switch {
	case reconcile:
		return c.accepted(c.world.perform(c.world.find(parent(c.target.id)), body)), nil
	case c.req.Method != http.MethodGet:
		return reply{}, notAllowed(c.req.Method)
	}
	return reply{status: http.StatusOK, body: body}, nil
}

// of is the configuration that an association brings to a resource.
func (perimeterConfigurations) of(w *World, a *resource, account string) object {
	perimeter, profile := w.find(parent(a.id)), w.find(textAt(a.body, associatedProfile))
	guid := textAt(perimeter.body, "properties.perimeterGuid")
	name := guid + "." + a.name()
	properties := object{
		"provisioningState":        "Succeeded",
		"provisioningIssues":       []any{},
		"networkSecurityPerimeter": object{"id": perimeter.id, "perimeterGuid": guid, "location": perimeter.location()},
		"resourceAssociation":      object{"name": a.name(), "accessMode": textAt(a.body, associatedMode)},
	}
	if profile != nil {
		rules, _ := strconv.Atoi(textAt(profile.body, profileRules)) // counters are numbers
		settings, _ := strconv.Atoi(textAt(profile.body, profileSettings))
		properties["profile"] = object{"name": profile.name(), "accessRulesVersion": rules, "diagnosticSettingsVersion": settings}
	}
	return object{
		"id": account + "/networkSecurityPerimeterConfigurations/" + name, "name": name,
		"type": accountType + "/networkSecurityPerimeterConfigurations", "properties": properties,
	}
}
