// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package foundry_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/foundry"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

func TestAccounts_lifeOfAnAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := w.account("foundry-orders")
	made := testworld.Must[foundry.Account](t)(w.Accounts.Get(t.Context(), id))
	if made.ID != id.String() || made.Properties.ProvisioningState != foundry.ProvisioningStateSucceeded || made.Identity.PrincipalID == "" {
		t.Errorf("created %+v, want it Succeeded with an identity", made)
	}
	if want := "https://foundry-orders.cognitiveservices.azure.com/"; made.Properties.Endpoint != want {
		t.Errorf("endpoint = %q, want %q", made.Properties.Endpoint, want)
	}
	changed := testworld.Must[foundry.Account](t)(w.Accounts.Update(t.Context(), id, foundry.AccountUpdate{
		Tags: map[string]string{"team": "orders"}, Properties: foundry.AccountProperties{PublicNetworkAccess: foundry.PublicNetworkAccessEnabled},
	}))
	if changed.Tags["team"] != "orders" || changed.Properties.PublicNetworkAccess != foundry.PublicNetworkAccessEnabled {
		t.Errorf("updated to %+v, want the tag and public access", changed)
	}
	if p := changed.Properties; p.CustomSubDomainName != "foundry-orders" || p.DisableLocalAuth == nil || !*p.DisableLocalAuth {
		t.Errorf("Update changed more than it was told: %+v", p)
	}
	if err := w.Accounts.Delete(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	_, err := w.Accounts.Get(t.Context(), id)
	testworld.WantRefusal(t, err, http.StatusNotFound, "ResourceNotFound")
	if err := w.Accounts.Delete(t.Context(), id); err != nil {
		t.Errorf("deleting a missing account: %v, want no error", err)
	}
}

// A deleted account keeps its name until it is purged.
func TestDeletedAccounts_Purge(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := w.account("foundry-orders")
	if err := w.Accounts.Delete(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	ghost := id.Deleted("East US")
	got := testworld.Must[foundry.Account](t)(w.DeletedAccounts.Get(t.Context(), ghost))
	if got.Kind != "AIServices" || got.Name != id.Name {
		t.Errorf("the deleted account is %+v, want what it was", got)
	}
	_, err := w.Accounts.CreateOrUpdate(t.Context(), id, resource("foundry-orders"))
	testworld.WantRefusal(t, err, http.StatusConflict, "FlagMustBeSetForRestore")
	if err := w.DeletedAccounts.Purge(t.Context(), ghost); err != nil {
		t.Fatal(err)
	}
	testworld.Must[foundry.Account](t)(w.Accounts.CreateOrUpdate(t.Context(), id, resource("foundry-orders")))
}

func TestDeletedAccounts_restore(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := w.account("foundry-orders")
	before := testworld.Must[foundry.Account](t)(w.Accounts.Get(t.Context(), id))
	if err := w.Accounts.Delete(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	body := foundry.Account{Location: armtest.DefaultRegion, Kind: "AIServices", SKU: foundry.SKU{Name: "S0"}}
	body.Properties.Unknown = []byte(`{"restore":true}`)
	after := testworld.Must[foundry.Account](t)(w.Accounts.CreateOrUpdate(t.Context(), id, body))
	if after.Properties.CustomSubDomainName != before.Properties.CustomSubDomainName || after.Identity.PrincipalID != before.Identity.PrincipalID {
		t.Errorf("restored %+v, want %+v", after, before)
	}
	_, err := w.DeletedAccounts.Get(t.Context(), id.Deleted(armtest.DefaultRegion))
	testworld.WantRefusal(t, err, http.StatusNotFound, "ResourceNotFound")
}

func TestAccounts_listsReadAllPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &armtest.Options{PageSize: 2})
	var want []string
	for i := range 5 {
		want = append(want, w.account(fmt.Sprintf("account%d", i)).Name)
	}
	names := func(list []foundry.Account) []string {
		var out []string
		for _, a := range list {
			out = append(out, a.Name)
		}
		return out
	}
	inGroup := testworld.Collected[foundry.Account](t)(w.Accounts.List(t.Context(), group()))
	if diff := cmp.Diff(want, names(inGroup)); diff != "" {
		t.Errorf("in the group (-want +got):\n%s", diff)
	}
	all := testworld.Collected[foundry.Account](t)(w.Accounts.ListBySubscription(t.Context(), armtest.ManagementSubscription))
	if diff := cmp.Diff(want, names(all)); diff != "" {
		t.Errorf("in the subscription (-want +got):\n%s", diff)
	}
}

// The way of an account with an identity of its own: make it, give the identity access, add the key.
func TestAccounts_Modify_addsAKeyAndKeepsTheRest(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := w.account("foundry-orders")
	testworld.Must[foundry.Account](t)(w.Accounts.Modify(t.Context(), id, func(a *foundry.Account) error {
		a.Properties.Encryption = key(t, firstVersion).ForAccount("")
		a.Properties.Unknown = []byte(`{"later":1.10}`)
		return nil
	}))
	got := testworld.Must[foundry.Account](t)(w.Accounts.Modify(t.Context(), id, func(a *foundry.Account) error {
		a.Properties.Encryption = key(t, secondVersion).ForAccount("")
		return nil
	}))
	if got.Properties.Encryption.KeyVaultProperties.KeyVersion != secondVersion {
		t.Errorf("encryption = %+v, want the second version", got.Properties.Encryption)
	}
	if string(got.Properties.Unknown) != `{"later":1.10}` || got.Properties.CustomSubDomainName != "foundry-orders" {
		t.Errorf("properties = %+v, want the rest kept", got.Properties)
	}
	before := w.writes(http.MethodPut)
	testworld.Must[foundry.Account](t)(w.Accounts.Modify(t.Context(), id, func(*foundry.Account) error { return nil }))
	if after := w.writes(http.MethodPut); after != before {
		t.Errorf("%d PUTs without a difference, want none", after-before)
	}
}

func TestAccounts_Modify_refusesWhatCannotChange(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := w.account("foundry-orders")
	testworld.Must[foundry.Account](t)(w.Accounts.Modify(t.Context(), id, func(a *foundry.Account) error {
		a.Properties.Encryption = key(t, firstVersion).ForAccount("")
		return nil
	}))
	own := errors.New("changed my mind")
	for _, test := range []struct {
		name   string
		change func(*foundry.Account) error
		want   []string
	}{
		{"no key any more", func(a *foundry.Account) error {
			a.Properties.Encryption = foundry.AccountEncryption{}
			return nil
		}, []string{"/properties/encryption/keySource createOnly"}},
		{"a key of Microsoft's", func(a *foundry.Account) error {
			a.Properties.Encryption = foundry.AccountEncryption{KeySource: foundry.KeySourceMicrosoftCognitiveServices}
			return nil
		}, []string{"/properties/encryption/keySource createOnly"}},
		{"another vault and another subdomain", func(a *foundry.Account) error {
			a.Properties.Encryption.KeyVaultProperties.KeyVaultURI = "https://kv-other.vault.azure.net/"
			a.Properties.CustomSubDomainName = "foundry-other"
			return nil
		}, []string{"/properties/customSubDomainName createOnly", "/properties/encryption/keyVaultProperties/keyVaultUri createOnly"}},
		{"the vault in other letters", func(a *foundry.Account) error {
			a.Properties.Encryption.KeyVaultProperties.KeyVaultURI = "https://KV-AI.vault.azure.net"
			return nil
		}, nil},
		{"an error of the caller", func(*foundry.Account) error { return own }, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			before := w.writes(http.MethodPut)
			_, err := w.Accounts.Modify(t.Context(), id, test.change)
			switch {
			case test.want != nil:
				testworld.WantFaults(t, err, test.want...)
				if w.writes(http.MethodPut) != before {
					t.Error("it was sent all the same")
				}
			case err != nil && !errors.Is(err, own):
				t.Errorf("error = %v, want none", err)
			}
		})
	}
	// Without validation the service has the last word.
	_, err := w.Accounts.Modify(azfoundry.WithoutValidation(t.Context()), id, func(a *foundry.Account) error {
		a.Properties.Encryption = foundry.AccountEncryption{}
		return nil
	})
	testworld.WantRefusal(t, err, http.StatusBadRequest, "BadRequest")
}

func TestAccounts_areRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := w.account("taken")
	testworld.Must[foundry.Project](t)(w.Projects.CreateOrUpdate(t.Context(), id.Project("orders"), foundry.Project{Location: armtest.DefaultRegion}))
	testworld.WantRefusal(t, w.Accounts.Delete(t.Context(), id), http.StatusConflict, "CannotDeleteResource")
	_, err := w.Accounts.CreateOrUpdate(t.Context(), foundry.AccountID{ResourceGroup: group(), Name: "other"}, resource("TAKEN"))
	testworld.WantRefusal(t, err, http.StatusConflict, "CustomDomainInUse")
	before := len(w.Requests())
	_, err = w.Accounts.CreateOrUpdate(t.Context(), foundry.AccountID{ResourceGroup: group(), Name: "x"}, foundry.Account{})
	testworld.WantFaults(t, err, "id.Name length", "/location required", "/kind required", "/sku/name required")
	if after := len(w.Requests()); after != before {
		t.Errorf("%d requests, want none", after-before)
	}
}

// A wait that is taken up from its token ends with the account.
func TestAccounts_resume(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	p, err := w.Accounts.BeginCreateOrUpdate(t.Context(), foundry.AccountID{ResourceGroup: group(), Name: "late"}, resource("late"))
	if err != nil {
		t.Fatal(err)
	}
	token := testworld.Must[string](t)(p.ResumeToken())
	p, err = w.Accounts.Resume(token)
	if err != nil {
		t.Fatal(err)
	}
	if got := testworld.Must[foundry.Account](t)(p.PollUntilDone(t.Context(), nil)); got.Properties.CustomSubDomainName != "late" {
		t.Errorf("resumed to %+v, want the account", got)
	}
}

func TestAccounts_dryRunWritesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx, plan := azfoundry.DryRun(t.Context())
	_, err := w.Accounts.CreateOrUpdate(ctx, foundry.AccountID{ResourceGroup: group(), Name: "planned"}, resource("planned"))
	if !errors.Is(err, azfoundry.ErrDryRun) || len(plan.Writes()) != 1 || len(w.Requests()) != 0 {
		t.Errorf("error = %v, %d writes planned, %d requests; want ErrDryRun, one and none", err, len(plan.Writes()), len(w.Requests()))
	}
}
