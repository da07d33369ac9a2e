// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"context"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/azfoundry/azfoundry/internal/armid"
)

// lookupLimit ends a lookup that nobody gave up on.
const lookupLimit = 30 * time.Second

// lookup finds the tenants of subscriptions that no tenant lists. The views and clients of a chain share
// what it finds, and the requests it takes.
type lookup struct {
	*core
	home   *member
	direct direct
	scopes []string
}

// owners are shared lookups, by what is asked for.
type owners = flights[string, struct{}]

func newOwners() *owners {
	return &owners{under: map[string]*flight[struct{}]{}, limit: lookupLimit, land: func(string, struct{}, error) {}}
}

// once makes a call together with whoever else wants the same.
func (c *core) once(ctx context.Context, what string, call func(context.Context) error) error {
	c.owners.mu.Lock()
	f := c.owners.join(what, func(ctx context.Context) (struct{}, error) { return struct{}{}, call(ctx) })
	c.owners.mu.Unlock()
	select {
	case <-f.done:
		return f.err
	case <-ctx.Done():
		c.owners.quit(what, f)
		return ctx.Err()
	}
}

// inBody returns what decides on unknown subscriptions in the body of a request: nothing, unless the chain
// may discover tenants. The subscription in the request's own path is the home's.
func (u lookup) inBody(req *policy.Request) unlisted {
	if !u.discover {
		return nil
	}
	own, _ := strings.CutPrefix(strings.ToLower(req.Raw().URL.Path), "/"+subscriptionsSegment+"/")
	return func(subscription string) (*member, error) {
		if strings.HasPrefix(own, fold(subscription)) {
			return nil, nil
		}
		m, _ := u.challenge(req.Raw().Context(), subscription)
		if foreign := u.learned.foreign(subscription); foreign != "" {
			return nil, u.outside(subscription, foreign)
		}
		return m, req.Raw().Context().Err()
	}
}

// find returns the tenant of a subscription that a refusal named, nil if it cannot be found out.
func (u lookup) find(ctx context.Context, subscription string) *member {
	if m, known := u.owner([]byte(subscription)); known {
		return m
	}
	if u.discover {
		if m, _ := u.challenge(ctx, subscription); m != nil || u.learned.foreign(subscription) != "" {
			return m
		}
	}
	m := u.listed(ctx, subscription)
	if m == nil && ctx.Err() == nil {
		u.learned.learn(subscription, ownership{})
	}
	return m
}

// listed asks every tenant but the home for the subscriptions that its credential may see, and returns as
// soon as one of them has it. A tenant whose list cannot be had does not have it.
func (u lookup) listed(ctx context.Context, subscription string) *member {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	found := make(chan *member, len(u.members))
	var all sync.WaitGroup
	for _, m := range u.members {
		if m == u.home {
			continue
		}
		all.Go(func() {
			_ = u.once(ctx, "list "+m.key, func(ctx context.Context) error { return u.list(ctx, m) })
			if owner, known := u.owner([]byte(subscription)); known && owner == m {
				found <- m
			}
		})
	}
	go func() {
		all.Wait()
		close(found)
	}()
	return <-found
}

// list learns the subscriptions of a tenant. Those that the credential sees in other tenants, as a guest or
// by delegation, say nothing about whose tokens open them.
func (u lookup) list(ctx context.Context, m *member) error {
	if u.learned.justListed(m) {
		return nil
	}
	token, err := u.tokens.get(ctx, ask{member: m, scopes: u.scopes, cae: true})
	if err != nil {
		return err
	}
	subscriptions, err := u.direct.subscriptions(ctx, token.Token)
	if err != nil {
		return err
	}
	for _, s := range subscriptions {
		if fold(s.Tenant) == m.key && armid.IsGUID(s.ID) {
			u.learn(ctx, s.ID, ownership{member: m}, "list")
		}
	}
	return nil
}

// challenge learns the tenant of a subscription from Resource Manager's answer to a request without a
// token: 401, and a challenge that names the authority to sign in at. Only the tenant in it is looked at,
// and only to choose among those of the chain. Users of this are as old as the service, but it is no
// contract (acs-engine, azwi and MSAL's own tests read it).
func (u lookup) challenge(ctx context.Context, subscription string) (*member, error) {
	err := u.once(ctx, "challenge "+fold(subscription), func(ctx context.Context) error {
		if _, known := u.owner([]byte(subscription)); known {
			return nil
		}
		resp, err := u.direct.get(ctx, u.direct.address(subscription), "")
		if err != nil {
			return err
		}
		switch tenant := authorityOf(resp); {
		case resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode >= http.StatusInternalServerError:
		case tenant == "":
			u.learned.learn(subscription, ownership{})
		case u.members[tenant] == nil:
			u.learn(ctx, subscription, ownership{foreign: tenant}, "challenge")
		default:
			u.learn(ctx, subscription, ownership{member: u.members[tenant]}, "challenge")
		}
		return nil
	})
	m, _ := u.owner([]byte(subscription))
	return m, err
}

func (u lookup) learn(ctx context.Context, subscription string, o ownership, by string) {
	u.learned.learn(subscription, o)
	tenant := o.foreign
	if o.member != nil {
		tenant = o.member.key
	}
	u.log.LogAttrs(ctx, slog.LevelInfo, EventTenantLearned, slog.String("subscription", fold(subscription)),
		slog.String("tenant", tenant), slog.Bool("inChain", o.member != nil), slog.String("by", by))
}

var authority = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\bauthorization_uri="https://[^"/]+/([^"/]+)/?"`)
})

// authorityOf returns the tenant that a 401 names, in lower case, "" for none. The host is nobody to trust.
func authorityOf(resp *http.Response) string {
	if resp.StatusCode != http.StatusUnauthorized {
		return ""
	}
	for _, header := range resp.Header.Values("WWW-Authenticate") {
		if m := authority().FindStringSubmatch(header); m != nil && armid.IsGUID(m[1]) {
			return fold(m[1])
		}
	}
	return ""
}
