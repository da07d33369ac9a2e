// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections

import (
	"fmt"
	"log/slog"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/azfoundry/azfoundry/internal/rest"
	"github.com/azfoundry/azfoundry/internal/secret"
)

// Secret is a string that prints as REDACTED and is sent to the service as it is. The zero value is absent.
type Secret = secret.Secret

// NewSecret returns a secret that holds s.
func NewSecret(s string) Secret { return secret.New(s) }

// String names the members that there are, without their values.
func (m Credentials) String() string {
	v := reflect.ValueOf(m)
	var names []string
	for f, member := range v.Fields() {
		if !member.IsZero() {
			names = append(names, f.Name)
		}
	}
	return "{" + strings.Join(names, " ") + "}"
}

// Format prints String for every verb, because members that this module does not know may be secrets.
func (m Credentials) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(m.String())) }

// LogValue logs String.
func (m Credentials) LogValue() slog.Value { return slog.StringValue(m.String()) }

// MarshalJSON encodes the credentials with all that may be secret redacted.
func (m Credentials) MarshalJSON() ([]byte, error) { return rest.Marshal(m) }

// MarshalJSONTo is MarshalJSON to an encoder.
func (m Credentials) MarshalJSONTo(e *jsontext.Encoder) error {
	type fields Credentials
	if m.Unknown != nil && !rest.Reveals(e) {
		m.Unknown = redacted(m.Unknown)
	}
	return rest.MarshalTo(e, (*fields)(&m))
}

// showEmpty returns the credentials with empty secrets as members that say nothing, which are not redacted.
func (m Credentials) showEmpty() Credentials {
	v := reflect.ValueOf(&m).Elem()
	for f, value := range v.Fields() {
		if s, ok := reflect.TypeAssert[Secret](value); ok && !s.IsZero() && s.Equal(NewSecret("")) {
			value.SetZero()
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			m.Unknown = object(append(members(m.Unknown), member{name, jsontext.Value(`""`)}))
		}
	}
	return m
}

// redacted returns an object with the names of members and none of their values, but where they say nothing.
func redacted(object jsontext.Value) jsontext.Value {
	var members map[string]jsontext.Value
	if rest.Unmarshal(object, &members) != nil {
		return nil
	}
	hidden := make(map[string]any, len(members))
	for name, value := range members {
		if hidden[name] = secret.Redacted; saysNothing(value) {
			hidden[name] = value
		}
	}
	text, err := rest.Marshal(hidden)
	if err != nil {
		return nil
	}
	return text
}
