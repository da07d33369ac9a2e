// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/connections/lint"
)

// CheckCapabilityHost looks at the connections that a capability host is to name, before it is made: one that
// is made cannot be changed, and with a wrong connection it fails minutes later without saying why. The host
// is a foundry.CapabilityHost of an account or a foundry.ProjectCapabilityHost of a project, which may also
// name connections of the project's account.
//
// It reads the connections of the home and writes nothing. It returns an *azfoundry.ValidationError with a
// fault CN052 for each name that is nobody's, and for each connection whose category or way to sign in does not
// fit its place; nil for none.
func (c *ConnectionsClient) CheckCapabilityHost(ctx context.Context, home Home, host json.Marshaler) error {
	text, err := host.MarshalJSON()
	if err != nil {
		return err
	}
	there := make(map[string]lint.Connected)
	for _, h := range aroundHost(home) {
		for one, err := range c.List(ctx, h, nil) {
			if err != nil {
				return err
			}
			if key := strings.ToLower(one.Name); there[key].Category == "" { // a project's own goes first
				there[key] = lint.Connected{Category: string(one.Properties.Category), AuthType: string(one.Properties.AuthType)}
			}
		}
	}
	found := lint.CapabilityHost(text, func(name string) (lint.Connected, bool) {
		one, ok := there[strings.ToLower(name)]
		one.Missing = !ok
		return one, true
	})
	if faults := withErrors(nil, found); faults != nil {
		return &azfoundry.ValidationError{Op: "connections: check capability host", Resource: home.String(), Faults: faults}
	}
	return nil
}

// aroundHost returns the homes whose connections a capability host may name.
func aroundHost(home Home) []Home {
	if p, ok := home.(ProjectID); ok {
		return []Home{p, p.Account}
	}
	return []Home{home}
}
