// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Fault is something that goes wrong between a client and a world: which requests it strikes, and what
// becomes of them. It is plain data. At least one effect must be set; where several are, they work
// together.
type Fault struct {
	// Methods are the HTTP methods that it looks at; empty for all.
	Methods []string `json:"methods,omitzero"`
	// Path is a pattern for the path, in any case: ** stands for any number of segments, and inside a
	// segment the wildcards of [path.Match] hold, so that * stands for one. Empty means every path,
	// those of sign-in included.
	Path string `json:"path,omitzero"`
	// From and To are the first and the last request that it strikes, of those that Methods and Path
	// select, counted from 1. From 0 means 1, To 0 means no end.
	From int `json:"from,omitzero"`
	To   int `json:"to,omitzero"`
	// Every strikes only the first of so many, counted from From; 0 means each.
	Every int `json:"every,omitzero"`
	// Chance strikes only so many of what is left, at random, from 0 to 1; 0 means all. The same Seed
	// gives the same sequence.
	Chance float64 `json:"chance,omitzero"`
	Seed   uint64  `json:"seed,omitzero"`

	// Skew is how far the server's clock is ahead, or behind where it is negative: in the Date
	// header, in the times of new tokens, and where tokens are checked.
	Skew time.Duration `json:"skew,omitzero"`
	// Throttle counts requests and refuses those that are too many.
	Throttle *Throttle `json:"throttle,omitzero"`
	// Answer comes in place of the service's own answer; the service does not see the request.
	Answer *Answer `json:"answer,omitzero"`
	// Break cuts the connection, before or after the service did what was asked.
	Break Break `json:"break,omitzero"`
	// LinksTo is the root of a URL, such as https://elsewhere.example, that replaces the world's own in
	// Location, Azure-AsyncOperation and nextLink.
	LinksTo string `json:"linksTo,omitzero"`
	// Truncate cuts the connection after so many bytes of the answer's body. A body that is not longer
	// is left alone.
	Truncate *int `json:"truncate,omitzero"`
	// Slow delays the answer's body.
	Slow *Slow `json:"slow,omitzero"`
	// Stale makes reads lag behind the writes that are struck.
	Stale *Stale `json:"stale,omitzero"`
	// Outcome decides how the long-running operations end that struck requests begin.
	Outcome *Outcome `json:"outcome,omitzero"`
}

// serve answers one request. An error means that the connection breaks without an answer.
type serve func(*http.Request) (*http.Response, error)

// effect is what a fault does. It sees all requests, because some effects have to know what went
// before; hit says whether the fault strikes this one.
type effect interface {
	serve(r *http.Request, hit bool, next serve) (*http.Response, error)
}

// Injection is a fault at work in a world. Its methods are safe for concurrent use.
type Injection struct {
	world     *World
	selection *selection
	effects   []effect
	hits      atomic.Int64
}

// Inject lets a fault loose until it is removed. Of several, the first sees a request first and its
// answer last. Each counts every request that it selects, also where another answers it. The error
// names everything that is wrong with the fault.
func (w *World) Inject(f Fault) (*Injection, error) {
	selection, err := newSelection(f)
	i := &Injection{world: w, selection: selection, effects: w.effects(f)}
	if len(i.effects) == 0 {
		err = errors.Join(err, errors.New("it has no effect; set one"))
	}
	if err = errors.Join(err, f.check()); err != nil {
		return nil, fmt.Errorf("armtest: inject fault: %s", strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	w.faults.mu.Lock()
	defer w.faults.mu.Unlock()
	w.faults.list = append(slices.Clip(w.faults.list), i)
	return i, nil
}

// Hits returns how many requests the fault has struck.
func (i *Injection) Hits() int { return int(i.hits.Load()) }

// Remove takes the fault out of the world; doing so again does nothing. What it did to operations
// stays.
func (i *Injection) Remove() {
	faults := &i.world.faults
	faults.mu.Lock()
	defer faults.mu.Unlock()
	faults.list = slices.DeleteFunc(slices.Clone(faults.list), func(other *Injection) bool { return other == i })
}

// around puts the fault's effects around what answers one request.
func (i *Injection) around(hit bool, next serve) serve {
	for _, e := range slices.Backward(i.effects) {
		inner := next
		next = func(r *http.Request) (*http.Response, error) { return e.serve(r, hit, inner) }
	}
	return func(r *http.Request) (*http.Response, error) {
		if hit {
			i.hits.Add(1)
		}
		return next(r)
	}
}

// effects returns what a checked fault does, outermost first.
func (w *World) effects(f Fault) []effect {
	var out []effect
	add := func(set bool, e effect) {
		if set {
			out = append(out, e)
		}
	}
	add(f.Skew != 0, skew(f.Skew))
	add(f.Throttle != nil, newBuckets(w, f.Throttle))
	add(f.Answer != nil, answering{w, f.Answer})
	add(f.Break != "", f.Break)
	add(f.LinksTo != "", elsewhere{w, f.LinksTo})
	add(f.Truncate != nil, truncation{f.Truncate})
	add(f.Slow != nil, f.Slow)
	add(f.Stale != nil, newLag(w, f.Stale))
	add(f.Outcome != nil, fate{w, f.Outcome})
	return out
}

// check names what is wrong with the effects of a fault.
func (f *Fault) check() error {
	var errs []error
	wrong := func(bad bool, format string, args ...any) {
		if bad {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	link, err := url.Parse(f.LinksTo)
	wrong(f.LinksTo != "" && (err != nil || link.Scheme == "" || link.Host == "" || link.Path != ""),
		"LinksTo %q is not the root of a URL, such as https://elsewhere.example", f.LinksTo)
	wrong(f.Break != "" && f.Break != BreakBefore && f.Break != BreakAfter, "Break %q is neither before nor after", f.Break)
	wrong(f.Truncate != nil && *f.Truncate < 0, "Truncate is negative")
	if a := f.Answer; a != nil {
		wrong(a.Status < 200 || a.Status > 599, "Answer.Status %d is no final HTTP status", a.Status)
		wrong(!a.Form.known(), "Answer.Form %q is none of the forms", a.Form)
	}
	if t := f.Throttle; t != nil {
		wrong(t.Size < 0 || !(t.PerSecond >= 0), "Throttle has a negative number")
	}
	if s := f.Slow; s != nil {
		wrong(s.Bytes < 0 || s.Pause <= 0 || s.Most < 0, "Slow needs a Pause, and no negative number")
	}
	if s := f.Stale; s != nil {
		wrong(s.Reads <= 0, "Stale.Reads %d is not positive", s.Reads)
	}
	if o := f.Outcome; o != nil {
		wrong((o.Code == "") != o.Endless, "Outcome needs either a Code or Endless")
	}
	return errors.Join(errs...)
}

// faults are the faults at work, in the order they were injected. The list is replaced, never changed.
type faults struct {
	mu   sync.Mutex // guards what follows, and what the faults count
	list []*Injection
}

// strike counts a request for all faults, and says which of them strike it. It counts for all at once:
// requests at the same time are the same numbers to every fault, so that two that take turns never
// strike one request while another goes free.
func (s *faults) strike(r *http.Request) (list []*Injection, hits []bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	hits = make([]bool, len(s.list))
	for n, i := range s.list {
		hits[n] = i.selection.strikes(r)
	}
	return s.list, hits
}

// around puts all faults around what answers a request.
func (s *faults) around(next serve) serve {
	return func(r *http.Request) (*http.Response, error) {
		answer := next
		list, hits := s.strike(r)
		for n, i := range slices.Backward(list) {
			answer = i.around(hits[n], answer)
		}
		return answer(r)
	}
}
