// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"context"
	"time"
)

// Again calls try until it says that calling it again is of no use, with the waits that polls have, for at
// most the given time and within ctx's deadline. It is for refusals that only the caller knows to pass.
// Where the client's retries are off it calls try once.
func (c *Client) Again(ctx context.Context, patience time.Duration, try func() (again bool, err error)) error {
	begun := time.Now()
	for d := newDelays(); ; {
		again, err := try()
		wait := d.after(nil)
		if !again || !c.patient || time.Since(begun)+wait > patience || !fits(ctx, wait) {
			return err
		}
		if ended := sleep(ctx, wait); ended != nil {
			return &waitError{ctx: ended, last: err}
		}
	}
}
