// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"slices"
	"strings"
)

// managers are network managers. Which subscriptions are in a manager's scope is stored and not
// checked: every network may draw on every pool that its writer has the right to.
type managers struct{ plain }

func (managers) admit(t *write) error {
	keepGUID(t)
	return nil
}

// keepGUID sets properties.resourceGuid, which stays for as long as the resource does.
func keepGUID(t *write) {
	guid := randomGUID()
	if t.old != nil {
		guid = textAt(t.old.body, "properties.resourceGuid")
	}
	set(t.next, "properties.resourceGuid", guid)
}

// release refuses the deletion while there are pools, also those whose deletion is over but that can
// still be read: the service does so, and callers have to wait.
func (managers) release(w *World, r *resource) error {
	nested := w.below(r.id)
	nested = slices.DeleteFunc(nested, func(n *resource) bool { return n.kind.namespace() != r.kind.namespace() })
	if len(nested) == 0 {
		return nil
	}
	var names []string
	for _, n := range nested {
		names = append(names, "'"+n.id[strings.LastIndex(n.id, r.kind.namespace()):]+"'")
		if n.deleting {
			w.look(n)
		}
	}
	return refuse(http.StatusConflict, "CannotDeleteResource",
		"Cannot delete resource while nested resources exist. Some existing nested resource IDs include: %s. "+
			"Please delete all nested resources before deleting this resource.", strings.Join(names, ", "))
}
