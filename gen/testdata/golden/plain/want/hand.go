// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package store is what azgen makes of the specs beside it, and this file is what one writes by hand.
package store

import (
	"context"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/check"
	"github.com/azfoundry/azfoundry/internal/rest"
)

// Count is a decimal count.
type Count string

// checkBox refuses a small box that is heavy.
func checkBox(c *check.Checker, m *Box) {
	if m.Properties.Size == SizeSmall && m.Properties.Weight > 40 {
		c.Add("properties", azfoundry.Fault{Rule: "heavy", Message: "is too heavy for a small box"})
	}
}

// checkShake refuses to shake thirteen times.
func checkShake(c *check.Checker, m *ShakeRequest) {
	if m.Times != nil && *m.Times == 13 {
		c.Add("times", azfoundry.Fault{Rule: "unlucky", Message: "brings bad luck"})
	}
}

// Weigh reads the weight of a box.
func (c *BoxesClient) Weigh(ctx context.Context, id BoxID) (ShakeResult, error) {
	return rest.Call[ShakeResult](ctx, c.rest, &boxWeigh, id, rest.Input{})
}
