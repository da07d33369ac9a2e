// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"strings"

	"github.com/azfoundry/azfoundry/internal/armid"
)

// link is a resource that a write refers to, and the right that this takes there.
type link struct {
	id     string
	path   string // where the body names it; empty when the stored state does
	action string
	// subscription is set where the id is that of a subscription.
	subscription bool
}

// checkLinks is the linked access check: whoever writes a resource that refers to another must have a
// right on that one too. Where it belongs to another tenant, an auxiliary token says who the caller
// is there.
func (c *call) checkLinks() error {
	if c.req.Method != http.MethodPut && c.req.Method != http.MethodPatch || c.target.collection {
		return nil
	}
	for _, l := range c.target.kind.links(c.world, c.target.id, c.body) {
		if err := c.checkLink(l); err != nil {
			return err
		}
	}
	return nil
}

func (c *call) checkLink(l link) error {
	id, ok := armid.Split(l.id)
	if !ok || id.Subscription == "" || id.Provider == "" && !l.subscription {
		return refuse(http.StatusBadRequest, "LinkedInvalidPropertyId",
			"Property id '%s' at path '%s' is invalid. Expect fully qualified resource Id that start with "+
				"'/subscriptions/{subscriptionId}' or '/providers/{resourceProviderNamespace}/'.", l.id, l.path)
	}
	who := c.caller
	owner := c.world.subscriptions[strings.ToLower(id.Subscription)]
	if owner == nil || !strings.EqualFold(owner.ID, c.caller.tenant) {
		var known bool
		if owner != nil {
			who, known = c.auxiliary[strings.ToLower(owner.ID)]
		}
		if !known {
			return refuse(http.StatusForbidden, "LinkedAuthorizationFailed",
				"The client has permission to perform action '%s' on scope '%s', however the current tenant '%s' is not authorized to "+
					"access linked subscription '%s'.", l.action, c.target.id, c.caller.tenant, id.Subscription)
		}
	}
	if c.world.allowed(who, l.action, l.id) {
		return nil
	}
	return refuse(http.StatusForbidden, "LinkedAuthorizationFailed",
		"The client '%s' with object id '%s' has permission to perform action '%s' on scope '%s'; however, it does not have permission "+
			"to perform action(s) '%s' on the linked scope(s) '%s' or the linked scope(s) are invalid.",
		who.client, who.object, c.action(), c.target.id, l.action, l.id)
}
