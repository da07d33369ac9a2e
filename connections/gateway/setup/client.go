// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package setup

import (
	"errors"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"

	"github.com/azfoundry/azfoundry/abac/roleassign"
	"github.com/azfoundry/azfoundry/connections/gateway"
	"github.com/azfoundry/azfoundry/foundry"
	"github.com/azfoundry/azfoundry/internal/rest"
)

// Client sets gateways up. It is immutable and safe for concurrent use; but two set-ups of one API at a time
// get into each other's way.
type Client struct {
	gateway *gateway.Client
	foundry *foundry.Client
	roles   *roleassign.Client
	rest    *rest.Client
}

// NewClient returns a client that authenticates with cred, usually an *auth.Chain. Nil opts mean public Azure.
// It fails without a credential and on a cloud configuration without Resource Manager.
func NewClient(cred azcore.TokenCredential, opts *arm.ClientOptions) (*Client, error) {
	c, err := rest.New(rest.Config{Package: "setup"}, cred, opts)
	if err != nil {
		return nil, err
	}
	apis, err1 := gateway.NewClient(cred, opts)
	accounts, err2 := foundry.NewClient(cred, opts)
	roles, err3 := roleassign.NewClient(cred, opts)
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, err
	}
	return &Client{gateway: apis, foundry: accounts, roles: roles, rest: c}, nil
}
