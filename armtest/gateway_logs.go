// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import "strings"

// diagnostics are how APIs are logged: with a logger of their service.
type diagnostics struct{ plain }

func (diagnostics) admit(t *write) error {
	logger := textAt(t.next, "properties.loggerId")
	if logger == "" {
		return badField("loggerId", "'loggerId' is required.")
	}
	if r := t.world.find(logger); r == nil || !strings.EqualFold(parent(r.id), gatewayOf(t.id)) {
		return badField("loggerId", "Logger '%s' not found.", logger[strings.LastIndexByte(logger, '/')+1:]) // our reading
	}
	return nil
}
