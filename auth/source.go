// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"context"
	"errors"
	"fmt"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// Source is one way to sign in, such as an application with its secret, that makes a credential of its
// own for each tenant: tenants then do not wait for each other, as they do behind one credential of
// azidentity. The zero value is no source. Sources are immutable, hold no text that could be printed by
// accident, and may be used for several chains.
type Source struct {
	name string
	make func(tenant string) (azcore.TokenCredential, error)
}

// NewSource returns a source of a way to sign in that this package does not know. name is what errors
// and events call it; credential returns a new credential for each tenant it is called with, a GUID.
func NewSource(name string, credential func(tenant string) (azcore.TokenCredential, error)) Source {
	return Source{name: name, make: credential}
}

// String returns the name of the source.
func (s Source) String() string { return s.name }

// Credential returns a new credential for a tenant.
func (s Source) Credential(tenant string) (azcore.TokenCredential, error) {
	if s.make == nil {
		return nil, errors.New("auth: the source is empty; make one with ClientSecret, AzureCLI or another function of this package")
	}
	cred, err := s.make(tenant)
	if err != nil {
		return nil, fmt.Errorf("auth: %s for tenant %q: %w", s.name, tenant, err)
	}
	return cred, nil
}

// SourceOptions are how a source talks to Microsoft Entra ID. The zero value, like nil, is the public
// cloud, or the one that AZURE_AUTHORITY_HOST names.
type SourceOptions struct {
	policy.ClientOptions

	// DisableInstanceDiscovery keeps credentials from asking login.microsoftonline.com whether it knows
	// the cloud's authority, as in clouds that are not connected to it.
	DisableInstanceDiscovery bool
	// SendCertificateChain sends the certificate with each request, for applications that trust a
	// subject name and issuer rather than one certificate.
	SendCertificateChain bool
}

func (o *SourceOptions) orDefault() SourceOptions {
	if o == nil {
		return SourceOptions{}
	}
	return *o
}

// ClientSecret is an application with a secret. It needs a service principal in each tenant.
func ClientSecret(clientID, secret string, o *SourceOptions) Source {
	opts := o.orDefault()
	return NewSource("client secret", func(tenant string) (azcore.TokenCredential, error) {
		return azidentity.NewClientSecretCredential(tenant, clientID, secret, &azidentity.ClientSecretCredentialOptions{
			ClientOptions: opts.ClientOptions, DisableInstanceDiscovery: opts.DisableInstanceDiscovery,
		})
	})
}

// ClientAssertion is an application with a federated credential: assertion returns a token of the other
// issuer whenever one is needed, and must be safe for concurrent use.
func ClientAssertion(clientID string, assertion func(context.Context) (string, error), o *SourceOptions) Source {
	opts := o.orDefault()
	return NewSource("client assertion", func(tenant string) (azcore.TokenCredential, error) {
		return azidentity.NewClientAssertionCredential(tenant, clientID, assertion, &azidentity.ClientAssertionCredentialOptions{
			ClientOptions: opts.ClientOptions, DisableInstanceDiscovery: opts.DisableInstanceDiscovery,
		})
	})
}

// WorkloadIdentity is an application that trusts the service account token of a Kubernetes pod.
// tokenFile is where the token is, AZURE_FEDERATED_TOKEN_FILE in a pod; it is read again every ten
// minutes. The same token serves all tenants.
func WorkloadIdentity(clientID, tokenFile string, o *SourceOptions) Source {
	opts := o.orDefault()
	return NewSource("workload identity", func(tenant string) (azcore.TokenCredential, error) {
		return azidentity.NewWorkloadIdentityCredential(&azidentity.WorkloadIdentityCredentialOptions{
			ClientOptions: opts.ClientOptions, DisableInstanceDiscovery: opts.DisableInstanceDiscovery,
			ClientID: clientID, TenantID: tenant, TokenFilePath: tokenFile,
		})
	})
}
