// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Command hashicorp reads a pool with hashicorp's client.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"

	"github.com/hashicorp/go-azure-sdk/resource-manager/network/2025-05-01/ipampools"
	"github.com/hashicorp/go-azure-sdk/sdk/environments"
	"golang.org/x/oauth2"
)

type static struct{}

// Token implements auth.Authorizer.
func (static) Token(context.Context, *http.Request) (*oauth2.Token, error) {
	return &oauth2.Token{AccessToken: os.Args[1]}, nil
}

// AuxiliaryTokens implements auth.Authorizer.
func (static) AuxiliaryTokens(context.Context, *http.Request) ([]*oauth2.Token, error) {
	return nil, nil
}

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	c, err := ipampools.NewIPamPoolsClientWithBaseURI(environments.AzurePublic().ResourceManager)
	if err != nil {
		return err
	}
	c.Client.SetAuthorizer(static{})
	id, err := ipampools.ParseIPamPoolID(os.Args[2])
	if err != nil {
		return err
	}
	got, err := c.Get(ctx, *id)
	if err != nil {
		return err
	}
	fmt.Println(*got.Model.Name)
	return nil
}
