// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package rest is the runtime of the generated clients: it builds requests, sends them through azcore's
// pipeline behind the transport guard, decodes and pages answers, waits for long-running operations
// and turns failures into *azfoundry.OpError. Generated code adds data and signatures only.
package rest

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	armruntime "github.com/Azure/azure-sdk-for-go/sdk/azcore/arm/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/pin"
)

// Config says which client is being built; generated.
type Config struct {
	// Package is the Go package, for error texts and telemetry.
	Package string
	// Service is the service that the client is for; nil means Resource Manager.
	Service *Service
}

// Client sends requests. It is immutable and safe for concurrent use.
type Client struct {
	config   Config
	endpoint string
	pipeline runtime.Pipeline
	blank    *http.Request // a request to the endpoint, of which all others are copies
	accept   []string      // the header of all requests; nobody may write to it
	chain    chain         // nil where the credential is none
	patient  bool          // whether it sends again what time may mend
}

// chain is what this package knows of *auth.Chain: it completes client options, and doing so twice
// changes nothing; it tells which tenants' tokens a request would get, and what a failure between tenants
// means.
type chain interface {
	ClientOptions(*arm.ClientOptions) (*arm.ClientOptions, error)
	Auxiliary(*policy.Request) ([]string, error)
	Explain(error) error
}

// maxRetryDelay lets azcore honour a long Retry-After within the caller's deadline; azcore's own
// limit of 60 s makes it give up at once.
const maxRetryDelay = 10 * time.Minute

// maxRetries is how often a request is sent again after a broken connection or a failing server. All
// writes here may be repeated, and azcore's three make a busy client lose one in some hundreds where
// every fifth request is struck.
const maxRetries = 5

// New returns a client for the cloud of opts, public Azure for nil. Registration of resource providers
// is off: it would be a write nobody asked for.
func New(config Config, cred azcore.TokenCredential, opts *arm.ClientOptions) (*Client, error) {
	if cred == nil {
		return nil, fmt.Errorf("%s: new client: the credential is nil; give an *auth.Chain or any azcore.TokenCredential", config.Package)
	}
	var o arm.ClientOptions
	if opts != nil {
		o = *opts
	}
	o.DisableRPRegistration = true
	patient := withRetries(&o)
	o.PerRetryPolicies = append(slices.Clip(o.PerRetryPolicies), try{logged: o.Logging.IncludeBody})
	connect := connect
	if config.Service != nil {
		connect = config.Service.connect
	}
	endpoint, pipeline, err := connect("azfoundry/"+config.Package, cred, &o)
	if err != nil {
		return nil, fmt.Errorf("%s: new client: %w", config.Package, err)
	}
	blank, err := http.NewRequest(http.MethodGet, endpoint, nil)
	if err != nil {
		return nil, fmt.Errorf("%s: new client: %w", config.Package, err)
	}
	c := &Client{config: config, endpoint: endpoint, pipeline: pipeline, blank: blank, accept: []string{"application/json"}, patient: patient}
	if config.Service == nil {
		c.chain, _ = cred.(chain)
	}
	return c, nil
}

// connect returns the root of Resource Manager and the pipeline that leads there.
func connect(module string, cred azcore.TokenCredential, opts *arm.ClientOptions) (endpoint string, p runtime.Pipeline, err error) {
	if endpoint, err = resourceManager(opts.Cloud); err != nil {
		return "", p, err
	}
	guarded, err := guard(opts, endpoint, cred)
	if err != nil {
		return "", p, err
	}
	p, err = armruntime.NewPipeline(module, azfoundry.Version, cred, runtime.PipelineOptions{}, guarded)
	return endpoint, p, err
}

// Endpoint returns the root of the service, without a trailing slash.
func (c *Client) Endpoint() string { return c.endpoint }

// withRetries sets up azcore's retries and our own. A caller who turned retries off, or chose which
// answers to retry, has the last word; the result says whether ours are on.
func withRetries(o *arm.ClientOptions) bool {
	if o.Retry.MaxRetryDelay == 0 {
		o.Retry.MaxRetryDelay = maxRetryDelay
	}
	if o.Retry.MaxRetries < 0 || o.Retry.StatusCodes != nil || o.Retry.ShouldRetry != nil {
		return false
	}
	o.Retry.StatusCodes = statusCodes
	o.Retry.MaxRetries = cmp.Or(o.Retry.MaxRetries, maxRetries)
	o.PerCallPolicies = append(slices.Clip(o.PerCallPolicies), &retry{written: &written{until: map[string]time.Time{}}})
	return true
}

// guard puts the transport guard around opts: the chain's own where the credential is one.
func guard(opts *arm.ClientOptions, endpoint string, cred azcore.TokenCredential) (*arm.ClientOptions, error) {
	if c, ok := cred.(chain); ok {
		return c.ClientOptions(opts)
	}
	hosts, err := pin.NewHosts(endpoint)
	if err != nil {
		return nil, err
	}
	return hosts.Guard(opts), nil
}

// resourceManager returns the endpoint of a cloud without a trailing slash.
func resourceManager(c cloud.Configuration) (string, error) {
	if c.Services == nil && c.ActiveDirectoryAuthorityHost == "" {
		c = cloud.AzurePublic
	}
	endpoint := c.Services[cloud.ResourceManager].Endpoint
	if endpoint == "" {
		return "", fmt.Errorf("the cloud configuration names no Resource Manager endpoint; set Services[cloud.ResourceManager]")
	}
	for len(endpoint) > 0 && endpoint[len(endpoint)-1] == '/' {
		endpoint = endpoint[:len(endpoint)-1]
	}
	return endpoint, nil
}
