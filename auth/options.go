// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"reflect"
	"slices"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/pin"
)

// ClientOptions returns a copy of base, which may be nil, for clients whose credential is this chain:
// it attaches auxiliary tokens, explains cross-tenant errors and keeps tokens at the Resource Manager
// of base.Cloud. Doing it twice is doing it once, and options of another view become this one's. base
// and its slices stay as they are. An *azfoundry.ValidationError reports base.AuxiliaryTenants, whose
// work the chain does, and a cloud without Resource Manager.
func (c *Chain) ClientOptions(base *arm.ClientOptions) (*arm.ClientOptions, error) {
	out, a, err := c.prepare(base)
	if err != nil {
		return nil, err
	}
	out.PerCallPolicies = replace(out.PerCallPolicies, a)
	out.PerRetryPolicies = replace(out.PerRetryPolicies, &carry{})
	return out, nil
}

// prepare returns guarded options, and the policy for them.
func (c *Chain) prepare(base *arm.ClientOptions) (*arm.ClientOptions, *attach, error) {
	var o arm.ClientOptions
	if base != nil {
		o = *base
	}
	if len(o.AuxiliaryTenants) > 0 {
		return nil, nil, refuseOptions(azfoundry.Fault{
			Pointer: "AuxiliaryTenants", Rule: "chain", Message: "would send every token with every request",
			Advice: "leave it empty; list the subscriptions in auth.Tenant or use auth.WithTenants",
		})
	}
	service, ok := resourceManager(o.Cloud)
	if !ok {
		return nil, nil, refuseOptions(azfoundry.Fault{
			Pointer: "Cloud", Rule: "required", Message: "names no Resource Manager endpoint and audience",
			Advice: "set both in Cloud.Services[cloud.ResourceManager], or leave Cloud empty for the public one",
		})
	}
	hosts, err := pin.NewHosts(service.Endpoint, c.core.extra...)
	if err != nil {
		return nil, nil, refuseOptions(azfoundry.Fault{
			Pointer: "Cloud", Rule: "format", Message: err.Error(),
			Advice: "correct the Endpoint in Cloud.Services[cloud.ResourceManager]",
		})
	}
	// The guard comes first: it looks at the address before a token is fetched, and at the answer last.
	out := hosts.Guard(&o)
	a := c.attach(service, newDirect(hosts, service.Endpoint, out))
	a.tracer = out.TracingProvider.NewTracer("azfoundry/auth", azfoundry.Version)
	return out, a, nil
}

func (c *Chain) attach(service cloud.ServiceConfiguration, d direct) *attach {
	scopes := []string{service.Audience + "/.default"}
	return &attach{
		chain: c, scopes: scopes, bundles: bundles{sets: map[tenantSet]*bundle{}}, lookup: lookup{c.core, c.home, d, scopes},
	}
}

func refuseOptions(f azfoundry.Fault) error {
	return &azfoundry.ValidationError{Op: "auth: client options", Faults: []azfoundry.Fault{f}}
}

// resourceManager returns the service of a cloud as azcore does: the public one for an empty value.
func resourceManager(c cloud.Configuration) (cloud.ServiceConfiguration, bool) {
	if reflect.ValueOf(c).IsZero() {
		c = cloud.AzurePublic
	}
	s := c.Services[cloud.ResourceManager]
	return s, s.Endpoint != "" && s.Audience != ""
}

// replace returns a copy of policies with p at the end and no other of p's type.
func replace[P policy.Policy](policies []policy.Policy, p P) []policy.Policy {
	out := slices.DeleteFunc(slices.Clone(policies), func(have policy.Policy) bool {
		_, ours := have.(P)
		return ours
	})
	return append(out, p)
}
