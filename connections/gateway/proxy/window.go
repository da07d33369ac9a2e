// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy

import "time"

// slots is into how many parts a window is divided: what was counted is forgotten up to one part late, never
// early.
const slots = 30

// window counts what happened within its length, to any instant: no span of that length ever holds more than was
// let in. Unlike a bucket of tokens (golang.org/x/time/rate) it lets no second load in while the first is still
// within the length, can be charged after the fact, and with more than there was room for. It has a fixed size,
// and is not safe for concurrent use. Instants are durations since a beginning that the owner chooses, and do not
// go back.
type window struct {
	part   time.Duration
	counts [slots + 1]int64 // by number of the part, modulo
	newest int64            // number of the newest part that is in counts
	sum    int64
}

func newWindow(length time.Duration) window {
	return window{part: (length + slots - 1) / slots}
}

// advance forgets what is older than the length at an instant.
func (w *window) advance(at time.Duration) {
	now := int64(at / w.part)
	if now-w.newest > slots {
		w.counts, w.sum, w.newest = [slots + 1]int64{}, 0, now
		return
	}
	for w.newest < now {
		w.newest++
		i := w.newest % (slots + 1)
		w.sum -= w.counts[i]
		w.counts[i] = 0
	}
}

// add counts n.
func (w *window) add(at time.Duration, n int64) {
	w.advance(at)
	w.counts[w.newest%(slots+1)] += n
	w.sum += n
}

// wait is how long it takes until n more are within the limit; 0 is now. It supposes that n is.
func (w *window) wait(at time.Duration, n, limit int64) time.Duration {
	w.advance(at)
	left := w.sum
	if left+n <= limit {
		return 0
	}
	number := w.newest - slots
	for ; number < w.newest; number++ {
		if number >= 0 {
			left -= w.counts[number%(slots+1)]
		}
		if left+n <= limit {
			break
		}
	}
	return time.Duration(number+slots+1)*w.part - at
}

// empty reports whether nothing counts any more.
func (w *window) empty(at time.Duration) bool {
	w.advance(at)
	return w.sum == 0
}
