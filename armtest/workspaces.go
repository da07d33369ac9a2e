// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

const workspaceType = "Microsoft.MachineLearningServices/workspaces"

// workspaceKinds are workspaces of Azure Machine Learning: hubs, projects, and those that stand alone.
func workspaceKinds() []*kind {
	return []*kind{{
		typ: workspaceType, versions: workspaceVersions(),
		name:    regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}$`),
		tracked: true, state: true, put: asyncURL, delete: locationID, neverCreated: true,
		patch: []string{
			"tags", "sku", "identity", "properties.friendlyName", "properties.description", "properties.applicationInsights",
			"properties.containerRegistry", "properties.imageBuildCompute", "properties.primaryUserAssignedIdentity",
			"properties.publicNetworkAccess", "properties.managedNetwork", "properties.encryption", "properties.serverlessComputeSettings",
			"properties.featureStoreSettings", "properties.v1LegacyMode", "properties.enableDataIsolation", "properties.serviceManagedResourcesSettings",
		},
		// Azure CLI was answered 200 with the workspace for names and tags; the published 202 must be for
		// what takes the service a while (our reading).
		update: atLocation,
		lasting: []string{
			"identity", "properties.applicationInsights", "properties.containerRegistry", "properties.managedNetwork", "properties.encryption",
		},
		readOnly: []string{
			"properties.workspaceId", "properties.tenantId", managedGroup, "properties.associatedWorkspaces", "properties.discoveryUrl",
			"properties.mlFlowTrackingUri", "properties.notebookInfo", "properties.privateLinkCount", "properties.storageHnsEnabled",
		},
		behaviour: workspaces{deleted: map[string]bool{}, purged: map[string]bool{}},
	}}
}

// The members of a workspace that its behaviour knows.
const (
	managedGroup  = "properties.serviceProvisionedResourceGroup"
	hubID         = "properties.hubResourceId"
	workspaceKey  = "properties.encryption"
	serviceSide   = "properties.enableServiceSideCMKEncryption"
	keyVault      = workspaceKey + ".keyVaultProperties.keyVaultArmId"
	keyIdentifier = workspaceKey + ".keyVaultProperties.keyIdentifier"
)

// workspaces are workspaces of Azure Machine Learning. Codes of refusals are our reading; what is
// refused is in Microsoft's articles on customer-managed keys and on deleted workspaces.
type workspaces struct {
	plain
	// deleted are the keys of workspaces that can still be restored, purged those whose deletion leaves
	// nothing.
	deleted, purged map[string]bool
}

func (workspaces) links(_ *World, _ string, body object) []link { return identityLinks(body) }

func (b workspaces) admit(t *write) error {
	if t.old == nil && b.deleted[key(t.id)] {
		return badAccount("a soft-deleted workspace with the name of '%s' exists; purge or recover it", t.id)
	}
	if t.old != nil && at(t.next, workspaceKey) != nil && at(t.next, workspaceKey+".status") == nil {
		b.rotate(t)
	}
	if err := b.checkHub(t); err != nil {
		return err
	}
	if err := t.identify(); err != nil {
		return err
	}
	if err := b.checkKey(t); err != nil {
		return err
	}
	b.fill(t)
	return nil
}

// rotate completes the encryption of a PATCH, which has the next key alone.
func (workspaces) rotate(t *write) {
	next := textAt(t.next, keyIdentifier)
	if at(t.old.body, workspaceKey) == nil {
		return
	}
	set(t.next, workspaceKey, clone(at(t.old.body, workspaceKey)))
	set(t.next, keyIdentifier, next)
}

// checkHub looks for the hub of a project, whose key the project takes over.
func (workspaces) checkHub(t *write) error {
	if t.old != nil && !strings.EqualFold(textAt(t.old.body, hubID), textAt(t.next, hubID)) {
		return badAccount("the hub of '%s' cannot be changed", t.id)
	}
	if !strings.EqualFold(textAt(t.next, "kind"), "Project") {
		return nil
	}
	hub := t.world.find(textAt(t.next, hubID))
	if hub == nil || !strings.EqualFold(textAt(hub.body, "kind"), "Hub") {
		return badAccount("missing dependent resources in workspace json: the hub '%s' of '%s'", textAt(t.next, hubID), t.id)
	}
	if e := at(hub.body, workspaceKey); e != nil {
		set(t.next, workspaceKey, clone(e))
	}
	return nil
}

// checkKey holds for the key of a workspace: it is whole, of one version, and there from the beginning.
func (b workspaces) checkKey(t *write) error {
	if t.old != nil {
		for _, path := range []string{workspaceKey + ".status", keyVault} {
			if !strings.EqualFold(textAt(t.old.body, path), textAt(t.next, path)) {
				return badAccount("encryption of '%s' can only be set when it is created; %s cannot change", t.id, path)
			}
		}
		if was, is := at(t.old.body, serviceSide), at(t.next, serviceSide); (was == true) != (is == true) {
			return badAccount("%s of '%s' can only be set when it is created", serviceSide, t.id)
		}
	}
	if !strings.EqualFold(textAt(t.next, workspaceKey+".status"), "Enabled") {
		return nil
	}
	if textAt(t.next, keyVault) == "" || strings.Count(textAt(t.next, keyIdentifier), "/") != 5 {
		return badAccount("the encryption of '%s' needs the id of a key vault and the URL of one version of a key", t.id)
	}
	if !t.changes(workspaceKey) || strings.EqualFold(textAt(t.next, "kind"), "Project") {
		return nil // it was good before, or is the hub's
	}
	return b.checkVaultKey(t)
}

// checkVaultKey holds for the key itself. A new workspace whose own identity is to read it has nobody yet
// whose rights could be looked at.
func (workspaces) checkVaultKey(t *write) error {
	parts := strings.Split(textAt(t.next, keyIdentifier), "/") // https: "" host keys name version
	use := keyUse{uri: parts[0] + "//" + parts[2] + "/", name: parts[4], version: parts[5], open: at(t.next, serviceSide) == true}
	vault := t.world.find(textAt(t.next, keyVault))
	if vault == nil || vault != t.world.vaultAt(use.uri) {
		return badAccount("there is no key vault '%s', or the key '%s' is not in it", textAt(t.next, keyVault), textAt(t.next, keyIdentifier))
	}
	reader := textAt(t.next, workspaceKey+".identity.userAssignedIdentity")
	if reader == "" {
		reader = textAt(t.next, "properties.primaryUserAssignedIdentity")
	}
	if reader != "" || t.old != nil {
		var err error
		if use.reader, err = t.reader(reader); err != nil {
			return err
		}
	}
	return t.checkVaultKey(use)
}

// fill completes what the service says of a workspace.
func (workspaces) fill(t *write) {
	guid := derivedGUID("workspace", key(t.id))
	set(t.next, "properties.workspaceId", guid)
	if textAt(t.next, "kind") == "" {
		t.next["kind"] = "Default"
	}
	if at(t.next, "properties.publicNetworkAccess") == nil {
		set(t.next, "properties.publicNetworkAccess", "Enabled")
	}
	if strings.EqualFold(textAt(t.next, workspaceKey+".status"), "Enabled") && at(t.next, serviceSide) != true && textAt(t.next, hubID) == "" {
		set(t.next, managedGroup, "azureml-rg-"+t.id[strings.LastIndexByte(t.id, '/')+1:]+"_"+guid)
	}
}

// show adds the projects of a hub.
func (workspaces) show(w *World, r *resource, body object) {
	if !strings.EqualFold(textAt(r.body, "kind"), "Hub") {
		return
	}
	properties, _ := body["properties"].(object)
	projects := []any{}
	for _, p := range w.below("") {
		if p.kind == r.kind && strings.EqualFold(textAt(p.body, hubID), r.id) {
			projects = append(projects, p.id)
		}
	}
	body["properties"] = with(properties, object{"associatedWorkspaces": projects})
}

// release refuses the deletion of a hub with projects.
func (workspaces) release(w *World, r *resource) error {
	for _, p := range w.below("") {
		if p.kind != r.kind || !strings.EqualFold(textAt(p.body, hubID), r.id) {
			continue
		}
		if p.deleting {
			w.look(p)
		}
		return refuse(http.StatusConflict, "CannotDeleteResource", "AI hub still has associated AI projects, such as '%s'.", p.id)
	}
	return nil
}

// forced notes a deletion with forceToPurge=true, also of a workspace that is deleted already. It
// forces nothing else.
func (b workspaces) forced(c *call) bool {
	purge, err := strconv.ParseBool(c.req.URL.Query().Get("forceToPurge"))
	b.purged[key(c.target.id)] = err == nil && purge
	if b.purged[key(c.target.id)] {
		delete(b.deleted, key(c.target.id))
	}
	return false
}

func (b workspaces) removed(_ *World, r *resource) {
	b.deleted[key(r.id)] = !b.purged[key(r.id)]
	delete(b.purged, key(r.id))
}

// act answers diagnose and resyncKeys.
func (b workspaces) act(c *call, r *resource) (reply, error) {
	switch strings.ToLower(c.target.action) {
	case "diagnose":
		value := object{}
		for _, about := range []string{
			"applicationInsights", "containerRegistry", "dnsResolution", "keyVault", "networkSecurityRule", "other", "resourceLock", "storageAccount", "userDefinedRoute",
		} {
			value[about+"Results"] = []any{}
		}
		return c.accepted(c.world.perform(r, object{"value": value})), nil
	case "resynckeys":
		return c.accepted(c.world.perform(r, nil)), nil
	}
	return b.plain.act(c, r)
}
