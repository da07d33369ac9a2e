// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"context"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// AzureCLI is whoever is logged in to the Azure CLI, az, in each tenant: az login --tenant TENANT.
func AzureCLI() Source {
	return inTurn("Azure CLI", func(tenant string) (azcore.TokenCredential, error) {
		return azidentity.NewAzureCLICredential(&azidentity.AzureCLICredentialOptions{TenantID: tenant})
	})
}

// AzureDeveloperCLI is whoever is logged in to the Azure Developer CLI, azd.
func AzureDeveloperCLI() Source {
	return inTurn("Azure Developer CLI", func(tenant string) (azcore.TokenCredential, error) {
		return azidentity.NewAzureDeveloperCLICredential(&azidentity.AzureDeveloperCLICredentialOptions{TenantID: tenant})
	})
}

// AzurePowerShell is whoever is logged in to Azure PowerShell, the module Az.Accounts.
func AzurePowerShell() Source {
	return inTurn("Azure PowerShell", func(tenant string) (azcore.TokenCredential, error) {
		return azidentity.NewAzurePowerShellCredential(&azidentity.AzurePowerShellCredentialOptions{TenantID: tenant})
	})
}

// inTurn is a source whose credentials run a program. The program runs once at a time for all tenants:
// several at once spoil the files in which it keeps its login (azure-sdk-for-go issues 25581, 27032).
func inTurn(name string, credential func(tenant string) (azcore.TokenCredential, error)) Source {
	slot := make(chan struct{}, 1)
	return NewSource(name, func(tenant string) (azcore.TokenCredential, error) {
		cred, err := credential(tenant)
		return queued{cred, slot}, err
	})
}

// queued is a credential that waits for its turn.
type queued struct {
	azcore.TokenCredential

	slot chan struct{}
}

// GetToken implements azcore.TokenCredential.
func (q queued) GetToken(ctx context.Context, opts policy.TokenRequestOptions) (azcore.AccessToken, error) {
	select {
	case q.slot <- struct{}{}:
		defer func() { <-q.slot }()
		return q.TokenCredential.GetToken(ctx, opts)
	case <-ctx.Done():
		return azcore.AccessToken{}, ctx.Err()
	}
}
