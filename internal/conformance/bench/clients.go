// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	armruntime "github.com/Azure/azure-sdk-for-go/sdk/azcore/arm/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"
	"github.com/hashicorp/go-azure-sdk/resource-manager/network/2025-05-01/ipampools"
	"github.com/hashicorp/go-azure-sdk/resource-manager/network/2025-05-01/virtualnetworks"
	"github.com/hashicorp/go-azure-sdk/sdk/environments"
	"golang.org/x/oauth2"

	"github.com/azfoundry/azfoundry/ipam"
)

// clients are the peers' clients, all with the same token and the same answers.
type clients struct {
	ours      *ipam.Client
	pools     *official.IpamPoolsClient
	networks  *official.VirtualNetworksClient
	hcPools   *ipampools.IPamPoolsClient
	hcNetwork *virtualnetworks.VirtualNetworksClient
	bare      runtime.Pipeline
}

// newClients returns clients that send to m, those on azcore by way of via.
func newClients(m *memory, via policy.Transporter) (*clients, error) {
	var c clients
	var err [6]error
	c.ours, err[0] = ipam.NewClient(static{}, options(via))
	c.pools, err[1] = official.NewIpamPoolsClient(subscription, static{}, options(via))
	c.networks, err[2] = official.NewVirtualNetworksClient(subscription, static{}, options(via))
	api := environments.AzurePublic().ResourceManager
	c.hcPools, err[3] = ipampools.NewIPamPoolsClientWithBaseURI(api)
	c.hcNetwork, err[4] = virtualnetworks.NewVirtualNetworksClientWithBaseURI(api)
	c.bare, err[5] = armruntime.NewPipeline("bench", "v1.0.0", static{}, runtime.PipelineOptions{}, options(via))
	if err := errors.Join(err[:]...); err != nil {
		return nil, err
	}
	c.hcPools.Client.SetTransport(m)
	c.hcPools.Client.SetAuthorizer(static{})
	c.hcNetwork.Client.SetTransport(m)
	c.hcNetwork.Client.SetAuthorizer(static{})
	return &c, nil
}

func options(via policy.Transporter) *arm.ClientOptions {
	return &arm.ClientOptions{
		ClientOptions:         policy.ClientOptions{Transport: via},
		DisableRPRegistration: true, // ours never registers
	}
}

// static is a credential of each kind whose token is always the same.
type static struct{}

// accessToken has the length of a real one.
var accessToken = string(make64(2200))

func make64(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = 'A' + byte(i%26)
	}
	return b
}

// GetToken implements azcore.TokenCredential.
func (static) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: accessToken, ExpiresOn: time.Now().Add(time.Hour)}, nil
}

// Token implements hashicorp's auth.Authorizer.
func (static) Token(context.Context, *http.Request) (*oauth2.Token, error) {
	return &oauth2.Token{AccessToken: accessToken, TokenType: "Bearer", Expiry: time.Now().Add(time.Hour)}, nil
}

// AuxiliaryTokens implements hashicorp's auth.Authorizer.
func (static) AuxiliaryTokens(context.Context, *http.Request) ([]*oauth2.Token, error) {
	return nil, nil
}
