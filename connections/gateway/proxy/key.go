// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"

	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/internal/secret"
)

// heldKey is a key of a caller, as its hash: all of them have one length, so that comparing tells nothing of it.
type heldKey struct {
	sum    [sha256.Size]byte
	caller *Caller
}

func hold(key connections.Secret, c *Caller) heldKey {
	return heldKey{sum: sha256.Sum256([]byte(secret.Reveal(key))), caller: c}
}

// byKey finds the caller of a key, in a time that depends on how many keys there are alone; nil is nobody.
func (g *Guard) byKey(key string) *Caller {
	sum := sha256.Sum256([]byte(key))
	var found *Caller
	for _, k := range g.keys {
		if subtle.ConstantTimeCompare(sum[:], k.sum[:]) == 1 {
			found = k.caller
		}
	}
	return found
}

// presentedKey takes the key out of its header, where keys are taken.
func (g *Guard) presentedKey(h http.Header) (string, bool) {
	values := h[g.options.KeyHeader]
	if len(g.keys) == 0 || len(values) != 1 {
		return "", false
	}
	before, after, _ := strings.Cut(g.options.KeyFormat, keyPlaceholder)
	value := strings.TrimSpace(values[0])
	key, ok := strings.CutPrefix(value, before)
	if !ok {
		return "", false
	}
	key, ok = strings.CutSuffix(key, after)
	return key, ok && key != ""
}

// bearer takes the token out of the one header Authorization.
func bearer(h http.Header) (string, bool) {
	values := h["Authorization"]
	if len(values) != 1 {
		return "", false
	}
	scheme, token, ok := strings.Cut(strings.TrimSpace(values[0]), " ")
	token = strings.TrimSpace(token)
	return token, ok && strings.EqualFold(scheme, "Bearer") && token != ""
}
