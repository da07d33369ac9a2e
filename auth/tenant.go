// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/armid"
)

// Tenant is one Microsoft Entra tenant and how to get tokens from it.
type Tenant struct {
	// ID is the tenant's GUID, in any case. The credential is asked for tokens of exactly this
	// spelling, so write it as in the credential's own tenant id.
	ID string
	// Credential gets the tokens. Make one for each tenant: azidentity's credentials are bound to
	// theirs, and one instance serves its tenants one after another.
	Credential azcore.TokenCredential
	// Subscriptions lists subscriptions that the tenant owns, as GUIDs. A write whose body refers to a
	// resource in one of them carries a token of the tenant. May be empty, see [WithTenants].
	Subscriptions []string
	// AllowOpaqueTokens sends auxiliary tokens that do not say which tenant they are for. Without it
	// they are refused, since nothing else shows that the credential serves the wrong tenant.
	AllowOpaqueTokens bool
}

// source is a tenant whose credential is asked; immutable.
type source struct {
	key    string // the id in lower case
	id     string
	cred   azcore.TokenCredential
	opaque bool
}

// check returns what is wrong with a tenant on its own. name is the parameter it came in.
func (t Tenant) check(name string, home bool) []azfoundry.Fault {
	var faults []azfoundry.Fault
	if !armid.IsGUID(t.ID) {
		faults = append(faults, azfoundry.Fault{
			Pointer: name + ".ID", Rule: "format", Message: "is not the GUID of a tenant", Got: t.ID,
			Advice: "az account show --query tenantId prints it",
		})
	}
	if err := usable(t.Credential, home); err != nil {
		faults = append(faults, azfoundry.Fault{Pointer: name + ".Credential", Rule: "credential", Message: err.Error()})
	}
	for i, s := range t.Subscriptions {
		if !armid.IsGUID(s) {
			faults = append(faults, azfoundry.Fault{
				Pointer: fmt.Sprintf("%s.Subscriptions[%d]", name, i), Rule: "format",
				Message: "is not the GUID of a subscription", Got: s,
				Advice: "give the bare GUID, without /subscriptions/",
			})
		}
	}
	return faults
}

// usable says why a credential cannot serve a tenant.
func usable(cred azcore.TokenCredential, home bool) error {
	if v := reflect.ValueOf(cred); !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
		return errors.New("is nil; give the tenant a credential, and check the error of its constructor")
	}
	// A managed identity ignores the tenant it is asked for and answers with a token of its own
	// (azidentity v1.15.0, managed_identity_client.go).
	if _, ok := cred.(*azidentity.ManagedIdentityCredential); ok && !home {
		return errors.New("is a managed identity, which gets tokens of its own tenant only; use an " +
			"azidentity.ClientAssertionCredential of a multi-tenant application made for this tenant, whose " +
			"assertion is a token of the managed identity for api://AzureADTokenExchange (federated credential)")
	}
	return nil
}

// fold returns an id in the spelling it is compared in.
func fold(id string) string { return strings.ToLower(id) }
