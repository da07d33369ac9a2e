// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"slices"
	"strings"
)

// call is one request to Resource Manager on its way through.
type call struct {
	world   *World
	req     *http.Request
	base    string // the root of the URL that the client used
	target  target
	version string
	caller  principal
	// auxiliary are the principals of the auxiliary tokens, by lower-case tenant.
	auxiliary map[string]principal
	text      []byte // of the body
	body      object
}

// reply is an answer on its way out.
type reply struct {
	status int
	header http.Header
	body   any // nil for none
}

// arm answers a request to Resource Manager. The order of its checks is the service's: version, token,
// rights, linked rights, existence, body.
func (w *World) arm(r *http.Request, segments []string, text []byte) (reply, error) {
	c := &call{world: w, req: r, base: root(r), text: text, version: r.URL.Query().Get("api-version")}
	if len(segments) == 2 && strings.EqualFold(segments[0], "metadata") && strings.EqualFold(segments[1], "endpoints") {
		return c.metadata()
	}
	if c.version == "" {
		return reply{}, refuse(http.StatusBadRequest, "MissingApiVersionParameter",
			"The api-version query parameter (?api-version=) is required for all requests.")
	}
	w.settle()
	if err := c.authenticate(segments); err != nil {
		return reply{}, err
	}
	if rep, ok, err := c.platform(segments); ok {
		return rep, err
	}
	var known bool
	if c.target, known = w.kinds.target(r.Method, segments); !known && c.continues() {
		c.target, known = w.kinds.target(c.req.Method, segments)
	}
	if !known {
		return reply{}, w.kinds.unknown(segments, c.version)
	}
	for _, check := range []func() error{c.checkVersion, c.authorize} {
		if err := check(); err != nil {
			return reply{}, err
		}
	}
	if err := c.parseBody(text); err != nil {
		return reply{}, err
	}
	if err := c.checkLinks(); err != nil {
		return reply{}, err
	}
	return c.serve()
}

// continues reports whether a GET may be for a further page of a list that began with a POST: clients
// follow every next link with GET. The request then counts as that POST.
func (c *call) continues() bool {
	query := c.req.URL.Query()
	if c.req.Method != http.MethodGet || query.Get("skipToken") == "" && query.Get("$skipToken") == "" {
		return false
	}
	post := *c.req
	post.Method = http.MethodPost
	c.req = &post
	return true
}

// parseBody reads the body of a PUT or PATCH, which is an object.
func (c *call) parseBody(text []byte) error {
	if c.req.Method != http.MethodPut && c.req.Method != http.MethodPatch {
		return nil
	}
	var err error
	if c.body, err = parseObject(text); err != nil {
		return invalidContent("%s", err)
	}
	c.body = c.world.schemas.spell(c)
	return nil
}

// checkVersion refuses API versions that were never published for the type, and names those that were.
func (c *call) checkVersion() error {
	k := c.target.kind
	if k.takes(c.version) {
		return nil
	}
	supported := strings.Join(k.versions, ", ")
	if k.namespace() == "Microsoft.Resources" {
		return refuse(http.StatusBadRequest, "InvalidApiVersionParameter",
			"The api-version '%s' is invalid. The supported versions are '%s'.", c.version, strings.Join(k.versions, ","))
	}
	return refuse(http.StatusBadRequest, "NoRegisteredProviderFound",
		"No registered resource provider found for location '%s' and API version '%s' for type '%s'. The supported api-versions are '%s'.",
		DefaultRegion, c.version, k.subtype(), supported)
}

// unknown says what is unknown about a path: its namespace, its type, or all of it.
func (ks kinds) unknown(segments []string, version string) error {
	at := slices.IndexFunc(segments, func(s string) bool { return strings.EqualFold(s, "providers") })
	if at < 0 || at+2 >= len(segments) {
		return unroutable("/" + strings.Join(segments, "/"))
	}
	namespace := segments[at+1]
	for _, k := range ks {
		if strings.EqualFold(k.namespace(), namespace) {
			return refuse(http.StatusNotFound, "InvalidResourceType",
				"The resource type '%s' could not be found in the namespace '%s' for api version '%s'.",
				segments[at+2], namespace, version)
		}
	}
	return refuse(http.StatusNotFound, "InvalidResourceNamespace", "The resource namespace '%s' is invalid.", namespace)
}

// serve answers an authorised request by its method.
func (c *call) serve() (reply, error) {
	t := c.target
	if v, ok := t.kind.behaviour.(virtual); ok {
		return v.serve(c)
	}
	if err := c.checkParent(); err != nil {
		return reply{}, err
	}
	switch method := c.req.Method; {
	case t.collection && method == http.MethodGet:
		return c.list()
	case t.collection:
		return reply{}, notAllowed(method)
	case method == http.MethodGet, method == http.MethodHead:
		return c.get()
	case method == http.MethodPut:
		return c.put()
	case method == http.MethodPatch:
		return c.patch()
	case method == http.MethodDelete:
		return c.delete()
	case method == http.MethodPost && t.action != "":
		return c.act()
	}
	return reply{}, notAllowed(c.req.Method)
}

// checkParent refuses what is below something that does not exist; the outermost is named.
func (c *call) checkParent() error {
	var above []string
	id := c.target.id
	if !c.target.collection {
		id = parent(id)
	}
	for ; id != ""; id = parent(id) {
		above = append(above, id)
	}
	for _, id := range slices.Backward(above) {
		if c.world.find(id) == nil {
			return c.missing(id)
		}
	}
	return nil
}

// missing words that something above the target does not exist.
func (c *call) missing(id string) error {
	t, ok := c.world.kinds.target(http.MethodGet, strings.Split(id[1:], "/"))
	switch {
	case !ok:
		return unroutable(id)
	case strings.HasSuffix(t.kind.typ, "/resourceGroups"):
		return groupNotFound(t.name())
	case c.target.collection:
		return notFound(t)
	}
	return refuse(http.StatusNotFound, "ParentResourceNotFound",
		"Failed to perform '%s' on resource(s) of type '%s', because the parent resource '%s' could not be found.",
		strings.ToLower(c.req.Method), c.target.kind.subtype(), id)
}

func groupNotFound(name string) *fault {
	return refuse(http.StatusNotFound, "ResourceGroupNotFound", "Resource group '%s' could not be found.", name)
}
