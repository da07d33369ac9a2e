// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// LimiterOptions say how a limiter works. The zero value, like nil, is fine.
type LimiterOptions struct {
	// MaxAgents is how many agents, or versions of agents, of one project are counted apart at the same time;
	// further ones share one count. 0 means 512. This bounds the memory, at some 600 bytes each: the projects
	// are those that the guard was told of, and an agent that was idle for a window is forgotten.
	MaxAgents int
}

const defaultMaxAgents = 512

// Limiter counts requests by who makes them, and refuses what is too much. It is exact: of requests at the same
// time those that fit go through and all others are refused. All methods are safe for concurrent use.
type Limiter struct {
	limits []Limit
	most   int
	began  time.Time

	mu    sync.Mutex // guards what follows: a request is counted in all limits or in none
	books []book     // one for each limit
	swept time.Duration
}

// book holds the counts of one limit: by principal, then by what belongs to it.
type book map[string]map[string]*account

// account is one count.
type account struct{ requests, tokens window }

// further is the account that what belongs to a principal shares, once there is too much of it. No header has
// this text.
const further = "\x00"

// NewLimiter returns a limiter of several limits, all of which hold. Its error is an *azfoundry.ValidationError.
func NewLimiter(limits []Limit, opts *LimiterOptions) (*Limiter, error) {
	if err := checkLimits(limits); err != nil {
		return nil, err
	}
	l := &Limiter{limits: slices.Clone(limits), most: defaultMaxAgents, began: time.Now()}
	if opts != nil {
		l.most = cmp.Or(max(opts.MaxAgents, 0), defaultMaxAgents)
	}
	for i := range l.limits {
		l.limits[i].Window = cmp.Or(l.limits[i].Window, time.Minute)
		l.books = append(l.books, book{})
	}
	return l, nil
}

// Handler counts the requests that come through a [Guard], and answers with status 429 and Retry-After what is
// too much. It reads the tokens that were used from what next writes: JSON and event streams of the chat
// completions, responses, embeddings and messages APIs, uncompressed. A request without an [Origin] is refused
// with 500: a guard belongs before a limiter.
func (l *Limiter) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		origin, ok := FromContext(r.Context())
		if !ok {
			unguarded().Write(w)
			return
		}
		if refusal := l.admit(origin); refusal != nil {
			refusal.Write(w)
			return
		}
		m, whole := newMeter(w), false
		defer func() { l.charge(origin, m.outcome(whole)) }() // also where next panics to cut the connection
		next.ServeHTTP(m, r)
		whole = r.Context().Err() == nil
	})
}

func unguarded() *RefusedError {
	return &RefusedError{
		Status: http.StatusInternalServerError, Kind: kindServer, Code: "no_guard",
		Message: "this gateway does not know who is calling; have its operator put a guard before it",
	}
}

// admit counts a request, or says how long to wait.
func (l *Limiter) admit(o Origin) *RefusedError {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := time.Since(l.began)
	l.sweep(at)
	var longest time.Duration
	var by Limit
	var kind string
	accounts := make([]*account, len(l.limits))
	for i, limit := range l.limits {
		a := l.account(i, o)
		accounts[i] = a
		if limit.Requests > 0 {
			if d := a.requests.wait(at, 1, limit.Requests); d > longest {
				longest, by, kind = d, limit, "requests"
			}
		}
		if limit.Tokens > 0 {
			if d := a.tokens.wait(at, 1, limit.Tokens); d > longest {
				longest, by, kind = d, limit, "tokens"
			}
		}
	}
	if longest > 0 {
		return tooMuch(by, kind, longest)
	}
	for i, limit := range l.limits {
		if limit.Requests > 0 {
			accounts[i].requests.add(at, 1)
		}
	}
	return nil
}

// tooMuch is the refusal of a request beyond a limit.
func tooMuch(l Limit, kind string, wait time.Duration) *RefusedError {
	whom := map[Per]string{PerCaller: "caller", PerProject: "project", PerAgent: "agent", PerAgentVersion: "version of an agent"}[l.Per]
	number := l.Requests
	if kind == "tokens" {
		number = l.Tokens
	}
	return &RefusedError{
		Status: http.StatusTooManyRequests, Kind: kind, Code: "rate_limit_exceeded", RetryAfter: wait,
		Message: "this " + whom + " may use " + strconv.FormatInt(number, 10) + " " + kind + " in " + l.Window.String() +
			", which it did; try again in " + strconv.FormatInt(seconds(wait), 10) + " seconds",
	}
}

// charge counts the tokens of an answer.
func (l *Limiter) charge(o Origin, answer outcome) {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := time.Since(l.began)
	for i, limit := range l.limits {
		if n := answer.tokens(limit.Unreported); limit.Tokens > 0 && n > 0 {
			l.account(i, o).tokens.add(at, n)
		}
	}
}

// account returns what a limit counts a request in.
func (l *Limiter) account(i int, o Origin) *account {
	principal, part := l.limits[i].Per.key(o)
	parts := l.books[i][principal]
	if parts == nil {
		parts = map[string]*account{}
		l.books[i][principal] = parts
	}
	// While some share a count, whoever comes anew may be one of them, and must not begin again.
	if parts[part] == nil && (len(parts) >= l.most || parts[further] != nil) {
		part = further
	}
	if parts[part] == nil {
		parts[part] = &account{requests: newWindow(l.limits[i].Window), tokens: newWindow(l.limits[i].Window)}
	}
	return parts[part]
}

// sweep forgets, every half minute, the accounts in which nothing counts any more.
func (l *Limiter) sweep(at time.Duration) {
	if at-l.swept < 30*time.Second {
		return
	}
	l.swept = at
	for _, b := range l.books {
		for principal, parts := range b {
			for part, a := range parts {
				if a.requests.empty(at) && a.tokens.empty(at) {
					delete(parts, part)
				}
			}
			if len(parts) == 0 {
				delete(b, principal)
			}
		}
	}
}
