// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Command azcore reads a pool with azcore alone, the least that a client on azcore is.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	armruntime "github.com/Azure/azure-sdk-for-go/sdk/azcore/arm/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
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
	pl, err := armruntime.NewPipeline("cold", "v1.0.0", static{}, runtime.PipelineOptions{}, nil)
	if err != nil {
		return err
	}
	req, err := runtime.NewRequest(ctx, http.MethodGet, os.Args[2])
	if err != nil {
		return err
	}
	resp, err := pl.Do(req)
	if err != nil {
		return err
	}
	var got struct {
		Name string `json:"name"`
	}
	if err := runtime.UnmarshalAsJSON(resp, &got); err != nil {
		return err
	}
	fmt.Println(got.Name)
	return nil
}
