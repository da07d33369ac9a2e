// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package things has hand-written names that azgen would generate too.
package things

// ThingID is in the way.
type ThingID string

// Get is in the way.
func (c *ThingsClient) Get() {}
