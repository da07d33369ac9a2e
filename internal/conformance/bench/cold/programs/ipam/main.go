// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Command ipam reads a pool with our client.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/azfoundry/azfoundry/ipam"
)

type static struct{}

// GetToken implements azcore.TokenCredential.
func (static) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: os.Args[1]}, nil
}

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	c, err := ipam.NewClient(static{}, nil)
	if err != nil {
		return err
	}
	id, err := ipam.ParsePoolID(os.Args[2])
	if err != nil {
		return err
	}
	got, err := c.Pools.Get(ctx, id)
	if err != nil {
		return err
	}
	fmt.Println(got.Name)
	return nil
}
