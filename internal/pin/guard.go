// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package pin

import (
	"net/http"
	"slices"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// Guard returns a copy of o, which may be nil, whose pipelines send nothing to an origin outside the
// set: a policy looks at each call before any token is fetched for it, which covers polls and next
// links, and [Hosts.Transport] looks at each try and each redirect. What is there already is not added
// again; o and its slices stay as they are.
func (h *Hosts) Guard(o *arm.ClientOptions) *arm.ClientOptions {
	var c arm.ClientOptions
	if o != nil {
		c = *o
	}
	if !slices.ContainsFunc(c.PerCallPolicies, h.guards) {
		c.PerCallPolicies = append(slices.Clip(c.PerCallPolicies), &guard{hosts: h})
	}
	c.Transport = h.Transport(c.Transport)
	return &c
}

// guards reports whether p is the guard of an equal set.
func (h *Hosts) guards(p policy.Policy) bool {
	g, ok := p.(*guard)
	return ok && h.equal(g.hosts)
}

func (h *Hosts) equal(other *Hosts) bool { return slices.Equal(h.origins, other.origins) }

// guard is the policy that runs once a call, outside the retries and azcore's token policy.
type guard struct{ hosts *Hosts }

// Do implements policy.Policy.
func (g *guard) Do(req *policy.Request) (*http.Response, error) {
	if err := g.hosts.Check(req.Raw().URL); err != nil {
		return nil, err
	}
	resp, err := req.Next()
	if resp != nil && sentAs(req.Raw(), resp.Request) {
		resp.Request = req.Raw()
	} else {
		Scrub(resp)
	}
	scrubError(err)
	return resp, err
}
