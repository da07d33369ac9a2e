// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"
)

const (
	// refreshBefore is how long before its end a token is renewed that does not say when itself.
	refreshBefore = 5 * time.Minute
	// refreshPause keeps an early refresh from being tried at every request.
	refreshPause = 30 * time.Second
	// renewalPause bounds how often a service that keeps saying 401 causes a forced renewal.
	renewalPause = time.Minute
	// fetchLimit ends a fetch that nobody gave up on. Managed identities retry for over a minute and
	// people at a browser need longer.
	fetchLimit = 5 * time.Minute
)

// held is a token in the cache.
type held struct {
	issued
	// pause is until when an early refresh is not tried again.
	pause time.Time
	// instead is the rejected token that this one stands for. azcore's pipelines keep it until it expires.
	instead string
}

func (h held) usable(now time.Time) bool { return now.Before(h.ExpiresOn) }

// due returns when the token should be refreshed although it still works.
func (h held) due() time.Time {
	at := h.RefreshOn
	if at.IsZero() {
		at = h.ExpiresOn.Add(-refreshBefore)
	}
	if at.Before(h.pause) {
		at = h.pause
	}
	return at
}

// store caches the tokens of a chain, and is the one place where they are fetched and renewed.
type store struct {
	flights[flightKey, issued]

	held     map[tokenKey]held
	rejected map[tokenKey]string // what the service would not take
	renewed  map[flightKey]time.Time
	// changes counts what happened to held: what was made of its tokens before is as good as new.
	changes atomic.Uint64
	log     *slog.Logger
	marks   *marks
}

func newStore(log *slog.Logger, m *marks) *store {
	s := &store{held: map[tokenKey]held{}, rejected: map[tokenKey]string{}, renewed: map[flightKey]time.Time{}, log: log, marks: m}
	s.flights = flights[flightKey, issued]{under: map[flightKey]*flight[issued]{}, limit: fetchLimit, land: s.keep}
	return s
}

// keep records the result of a fetch. mu is held.
func (s *store) keep(k flightKey, got issued, err error) {
	now := time.Now()
	have, ok := s.held[k.tokenKey]
	switch {
	case err == nil && ok && have.usable(now) && got.Token == s.rejected[k.tokenKey]:
		return // the credential's cache, overtaken by a renewal
	case err == nil:
		have = held{issued: got, instead: s.rejected[k.tokenKey]}
	case !ok:
		return
	}
	have.pause = now.Add(refreshPause)
	s.held[k.tokenKey] = have
	s.changes.Add(1)
}

// fetching returns the fetch for a wish, with what is logged of it.
func (s *store) fetching(a ask) func(context.Context) (issued, error) {
	return func(ctx context.Context) (issued, error) {
		began := time.Now()
		got, err := a.fetch(ctx)
		tenant, took := slog.String("tenant", a.member.key), slog.Duration("took", time.Since(began))
		if err != nil {
			s.log.LogAttrs(ctx, slog.LevelWarn, EventTokenUnavailable, tenant, took, slog.String("error", brief(err)))
		} else {
			s.log.LogAttrs(ctx, slog.LevelDebug, EventTokenFetched, tenant, took, slog.String("source", a.member.source),
				slog.String("token", s.marks.of(got.Token)), slog.Time("expires", got.ExpiresOn))
		}
		return got, err
	}
}

// get returns a token from the cache or from a fetch. Claims always cause a fetch, but for those of which
// there was one within the last minute.
func (s *store) get(ctx context.Context, a ask) (issued, error) {
	if a.claims != "" {
		return s.renew(ctx, a, "")
	}
	got, err := s.collect(ctx, []ask{a})
	if err != nil {
		return issued{}, err
	}
	return got[0].issued, nil
}

// collect returns the tokens for one to four asks without claims, from the cache or from fetches at the
// same time. The first failure ends it. A token that still works but is due for refresh is returned as
// it is, and refreshed aside.
func (s *store) collect(ctx context.Context, asks []ask) ([]held, error) {
	out := make([]held, len(asks))
	var w waits
	now := time.Now()
	s.mu.Lock()
	for i, a := range asks {
		have, ok := s.held[a.key()]
		switch {
		case ok && have.usable(now):
			out[i] = have
			if !now.Before(have.due()) {
				s.join(a.flight(), s.fetching(a)) // which nobody waits for
			}
		case s.under[a.anew().flight()] != nil:
			w.add(i, a.anew(), s.join(a.anew().flight(), nil))
		default:
			w.add(i, a, s.join(a.flight(), s.fetching(a)))
		}
	}
	s.mu.Unlock()
	return out, s.await(ctx, &w, out)
}

// waits are the fetches that a caller waits for, by the places of their results.
type waits struct {
	asks    [1 + maxAuxiliary]ask
	flights [1 + maxAuxiliary]*flight[issued]
	done    [1 + maxAuxiliary]<-chan struct{}
	left    int
}

func (w *waits) add(i int, a ask, f *flight[issued]) {
	w.asks[i], w.flights[i], w.done[i] = a, f, f.done
	w.left++
}

// await waits until all fetches are done, or one failed, or ctx ended.
func (s *store) await(ctx context.Context, w *waits, out []held) (err error) {
	for ; w.left > 0 && err == nil; w.left-- {
		i := 0
		select {
		case <-w.done[0]:
		case <-w.done[1]:
			i = 1
		case <-w.done[2]:
			i = 2
		case <-w.done[3]:
			i = 3
		case <-ctx.Done():
			return s.abandon(w, ctx.Err())
		}
		out[i].issued, err = w.flights[i].value, w.flights[i].err
		w.done[i] = nil
	}
	if err != nil {
		_ = s.abandon(w, nil)
	}
	return err
}

// abandon stops waiting, and says for what.
func (s *store) abandon(w *waits, cause error) error {
	var late []*member
	for i, done := range w.done {
		if done != nil {
			late = append(late, w.asks[i].member)
			s.quit(w.asks[i].flight(), w.flights[i])
		}
	}
	return tooLate(late, cause)
}

// errTooSoon is the result of a renewal that was tried within the last minute.
var errTooSoon = errors.New("auth: the token was renewed a moment ago")

// renew returns a token other than the rejected one, which may be empty, or one with the claims of a
// challenge. Of renewals for the same reason there is one a minute.
func (s *store) renew(ctx context.Context, a ask, rejected string) (issued, error) {
	a = a.anew()
	s.mu.Lock()
	have, ok := s.held[a.key()]
	ok = ok && have.usable(time.Now())
	if s.under[a.flight()] == nil {
		soon := time.Since(s.renewed[a.flight()]) < renewalPause
		switch {
		case ok && rejected != "" && have.Token != rejected, ok && rejected == "" && soon:
			s.mu.Unlock()
			return have.issued, nil // somebody else's renewal
		case soon:
			s.mu.Unlock()
			return issued{}, errTooSoon
		}
		s.renewed[a.flight()] = time.Now()
	}
	if rejected != "" {
		delete(s.held, a.key())
		s.rejected[a.key()] = rejected
		s.changes.Add(1)
	}
	var w waits
	out := make([]held, 1)
	w.add(0, a, s.join(a.flight(), s.fetching(a)))
	s.mu.Unlock()
	err := s.await(ctx, &w, out)
	if err == nil && out[0].Token == rejected {
		err = errTooSoon
	}
	return out[0].issued, err
}
