// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// AuthHeader is the header that carries the key of a connection with [APIKey]. The zero value is
// "api-key: <key>", which needs no saying.
type AuthHeader struct {
	// Name is the header's name.
	Name string
	// Format is its value, with {api_key} for the key, such as "Bearer {api_key}". Where it is empty the
	// value is the key.
	Format string
	// Plain writes the two as metadata of their own, authHeaderName and authHeaderFormat, which is what the
	// portal does for model gateways and nobody documents; else they are in authConfig.
	Plain bool
	// Unknown holds the members of authConfig that this version of the module does not know.
	Unknown jsontext.Value
}

// apiKeyConfig is the only known type of an authConfig.
const apiKeyConfig = "api_key"

type wireAuthConfig struct {
	Format  string         `json:"format,omitzero"`
	Name    string         `json:"name,omitzero"`
	Type    string         `json:"type,omitzero"`
	Unknown jsontext.Value `json:",embed,inline"`
}

func (h AuthHeader) isZero() bool {
	return h.Name == "" && h.Format == "" && !h.Plain && h.Unknown == nil
}

// entries are what metadata say about the header.
func (h AuthHeader) entries() []entry {
	config := jsonEntry(keyAuthConfig, "", false)
	if !h.Plain && !h.isZero() {
		text := encoded(wireAuthConfig{Format: h.Format, Name: h.Name, Type: apiKeyConfig, Unknown: h.Unknown})
		config = jsonEntry(keyAuthConfig, text, true)
	}
	name, format := plainEntry(keyAuthHeaderName, ""), plainEntry(keyAuthHeaderFormat, "")
	if h.Plain {
		name, format = plainEntry(keyAuthHeaderName, h.Name), plainEntry(keyAuthHeaderFormat, h.Format)
	}
	return []entry{config, name, format}
}

// parseAuthConfig reads an authConfig, and its type.
func parseAuthConfig(text string) (AuthHeader, string, error) {
	var w wireAuthConfig
	if err := json.Unmarshal([]byte(text), &w); err != nil {
		return AuthHeader{}, "", err
	}
	return AuthHeader{Name: w.Name, Format: w.Format, Unknown: w.Unknown}, w.Type, nil
}
