// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Throttle refuses requests to Resource Manager that are too many, with token buckets: one for each
// subscription, or tenant outside of subscriptions, principal, and kind of request: reads, writes and
// deletes. Every answer says how many are left.
type Throttle struct {
	// Size is how many requests a full bucket lets through, PerSecond how many it gets back in a
	// second. 0 means what Resource Manager documents: 250 and 25 for reads, 200 and 10 for writes
	// and for deletes.
	Size      int     `json:"size,omitzero"`
	PerSecond float64 `json:"perSecond,omitzero"`
}

// limits returns the size and the refill per second of a kind's buckets.
func (t *Throttle) limits(kind string) (size, perSecond float64) {
	size, perSecond = 200, 10
	if kind == "reads" {
		size, perSecond = 250, 25
	}
	if t.Size > 0 {
		size = float64(t.Size)
	}
	if t.PerSecond > 0 {
		perSecond = t.PerSecond
	}
	return size, perSecond
}

// buckets is the effect of a Throttle.
type buckets struct {
	world    *World
	throttle *Throttle

	mu   sync.Mutex
	each map[bucketKey]*bucket
}

// bucketKey says whose requests a bucket counts.
type bucketKey struct {
	scope, id    string // "subscription" or "tenant", and which
	object, kind string
}

// bucket has so many tokens at a time.
type bucket struct {
	tokens float64
	at     time.Time
}

func newBuckets(w *World, t *Throttle) *buckets {
	return &buckets{world: w, throttle: t, each: map[bucketKey]*bucket{}}
}

func (b *buckets) serve(r *http.Request, hit bool, next serve) (*http.Response, error) {
	k, ok := b.whose(r)
	if !hit || !ok {
		return next(r)
	}
	left, wait := b.take(k)
	if wait > 0 {
		return b.world.response(r, b.refusal(k, wait)), nil
	}
	resp, err := next(r)
	if err == nil {
		resp.Header.Set("x-ms-ratelimit-remaining-"+k.scope+"-"+k.kind, strconv.Itoa(left))
	}
	return resp, err
}

// whose says which bucket counts a request: none, if nobody of this world sent it.
func (b *buckets) whose(r *http.Request) (bucketKey, bool) {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	who, err := b.world.tokens.verify(token, b.world.now(r))
	segments, ok := segmentsOf(r.URL)
	if err != nil || !ok {
		return bucketKey{}, false
	}
	k := bucketKey{scope: "tenant", id: key(who.Tenant), object: who.Object, kind: "writes"}
	if len(segments) > 1 && strings.EqualFold(segments[0], "subscriptions") {
		k.scope, k.id = "subscription", key(segments[1])
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		k.kind = "reads"
	case http.MethodDelete:
		k.kind = "deletes"
	}
	return k, true
}

// take takes a token. It returns how many are left, or how long it takes until there is one.
func (b *buckets) take(k bucketKey) (left int, wait time.Duration) {
	size, perSecond := b.throttle.limits(k.kind)
	now := b.world.options.Clock()
	b.mu.Lock()
	defer b.mu.Unlock()
	own := b.each[k]
	if own == nil {
		own = &bucket{tokens: size, at: now}
		b.each[k] = own
	}
	own.tokens = min(size, own.tokens+now.Sub(own.at).Seconds()*perSecond)
	own.at = now
	if own.tokens < 1 {
		return 0, time.Duration((1 - own.tokens) / perSecond * float64(time.Second))
	}
	own.tokens--
	return int(own.tokens), 0
}

// refusal is the answer to what is too much. Our reading: the wording for buckets is not public.
func (b *buckets) refusal(k bucketKey, wait time.Duration) reply {
	seconds := max(1, int(math.Ceil(wait.Seconds())))
	f := refuse(http.StatusTooManyRequests, strings.ToUpper(k.scope[:1])+k.scope[1:]+"RequestsThrottled",
		"Number of '%s' requests for %s '%s' exceeded the limit. Please try again after '%d' seconds.",
		strings.TrimSuffix(k.kind, "s"), k.scope, k.id, seconds)
	h := http.Header{}
	WaitSeconds.set(h, time.Duration(seconds)*time.Second, time.Time{})
	h.Set(fmt.Sprintf("x-ms-ratelimit-remaining-%s-%s", k.scope, k.kind), "0")
	return reply{status: f.status, header: h, body: f.body()}
}
