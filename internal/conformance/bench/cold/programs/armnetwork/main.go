// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Command armnetwork reads a pool with the official client.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"
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
	c, err := official.NewIpamPoolsClient(os.Args[2], static{}, nil)
	if err != nil {
		return err
	}
	got, err := c.Get(ctx, os.Args[3], os.Args[4], os.Args[5], nil)
	if err != nil {
		return err
	}
	fmt.Println(*got.Name)
	return nil
}
