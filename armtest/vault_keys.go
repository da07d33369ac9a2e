// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

// vaultKeys are the keys of vaults, as Resource Manager knows them: it makes the first version of a key and
// changes nothing. What the vault's own API does beyond that, a world does with [World.Put]: a further
// version, by its name, and another state of a version.
type vaultKeys struct {
	plain
	lost map[string][]*resource // see vaults
}

// admit makes a key with its first version; one that is there stays as it is.
func (b vaultKeys) admit(t *write) error {
	if t.old != nil {
		t.next = cloneObject(t.old.body)
		return nil
	}
	if err := checkKeyBody(t); err != nil {
		return err
	}
	version := strings.ReplaceAll(derivedGUID("key version", key(t.id)), "-", "")
	t.address(t.id, version)
	t.onCommit(func() {
		id := t.id + "/versions/" + version
		t.world.resources[key(id)] = &resource{kind: t.world.kinds[key(vaultType+"/keys/versions")], id: id, body: cloneObject(t.next)}
	})
	return nil
}

// checkKeyBody holds for a new key, and completes it.
func checkKeyBody(t *write) error {
	kty := strings.ToUpper(textAt(t.next, "properties.kty"))
	switch strings.TrimSuffix(kty, "-HSM") {
	case "RSA":
		size, given := numberAt(t.next, "properties.keySize")
		if given && size != 2048 && size != 3072 && size != 4096 {
			return badVault("the key size %d is not supported; it is 2048, 3072 or 4096", size)
		}
		if !given {
			set(t.next, "properties.keySize", number(2048))
		}
		t.preset("properties.keyOps", anys([]string{"encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"}))
	case "EC":
		t.preset("properties.curveName", "P-256")
		t.preset("properties.keyOps", anys([]string{"sign", "verify"}))
	default:
		return badVault("the key type '%s' is not supported", textAt(t.next, "properties.kty"))
	}
	vault := t.world.find(vaultOf(t.id))
	if strings.HasSuffix(kty, "-HSM") && !strings.EqualFold(textAt(vault.body, "properties.sku.name"), "premium") {
		return badVault("keys of type '%s' need a vault of the SKU premium", kty)
	}
	now := number(t.world.options.Clock().Unix())
	t.preset("properties.attributes.enabled", true)
	t.preset("properties.attributes.exportable", false)
	set(t.next, "properties.attributes.created", now)
	set(t.next, "properties.attributes.updated", now)
	return nil
}

// preset sets what a body leaves out.
func (t *write) preset(path string, value any) {
	if at(t.next, path) == nil {
		set(t.next, path, value)
	}
}

// address gives a key, or a version of it, its addresses.
func (t *write) address(keyID, version string) {
	uri := textAt(t.world.find(vaultOf(keyID)).body, "properties.vaultUri") + "keys/" + keyID[strings.LastIndexByte(keyID, '/')+1:]
	set(t.next, "properties.keyUri", uri)
	set(t.next, "properties.keyUriWithVersion", uri+"/"+version)
}

// vaultOf returns the id of the vault of a key or of a version.
func vaultOf(id string) string {
	return strings.Join(strings.Split(id, "/")[:9], "/")
}

// show tells what the vault says: where it is, and what could be done with the key once deleted.
func (vaultKeys) show(w *World, r *resource, body object) {
	vault := w.find(vaultOf(r.id))
	level := "Purgeable"
	switch {
	case at(vault.body, purgeProtection) == true:
		level = "Recoverable"
	case at(vault.body, softDelete) == true:
		level = "Recoverable+Purgeable"
	}
	properties, _ := body["properties"].(object)
	attributes, _ := properties["attributes"].(object)
	body["properties"] = with(properties, object{"attributes": with(attributes, object{"recoveryLevel": level})})
	body["location"] = vault.location()
}

// removed keeps keys, and versions, for the case that their vault comes back.
func (b vaultKeys) removed(_ *World, r *resource) {
	vault := key(vaultOf(r.id))
	b.lost[vault] = append(b.lost[vault], r)
}

// keyVersions are the versions of keys. Clients only read them.
type keyVersions struct{ vaultKeys }

func (keyVersions) serve(c *call) (reply, error) {
	switch err := c.checkParent(); {
	case err != nil:
		return reply{}, err
	case c.req.Method != http.MethodGet:
		return reply{}, notAllowed(c.req.Method)
	case c.target.collection:
		return c.list()
	}
	return c.get()
}

// admit takes a version from [World.Put]; a new one is the newest of its key.
func (keyVersions) admit(t *write) error {
	parent := t.world.find(parent(t.id))
	body := cloneObject(parent.body)
	if t.old != nil {
		body = cloneObject(t.old.body)
	}
	for path, value := range flatten(t.next) {
		set(body, path, value)
	}
	t.next = body
	t.address(parent.id, t.id[strings.LastIndexByte(t.id, '/')+1:])
	newest := t.old == nil || textAt(parent.body, "properties.keyUriWithVersion") == textAt(t.next, "properties.keyUriWithVersion")
	if newest {
		t.onCommit(func() { parent.body = cloneObject(t.next) })
	}
	return nil
}

// number is a JSON number.
func number[N int | int64](n N) json.Number { return json.Number(strconv.FormatInt(int64(n), 10)) }

// numberAt returns the whole number at a path.
func numberAt(o object, path string) (int64, bool) {
	n, ok := at(o, path).(json.Number)
	if !ok {
		return 0, false
	}
	out, err := n.Int64()
	return out, err == nil
}
