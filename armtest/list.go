// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"cmp"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// item is one line of a list: what it sorts by, and what is shown.
type item struct {
	rank string
	show func() any
}

// list answers a collection.
func (c *call) list() (reply, error) {
	selected, err := c.target.kind.selects(c)
	if err != nil {
		return reply{}, err
	}
	scope := c.target.id
	if selected != nil {
		scope = ""
	}
	field := c.query("sortKey")
	var items []item
	for _, r := range c.world.below(scope) {
		if r.kind != c.target.kind || selected != nil && !selected(r) {
			continue
		}
		items = append(items, item{rank: sortValue(r, field) + "\x00" + key(r.id), show: func() any { return c.world.show(r) }})
	}
	return c.page(items)
}

// sortValue is what a resource sorts by: a member of its body, or its name.
func sortValue(r *resource, field string) string {
	for _, path := range []string{field, "properties." + field} {
		if s, ok := at(r.body, path).(string); ok {
			return strings.ToLower(s)
		}
	}
	return strings.ToLower(r.name())
}

// query reads a list parameter, whose name begins with $ for most types.
func (c *call) query(name string) string {
	if !c.target.kind.plainQuery {
		name = "$" + name
	}
	return c.req.URL.Query().Get(name)
}

// page answers with the items from the skip token on. The token holds the last item's rank, so that
// what is made or deleted between two pages neither repeats nor hides another.
func (c *call) page(items []item) (reply, error) {
	order := func(a, b item) int { return cmp.Compare(a.rank, b.rank) }
	if strings.HasPrefix(strings.ToLower(c.query("sortValue")), "desc") {
		order = func(a, b item) int { return cmp.Compare(b.rank, a.rank) }
	}
	slices.SortStableFunc(items, order)
	size, err := c.number("top", c.world.options.PageSize)
	if err != nil {
		return reply{}, err
	}
	if token := c.query("skipToken"); token != "" {
		last, err := base64.RawURLEncoding.DecodeString(token)
		if err != nil {
			return reply{}, refuse(http.StatusBadRequest, "InvalidSkipToken", "The skip token is invalid.")
		}
		items = slices.DeleteFunc(items, func(i item) bool { return order(i, item{rank: string(last)}) <= 0 })
	} else if skip, err := c.number("skip", 0); err != nil {
		return reply{}, err
	} else {
		items = items[min(skip, len(items)):]
	}
	size = max(1, min(size, c.world.options.PageSize))
	if c.target.kind.onePage {
		size = len(items)
	}
	body := object{}
	if len(items) > size {
		items = items[:size]
		body["nextLink"] = c.nextLink(items[size-1].rank)
	}
	values := make([]any, 0, len(items))
	for _, i := range items {
		values = append(values, i.show())
	}
	body["value"] = values
	return reply{status: http.StatusOK, body: body}, nil
}

// number reads a list parameter that is a number.
func (c *call) number(name string, absent int) (int, error) {
	text := c.query(name)
	if text == "" {
		return absent, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0, refuse(http.StatusBadRequest, "InvalidQueryParameterValue", "The value '%s' of the query parameter '%s' is not a number.", text, name)
	}
	return n, nil
}

// nextLink is the URL of the request with the token of the last item.
func (c *call) nextLink(rank string) string {
	name := "$skipToken"
	if c.target.kind.plainQuery {
		name = "skipToken"
	}
	query := c.req.URL.Query()
	query.Set(name, base64.RawURLEncoding.EncodeToString([]byte(rank)))
	next := url.URL{Path: c.req.URL.Path, RawPath: c.req.URL.RawPath, RawQuery: query.Encode()}
	return c.base + next.String()
}
