// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package place

import (
	"cmp"
	"errors"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// openAzure returns public Azure, with the application of the ordinary environment variables or else the
// Azure CLI's login.
func (f *Flags) openAzure(getenv func(string) string) (*Place, error) {
	home := cmp.Or(f.Home, getenv("AZURE_TENANT_ID"))
	if home == "" {
		return nil, errors.New("-azure needs -" + f.flag + ", or AZURE_TENANT_ID")
	}
	id, secret := getenv("AZURE_CLIENT_ID"), getenv("AZURE_CLIENT_SECRET")
	return &Place{
		Home: home,
		Credential: func(tenant string) (azcore.TokenCredential, error) {
			if id != "" && secret != "" {
				return azidentity.NewClientSecretCredential(tenant, id, secret, nil)
			}
			return azidentity.NewAzureCLICredential(&azidentity.AzureCLICredentialOptions{TenantID: tenant})
		},
		Close: func() error { return nil },
	}, nil
}
