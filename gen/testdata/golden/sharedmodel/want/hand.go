// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package bridges is what azgen makes of two resources with one model, and this file is what one writes by hand.
package bridges

import "github.com/azfoundry/azfoundry/internal/check"

// checkBridge stands for a hand-written rule.
func checkBridge(c *check.Checker, m *Bridge) {}
