// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package foundry_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/foundry"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// hub is the body of a hub whose data a key of the vault kv-ai encrypts.
func hub() foundry.Workspace {
	id := assigned("id-hub")
	return foundry.Workspace{
		Location: armtest.DefaultRegion, Kind: foundry.WorkspaceKindHub,
		Identity: foundry.WorkspaceIdentity{
			Type: foundry.WorkspaceIdentityTypeUserAssigned, UserAssignedIdentities: map[string]foundry.UserAssignedIdentity{id: {}},
		},
		Properties: foundry.WorkspaceProperties{
			PrimaryUserAssignedIdentity: id,
			Encryption:                  foundry.Key{Vault: "https://kv-ai.vault.azure.net/", Name: "cmk", Version: firstVersion}.ForWorkspace(vault("kv-ai"), id),
		},
	}
}

// project is the body of a project of a hub.
func project(hub foundry.WorkspaceID) foundry.Workspace {
	return foundry.Workspace{
		Location: armtest.DefaultRegion, Kind: foundry.WorkspaceKindProject,
		Identity:   foundry.WorkspaceIdentity{Type: foundry.WorkspaceIdentityTypeSystemAssigned},
		Properties: foundry.WorkspaceProperties{HubResourceID: hub.String()},
	}
}

// vault is the full id of a key vault.
func vault(name string) string {
	return group().String() + "/providers/Microsoft.KeyVault/vaults/" + name
}

func TestWorkspaces_lifeOfAHub(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	hubID := foundry.WorkspaceID{ResourceGroup: group(), Name: "hub"}
	made := testworld.Must[foundry.Workspace](t)(w.Workspaces.CreateOrUpdate(t.Context(), hubID, hub()))
	p := made.Properties
	if p.ProvisioningState != foundry.WorkspaceProvisioningStateSucceeded || p.WorkspaceID == "" || !strings.HasPrefix(p.ServiceProvisionedResourceGroup, "azureml-rg-hub") {
		t.Errorf("created %+v, want it Succeeded with a group of its own", p)
	}
	projectID := foundry.WorkspaceID{ResourceGroup: group(), Name: "orders"}
	child := testworld.Must[foundry.Workspace](t)(w.Workspaces.CreateOrUpdate(t.Context(), projectID, project(hubID)))
	if got := child.Properties.Encryption.KeyVaultProperties.KeyVaultARMID; got != vault("kv-ai") {
		t.Errorf("the key of the project is in %q, want that of the hub", got)
	}
	testworld.Must[foundry.Workspace](t)(w.Workspaces.Modify(t.Context(), projectID, func(m *foundry.Workspace) error {
		m.Properties.FriendlyName = "Orders"
		return nil
	}))
	rotated := testworld.Must[foundry.Workspace](t)(w.Workspaces.Update(t.Context(), hubID, foundry.WorkspaceUpdate{
		Tags: map[string]string{"team": "ai"},
		Properties: foundry.WorkspaceUpdateProperties{
			Encryption: foundry.KeyRotation{KeyVaultProperties: foundry.NextKey{KeyIdentifier: key(t, secondVersion).String()}},
		},
	}))
	if e := rotated.Properties.Encryption; rotated.Tags["team"] != "ai" || e.KeyVaultProperties.KeyIdentifier != key(t, secondVersion).String() || e.Status != foundry.EncryptionStatusEnabled {
		t.Errorf("rotated to %+v, want the second version", e)
	}
	inGroup := testworld.Collected[foundry.Workspace](t)(w.Workspaces.List(t.Context(), group()))
	all := testworld.Collected[foundry.Workspace](t)(w.Workspaces.ListBySubscription(t.Context(), armtest.ManagementSubscription))
	if len(inGroup) != 2 || len(all) != 2 || len(inGroup[0].Properties.AssociatedWorkspaces) != 1 {
		t.Errorf("lists have %d and %d workspaces, want the hub with its project", len(inGroup), len(all))
	}
	testworld.WantRefusal(t, w.Workspaces.Delete(t.Context(), hubID, nil), http.StatusConflict, "CannotDeleteResource")
	for _, id := range []foundry.WorkspaceID{projectID, hubID} {
		if err := w.Workspaces.Delete(t.Context(), id, nil); err != nil {
			t.Fatal(err)
		}
	}
	_, err := w.Workspaces.Get(t.Context(), hubID)
	testworld.WantRefusal(t, err, http.StatusNotFound, "ResourceNotFound")
}

// A deleted workspace keeps its name until it is purged, at once or later.
func TestWorkspaces_Delete_purges(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := foundry.WorkspaceID{ResourceGroup: group(), Name: "hub"}
	purge := &foundry.WorkspaceDeleteOptions{ForceToPurge: new(true)}
	for _, test := range []struct {
		name  string
		opts  *foundry.WorkspaceDeleteOptions
		twice bool
	}{{"at once", purge, false}, {"later", nil, true}} {
		testworld.Must[foundry.Workspace](t)(w.Workspaces.CreateOrUpdate(t.Context(), id, hub()))
		if err := w.Workspaces.Delete(t.Context(), id, test.opts); err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		if test.twice {
			_, err := w.Workspaces.CreateOrUpdate(t.Context(), id, hub())
			testworld.WantRefusal(t, err, http.StatusBadRequest, "BadRequest")
			if err := w.Workspaces.Delete(t.Context(), id, purge); err != nil {
				t.Fatalf("%s: %v", test.name, err)
			}
		}
	}
	testworld.Must[foundry.Workspace](t)(w.Workspaces.CreateOrUpdate(t.Context(), id, hub()))
}

func TestWorkspaces_Diagnose_and_ResyncKeys(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := foundry.WorkspaceID{ResourceGroup: group(), Name: "hub"}
	testworld.Must[foundry.Workspace](t)(w.Workspaces.CreateOrUpdate(t.Context(), id, hub()))
	got := testworld.Must[foundry.Diagnosis](t)(w.Workspaces.Diagnose(t.Context(), id, foundry.DiagnoseRequest{}))
	if got.Value.KeyVaultResults == nil || len(got.Value.KeyVaultResults) != 0 {
		t.Errorf("diagnosis = %+v, want that there is nothing", got)
	}
	if err := w.Workspaces.ResyncKeys(t.Context(), id); err != nil {
		t.Error(err)
	}
}

func TestWorkspaces_areRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := foundry.WorkspaceID{ResourceGroup: group(), Name: "orders"}
	_, err := w.Workspaces.CreateOrUpdate(t.Context(), id, project(foundry.WorkspaceID{ResourceGroup: group(), Name: "none"}))
	testworld.WantRefusal(t, err, http.StatusBadRequest, "BadRequest")
	plain := foundry.Workspace{Location: armtest.DefaultRegion, Identity: foundry.WorkspaceIdentity{Type: "SystemAssigned"}}
	testworld.Must[foundry.Workspace](t)(w.Workspaces.CreateOrUpdate(t.Context(), id, plain))
	plain.Properties.Encryption = key(t, firstVersion).ForWorkspace(vault("kv-ai"), "")
	_, err = w.Workspaces.CreateOrUpdate(t.Context(), id, plain)
	testworld.WantRefusal(t, err, http.StatusBadRequest, "BadRequest")
}

func TestWorkspaces_Modify_refusesWhatCannotChange(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := foundry.WorkspaceID{ResourceGroup: group(), Name: "hub"}
	body := hub()
	body.Properties.StorageAccount = group().String() + "/providers/Microsoft.Storage/storageAccounts/sthub"
	testworld.Must[foundry.Workspace](t)(w.Workspaces.CreateOrUpdate(t.Context(), id, body))
	const at = "/properties/"
	for _, test := range []struct {
		name   string
		change func(*foundry.WorkspaceProperties)
		want   []string
	}{
		{"no key any more", func(p *foundry.WorkspaceProperties) { p.Encryption = foundry.WorkspaceEncryption{} },
			[]string{at + "encryption/status createOnly", at + "encryption/keyVaultProperties/keyVaultArmId createOnly"}},
		{"another vault", func(p *foundry.WorkspaceProperties) {
			p.Encryption.KeyVaultProperties.KeyVaultARMID = vault("kv-other")
		},
			[]string{at + "encryption/keyVaultProperties/keyVaultArmId createOnly"}},
		{"the service's side", func(p *foundry.WorkspaceProperties) { p.EnableServiceSideCMKEncryption = new(true) },
			[]string{at + "enableServiceSideCMKEncryption createOnly"}},
		{"another storage account", func(p *foundry.WorkspaceProperties) { p.StorageAccount += "2" }, []string{at + "storageAccount createOnly"}},
		{"another hub", func(p *foundry.WorkspaceProperties) { p.HubResourceID = id.String() }, []string{at + "hubResourceId createOnly"}},
		{"the next version, and a first vault for secrets", func(p *foundry.WorkspaceProperties) {
			p.Encryption.KeyVaultProperties.KeyIdentifier = key(t, secondVersion).String()
			p.KeyVault = vault("kv-hub")
			p.EnableServiceSideCMKEncryption = new(false)
		}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			before := w.writes(http.MethodPut)
			_, err := w.Workspaces.Modify(t.Context(), id, func(m *foundry.Workspace) error {
				test.change(&m.Properties)
				return nil
			})
			if test.want == nil {
				if err != nil {
					t.Errorf("error = %v, want none", err)
				}
				return
			}
			testworld.WantFaults(t, err, test.want...)
			if w.writes(http.MethodPut) != before {
				t.Error("it was sent all the same")
			}
		})
	}
}

func TestWorkspace_Validate(t *testing.T) {
	t.Parallel()
	const (
		at  = "/properties/encryption/"
		key = at + "keyVaultProperties/"
	)
	hubID := foundry.WorkspaceID{ResourceGroup: group(), Name: "hub"}
	for _, test := range []struct {
		name   string
		change func(*foundry.Workspace, *foundry.WorkspaceKey)
		want   []string
	}{
		{"a hub with a key", func(*foundry.Workspace, *foundry.WorkspaceKey) {}, nil},
		{"on the service's side", func(m *foundry.Workspace, _ *foundry.WorkspaceKey) {
			m.Properties.EnableServiceSideCMKEncryption = new(true)
		}, nil},
		{"an identity of its own", func(m *foundry.Workspace, _ *foundry.WorkspaceKey) {
			m.Identity = foundry.WorkspaceIdentity{Type: foundry.WorkspaceIdentityTypeSystemAssigned}
			m.Properties.PrimaryUserAssignedIdentity, m.Properties.Encryption.Identity = "", foundry.KeyIdentity{}
		}, nil},
		{"a key without its version", func(_ *foundry.Workspace, k *foundry.WorkspaceKey) {
			k.KeyIdentifier = strings.TrimSuffix(k.KeyIdentifier, "/"+firstVersion)
		}, []string{key + "keyIdentifier keyIdentifier"}},
		{"both key members missing", func(_ *foundry.Workspace, k *foundry.WorkspaceKey) { *k = foundry.WorkspaceKey{} },
			[]string{key + "keyVaultArmId required", key + "keyIdentifier required"}},
		{"another vault", func(_ *foundry.Workspace, k *foundry.WorkspaceKey) { k.KeyVaultARMID = vault("kv-other") }, []string{key + "keyIdentifier vault"}},
		{"no status", func(m *foundry.Workspace, _ *foundry.WorkspaceKey) { m.Properties.Encryption.Status = "" }, []string{at + "status required"}},
		{"no identity at all", func(m *foundry.Workspace, _ *foundry.WorkspaceKey) {
			m.Identity = foundry.WorkspaceIdentity{Type: foundry.WorkspaceIdentityTypeNone}
			m.Properties.PrimaryUserAssignedIdentity, m.Properties.Encryption.Identity = "", foundry.KeyIdentity{}
		}, []string{at + "identity identity"}},
		{"identities of others", func(m *foundry.Workspace, _ *foundry.WorkspaceKey) {
			m.Properties.PrimaryUserAssignedIdentity = assigned("x")
			m.Properties.Encryption.Identity.UserAssignedIdentity = assigned("y")
		}, []string{"/properties/primaryUserAssignedIdentity identity", at + "identity/userAssignedIdentity identity"}},
		{"a client id for a reader", func(_ *foundry.Workspace, k *foundry.WorkspaceKey) { k.IdentityClientID = clientID },
			[]string{key + "identityClientId identity"}},
		{"an account's encryption", func(m *foundry.Workspace, k *foundry.WorkspaceKey) {
			m.Properties.Encryption.Unknown = []byte(`{"keySource":"Microsoft.KeyVault"}`)
			k.Unknown = []byte(`{"keyName":"cmk"}`)
		}, []string{at + "keySource mechanism", key + "keyName mechanism"}},
		{"the service's side of nothing", func(m *foundry.Workspace, _ *foundry.WorkspaceKey) {
			m.Properties.EnableServiceSideCMKEncryption, m.Properties.Encryption = new(true), foundry.WorkspaceEncryption{}
		}, []string{"/properties/encryption mechanism"}},
		{"a hub of a hub", func(m *foundry.Workspace, _ *foundry.WorkspaceKey) { m.Properties.HubResourceID = hubID.String() },
			[]string{"/properties/hubResourceId kind"}},
		{"a project with what hubs have", func(m *foundry.Workspace, _ *foundry.WorkspaceKey) { m.Kind = "project" },
			[]string{"/identity/type kind", "/properties/hubResourceId kind", "/properties/encryption kind"}},
		{"a project", func(m *foundry.Workspace, _ *foundry.WorkspaceKey) { *m = project(hubID) }, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			m := hub()
			test.change(&m, &m.Properties.Encryption.KeyVaultProperties)
			err := m.Validate()
			if test.want == nil {
				if err != nil {
					t.Errorf("Validate() = %v, want no fault", err)
				}
				return
			}
			testworld.WantFaults(t, err, test.want...)
		})
	}
}
