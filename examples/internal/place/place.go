// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package place is where example programs run: an emulator in this process, one of another process, or
// Azure.
package place

import (
	"errors"
	"fmt"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"

	"github.com/azfoundry/azfoundry/auth"
	"github.com/azfoundry/azfoundry/examples/internal/ready"
)

// Place is a cloud with the tenants that are known of it, and somebody who can sign in.
type Place struct {
	// Home is the tenant of the resources, by GUID.
	Home string
	// Tenants are the ones with a name; none on Azure.
	Tenants []ready.Tenant
	// Credential returns the deployer's credential for one tenant.
	Credential func(tenant string) (azcore.TokenCredential, error)
	// Options name the cloud; nil is public Azure.
	Options *arm.ClientOptions
	// Close ends what was started for the program.
	Close func() error
}

// Tenant returns a tenant by name or GUID, with the subscriptions that are known of it; or one that is not
// known yet, as NAME=GUID.
func (p *Place) Tenant(name string) ready.Tenant {
	if label, id, given := strings.Cut(name, "="); given {
		return ready.Tenant{Name: label, ID: id}
	}
	for _, t := range p.Tenants {
		if strings.EqualFold(t.Name, name) || strings.EqualFold(t.ID, name) {
			return t
		}
	}
	return ready.Tenant{ID: name}
}

// Chain returns the deployer at home in one tenant, who can prove himself to others.
func (p *Place) Chain(home ready.Tenant, others ...ready.Tenant) (*auth.Chain, error) {
	first, err := p.member(home)
	faults := []error{err}
	var rest []auth.Tenant
	for _, other := range others {
		t, err := p.member(other)
		rest, faults = append(rest, t), append(faults, err)
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return auth.NewChain(first, rest...)
}

func (p *Place) member(t ready.Tenant) (auth.Tenant, error) {
	cred, err := p.Credential(t.ID)
	if err != nil {
		return auth.Tenant{}, fmt.Errorf("sign in to tenant %q: %w", t.ID, err)
	}
	return auth.Tenant{ID: t.ID, Name: t.Name, Credential: cred, Subscriptions: t.Subscriptions}, nil
}
