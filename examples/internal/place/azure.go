// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package place

import (
	"fmt"
	"os"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/azfoundry/azfoundry/auth"
)

// openAzure returns the cloud of the ordinary AZURE_… variables, and signs in as they say.
func (f *Flags) openAzure() (*Place, error) {
	if f.Home != "" {
		if err := os.Setenv("AZURE_TENANT_ID", f.Home); err != nil {
			return nil, err
		}
	}
	env, err := auth.FromEnvironment(nil)
	if err != nil {
		return nil, fmt.Errorf("-azure, with the tenant of -%s: %w", f.flag, err)
	}
	return &Place{
		Home:       env.Chain.Home(),
		Credential: env.Source.Credential,
		Options:    &arm.ClientOptions{ClientOptions: policy.ClientOptions{Cloud: env.Cloud}},
		Close:      func() error { return nil },
	}, nil
}
