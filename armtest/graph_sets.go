// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// entity is one object of the directory: what is shown of it, and the application it belongs to.
type entity struct {
	object
	app *Application
}

func (e entity) id() string { return textAt(e.object, "id") }

// entitySet is a set of objects of the directory.
type entitySet interface {
	// name is the set's own.
	name() string
	// all returns the objects of the caller's tenant, those that other reads may not find yet among them.
	all(c *graphCall) []entity
	// fresh reports whether an object was made so lately that reads may not find it.
	fresh(c *graphCall, e entity) bool
	create(c *graphCall) (reply, error)
	update(c *graphCall, e entity) error
	remove(c *graphCall, e entity) error
}

// serveSet answers a request to a set, or to the one object that a filter names.
func (c *graphCall) serveSet(set entitySet, named string) (reply, error) {
	if named == "" {
		switch c.req.Method {
		case http.MethodGet:
			return c.list(set)
		case http.MethodPost:
			return set.create(c)
		}
		return reply{}, c.notAllowed()
	}
	e, err := c.entity(set, named)
	if err != nil {
		return reply{}, err
	}
	switch c.req.Method {
	case http.MethodGet:
		return reply{status: http.StatusOK, body: c.shown(e, object{"@odata.context": c.context(set) + "/$entity"})}, nil
	case http.MethodPatch:
		err = set.update(c, e)
	case http.MethodDelete:
		err = set.remove(c, e)
	default:
		err = c.notAllowed()
	}
	return reply{status: http.StatusNoContent}, err
}

// notAllowed refuses a method.
func (c *graphCall) notAllowed() error {
	return refuseGraph(http.StatusMethodNotAllowed, "Request_BadRequest", "Specified HTTP method is not allowed for the request target: %s.", c.req.Method)
}

// entity returns the object of a set that a filter names and the caller may see.
func (c *graphCall) entity(set entitySet, named string) (entity, error) {
	fits, err := filterOf(named)
	if err != nil {
		return entity{}, err
	}
	_, wanted := comparison(named)
	for _, e := range set.all(c) {
		if !fits(e) {
			continue
		}
		if !c.reads(e) {
			return entity{}, deniedByGraph()
		}
		if set.fresh(c, e) {
			break
		}
		return e, nil
	}
	if !c.hasRole(readingRoles()...) {
		return entity{}, deniedByGraph()
	}
	return entity{}, missingInGraph(wanted)
}

// list answers with the objects that a filter lets through, page by page.
func (c *graphCall) list(set entitySet) (reply, error) {
	query := c.req.URL.Query()
	fits, err := filterOf(query.Get("$filter"))
	if err != nil {
		return reply{}, err
	}
	size, after := c.world.options.PageSize, query.Get("$skiptoken")
	if text := query.Get("$top"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 999 {
			return reply{}, badGraphRequest("Invalid page size specified: '%s'. Must be between 1 and 999 inclusive.", text)
		}
		size = min(n, size)
	}
	values, last, body := []any{}, "", object{"@odata.context": c.context(set)}
	for _, e := range set.all(c) {
		switch {
		case e.id() <= after || !fits(e) || set.fresh(c, e):
			continue
		case !c.reads(e):
			return reply{}, deniedByGraph()
		case len(values) == size:
			body["@odata.nextLink"] = c.nextLink(last)
			body["value"] = values
			return reply{status: http.StatusOK, body: body}, nil
		}
		values, last = append(values, c.shown(e, nil)), e.id()
	}
	if len(values) == 0 && !c.hasRole(readingRoles()...) {
		return reply{}, deniedByGraph()
	}
	body["value"] = values
	return reply{status: http.StatusOK, body: body}, nil
}

// nextLink is the URL of the request behind an object.
func (c *graphCall) nextLink(last string) string {
	query := c.req.URL.Query()
	query.Set("$skiptoken", last)
	next := url.URL{Path: c.req.URL.Path, RawQuery: query.Encode()}
	return root(c.req) + next.String()
}

// context is the address of a set's metadata.
func (c *graphCall) context(set entitySet) string {
	return root(c.req) + "/v1.0/$metadata#" + set.name()
}

// shown returns the members that $select asks for, and more.
func (c *graphCall) shown(e entity, more object) object {
	selected := c.req.URL.Query().Get("$select")
	out := with(nil, more)
	for name, value := range e.object {
		if selected == "" || slices.Contains(strings.Split(selected, ","), name) {
			out[name] = value
		}
	}
	return out
}

// filterOf reads the filters that are known here: appId, displayName or id compared with a text. Without
// one every object fits.
func filterOf(text string) (func(entity) bool, error) {
	field, value := comparison(strings.TrimSpace(text))
	switch {
	case text == "":
		return func(entity) bool { return true }, nil
	case !slices.Contains([]string{"appId", "displayName", "id"}, field):
		return nil, refuseGraph(http.StatusBadRequest, "Request_UnsupportedQuery", "Unsupported or invalid query filter clause '%s' specified.", text)
	}
	return func(e entity) bool { return strings.EqualFold(textAt(e.object, field), value) }, nil
}
