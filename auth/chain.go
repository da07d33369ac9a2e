// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/pin"
)

// Options tunes a chain. The zero value is ready.
type Options struct {
	// Logger gets the audit events: which tenants' tokens went where and why. They never hold a token,
	// claim or body. Nil discards them.
	Logger *slog.Logger
	// ExtraHosts lists further origins that may be given tokens, as "https://host" or
	// "https://host:port", beside the Resource Manager of each client's cloud.
	ExtraHosts []string
	// DiscoverTenants asks Resource Manager for the tenant of a subscription in a body that no tenant
	// lists: with a request that carries no token, whose refusal names the tenant. An answer outside the
	// chain fails the request with a *[CrossTenantError], and no token is asked for. It tells Resource
	// Manager which subscriptions the bodies name, one request a day for each.
	DiscoverTenants bool
}

// Chain is the home tenant and other tenants, each with its own credential. It is an
// azcore.TokenCredential for its home. A chain is immutable but for its cache of tokens, safe for
// concurrent use, and meant to be shared by all clients: they then share each token fetch.
type Chain struct {
	core *core
	home *member
}

// core is what the views of a chain share.
type core struct {
	members  map[string]*member
	named    map[string]*member // by name in lower case; those that have one
	table    map[string]*member // by subscription in lower case
	learned  *learnings
	owners   *owners
	discover bool
	extra    []string
	tokens   *store
	log      *slog.Logger
	marks    *marks
	buffers  sync.Pool // of *[]byte, for the bodies that are searched
}

// NewChain returns a chain with the given home and other tenants. Tenants that are malformed, named
// twice or without a usable credential are reported together as an *azfoundry.ValidationError.
// Nothing is sent.
func NewChain(home Tenant, others ...Tenant) (*Chain, error) {
	return Options{}.NewChain(home, others...)
}

// NewChain is [NewChain] with options.
func (o Options) NewChain(home Tenant, others ...Tenant) (*Chain, error) {
	b := builder{core: &core{
		members: map[string]*member{}, named: map[string]*member{}, table: map[string]*member{}, learned: newLearnings(), owners: newOwners(), discover: o.DiscoverTenants,
		extra: slices.Clone(o.ExtraHosts), log: o.Logger, marks: newMarks(),
	}}
	if o.Logger == nil {
		b.core.log = slog.New(slog.DiscardHandler)
	}
	b.core.tokens = newStore(b.core.log, b.core.marks)
	b.hosts(o.ExtraHosts)
	b.add("home", home, true)
	for i, t := range others {
		b.add(fmt.Sprintf("others[%d]", i), t, false)
	}
	if len(b.faults) > 0 {
		return nil, &azfoundry.ValidationError{Op: "auth: new chain", Faults: b.faults}
	}
	return &Chain{core: b.core, home: b.core.members[fold(home.ID)]}, nil
}

// builder collects the tenants of a chain and what is wrong with them.
type builder struct {
	core   *core
	faults []azfoundry.Fault
}

func (b *builder) add(name string, t Tenant, home bool) {
	m, faults := t.member(name, home)
	b.faults = append(b.faults, faults...)
	key := m.key
	if _, twice := b.core.members[key]; twice && t.ID != "" {
		b.faults = append(b.faults, azfoundry.Fault{
			Pointer: name + ".ID", Rule: "unique", Message: "names a tenant that the chain has already", Got: t.ID,
			Advice: "give each tenant once, with all its subscriptions",
		})
	}
	b.core.members[key] = m
	b.name(name, t.Name, m)
	for i, s := range t.Subscriptions {
		if _, twice := b.core.table[fold(s)]; twice {
			b.faults = append(b.faults, azfoundry.Fault{
				Pointer: fmt.Sprintf("%s.Subscriptions[%d]", name, i), Rule: "unique",
				Message: "is listed twice, and a subscription belongs to one tenant", Got: s,
				Advice: "list it with the tenant that az account show --subscription prints for it",
			})
		}
		b.core.table[fold(s)] = m
	}
}

// name lets a member be called by its name as well.
func (b *builder) name(parameter, name string, m *member) {
	if name == "" {
		return
	}
	if _, twice := b.core.named[fold(name)]; twice {
		b.faults = append(b.faults, azfoundry.Fault{
			Pointer: parameter + ".Name", Rule: "unique", Message: "is the name of another tenant of the chain", Got: name,
			Advice: "give each tenant a name of its own, in whatever case",
		})
	}
	b.core.named[fold(name)] = m
}

func (b *builder) hosts(extra []string) {
	for i, address := range extra {
		if _, err := pin.NewHosts(address); err != nil {
			b.faults = append(b.faults, azfoundry.Fault{
				Pointer: fmt.Sprintf("ExtraHosts[%d]", i), Rule: "format", Message: err.Error(),
				Advice: "give hosts that may see the chain's tokens, or none",
			})
		}
	}
}

// Home returns the id of the home tenant in lower case.
func (c *Chain) Home() string { return c.home.key }

// Tenants returns the ids of all tenants of the chain in lower case, sorted, the home among them.
func (c *Chain) Tenants() []string { return c.core.names() }

// As returns a view of the chain whose home is another of its tenants. Views share credentials and
// tokens. Give each home its own client: azcore keeps one home token for each client. A tenant that is
// not in the chain is a *[CrossTenantError] of kind [TenantNotInChain].
func (c *Chain) As(tenant string) (*Chain, error) {
	s, err := c.core.member(tenant)
	if err != nil {
		return nil, err
	}
	return &Chain{core: c.core, home: s}, nil
}

// GetToken returns a token of the home tenant, or of the tenant that opts.TenantID names, from the
// chain's cache or else from that tenant's credential. Concurrent calls share one fetch; a call ends
// with its ctx while the fetch goes on for the others. Claims cause a fetch, those for
// which there was one within the last minute excepted. Errors are a *[CrossTenantError] or wrap ctx's
// error, or both. It implements azcore.TokenCredential.
func (c *Chain) GetToken(ctx context.Context, opts policy.TokenRequestOptions) (azcore.AccessToken, error) {
	s := c.home
	if opts.TenantID != "" {
		var err error
		if s, err = c.core.member(opts.TenantID); err != nil {
			return azcore.AccessToken{}, err
		}
	}
	got, err := c.core.tokens.get(ctx, ask{member: s, scopes: opts.Scopes, cae: opts.EnableCAE, claims: opts.Claims})
	if err == nil && s != c.home {
		err = s.mayBeAuxiliary(got)
	}
	if err != nil {
		return azcore.AccessToken{}, err
	}
	return got.AccessToken, nil
}

// member returns a tenant of the chain, by id or name.
func (c *core) member(tenant string) (*member, error) {
	if s, ok := c.members[fold(tenant)]; ok {
		return s, nil
	}
	if s, ok := c.named[fold(tenant)]; ok {
		return s, nil
	}
	return nil, c.notInChain(tenant)
}

func (c *core) names() []string { return slices.Sorted(maps.Keys(c.members)) }
