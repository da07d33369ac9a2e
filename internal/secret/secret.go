// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package secret holds values that must not be printed. Only internal/rest reveals them, on the wire.
package secret

import (
	"encoding/json"
	"fmt"
)

// Redacted is what a secret prints as.
const Redacted = "REDACTED"

// Secret is a string that prints as REDACTED in every fmt verb and in JSON, and so in slog, which uses
// one of the two; a LogValue method would cost every build the compilation of slog. The zero value is
// absent. Two secrets are compared with [Secret.Equal]; == compares identity.
type Secret struct{ p *string }

// New returns a secret that holds s.
func New(s string) Secret { return Secret{p: &s} }

// Reveal returns the value; "" for an absent secret.
func Reveal(s Secret) string {
	if s.p == nil {
		return ""
	}
	return *s.p
}

// IsZero reports whether the secret is absent.
func (s Secret) IsZero() bool { return s.p == nil }

// Equal reports whether both hold the same value.
func (s Secret) Equal(o Secret) bool { return s.IsZero() == o.IsZero() && Reveal(s) == Reveal(o) }

// Format prints REDACTED for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.String())) }

// String returns REDACTED, or "" for an absent secret.
func (s Secret) String() string {
	if s.p == nil {
		return ""
	}
	return Redacted
}

// MarshalJSON writes "REDACTED", or null for an absent secret.
func (s Secret) MarshalJSON() ([]byte, error) {
	if s.p == nil {
		return []byte("null"), nil
	}
	return json.Marshal(Redacted)
}

// UnmarshalJSON reads a string; null is absent.
func (s *Secret) UnmarshalJSON(b []byte) error {
	var p *string
	if err := json.Unmarshal(b, &p); err != nil {
		return fmt.Errorf("secret: want a string or null") // the cause would quote the value
	}
	s.p = p
	return nil
}
