// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"net/http"
	"strconv"
	"time"
)

// The service's own word on when to ask again wins; without one the waits grow from first to last.
const (
	firstDelay = time.Second
	lastDelay  = 5 * time.Second
)

// delays are the waits between the polls of one operation, or the tries of one request.
type delays struct{ next time.Duration }

func newDelays() *delays { return &delays{next: firstDelay} }

// after returns the next wait: as long as resp asks, or a little longer than the last time.
func (d *delays) after(resp *http.Response) time.Duration {
	if wait, asked := retryAfter(resp); asked {
		return jitter(wait)
	}
	wait := d.next
	d.next = min(d.next*3/2, lastDelay)
	return jitter(wait)
}

// retryAfter reads the headers that azcore reads too, the finest first (RFC 9110, section 10.2.3, and
// its millisecond forms). A zero Retry-After leaves the choice to the client.
func retryAfter(resp *http.Response) (time.Duration, bool) {
	if resp == nil {
		return 0, false // no answer
	}
	for _, h := range []string{"retry-after-ms", "x-ms-retry-after-ms"} {
		if ms, err := strconv.Atoi(resp.Header.Get(h)); err == nil && ms > 0 {
			return time.Duration(ms) * time.Millisecond, true
		}
	}
	text := resp.Header.Get("Retry-After")
	if s, err := strconv.Atoi(text); err == nil && s > 0 {
		return time.Duration(s) * time.Second, true
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(time.Until(at), 0), true
	}
	return 0, false
}
