// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

const (
	vaultType        = "Microsoft.KeyVault/vaults"
	deletedVaultType = "Microsoft.KeyVault/locations/deletedVaults"
)

// vaultVersions are the API versions of vaults; keys came with 2019-09-01.
func vaultVersions() []string {
	return []string{
		"2015-06-01", "2016-10-01", "2018-02-14-preview", "2018-02-14", "2019-09-01", "2020-04-01-preview", "2021-04-01-preview",
		"2021-06-01-preview", "2021-10-01", "2021-11-01-preview", "2022-02-01-preview", "2022-07-01", "2022-11-01", "2023-02-01", "2023-07-01",
		"2024-04-01-preview", "2024-11-01", "2024-12-01-preview", "2025-05-01", "2026-02-01", "2026-03-01-preview", "2026-05-15", "2026-06-01-preview",
	}
}

// vaultKinds are key vaults, also deleted ones, and their keys.
func vaultKinds() []*kind {
	versions := vaultVersions()
	keyed := versions[slices.Index(versions, "2019-09-01"):]
	ghosts := versions[slices.Index(versions, "2016-10-01"):]
	lost := map[string][]*resource{}
	return []*kind{
		{
			typ: vaultType, versions: versions, name: regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9-]{1,22}[a-zA-Z0-9]$`),
			tracked: true, state: true, put: inState,
			patch: []string{
				"tags", "properties.tenantId", "properties.sku", "properties.accessPolicies", "properties.enabledForDeployment",
				"properties.enabledForDiskEncryption", "properties.enabledForTemplateDeployment", "properties.enableSoftDelete",
				"properties.enableRbacAuthorization", "properties.softDeleteRetentionInDays", "properties.createMode",
				"properties.enablePurgeProtection", "properties.networkAcls", "properties.publicNetworkAccess",
			},
			readOnly:  []string{"properties.vaultUri", "properties.hsmPoolResourceId", "properties.privateEndpointConnections"},
			behaviour: vaults{lost: lost},
		},
		{
			typ: vaultType + "/keys", versions: keyed, name: regexp.MustCompile(`^[a-zA-Z0-9-]{1,127}$`), neverCreated: true,
			readOnly:  []string{"location", "properties.keyUri", "properties.keyUriWithVersion"},
			behaviour: vaultKeys{lost: lost},
		},
		{
			typ: vaultType + "/keys/versions", versions: keyed, name: regexp.MustCompile(`^[a-fA-F0-9]{32}$`),
			readOnly:  []string{"location", "properties.keyUri", "properties.keyUriWithVersion"},
			behaviour: keyVersions{vaultKeys{lost: lost}},
		},
		{typ: deletedVaultType, scope: subscriptionScope, versions: ghosts, delete: locationID, behaviour: deletedVaults{lost: lost}},
		{typ: "Microsoft.KeyVault/deletedVaults", scope: subscriptionScope, versions: ghosts, behaviour: allDeletedVaults{}},
	}
}

// vaults are key vaults. Wordings are the service's where threads quote them, and our reading elsewhere.
type vaults struct {
	plain
	// lost are the keys of deleted vaults, by key of the vault's id.
	lost map[string][]*resource
}

func (b vaults) admit(t *write) error {
	if err := b.checkName(t); err != nil {
		return err
	}
	for _, check := range []func(*write) error{b.recover, b.checkTenant, b.checkProtection, b.checkPolicies} {
		if err := check(t); err != nil {
			return err
		}
	}
	b.fill(t)
	return nil
}

func badVault(format string, args ...any) *fault { return badAccount(format, args...) }

// checkName holds for the name, which is unique in all of Azure, also among deleted vaults.
func (vaults) checkName(t *write) error {
	if t.old != nil {
		return nil
	}
	name := t.id[strings.LastIndexByte(t.id, '/')+1:]
	for _, r := range t.world.below("") {
		switch {
		case !strings.EqualFold(r.name(), name):
		case r.kind.typ == vaultType, r.kind.typ == deletedVaultType && !strings.EqualFold(textAt(r.body, "properties.vaultId"), t.id):
			return refuse(http.StatusConflict, "VaultAlreadyExists",
				"The vault name '%s' is already in use. Vault names are globally unique so it is possible that the name is already taken. "+
					"If you are sure that the vault name was not taken then it is possible that a vault with the same name was recently deleted "+
					"but not purged after being placed in a recoverable state. If the vault is in a recoverable state then the vault will need "+
					"to be purged before reusing the name.", name)
		case r.kind.typ == deletedVaultType && !strings.EqualFold(textAt(t.next, "properties.createMode"), "recover"):
			return refuse(http.StatusConflict, "ConflictError",
				"A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault.")
		}
	}
	return nil
}

// recover brings a deleted vault back with its keys.
func (b vaults) recover(t *write) error {
	mode := textAt(t.next, "properties.createMode")
	drop(t.next, "properties.createMode")
	if t.old != nil || !strings.EqualFold(mode, "recover") {
		return nil
	}
	ghost := t.world.find(ghostVaultID(t.id, region(textAt(t.next, "location"))))
	if ghost == nil {
		return refuse(http.StatusNotFound, "DeletedVaultNotFound", "There is no deleted vault '%s' in this region.", t.id) // our reading
	}
	t.next, _ = clone(ghost.body["vault"]).(object)
	t.onCommit(func() {
		keys := b.lost[key(t.id)]
		t.world.remove(ghost)
		for _, r := range keys {
			t.world.resources[key(r.id)] = r
		}
	})
	return nil
}

// checkTenant holds for the vault's tenant, which is that of its subscription.
func (vaults) checkTenant(t *write) error {
	if owner := t.world.ownerOf(t.id); !strings.EqualFold(textAt(t.next, "properties.tenantId"), owner.ID) {
		return badVault("the tenantId '%s' of '%s' is not the tenant of its subscription, '%s'", textAt(t.next, "properties.tenantId"), t.id, owner.ID)
	}
	return nil
}

const (
	softDelete      = "properties.enableSoftDelete"
	purgeProtection = "properties.enablePurgeProtection"
	retention       = "properties.softDeleteRetentionInDays"
	roleBased       = "properties.enableRbacAuthorization"
)

// checkProtection holds for soft delete and purge protection, from which there is no way back. What a PUT
// leaves out stays.
func (vaults) checkProtection(t *write) error {
	if at(t.next, purgeProtection) == false {
		return badVault(`The property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault is an irreversible action`)
	}
	if t.old != nil {
		switch days := at(t.next, retention); {
		case at(t.old.body, softDelete) == true && at(t.next, softDelete) == false:
			return badVault(`The property "enableSoftDelete" can be set to false only for creating new vault. Enabling the soft delete feature is an irreversible action`)
		case days != nil && days != at(t.old.body, retention):
			return badVault(`The property "softDeleteRetentionInDays" has been set already and it can't be modified`)
		}
		for _, path := range []string{softDelete, purgeProtection, retention, roleBased} {
			if at(t.next, path) == nil && at(t.old.body, path) != nil {
				set(t.next, path, at(t.old.body, path))
			}
		}
	}
	if at(t.next, softDelete) == nil {
		set(t.next, softDelete, true)
	}
	if at(t.next, purgeProtection) == true && at(t.next, softDelete) != true {
		return badVault("purge protection of '%s' needs soft delete", t.id)
	}
	return nil
}

// checkPolicies holds for access policies: they are for principals of the vault's tenant.
func (vaults) checkPolicies(t *write) error {
	for _, p := range objectsAt(t.next, "properties.accessPolicies") {
		if !strings.EqualFold(textAt(p, "tenantId"), textAt(t.next, "properties.tenantId")) {
			return badVault("An invalid value was provided for 'accessPolicies'")
		}
	}
	return nil
}

// fill completes what the service says of a vault. Without a word of the body, roles decide about a new
// vault's keys since API version 2026-02-01.
func (vaults) fill(t *write) {
	if at(t.next, roleBased) == nil {
		set(t.next, roleBased, t.version >= "2026-02-01")
	}
	if at(t.next, softDelete) == true && at(t.next, retention) == nil {
		set(t.next, retention, number(90))
	}
	if at(t.next, "properties.accessPolicies") == nil {
		set(t.next, "properties.accessPolicies", []any{})
	}
	if textAt(t.next, "properties.publicNetworkAccess") == "" {
		set(t.next, "properties.publicNetworkAccess", "Enabled")
	}
	set(t.next, "properties.vaultUri", "https://"+strings.ToLower(t.id[strings.LastIndexByte(t.id, '/')+1:])+".vault.azure.net/")
}

func (vaults) show(_ *World, r *resource, body object) {
	if properties, _ := body["properties"].(object); r.pending != nil {
		body["properties"] = with(properties, object{"provisioningState": "RegisteringDns"})
	}
}

// removed keeps a deleted vault, and its keys, until it is purged.
func (b vaults) removed(w *World, r *resource) {
	if at(r.body, softDelete) != true {
		delete(b.lost, key(r.id))
		return
	}
	days, _ := numberAt(r.body, retention)
	now := w.options.Clock().UTC()
	id := ghostVaultID(r.id, r.location())
	w.resources[key(id)] = &resource{kind: w.kinds[key(deletedVaultType)], id: id, body: object{
		"vault": cloneObject(r.body),
		"properties": object{
			"vaultId": r.id, "location": r.location(), "tags": clone(r.body["tags"]), "purgeProtectionEnabled": at(r.body, purgeProtection) == true,
			"deletionDate": now.Format(time.RFC3339), "scheduledPurgeDate": now.AddDate(0, 0, int(days)).Format(time.RFC3339),
		},
	}}
}

// ghostVaultID is the id of a deleted vault.
func ghostVaultID(id, location string) string {
	parts := strings.Split(id, "/")
	return "/subscriptions/" + parts[2] + "/providers/Microsoft.KeyVault/locations/" + location + "/deletedVaults/" + parts[len(parts)-1]
}
