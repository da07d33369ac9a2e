// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"strings"
)

// projects are the projects of a Foundry resource.
type projects struct{ plain }

func (projects) links(_ *World, _ string, body object) []link { return identityLinks(body) }

func (projects) admit(t *write) error {
	account := t.world.find(parent(t.id))
	if allowed, _ := at(account.body, "properties.allowProjectManagement").(bool); !allowed {
		return badAccount("the account '%s' does not allow project management", account.id)
	}
	if err := t.identify(); err != nil {
		return err
	}
	first := true
	for _, r := range t.world.below(account.id) {
		first = first && (r == t.old || r.kind != t.kind)
	}
	if t.old != nil {
		first, _ = at(t.old.body, "properties.isDefault").(bool)
	}
	set(t.next, "properties.isDefault", first)
	set(t.next, "properties.internalId", strings.ReplaceAll(derivedGUID("project", key(t.id)), "-", ""))
	if name := textAt(account.body, subdomain); name != "" {
		url := "https://" + strings.ToLower(name) + ".services.ai.azure.com/api/projects/" + t.id[strings.LastIndexByte(t.id, '/')+1:]
		set(t.next, "properties.endpoints", object{"AI Foundry API": url})
	}
	return nil
}

// deployments are the models that an account serves.
type deployments struct{ plain }

func (deployments) admit(t *write) error {
	if textAt(t.next, "properties.model.name") == "" || textAt(t.next, "properties.model.format") == "" {
		return badAccount("a deployment needs a model with a format and a name")
	}
	if textAt(t.next, "sku.name") == "" {
		set(t.next, "sku", object{"name": "Standard"})
	}
	return nil
}

// deletedAccounts are accounts that can still be restored. They are made by deleting an account, and
// what their ids are below is no resource.
type deletedAccounts struct{ plain }

func (deletedAccounts) serve(c *call) (reply, error) {
	switch {
	case c.target.collection:
	case c.req.Method == http.MethodGet:
		return c.get()
	case c.req.Method == http.MethodDelete:
		return c.delete()
	}
	return reply{}, notAllowed(c.req.Method)
}

// allDeletedAccounts is the list of them over a subscription.
type allDeletedAccounts struct{ plain }

func (allDeletedAccounts) serve(c *call) (reply, error) {
	if !c.target.collection {
		return reply{}, notAllowed(c.req.Method)
	}
	var items []item
	for _, r := range c.world.below(c.target.id) {
		if r.kind.typ == deletedType {
			items = append(items, item{rank: key(r.id), show: func() any { return c.world.show(r) }})
		}
	}
	return c.page(items)
}
