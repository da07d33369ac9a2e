// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry/abac"
)

// keyUse is how a resource uses a key of a vault to encrypt.
type keyUse struct {
	uri, name, version string // of the vault and the key; the newest version where empty
	reader             string // object id of the principal that reads the key; empty where nobody can tell yet
	bits               int64  // the one size that the service takes; 0 for all
	open               bool   // whether the vault must be open to public networks
}

// changes reports whether a write changes what is at a path.
func (t *write) changes(path string) bool {
	return t.old == nil || !reflect.DeepEqual(at(t.old.body, path), at(t.next, path))
}

// reader returns the object id of the identity that reads a key: the user-assigned one with this id, which
// must be one of the resource's, or its own.
func (t *write) reader(assigned string) (string, error) {
	if assigned == "" {
		own := textAt(t.next, "identity.principalId")
		if own == "" {
			return "", badAccount("'%s' needs an identity to use a key in a key vault", t.id)
		}
		return own, nil
	}
	all, _ := at(t.next, "identity.userAssignedIdentities").(object)
	for id, value := range all {
		if strings.EqualFold(id, assigned) {
			known, _ := value.(object)
			return textAt(known, "principalId"), nil
		}
	}
	return "", badAccount("the identity '%s' is not among the identities of '%s'", assigned, t.id)
}

// vaultAt returns the vault with an address, or nil.
func (w *World) vaultAt(uri string) *resource {
	u, err := url.Parse(uri)
	if err != nil {
		return nil
	}
	for _, r := range w.below("") {
		if r.kind.typ != vaultType {
			continue
		}
		if own, err := url.Parse(textAt(r.body, "properties.vaultUri")); err == nil && strings.EqualFold(own.Host, u.Host) {
			return r
		}
	}
	return nil
}

// keyAt returns a key of the vault with an address, or nil.
func (w *World) keyAt(uri, name string) *resource {
	vault := w.vaultAt(uri)
	if vault == nil {
		return nil
	}
	return w.find(vault.id + "/keys/" + name)
}

// checkVaultKey refuses a key that a service cannot encrypt with. What is refused is in Microsoft's articles
// on customer-managed keys of hubs and of accounts; where they quote a message it is theirs. The service
// finds such faults out by using the key, so that it words many of them alike.
func (t *write) checkVaultKey(u keyUse) error {
	vault := t.world.vaultAt(u.uri)
	if vault == nil {
		return badAccount("KeyVaultProperties is invalid: there is no key vault at '%s'", u.uri)
	}
	if err := t.checkVault(vault, u); err != nil {
		return err
	}
	k := t.world.find(vault.id + "/keys/" + u.name)
	if k != nil && u.version != "" {
		k = t.world.find(k.id + "/versions/" + strings.ToLower(u.version))
	}
	if k == nil {
		return badAccount("KeyVaultProperties is invalid: the key vault '%s' has no key '%s' of the version '%s'", vault.id, u.name, u.version)
	}
	if err := t.checkKeyState(k, u); err != nil {
		return err
	}
	if u.reader != "" && !t.world.mayUseKey(u.reader, vault, k) {
		return badAccount("the identity '%s' of '%s' may not get, wrap and unwrap with the key '%s'; grant it on the key vault '%s'",
			u.reader, t.id, textAt(k.body, "properties.keyUriWithVersion"), vault.id)
	}
	return nil
}

// checkVault holds for the vault of a key that encrypts: near, protected, and open to the service.
func (t *write) checkVault(vault *resource, u keyUse) error {
	ours, theirs := t.world.ownerOf(t.id), t.world.ownerOf(vault.id)
	firewall := textAt(vault.body, "properties.networkAcls.defaultAction")
	switch {
	case ours != theirs:
		return badAccount("the key vault '%s' is in another tenant than '%s'", vault.id, t.id)
	case vault.location() != region(textAt(t.next, "location")):
		return badAccount("the key vault '%s' is in another region than '%s'", vault.id, t.id)
	case at(vault.body, purgeProtection) != true || at(vault.body, softDelete) != true:
		if t.kind.typ == workspaceType {
			return badAccount("CMK workspaces should have purge protection enabled on their CMK keyvault")
		}
		return badAccount("the encryption key must be recoverable and not purgeable; enable soft delete and purge protection of the key vault '%s'", vault.id)
	case strings.EqualFold(firewall, "Deny") && strings.EqualFold(textAt(vault.body, "properties.networkAcls.bypass"), "None"):
		return badAccount("the firewall of the key vault '%s' does not let trusted services pass", vault.id)
	case u.open && !strings.EqualFold(textAt(vault.body, "properties.publicNetworkAccess"), "Enabled"):
		return badAccount("the key vault '%s' must be open to public networks", vault.id)
	}
	return nil
}

// checkKeyState holds for the key: of type RSA, enabled, within its time, and fit for wrapping.
func (t *write) checkKeyState(k *resource, u keyUse) error {
	uri, now := textAt(k.body, "properties.keyUriWithVersion"), t.world.options.Clock().Unix()
	from, begins := numberAt(k.body, "properties.attributes.nbf")
	until, ends := numberAt(k.body, "properties.attributes.exp")
	ops := textsAt(k.body, "properties.keyOps")
	bits, _ := numberAt(k.body, "properties.keySize")
	switch {
	case !strings.HasPrefix(strings.ToUpper(textAt(k.body, "properties.kty")), "RSA"):
		return badAccount("the key '%s' is not of type RSA", uri)
	case u.bits != 0 && bits != u.bits:
		return badAccount("the key '%s' has %d bits; only keys of %d bits are supported", uri, bits, u.bits)
	case at(k.body, "properties.attributes.enabled") == false:
		return badAccount("the key '%s' is disabled", uri)
	case ends && until <= now:
		return badAccount("the key '%s' has expired", uri)
	case begins && from > now:
		return badAccount("the key '%s' is not valid yet", uri)
	case !slices.Contains(ops, "wrapKey") || !slices.Contains(ops, "unwrapKey"):
		return badAccount("the key '%s' cannot wrap and unwrap", uri)
	}
	return nil
}

// mayUseKey reports whether a principal may get, wrap and unwrap with a key: by roles or by access
// policies, as the vault says.
func (w *World) mayUseKey(principal string, vault, k *resource) bool {
	if at(vault.body, roleBased) == true {
		for _, action := range []string{"/read", "/wrap/action", "/unwrap/action"} {
			if !w.allowedData(principal, vaultKeyActions+action, k.id) {
				return false
			}
		}
		return true
	}
	for _, p := range objectsAt(vault.body, "properties.accessPolicies") {
		if !strings.EqualFold(textAt(p, "objectId"), principal) {
			continue
		}
		given := strings.ToLower("," + strings.Join(textsAt(p, "permissions.keys"), ",") + ",")
		if strings.Contains(given, ",all,") ||
			strings.Contains(given, ",get,") && strings.Contains(given, ",wrapkey,") && strings.Contains(given, ",unwrapkey,") {
			return true
		}
	}
	return false
}

// allowedData reports whether a principal may do something with data, by the assignments at a scope and
// above. One with a condition counts where that lets the action pass, of which nothing else is known.
func (w *World) allowedData(principal, action, scope string) bool {
	at := key(scope) + "/"
	return slices.ContainsFunc(w.grants[key(principal)], func(g grant) bool {
		q := abac.Request{Action: action}
		return strings.HasPrefix(at, g.scope+"/") && g.role.permitsData(q) && (g.condition == nil || g.condition.Decide(q))
	})
}

// permitsData is permits for data actions.
func (r role) permitsData(q abac.Request) bool {
	return anyMatches(r.dataActions, q.Action) && !anyMatches(r.notDataActions, q.Action) && meets(r.condition, q) ||
		slices.ContainsFunc(r.also, func(p role) bool { return p.permitsData(q) })
}
