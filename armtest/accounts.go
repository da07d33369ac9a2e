// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

const (
	accountType = "Microsoft.CognitiveServices/accounts"
	deletedType = "Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts"
)

// accountKinds are Foundry resources and other accounts of Cognitive Services, and what is in them.
func accountKinds() []*kind {
	versions := accountVersions()
	name := regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,63}$`)
	return []*kind{
		{
			typ: accountType, versions: versions, name: name, tracked: true, state: true, tags: inBody, put: asyncURL, delete: locationID,
			patch: []string{
				"tags", "sku", "identity", "kind", "location", "properties.customSubDomainName", "properties.publicNetworkAccess",
				"properties.networkAcls", "properties.disableLocalAuth", "properties.restrictOutboundNetworkAccess", "properties.allowedFqdnList",
				"properties.allowProjectManagement", "properties.defaultProject", "properties.associatedProjects",
				"properties.networkInjections", "properties.encryption", "properties.userOwnedStorage", "properties.apiProperties",
			},
			// Recordings of Azure CLI show 200 for tags, SKU and subdomain; the published 202 must be for what
			// takes the service a while (our reading).
			update: atLocation, lasting: []string{"identity", "properties.encryption", "properties.networkInjections", "properties.userOwnedStorage"},
			readOnly: []string{
				"properties.endpoint", "properties.endpoints", "properties.internalId", "properties.dateCreated",
				"properties.capabilities", "properties.isMigrated", "properties.deletionDate", "properties.scheduledPurgeDate",
			},
			behaviour: accounts{},
		},
		{
			typ: accountType + "/projects", versions: projectVersions(), name: name, tracked: true, state: true, tags: inBody,
			put: asyncURL, delete: locationID,
			patch:  []string{"tags", "identity", "location", "properties.displayName", "properties.description"},
			update: atLocation, lasting: []string{"identity"}, // our reading
			readOnly:  []string{"properties.endpoints", "properties.isDefault", "properties.internalId"},
			behaviour: projects{},
		},
		{
			typ: accountType + "/deployments", versions: since(versions, "2021-10-01"), state: true, tags: inBody,
			put: asyncURL, delete: locationID,
			patch:  []string{"tags", "sku"},
			update: atLocation, lasting: []string{"sku"}, // our reading
			readOnly:  []string{"properties.capabilities", "properties.rateLimits", "properties.callRateLimit"},
			behaviour: deployments{},
		},
		{
			typ: deletedType, scope: subscriptionScope, versions: since(versions, "2021-04-30"), delete: locationID,
			behaviour: deletedAccounts{},
		},
		{
			typ: "Microsoft.CognitiveServices/deletedAccounts", scope: subscriptionScope, versions: since(versions, "2021-04-30"),
			behaviour: allDeletedAccounts{},
		},
	}
}

// accounts are accounts of Cognitive Services. Codes of refusals are the service's where a comment names
// a source, and our reading elsewhere.
type accounts struct{ plain }

func (accounts) links(_ *World, _ string, body object) []link { return identityLinks(body) }

// identityLinks asks for the right to give a resource its user-assigned identities.
func identityLinks(body object) []link {
	assigned, _ := at(body, "identity.userAssignedIdentities").(object)
	var out []link
	for _, id := range slices.Sorted(maps.Keys(assigned)) {
		out = append(out, link{
			id: id, path: "identity.userAssignedIdentities", action: "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
		})
	}
	return out
}

func (a accounts) admit(t *write) error {
	if textAt(t.next, "kind") == "" || textAt(t.next, "sku.name") == "" {
		return badAccount("an account needs a kind and a sku with a name")
	}
	if err := a.revive(t); err != nil {
		return err
	}
	if err := a.checkSubdomain(t); err != nil {
		return err
	}
	if err := t.identify(); err != nil {
		return err
	}
	if err := a.checkKey(t); err != nil {
		return err
	}
	a.fill(t)
	return nil
}

func badAccount(format string, args ...any) *fault {
	f := refuse(http.StatusBadRequest, "BadRequest", format, args...)
	f.message = capitalise(f.message) + "."
	return f
}

// revive refuses the name of a deleted account, unless the body asks to have that one back
// (learn.microsoft.com, "Recover or purge deleted Azure AI services resources").
func (accounts) revive(t *write) error {
	restore, _ := at(t.next, "properties.restore").(bool)
	drop(t.next, "properties.restore")
	ghost := t.world.find(ghostID(t.id, region(textAt(t.next, "location"))))
	if t.old != nil || ghost == nil {
		return nil
	}
	if !restore {
		return refuse(http.StatusConflict, "FlagMustBeSetForRestore",
			"An existing resource with ID '%s' has been soft-deleted. To restore the resource, you must specify 'restore' to be 'true' in the "+
				"property. If you don't want to restore existing resource, please purge it first.", t.id)
	}
	t.next = cloneObject(ghost.body)
	drop(t.next, "properties.deletionDate")
	t.onCommit(func() { t.world.remove(ghost) })
	return nil
}

// checkSubdomain sees to it that a subdomain is nobody else's and does not change.
func (accounts) checkSubdomain(t *write) error {
	name := textAt(t.next, subdomain)
	if t.old != nil {
		if was := textAt(t.old.body, subdomain); was != "" && !strings.EqualFold(was, name) {
			return badAccount("the custom subdomain name '%s' of '%s' cannot be changed", was, t.id)
		}
	}
	if name == "" {
		return nil
	}
	for _, r := range t.world.below("") {
		other := r.kind.typ == accountType || r.kind.typ == deletedType && !strings.EqualFold(r.id, ghostID(t.id, region(textAt(t.next, "location"))))
		if r != t.old && other && strings.EqualFold(textAt(r.body, subdomain), name) {
			return refuse(http.StatusConflict, "CustomDomainInUse",
				"Please pick a different name. The subdomain name '%s' is not available as it's already used by a resource.", name)
		}
	}
	return nil
}

const (
	subdomain     = "properties.customSubDomainName"
	keySource     = "properties.encryption.keySource"
	keyProperties = "properties.encryption.keyVaultProperties"
)

// checkKey holds for a key in a vault: it is whole, and there is no way back.
func (accounts) checkKey(t *write) error {
	const vault = "Microsoft.KeyVault"
	ours := strings.EqualFold(textAt(t.next, keySource), vault)
	if t.old != nil && strings.EqualFold(textAt(t.old.body, keySource), vault) {
		was, is := textAt(t.old.body, keyProperties+".keyVaultUri"), textAt(t.next, keyProperties+".keyVaultUri")
		switch {
		case !ours:
			return badAccount("encryption of '%s' cannot change from %s to a key managed by Microsoft", t.id, vault)
		case !strings.EqualFold(strings.TrimSuffix(was, "/"), strings.TrimSuffix(is, "/")):
			return badAccount("the key of '%s' cannot move to another key vault", t.id)
		}
	}
	if !ours {
		return nil
	}
	for _, part := range []string{"keyName", "keyVersion", "keyVaultUri"} {
		if textAt(t.next, keyProperties+"."+part) == "" {
			return badAccount("KeyVaultProperties is invalid")
		}
	}
	if textAt(t.next, "identity.type") == "" || strings.EqualFold(textAt(t.next, "identity.type"), "None") {
		return badAccount("an account needs an identity to use a key in a key vault")
	}
	if !t.changes("properties.encryption") {
		return nil
	}
	reader, err := accountReader(t)
	if err != nil {
		return err
	}
	return t.checkVaultKey(keyUse{
		uri: textAt(t.next, keyProperties+".keyVaultUri"), name: textAt(t.next, keyProperties+".keyName"),
		version: textAt(t.next, keyProperties+".keyVersion"), reader: reader, bits: 2048,
	})
}

// accountReader returns the object id of the identity that reads the key of an account: the user-assigned
// one with the client id that the body gives, or the account's own.
func accountReader(t *write) (string, error) {
	client := textAt(t.next, keyProperties+".identityClientId")
	if client == "" {
		return t.reader("")
	}
	assigned, _ := at(t.next, "identity.userAssignedIdentities").(object)
	for _, value := range assigned {
		if known, _ := value.(object); strings.EqualFold(textAt(known, "clientId"), client) {
			return textAt(known, "principalId"), nil
		}
	}
	return "", badAccount("KeyVaultProperties is invalid: no identity of '%s' has the client id '%s'", t.id, client)
}

// fill completes what the service says of an account.
func (accounts) fill(t *write) {
	host := region(textAt(t.next, "location")) + ".api.cognitive.microsoft.com"
	if name := textAt(t.next, subdomain); name != "" {
		host = strings.ToLower(name) + ".cognitiveservices.azure.com"
		set(t.next, "properties.endpoints", object{
			"AI Foundry API":                     "https://" + strings.ToLower(name) + ".services.ai.azure.com/",
			"OpenAI Language Model Instance API": "https://" + strings.ToLower(name) + ".openai.azure.com/",
		})
	}
	set(t.next, "properties.endpoint", "https://"+host+"/")
	set(t.next, "properties.internalId", strings.ReplaceAll(derivedGUID("account", key(t.id)), "-", ""))
	if at(t.next, "properties.publicNetworkAccess") == nil {
		set(t.next, "properties.publicNetworkAccess", "Enabled")
	}
}

// release refuses the deletion while there are projects, deployments or capability hosts in the account.
func (accounts) release(w *World, r *resource) error {
	for _, inner := range w.below(r.id) {
		if _, ok := inner.kind.behaviour.(serviceConnections); ok {
			continue
		}
		if inner.deleting {
			w.look(inner)
		}
		return refuse(http.StatusConflict, "CannotDeleteResource",
			"Cannot delete resource while nested resources exist. Some existing nested resource IDs include: '%s'. "+
				"Please delete all nested resources before deleting this resource.", inner.id[strings.Index(inner.id, accountType):])
	}
	return nil
}

// removed keeps a deleted account until it is purged.
func (accounts) removed(w *World, r *resource) {
	id := ghostID(r.id, r.location())
	body := cloneObject(r.body)
	set(body, "properties.deletionDate", w.options.Clock().UTC().Format("2006-01-02T15:04:05Z"))
	w.resources[key(id)] = &resource{kind: w.kinds[key(deletedType)], id: id, body: body, etag: r.etag}
}

// ghostID is the id of a deleted account.
func ghostID(id, location string) string {
	parts := strings.Split(id, "/")
	return "/subscriptions/" + parts[2] + "/providers/Microsoft.CognitiveServices/locations/" + location +
		"/resourceGroups/" + parts[4] + "/deletedAccounts/" + parts[len(parts)-1]
}
