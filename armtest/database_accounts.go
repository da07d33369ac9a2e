// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

const databaseType = "Microsoft.DocumentDB/databaseAccounts"

// databaseKinds are accounts of Cosmos DB, without what is in them.
func databaseKinds() []*kind {
	return []*kind{{
		typ: databaseType,
		versions: []string{
			"2015-04-01", "2015-04-08", "2015-11-06", "2016-03-19", "2016-03-31", "2019-08-01-preview", "2019-08-01", "2019-12-12", "2020-03-01",
			"2020-04-01", "2020-06-01-preview", "2020-09-01", "2021-01-15", "2021-03-01-preview", "2021-03-15", "2021-04-01-preview", "2021-04-15",
			"2021-05-15", "2021-06-15", "2021-07-01-preview", "2021-10-15-preview", "2021-10-15", "2021-11-15-preview", "2022-02-15-preview",
			"2022-05-15-preview", "2022-05-15", "2022-08-15-preview", "2022-08-15", "2022-11-15-preview", "2022-11-15", "2023-03-01-preview",
			"2023-03-15-preview", "2023-03-15", "2023-04-15", "2023-09-15-preview", "2023-09-15", "2023-11-15-preview", "2023-11-15",
			"2024-02-15-preview", "2024-05-15-preview", "2024-05-15", "2024-08-15", "2024-09-01-preview", "2024-11-15", "2024-12-01-preview",
			"2025-04-15", "2025-05-01-preview", "2025-10-15", "2025-11-01-preview", "2026-03-15",
		},
		name:    regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`),
		tracked: true, state: true, put: asyncURL, delete: locationID, neverCreated: true,
		patch: []string{
			"tags", "identity", "location", "properties.consistencyPolicy", "properties.locations", "properties.ipRules",
			"properties.isVirtualNetworkFilterEnabled", "properties.enableAutomaticFailover", "properties.capabilities",
			"properties.virtualNetworkRules", "properties.enableMultipleWriteLocations", "properties.disableKeyBasedMetadataWriteAccess",
			"properties.keyVaultKeyUri", "properties.defaultIdentity", "properties.publicNetworkAccess", "properties.networkAclBypass",
			"properties.networkAclBypassResourceIds", "properties.disableLocalAuth", "properties.minimalTlsVersion", "properties.capacity",
			"properties.backupPolicy", "properties.cors",
		},
		readOnly: []string{
			"properties.documentEndpoint", "properties.instanceId", "properties.keyVaultKeyUriVersion", "properties.customerManagedKeyStatus",
			"properties.writeLocations", "properties.readLocations", "properties.failoverPolicies", "properties.keysMetadata",
			"properties.privateEndpointConnections",
		},
		behaviour: databaseAccounts{},
	}}
}

// databaseAccounts are accounts of Cosmos DB. Codes of refusals are our reading.
type databaseAccounts struct{ plain }

const (
	databaseKey    = "properties.keyVaultKeyUri"
	databaseReader = "properties.defaultIdentity"
)

func (databaseAccounts) links(_ *World, _ string, body object) []link { return identityLinks(body) }

func (b databaseAccounts) admit(t *write) error {
	name := t.id[strings.LastIndexByte(t.id, '/')+1:]
	for _, r := range t.world.below("") {
		if r != t.old && r.kind.typ == databaseType && r.name() == name {
			return refuse(http.StatusBadRequest, "BadRequest", "Dns record for %s under zone Document is already taken.", name)
		}
	}
	if textAt(t.next, "properties.databaseAccountOfferType") != "Standard" || len(objectsAt(t.next, "properties.locations")) == 0 {
		return badAccount("a database account needs the databaseAccountOfferType Standard and locations")
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

// checkKey holds for the key of an account. The first party's identity is Microsoft's own, whose rights no
// world knows.
func (databaseAccounts) checkKey(t *write) error {
	uri := textAt(t.next, databaseKey)
	if t.old != nil && uri == "" && textAt(t.old.body, databaseKey) != "" {
		return badAccount("the encryption of '%s' cannot change to a key managed by Microsoft", t.id)
	}
	if uri == "" || !t.changes(databaseKey) && !t.changes(databaseReader) {
		return nil
	}
	u, err := url.Parse(uri)
	if err != nil {
		return badAccount("'%s' is not the address of a key", uri)
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/") // keys, name and perhaps a version
	if len(parts) < 2 || len(parts) > 3 || parts[0] != "keys" {
		return badAccount("'%s' is not the address of a key", uri)
	}
	use := keyUse{uri: uri, name: parts[1]}
	if len(parts) == 3 {
		use.version = parts[2]
	}
	who, assigned, _ := strings.Cut(textAt(t.next, databaseReader), "=")
	if who == "SystemAssignedIdentity" || who == "UserAssignedIdentity" {
		if use.reader, err = t.reader(assigned); err != nil {
			return err
		}
	}
	if err := t.checkVaultKey(use); err != nil {
		return err
	}
	k := t.world.keyAt(uri, use.name)
	set(t.next, "properties.keyVaultKeyUriVersion", textAt(k.body, "properties.keyUriWithVersion"))
	set(t.next, "properties.customerManagedKeyStatus", "Access to the configured customer managed key confirmed.")
	return nil
}

// fill completes what the service says of an account.
func (databaseAccounts) fill(t *write, name string) {
	if t.next["kind"] == nil {
		t.next["kind"] = "GlobalDocumentDB"
	}
	if t.old != nil && textAt(t.next, "properties.keyVaultKeyUriVersion") == "" && textAt(t.next, databaseKey) != "" {
		for _, path := range []string{"properties.keyVaultKeyUriVersion", "properties.customerManagedKeyStatus"} {
			set(t.next, path, at(t.old.body, path))
		}
	}
	t.preset(databaseReader, "FirstPartyIdentity")
	t.preset("properties.publicNetworkAccess", "Enabled")
	t.preset("properties.disableLocalAuth", false)
	t.preset("properties.networkAclBypass", "None")
	t.preset("properties.minimalTlsVersion", "Tls12")
	t.preset("properties.consistencyPolicy", object{
		"defaultConsistencyLevel": "Session", "maxStalenessPrefix": number(100), "maxIntervalInSeconds": number(5),
	})
	set(t.next, "properties.documentEndpoint", "https://"+name+".documents.azure.com:443/")
	set(t.next, "properties.instanceId", derivedGUID("database account", key(t.id)))
	for _, l := range objectsAt(t.next, "properties.locations") {
		where := region(textAt(l, "locationName"))
		l["id"], l["provisioningState"] = name+"-"+where, "Succeeded"
		l["documentEndpoint"] = "https://" + name + "-" + where + ".documents.azure.com:443/"
	}
}

// show says Creating where the operation on the account is not over.
func (databaseAccounts) show(_ *World, r *resource, body object) {
	if properties, _ := body["properties"].(object); r.pending != nil && !r.deleting {
		body["properties"] = with(properties, object{"provisioningState": "Creating"})
	}
}
