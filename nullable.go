// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package azfoundry

import (
	"bytes"
	"encoding/json"
)

// Nullable is a member of a PATCH body in which absent, null and a value mean three things: leave it
// alone, delete it, set it. The zero value is absent; fields of this type carry the omitzero tag.
type Nullable[T any] struct {
	value T
	state nullState
}

type nullState uint8

const (
	stateAbsent nullState = iota
	stateNull
	stateSet
)

// Of returns a member that sets v.
func Of[T any](v T) Nullable[T] { return Nullable[T]{value: v, state: stateSet} }

// Null returns a member that deletes what is there.
func Null[T any]() Nullable[T] { return Nullable[T]{state: stateNull} }

// Get returns the value, and whether there is one: false for absent and for null.
func (n Nullable[T]) Get() (T, bool) { return n.value, n.state == stateSet }

// IsNull reports whether the member deletes.
func (n Nullable[T]) IsNull() bool { return n.state == stateNull }

// IsZero reports whether the member is absent.
func (n Nullable[T]) IsZero() bool { return n.state == stateAbsent }

// MarshalJSON writes the value, or null for null and absent.
func (n Nullable[T]) MarshalJSON() ([]byte, error) {
	if n.state != stateSet {
		return []byte("null"), nil
	}
	return json.Marshal(n.value)
}

// UnmarshalJSON reads null as [Null] and everything else as [Of].
func (n *Nullable[T]) UnmarshalJSON(b []byte) error {
	if bytes.Equal(bytes.TrimSpace(b), []byte("null")) {
		*n = Null[T]()
		return nil
	}
	var v T
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	*n = Of(v)
	return nil
}
