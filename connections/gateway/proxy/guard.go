// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/azfoundry/azfoundry/connections"
)

// GuardOptions say who may use a gateway.
type GuardOptions struct {
	// Callers are those who may; there must be one.
	Callers []Caller
	// Tenant is the GUID of the Entra tenant whose tokens are taken. Empty takes no tokens.
	Tenant string
	// Audiences are what tokens may be for, with or without a slash at the end; nil means
	// https://cognitiveservices.azure.com, which is what Foundry's connections usually name.
	Audiences []string
	// Authority is where the tenant signs in; empty means https://login.microsoftonline.com.
	Authority string
	// Issuers are those of the tenant's tokens; nil means https://sts.windows.net/TENANT/, which version 1.0
	// tokens have, and AUTHORITY/TENANT/v2.0.
	Issuers []string
	// Skew is how far the clocks may be apart; 0 means a minute, and 5 minutes are the most.
	Skew time.Duration
	// KeyHeader is the header that keys come in; empty means api-key. KeyFormat is its value with {api_key} for
	// the key, as in authConfig of a connection; empty means the key alone.
	KeyHeader, KeyFormat string
	// Transport fetches the tenant's keys; nil means one of its own, which goes through the proxy that the
	// environment names. Only the authority is asked, without following redirections.
	Transport http.RoundTripper
	// Logger gets an event for each refusal and for the first sight of each header x-ms-foundry-… that this
	// package does not know, by name. Nil logs nothing. No event has a token or key.
	Logger *slog.Logger
}

// DefaultAudience is what the tokens of Foundry's projects are for.
const DefaultAudience = connections.AudienceCognitiveServices

const (
	defaultAuthority = "https://login.microsoftonline.com"
	defaultKeyHeader = "Api-Key"
	keyPlaceholder   = "{api_key}"
	defaultSkew      = time.Minute
	maxSkew          = 5 * time.Minute
)

// Guard lets the requests of known callers through. All methods are safe for concurrent use.
type Guard struct {
	options   GuardOptions
	callers   []*Caller
	keys      []heldKey
	authority *authority // nil takes no tokens
	verified  verified
	audiences []string // without a slash at the end
	logger    *slog.Logger
	mu        sync.Mutex // guards seen
	seen      map[string]bool
}

// maxSeen bounds the names of unknown headers that are remembered, and so told of.
const maxSeen = 64

// NewGuard returns a guard. Its error is an *azfoundry.ValidationError with every fault. Nothing is fetched before
// the first token comes.
func NewGuard(opts GuardOptions) (*Guard, error) {
	opts.Authority = strings.TrimRight(cmp.Or(opts.Authority, defaultAuthority), "/")
	opts.KeyHeader = http.CanonicalHeaderKey(cmp.Or(opts.KeyHeader, defaultKeyHeader))
	opts.KeyFormat = cmp.Or(opts.KeyFormat, keyPlaceholder)
	opts.Skew = cmp.Or(opts.Skew, defaultSkew)
	opts.Tenant = strings.ToLower(opts.Tenant)
	if opts.Audiences == nil {
		opts.Audiences = []string{DefaultAudience}
	}
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	if err := checkGuard(&opts); err != nil {
		return nil, err
	}
	g := &Guard{options: opts, logger: opts.Logger, seen: map[string]bool{}}
	for _, c := range opts.Callers {
		c.Projects, c.Keys = slices.Clone(c.Projects), slices.Clone(c.Keys)
		g.callers = append(g.callers, &c)
		for _, key := range c.Keys {
			g.keys = append(g.keys, hold(key, &c))
		}
	}
	for _, a := range opts.Audiences {
		g.audiences = append(g.audiences, strings.TrimSuffix(a, "/"))
	}
	if opts.Tenant != "" {
		g.authority = newAuthority(opts)
	}
	return g, nil
}

// Handler lets the requests through that [Guard.Check] finds no fault with, with their [Origin] in the context, and
// answers the others itself.
func (g *Guard) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		origin, err := g.Check(r)
		if err != nil {
			refusal, ok := errors.AsType[*RefusedError](err)
			if !ok { // the caller left, or the server stops: without an answer it would be an empty 200
				panic(http.ErrAbortHandler)
			}
			refusal.Write(w)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), originKey{}, origin)))
	})
}

// Check tells who makes a request. Where a token and a key are there the token counts, and a bad token is not made
// good by a key. The error is a *[RefusedError], or the context's: 401 where there is neither or it is not good,
// 403 where a good token is not that of a caller or the headers name a project of somebody else, 503 where
// the tenant's keys cannot be had. Body and headers of the request stay as they are.
func (g *Guard) Check(r *http.Request) (Origin, error) {
	caller, origin, err := g.identify(r)
	if err == nil {
		var refusal *RefusedError
		origin.Caller = caller.Name
		if origin.Foundry, refusal = caller.attribute(ParseFoundry(r.Header)); refusal != nil {
			err = refusal
		}
	}
	if err != nil {
		g.refused(r, origin, err)
		return Origin{}, err
	}
	g.report(r.Context(), origin)
	return origin, nil
}

// identify finds the caller.
func (g *Guard) identify(r *http.Request) (*Caller, Origin, error) {
	key, hasKey := g.presentedKey(r.Header)
	token, hasToken := bearer(r.Header)
	switch {
	case hasKey && g.options.KeyHeader == "Authorization":
		if c := g.byKey(key); c != nil || g.authority == nil {
			return g.known(c)
		}
	case hasKey && (!hasToken || g.authority == nil):
		return g.known(g.byKey(key))
	}
	switch {
	case hasToken && g.authority != nil:
		return g.byToken(r.Context(), token)
	case len(r.Header["Authorization"]) > 0 && g.authority != nil:
		return nil, Origin{}, g.unauthorized("invalid_request", "the header Authorization is not one bearer token; send \"Bearer \" and the token, once")
	}
	return nil, Origin{}, g.unauthorized("", "the request has no credential; "+g.wanted())
}

func (g *Guard) known(c *Caller) (*Caller, Origin, error) {
	if c == nil {
		return nil, Origin{}, g.unauthorized("invalid_token", "the key is not one of this gateway's; set a current one in the connection's credentials")
	}
	return c, Origin{}, nil
}

// wanted says what a request needs.
func (g *Guard) wanted() string {
	token := "a token for " + strings.Join(g.options.Audiences, " or ") + " in the header Authorization"
	key := "a key in the header " + strings.ToLower(g.options.KeyHeader)
	switch {
	case g.authority == nil:
		return "send " + key
	case len(g.keys) == 0:
		return "send " + token
	}
	return "send " + token + ", or " + key
}

// unauthorized is an answer with status 401 and the challenges of RFC 6750, section 3; code is empty where nothing
// was sent.
func (g *Guard) unauthorized(code, message string) *RefusedError {
	out := &RefusedError{Status: http.StatusUnauthorized, Kind: kindAuth, Code: "invalid_api_key", Message: message}
	if g.authority == nil {
		out.Challenge = `ApiKey realm="gateway", header="` + strings.ToLower(g.options.KeyHeader) + `"`
		return out
	}
	out.Challenge = `Bearer realm="gateway", authorization_uri="` + g.options.Authority + "/" + g.options.Tenant + `"`
	if code != "" {
		out.Code = "invalid_token"
		out.Challenge += `, error="` + code + `"`
	}
	return out
}

// refused logs a refusal.
func (g *Guard) refused(r *http.Request, o Origin, err error) {
	refusal, ok := errors.AsType[*RefusedError](err)
	if !ok {
		return
	}
	g.logger.LogAttrs(r.Context(), slog.LevelWarn, "request refused", slog.Int("status", refusal.Status),
		slog.String("code", refusal.Code), slog.String("why", refusal.Message), slog.String("caller", o.Caller), slog.String("app", o.AppID))
}

// report tells of headers that are new, once for each name. Only callers who are known get here, and of so many
// names no more are told.
func (g *Guard) report(ctx context.Context, o Origin) {
	for name := range o.Foundry.Others {
		g.mu.Lock()
		first := !g.seen[name] && len(g.seen) < maxSeen
		if first {
			g.seen[name] = true
		}
		g.mu.Unlock()
		if first {
			g.logger.LogAttrs(ctx, slog.LevelInfo, "header of Foundry that is not known here", slog.String("header", name), slog.String("caller", o.Caller))
		}
	}
}
