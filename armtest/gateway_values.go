// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"regexp"
	"strings"
)

// namedValues are named values of an API Management service. What is in key vaults a world does not know:
// it makes a text up.
type namedValues struct{ plain }

// displayable is what a named value may be called.
var displayable = regexp.MustCompile(`^[A-Za-z0-9._-]{1,256}$`)

func (namedValues) admit(t *write) error {
	name := textAt(t.next, "properties.displayName")
	if !displayable.MatchString(name) {
		return badField("displayName", "Display name may contain only letters, digits, periods, dash, and underscore.")
	}
	vault := textAt(t.next, "properties.keyVault.secretIdentifier")
	if vault == "" && strings.TrimSpace(textAt(t.next, "properties.value")) == "" {
		return badField("value", "Value should not be empty.")
	}
	for _, r := range t.world.below(parent(t.id)) {
		if r.kind == t.kind && r != t.old && strings.EqualFold(textAt(r.body, "properties.displayName"), name) {
			return badField("displayName", "A named value with the display name '%s' exists.", name)
		}
	}
	if vault != "" {
		drop(t.next, "properties.value")
		set(t.next, "properties.secret", true)
		set(t.next, "properties.keyVault.lastStatus", object{"code": "Success", "timeStampUtc": t.world.options.Clock().UTC().Format("2006-01-02T15:04:05Z")})
	}
	if at(t.next, "properties.secret") == nil {
		set(t.next, "properties.secret", false)
	}
	return nil
}

// show hides the value of a secret.
func (namedValues) show(_ *World, r *resource, body object) {
	properties, _ := body["properties"].(object)
	properties = with(properties, nil)
	if hidden, _ := at(r.body, "properties.secret").(bool); hidden {
		delete(properties, "value")
	}
	body["properties"] = properties
}

func (namedValues) selects(c *call) (func(*resource) bool, error) {
	failed := strings.EqualFold(c.req.URL.Query().Get("isKeyVaultRefreshFailed"), "true")
	selected, err := c.filtered()
	return func(r *resource) bool { return selected(r) && !failed }, err // no key vault ever fails here
}

// act answers listValue and refreshSecret.
func (b namedValues) act(c *call, r *resource) (reply, error) {
	vault := at(r.body, "properties.keyVault") != nil
	switch strings.ToLower(c.target.action) {
	case "listvalue":
		value := textAt(r.body, "properties.value")
		if vault {
			value = "from " + textAt(r.body, "properties.keyVault.secretIdentifier")
		}
		rep := c.shown(http.StatusOK, r) // for its ETag
		rep.body = object{"value": value}
		return rep, nil
	case "refreshsecret":
		if !vault {
			return reply{}, refuse(http.StatusBadRequest, "ValidationError", "The named value '%s' is not from a key vault.", r.name())
		}
		rep := reply{status: http.StatusAccepted, header: http.Header{}}
		c.announce(rep.header, c.world.begin(r, atLocation, nil))
		return rep, nil
	}
	return b.plain.act(c, r)
}

// release refuses the deletion of a named value that a policy refers to.
func (namedValues) release(w *World, r *resource) error {
	reference := regexp.MustCompile(`\{\{\s*` + regexp.QuoteMeta(textAt(r.body, "properties.displayName")) + `\s*\}\}`)
	for _, p := range w.below(parent(r.id)) {
		if _, ok := p.kind.behaviour.(policies); ok && reference.MatchString(textAt(p.body, "properties.value")) {
			return refuse(http.StatusBadRequest, "ValidationError", // our reading
				"Named value '%s' cannot be deleted because the policy of '%s' refers to it.", r.name(), dropPair(p.id))
		}
	}
	return nil
}
