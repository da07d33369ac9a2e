// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"fmt"
	"reflect"
	"regexp"
	"sync"

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
	// Name is what you call the tenant: [WithTenants], [Chain.As] and the like take it, in any case, in
	// place of the ID. Letters, digits, dots, hyphens and underscores; empty for none.
	Name string
	// Source makes the credential that gets the tokens. The same source may serve all tenants.
	Source Source
	// Credential gets the tokens in place of a source. Make one for each tenant: azidentity's credentials
	// are bound to theirs, and one instance serves its tenants one after another.
	Credential azcore.TokenCredential
	// Subscriptions lists subscriptions that the tenant owns, as GUIDs. A write whose body refers to a
	// resource in one of them carries a token of the tenant. May be empty, see [WithTenants].
	Subscriptions []string
	// AllowOpaqueTokens sends auxiliary tokens that do not say which tenant they are for. Without it
	// they are refused, since nothing else shows that the credential serves the wrong tenant.
	AllowOpaqueTokens bool
}

// member is a tenant of a chain, whose credential is asked; immutable.
type member struct {
	key    string // the id in lower case
	id     string
	who    string // what error texts call it
	source string // the name of its source, if it has one
	cred   azcore.TokenCredential
	opaque bool
	any    bool // tokens of any tenant will do
}

// member returns the tenant with its credential, or nil with what is wrong with it on its own. name is
// the parameter it came in.
func (t Tenant) member(name string, home bool) (*member, []azfoundry.Fault) {
	out := &member{key: fold(t.ID), id: t.ID, who: "tenant " + fold(t.ID), source: t.Source.name, cred: t.Credential, opaque: t.AllowOpaqueTokens}
	faults := append(t.check(name), t.checkName(name)...)
	field := ".Credential"
	if t.Source.make != nil {
		field = ".Source"
	}
	if what, advice := t.sign(out, home); what != "" {
		faults = append(faults, azfoundry.Fault{Pointer: name + field, Rule: "credential", Message: what, Advice: advice})
	}
	return out, append(faults, t.checkSubscriptions(name)...)
}

// sign gives a member its credential if that comes from a source, and says why it is of no use and what
// to do.
func (t Tenant) sign(m *member, home bool) (what, advice string) {
	switch {
	case t.Source.make == nil:
	case t.Credential != nil:
		return "is given beside a Credential", "give one of them"
	case !armid.IsGUID(t.ID):
		return "", "" // said already, and the source would say it again
	default:
		var err error
		if m.cred, err = t.Source.make(t.ID); err != nil {
			return err.Error(), "give the source what it needs, or the tenant another one"
		}
	}
	return unusable(m.cred, home)
}

// check returns what is wrong with the id. name is the parameter the tenant came in.
func (t Tenant) check(name string) []azfoundry.Fault {
	if armid.IsGUID(t.ID) {
		return nil
	}
	return []azfoundry.Fault{{
		Pointer: name + ".ID", Rule: "format", Message: "is not the GUID of a tenant", Got: t.ID,
		Advice: "az account show --query tenantId prints it",
	}}
}

// tenantName is what a name looks like. A GUID is none, so that no name is taken for an id.
var tenantName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`) })

func (t Tenant) checkName(name string) []azfoundry.Fault {
	if t.Name == "" || tenantName().MatchString(t.Name) && !armid.IsGUID(t.Name) {
		return nil
	}
	return []azfoundry.Fault{{
		Pointer: name + ".Name", Rule: "pattern", Message: "is no name for a tenant", Got: t.Name,
		Advice: "use letters, digits, dots, hyphens and underscores; a GUID is an id",
	}}
}

func (t Tenant) checkSubscriptions(name string) []azfoundry.Fault {
	var faults []azfoundry.Fault
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

// unusable says why a credential cannot serve a tenant, and what to do.
func unusable(cred azcore.TokenCredential, home bool) (what, advice string) {
	if v := reflect.ValueOf(cred); !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
		return "is nil", "give the tenant a source or a credential, and check the error of its constructor"
	}
	// A managed identity ignores the tenant it is asked for and answers with a token of its own
	// (azidentity v1.15.0, managed_identity_client.go).
	if _, ok := cred.(*azidentity.ManagedIdentityCredential); ok && !home {
		return "is a managed identity, which gets tokens of its own tenant only", "use auth.FederatedManagedIdentity: " +
			"a multi-tenant application that trusts the identity (federated credential)"
	}
	return "", ""
}
