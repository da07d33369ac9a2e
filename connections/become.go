// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// become takes over what want says, and keeps all else. Credentials come along where the way to sign in is
// another one, or secrets says so.
func (m *ConnectionProperties) become(want ConnectionProperties, secrets bool) {
	if m.AuthType != want.AuthType || secrets {
		m.SetAuth(want.Auth())
		m.nameCredentials()
	}
	m.Target, m.Audience = cmp.Or(want.Target, m.Target), cmp.Or(want.Audience, m.Audience)
	m.AuthorizationURL, m.TokenURL = cmp.Or(want.AuthorizationURL, m.AuthorizationURL), cmp.Or(want.TokenURL, m.TokenURL)
	m.RefreshURL, m.ConnectorName = cmp.Or(want.RefreshURL, m.RefreshURL), cmp.Or(want.ConnectorName, m.ConnectorName)
	m.ExpiryTime = cmp.Or(want.ExpiryTime, m.ExpiryTime)
	m.PrivateEndpointRequirement = cmp.Or(want.PrivateEndpointRequirement, m.PrivateEndpointRequirement)
	m.PrivateEndpointStatus = cmp.Or(want.PrivateEndpointStatus, m.PrivateEndpointStatus)
	m.IsSharedToAll = cmp.Or(want.IsSharedToAll, m.IsSharedToAll)
	m.UseWorkspaceManagedIdentity = cmp.Or(want.UseWorkspaceManagedIdentity, m.UseWorkspaceManagedIdentity)
	if want.Scopes != nil {
		m.Scopes = want.Scopes
	}
	if want.SharedUserList != nil {
		m.SharedUserList = want.SharedUserList
	}
	unknown, _ := parted(want.Unknown) // without what says nothing
	m.Unknown = unknownBecomes(m.Unknown, unknown)
	nulls := nullsOf(m.Unknown)
	for _, key := range nullsOf(want.Unknown) {
		if _, there := m.Metadata[key]; !there {
			nulls = append(nulls, key)
		}
	}
	if len(nulls) > len(nullsOf(m.Unknown)) {
		slices.Sort(nulls)
		m.Unknown = withNulls(m.Unknown, slices.Compact(nulls))
	}
	m.Metadata = metadataBecome(m.Metadata, want.Metadata, m.Category)
}

// metadataBecome returns metadata that say what want says. Keys that the service added stay; those of
// gateways, which it does not add, go.
func metadataBecome(have, want map[string]string, category Category) map[string]string {
	gateway := category == CategoryAPIManagement || category == CategoryModelGateway
	out := maps.Clone(have)
	if out == nil && len(want) > 0 {
		out = make(map[string]string)
	}
	for _, key := range slices.Sorted(maps.Keys(want)) {
		e := entry{key: key, text: want[key], said: true, anyCase: !gateway, same: sameJSON}
		e.say(out)
	}
	if !gateway {
		return out
	}
	for _, key := range gatewayKeys() {
		if _, wanted := want[key]; !wanted {
			entry{key: key}.say(out)
		}
	}
	return out
}

// unknownBecomes returns the members of have with those of want.
func unknownBecomes(have, want jsontext.Value) jsontext.Value {
	if len(want) == 0 || sameJSON(string(want), string(have)) {
		return have
	}
	members := make(map[string]jsontext.Value)
	if len(have) > 0 && json.Unmarshal(have, &members, jsontext.AllowDuplicateNames(true)) != nil {
		return have
	}
	changed := false
	var more map[string]jsontext.Value
	if json.Unmarshal(want, &more, jsontext.AllowDuplicateNames(true)) != nil {
		return have
	}
	for name, value := range more {
		if old, ok := members[name]; !ok || strings.TrimSpace(string(old)) != strings.TrimSpace(string(value)) {
			members[name], changed = value, true
		}
	}
	if !changed {
		return have
	}
	return jsontext.Value(encoded(members))
}
