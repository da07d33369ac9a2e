// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package place

import (
	"cmp"
	"errors"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/examples/internal/ready"
)

// openEmulator starts an emulator with the default world. Its application signs in as anywhere else.
func (f *Flags) openEmulator() (*Place, error) {
	world, err := armtest.Start(nil)
	if err != nil {
		return nil, err
	}
	p, err := f.in(ready.Describe(world, ""), world.ClientOptions().ClientOptions)
	if err != nil {
		return nil, errors.Join(err, world.Close())
	}
	p.Close = world.Close
	return p, nil
}

// openRunning returns the emulator of another process, which is left as it is.
func (f *Flags) openRunning() (*Place, error) {
	line, err := ready.Read(f.Emulator)
	if err != nil {
		return nil, err
	}
	options, err := line.ClientOptions()
	if err != nil {
		return nil, err
	}
	return f.in(line, options)
}

func (f *Flags) in(line ready.Line, options policy.ClientOptions) (*Place, error) {
	deployer, err := line.Client("deployer")
	if err != nil {
		return nil, err
	}
	p := &Place{
		Tenants: line.Tenants,
		Credential: func(tenant string) (azcore.TokenCredential, error) {
			return azidentity.NewClientSecretCredential(tenant, deployer.ClientID, deployer.ClientSecret,
				&azidentity.ClientSecretCredentialOptions{ClientOptions: options, DisableInstanceDiscovery: true})
		},
		Options: &arm.ClientOptions{ClientOptions: options},
		Close:   func() error { return nil },
	}
	p.Home = p.Tenant(cmp.Or(f.Home, "managed")).ID
	return p, nil
}
