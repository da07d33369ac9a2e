// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"regexp"
	"strings"

	"github.com/azfoundry/azfoundry/armtest/internal/policyxml"
)

// policies are the policies of APIs and their operations. They are stored as rawxml, whichever way they
// came.
type policies struct{ plain }

// named is a reference to a named value.
var named = regexp.MustCompile(`\{\{\s*([A-Za-z0-9._-]+)\s*\}\}`)

func (policies) admit(t *write) error {
	format, value := textAt(t.next, "properties.format"), textAt(t.next, "properties.value")
	switch format {
	case "", "xml":
		if problem := policyxml.Problem(value); problem != "" {
			return badField("representation", "%s", problem)
		}
		value = policyxml.Raw(value)
	case "rawxml":
		if problem := policyxml.Problem(policyxml.Escaped(value)); problem != "" {
			return badField("representation", "%s", problem)
		}
	case "xml-link", "rawxml-link":
		return refuse(http.StatusBadRequest, "ValidationError", "This emulator does not read policies from '%s'.", value)
	default:
		return badField("format", "The format '%s' is unknown.", format)
	}
	for _, found := range named.FindAllStringSubmatch(value, -1) {
		if !t.world.hasNamedValue(gatewayOf(t.id), found[1]) {
			return badField("representation", "Cannot find a property '%s'", found[1])
		}
	}
	t.next = object{"properties": object{"format": "rawxml", "value": value}}
	return nil
}

// gatewayOf is the id of the service that a resource is in.
func gatewayOf(id string) string { return strings.Join(strings.Split(id, "/")[:9], "/") }

func (w *World) hasNamedValue(service, name string) bool {
	for _, r := range w.below(service) {
		if _, ok := r.kind.behaviour.(namedValues); ok && strings.EqualFold(textAt(r.body, "properties.displayName"), name) {
			return true
		}
	}
	return false
}

// show shows the document as xml, which goes without saying.
func (policies) show(_ *World, r *resource, body object) {
	body["properties"] = object{"value": policyxml.Escaped(textAt(r.body, "properties.value"))}
}

// view shows the document in the format that the query names.
func (policies) view(c *call, r *resource, body object) {
	switch format := c.req.URL.Query().Get("format"); format {
	case "rawxml":
		body["properties"] = clone(r.body["properties"])
	case "xml":
		set(body, "properties.format", format)
	}
}

func (policies) selects(c *call) (func(*resource) bool, error) { return c.filtered() }
