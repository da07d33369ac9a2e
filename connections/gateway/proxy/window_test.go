// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy

import (
	"math/rand/v2"
	"testing"
	"time"
)

// A window beside a list of everything that happened: never more within its length than the limit, no refusal
// of what fits but for one part of the length, and a wait that is long enough and no longer than it must be.
func TestWindow_likeAList(t *testing.T) {
	t.Parallel()
	type event struct {
		at time.Duration
		n  int64
	}
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 1))
		length := time.Duration(1+random.IntN(90)) * time.Second
		limit := int64(1 + random.IntN(20))
		w := newWindow(length)
		part := w.part
		var let []event
		within := func(at, span time.Duration) (sum int64) {
			for _, e := range let {
				if e.at > at-span {
					sum += e.n
				}
			}
			return sum
		}
		at := time.Duration(random.Int64N(int64(time.Hour)))
		for range 300 {
			at += time.Duration(random.Int64N(int64(length) / 4))
			if random.IntN(40) == 0 {
				at += 3 * length
			}
			n := 1 + random.Int64N(min(limit, 3))
			wait := w.wait(at, n, limit)
			switch {
			case wait == 0 && within(at, length)+n > limit:
				t.Fatalf("seed %d: at %v %d more were let in beside %d, with the limit %d", seed, at, n, within(at, length), limit)
			case wait > 0 && within(at, length+part)+n <= limit:
				t.Fatalf("seed %d: at %v %d more were not let in beside %d, with the limit %d", seed, at, n, within(at, length+part), limit)
			case wait < 0 || wait > length+part:
				t.Fatalf("seed %d: wait %v for a window of %v", seed, wait, length)
			}
			if wait == 0 {
				w.add(at, n)
				let = append(let, event{at, n})
				continue
			}
			early, late := w, w
			if early.wait(at+wait-1, n, limit) == 0 {
				t.Fatalf("seed %d: wait %v was longer than it had to be", seed, wait)
			}
			if again := late.wait(at+wait, n, limit); again != 0 {
				t.Fatalf("seed %d: wait %v was too short by %v", seed, wait, again)
			}
		}
	}
}

// What is charged after the fact can be more than there was room for.
func TestWindow_overfull(t *testing.T) {
	t.Parallel()
	w := newWindow(time.Minute)
	w.add(0, 1_000_000)
	if wait := w.wait(time.Second, 1, 10); wait != 61*time.Second {
		t.Errorf("wait %v, want 61s: a minute and one part, less a second", wait)
	}
	if !w.empty(62*time.Second) || w.empty(62*time.Second) != (w.sum == 0) {
		t.Error("the window is not empty after its length and a part")
	}
}
