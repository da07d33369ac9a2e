// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"fmt"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/pin"
)

// Service is a service other than Resource Manager, as data; generated.
type Service struct {
	// Name is its key in the services of a cloud.Configuration. What is there goes before Endpoints.
	Name cloud.ServiceName
	// Title is what people call it.
	Title string
	// VersionInPath puts the API version first into the path, and not into the query.
	VersionInPath bool
	// Endpoints are its roots in the clouds that everybody knows.
	Endpoints Endpoints
}

// Endpoints are the roots of a service, which are the audiences of its tokens too. One is empty where the
// cloud does not have the service.
type Endpoints struct{ Public, Government, China string }

// connect returns the root of the service and the pipeline that leads there. Its guard lets tokens go to the
// service's own host and no other: they never reach Resource Manager, nor those for Resource Manager the
// service. Hence a chain is not asked for its options, and auxiliary tokens are of no use here.
func (s *Service) connect(module string, cred azcore.TokenCredential, opts *arm.ClientOptions) (endpoint string, p runtime.Pipeline, err error) {
	at, err := s.in(opts.Cloud)
	if err != nil {
		return "", p, err
	}
	hosts, err := pin.NewHosts(at.Endpoint)
	if err != nil {
		return "", p, err
	}
	guarded := hosts.Guard(opts)
	bearer := runtime.NewBearerTokenPolicy(cred, []string{at.Audience + "/.default"}, nil)
	p = runtime.NewPipeline(module, azfoundry.Version, runtime.PipelineOptions{PerRetry: []policy.Policy{bearer}}, &guarded.ClientOptions)
	return at.Endpoint, p, nil
}

// versionInPath reports whether paths begin with the API version.
func (c *Client) versionInPath() bool {
	return c.config.Service != nil && c.config.Service.VersionInPath
}

// in returns where the service is in a cloud, without trailing slashes.
func (s *Service) in(c cloud.Configuration) (cloud.ServiceConfiguration, error) {
	at := c.Services[s.Name]
	if at.Endpoint == "" {
		at = cloud.ServiceConfiguration{Endpoint: s.Endpoints.of(c)}
	}
	if at.Audience == "" {
		at.Audience = at.Endpoint
	}
	at.Endpoint, at.Audience = strings.TrimRight(at.Endpoint, "/"), strings.TrimRight(at.Audience, "/")
	if at.Endpoint == "" {
		return at, fmt.Errorf("the cloud configuration names no %s endpoint; set Services[%q]", s.Title, s.Name)
	}
	return at, nil
}

// of returns the root in a cloud, which is known by its authority; empty for another cloud.
func (e Endpoints) of(c cloud.Configuration) string {
	if c.Services == nil && c.ActiveDirectoryAuthorityHost == "" {
		return e.Public
	}
	for _, known := range []struct{ authority, root string }{
		{cloud.AzurePublic.ActiveDirectoryAuthorityHost, e.Public},
		{cloud.AzureGovernment.ActiveDirectoryAuthorityHost, e.Government},
		{cloud.AzureChina.ActiveDirectoryAuthorityHost, e.China},
	} {
		if strings.EqualFold(strings.TrimRight(c.ActiveDirectoryAuthorityHost, "/"), strings.TrimRight(known.authority, "/")) {
			return known.root
		}
	}
	return ""
}
