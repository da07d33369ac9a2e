// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package bridges

import "github.com/azfoundry/azfoundry/internal/check"

// checkBridge stands for a hand-written rule.
func checkBridge(c *check.Checker, m *Bridge) {}
