// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package gateway

import "github.com/azfoundry/azfoundry/internal/secret"

// Secret is a string that prints as REDACTED and is sent to the service as it is. The zero value is absent.
type Secret = secret.Secret

// NewSecret returns a secret that holds s.
func NewSecret(s string) Secret { return secret.New(s) }

// Text returns the text of a named value that is no secret. It reports false for one that is, and for one
// that the service did not show.
func (m *NamedValueProperties) Text() (string, bool) {
	if m.Value.IsZero() || m.Secret != nil && *m.Secret || m.KeyVault.SecretIdentifier != "" {
		return "", false
	}
	return secret.Reveal(m.Value), true
}
