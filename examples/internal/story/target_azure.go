// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package story

import (
	"errors"
	"fmt"
	"os"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/azfoundry/azfoundry/ipam"
)

func (f *Flags) openAzure() (*Target, error) {
	var faults []error
	for _, need := range []struct{ flag, value string }{
		{"management-tenant", f.management}, {"managed-tenant", f.managed}, {"location", f.region},
	} {
		if need.value == "" {
			faults = append(faults, fmt.Errorf("-azure needs -%s", need.flag))
		}
	}
	pool, err1 := ipam.ParsePoolID(f.pool)
	network, err2 := ipam.ParseVirtualNetworkID(f.network)
	if err := errors.Join(append(faults, err1, err2)...); err != nil {
		return nil, err
	}
	return &Target{
		ManagementTenant: f.management, ManagedTenant: f.managed,
		Pool: pool, Network: network, Location: f.region,
		Credential: azureCredential,
		Close:      func() error { return nil },
	}, nil
}

// azureCredential returns the application of the ordinary environment variables, or else the Azure
// CLI's login.
func azureCredential(tenant string) (azcore.TokenCredential, error) {
	if id, secret := os.Getenv("AZURE_CLIENT_ID"), os.Getenv("AZURE_CLIENT_SECRET"); id != "" && secret != "" {
		return azidentity.NewClientSecretCredential(tenant, id, secret, nil)
	}
	return azidentity.NewAzureCLICredential(&azidentity.AzureCLICredentialOptions{TenantID: tenant})
}
