// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"context"
	"log/slog"
	"sync"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// ManagedIdentity is the managed identity of the machine the program runs on; id is nil for the one that
// the system assigned. It serves as home only: a managed identity gets tokens of its own tenant, and
// answers with one of those whatever tenant it is asked for. For other tenants there is
// [FederatedManagedIdentity].
func ManagedIdentity(id azidentity.ManagedIDKind, o *SourceOptions) Source {
	opts := o.orDefault()
	return NewSource("managed identity", func(string) (azcore.TokenCredential, error) {
		return azidentity.NewManagedIdentityCredential(&azidentity.ManagedIdentityCredentialOptions{
			ClientOptions: opts.ClientOptions, ID: id,
		})
	})
}

// FederatedManagedIdentity is a multi-tenant application that trusts a managed identity: its federated
// credential names the identity's tenant as the issuer, https://login.microsoftonline.com/TENANT/v2.0,
// and the object id of the identity as the subject. The identity's token is the assertion with which the
// application signs in, in any tenant where it has a service principal. id is nil for the identity that
// the system assigned.
func FederatedManagedIdentity(clientID string, id azidentity.ManagedIDKind, o *SourceOptions) Source {
	opts := o.orDefault()
	// The tenants share the identity and the cache of its tokens, so that a cold start asks the
	// machine's endpoint once: that one is throttled for all programs of the machine together.
	identity := sync.OnceValues(func() (func(context.Context) (string, error), error) {
		cred, err := ManagedIdentity(id, o).make("")
		if err != nil {
			return nil, err
		}
		tokens := newStore(slog.New(slog.DiscardHandler), newMarks())
		wish := ask{
			member: &member{who: "the managed identity", cred: cred, any: true},
			scopes: []string{exchange(opts.Cloud) + "/.default"},
		}
		return func(ctx context.Context) (string, error) {
			got, err := tokens.get(ctx, wish)
			return got.Token, err
		}, nil
	})
	return NewSource("federated managed identity", func(tenant string) (azcore.TokenCredential, error) {
		assertion, err := identity()
		if err != nil {
			return nil, err
		}
		return ClientAssertion(clientID, assertion, o).make(tenant)
	})
}

// exchange returns the audience of assertions in a cloud (Microsoft Learn, "Configure an application to
// trust a managed identity").
func exchange(c cloud.Configuration) string {
	found, _ := cloudOf(c.ActiveDirectoryAuthorityHost)
	switch found.ActiveDirectoryAuthorityHost {
	case cloud.AzureGovernment.ActiveDirectoryAuthorityHost:
		return "api://AzureADTokenExchangeUSGov"
	case cloud.AzureChina.ActiveDirectoryAuthorityHost:
		return "api://AzureADTokenExchangeChina"
	}
	return "api://AzureADTokenExchange"
}
