// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"strings"
)

// deletedVaults are vaults that can still be recovered. They are made by deleting a vault, and what their
// ids are below is no resource.
type deletedVaults struct {
	plain
	lost map[string][]*resource // see vaults
}

func (b deletedVaults) serve(c *call) (reply, error) {
	switch {
	case c.target.collection:
	case c.target.action != "":
		return b.purge(c)
	case c.req.Method == http.MethodGet:
		return c.get()
	}
	return reply{}, notAllowed(c.req.Method)
}

// purge ends a deleted vault, if nothing protects it.
func (b deletedVaults) purge(c *call) (reply, error) {
	r, err := c.resource()
	switch {
	case err != nil:
		return reply{}, err
	case !strings.EqualFold(c.target.action, "purge"):
		return b.plain.act(c, r)
	case at(r.body, "properties.purgeProtectionEnabled") == true:
		return reply{}, refuse(http.StatusMethodNotAllowed, "MethodNotAllowed",
			"Operation 'DeletedVaultPurge' is not allowed because purge protection is enabled for this vault. Key Vault service will "+
				"automatically purge it after the retention period has passed.")
	}
	rep := reply{status: http.StatusAccepted, header: http.Header{}}
	c.announce(rep.header, c.world.beginDelete(r))
	return rep, nil
}

func (b deletedVaults) removed(_ *World, r *resource) {
	delete(b.lost, key(textAt(r.body, "properties.vaultId")))
}

// show leaves out the vault that would come back.
func (deletedVaults) show(_ *World, _ *resource, body object) {
	delete(body, "vault")
	body["type"] = "Microsoft.KeyVault/deletedVaults"
}

// allDeletedVaults is the list of them over a subscription.
type allDeletedVaults struct{ plain }

func (allDeletedVaults) serve(c *call) (reply, error) {
	if !c.target.collection || c.req.Method != http.MethodGet {
		return reply{}, notAllowed(c.req.Method)
	}
	var items []item
	for _, r := range c.world.below(c.target.id) {
		if r.kind.typ == deletedVaultType {
			items = append(items, item{rank: key(r.id), show: func() any { return c.world.show(r) }})
		}
	}
	return c.page(items)
}
