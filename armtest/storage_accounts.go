// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"regexp"
	"strings"
	"time"
)

const storageType = "Microsoft.Storage/storageAccounts"

// storageKinds are storage accounts, without what is in them.
func storageKinds() []*kind {
	return []*kind{{
		typ: storageType,
		versions: []string{
			"2015-05-01-preview", "2015-06-15", "2016-01-01", "2016-05-01", "2016-12-01", "2017-06-01", "2017-10-01", "2018-02-01",
			"2018-03-01-preview", "2018-07-01", "2018-11-01", "2019-04-01", "2019-06-01", "2020-08-01-preview", "2021-01-01", "2021-02-01",
			"2021-04-01", "2021-06-01", "2021-08-01", "2021-09-01", "2022-05-01", "2022-09-01", "2023-01-01", "2023-04-01", "2023-05-01",
			"2024-01-01", "2025-01-01", "2025-06-01", "2025-08-01", "2026-04-01", "2026-06-01", "2026-09-01",
		},
		name:    regexp.MustCompile(`^[a-z0-9]{3,24}$`),
		tracked: true, state: true, put: atLocation, accepted: true, neverCreated: true,
		patch: []string{
			"tags", "sku", "kind", "identity", "properties.encryption", "properties.networkAcls", "properties.publicNetworkAccess",
			"properties.allowSharedKeyAccess", "properties.allowSharedKeyAccessForServices", "properties.allowBlobPublicAccess",
			"properties.allowCrossTenantReplication", "properties.defaultToOAuthAuthentication", "properties.minimumTlsVersion",
			"properties.supportsHttpsTrafficOnly", "properties.accessTier", "properties.isLocalUserEnabled", "properties.isSftpEnabled",
			"properties.keyPolicy", "properties.sasPolicy", "properties.allowedCopyScope", "properties.largeFileSharesState",
			"properties.azureFilesIdentityBasedAuthentication", "properties.routingPreference", "properties.isHnsEnabled",
		},
		readOnly: []string{
			"sku.tier", "properties.primaryEndpoints", "properties.primaryLocation", "properties.statusOfPrimary", "properties.creationTime",
			"properties.privateEndpointConnections", "properties.encryption.keyvaultproperties.currentVersionedKeyIdentifier",
			"properties.encryption.keyvaultproperties.currentVersionedKeyExpirationTimestamp",
			"properties.encryption.keyvaultproperties.lastKeyRotationTimestamp",
		},
		behaviour: storageAccounts{},
	}}
}

// storageAccounts are storage accounts. Codes of refusals are our reading but for that of a taken name.
type storageAccounts struct{ plain }

const (
	storageKey       = "properties.encryption"
	storageKeyParts  = storageKey + ".keyvaultproperties"
	storageKeyReader = storageKey + ".identity.userAssignedIdentity"
)

func (storageAccounts) links(_ *World, _ string, body object) []link { return identityLinks(body) }

func (b storageAccounts) admit(t *write) error {
	name := t.id[strings.LastIndexByte(t.id, '/')+1:]
	for _, r := range t.world.below("") {
		if r != t.old && r.kind.typ == storageType && r.name() == name {
			return refuse(http.StatusConflict, "StorageAccountAlreadyTaken", "The storage account named %s is already taken.", name)
		}
	}
	if textAt(t.next, "kind") == "" || textAt(t.next, "sku.name") == "" {
		return invalidContent("a storage account needs a kind and a sku with a name")
	}
	if t.old != nil {
		b.keep(t)
		if hns := "properties.isHnsEnabled"; (at(t.old.body, hns) == true) != (at(t.next, hns) == true) {
			return refuse(http.StatusBadRequest, "InvalidValuesForRequestParameters", "Values for request parameters are invalid: isHnsEnabled.")
		}
	}
	if err := t.identify(); err != nil {
		return err
	}
	if err := b.checkKey(t); err != nil {
		return err
	}
	b.fill(t, name)
	return nil
}

// keep takes over what a PUT leaves out: it works like a PATCH on an account that exists.
func (storageAccounts) keep(t *write) {
	before := flatten(t.old.body)
	now := flatten(t.next)
	for path, value := range before {
		if now[path] == nil && path != "tags" {
			set(t.next, path, clone(value))
		}
	}
}

// checkKey holds for a key in a vault.
func (storageAccounts) checkKey(t *write) error {
	if !strings.EqualFold(textAt(t.next, storageKey+".keySource"), "Microsoft.Keyvault") || !t.changes(storageKey) {
		return nil
	}
	if textAt(t.next, storageKeyParts+".keyname") == "" || textAt(t.next, storageKeyParts+".keyvaulturi") == "" {
		return badAccount("the encryption of '%s' needs keyname and keyvaulturi", t.id)
	}
	reader, err := t.reader(textAt(t.next, storageKeyReader))
	if err != nil {
		return err
	}
	return t.checkVaultKey(keyUse{
		uri: textAt(t.next, storageKeyParts+".keyvaulturi"), name: textAt(t.next, storageKeyParts+".keyname"),
		version: textAt(t.next, storageKeyParts+".keyversion"), reader: reader,
	})
}

// fill completes what the service says of a storage account.
func (storageAccounts) fill(t *write, name string) {
	tier, _, _ := strings.Cut(textAt(t.next, "sku.name"), "_")
	set(t.next, "sku.tier", tier)
	endpoints := object{}
	for _, service := range []string{"blob", "dfs", "file", "queue", "table"} {
		endpoints[service] = "https://" + name + "." + service + ".core.windows.net/"
	}
	made := t.world.options.Clock().UTC().Format(time.RFC3339Nano)
	if t.old != nil {
		made = textAt(t.old.body, "properties.creationTime")
	}
	set(t.next, "properties.primaryEndpoints", endpoints)
	set(t.next, "properties.primaryLocation", region(textAt(t.next, "location")))
	set(t.next, "properties.statusOfPrimary", "available")
	set(t.next, "properties.creationTime", made)
	t.preset("properties.supportsHttpsTrafficOnly", true)
	t.preset("properties.publicNetworkAccess", "Enabled")
	t.preset("properties.networkAcls", object{"bypass": "AzureServices", "defaultAction": "Allow", "ipRules": []any{}, "virtualNetworkRules": []any{}})
	t.preset(storageKey, object{"keySource": "Microsoft.Storage"})
	if name := textAt(t.next, storageKeyParts+".keyname"); name != "" {
		if k := t.world.keyAt(textAt(t.next, storageKeyParts+".keyvaulturi"), name); k != nil {
			uri := textAt(k.body, "properties.keyUriWithVersion")
			if v := textAt(t.next, storageKeyParts+".keyversion"); v != "" {
				uri = textAt(k.body, "properties.keyUri") + "/" + v
			}
			set(t.next, storageKeyParts+".currentVersionedKeyIdentifier", uri)
		}
	}
}

// show says Creating where the operation on the account is not over.
func (storageAccounts) show(_ *World, r *resource, body object) {
	if properties, _ := body["properties"].(object); r.pending != nil {
		body["properties"] = with(properties, object{"provisioningState": "Creating"})
	}
}
