// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"context"
	"errors"
	"slices"

	"github.com/azfoundry/azfoundry"
)

// validator is a body or an id that can be checked before the wire.
type validator interface{ Validate() error }

// check refuses a bad id and a bad body together, with all their faults.
func (c call) check(ctx context.Context, body any) error {
	if c.id == nil { // of an interface type, as the homes of connections are
		return &azfoundry.ValidationError{Op: c.name(), Faults: []azfoundry.Fault{{
			Pointer: "id", Rule: "required", Message: "is nil", Advice: "say of what this is asked",
		}}}
	}
	err := c.id.Validate()
	if v, ok := body.(validator); ok && !azfoundry.ValidationDisabled(ctx) {
		err = join(err, v.Validate())
	}
	if err == nil {
		return nil
	}
	v, ok := errors.AsType[*azfoundry.ValidationError](err)
	if !ok {
		return c.explain(err)
	}
	return &azfoundry.ValidationError{Op: c.name(), Resource: c.id.String(), Faults: v.Faults}
}

// join puts the faults of two validation errors into one.
func join(a, b error) error {
	first, ok1 := errors.AsType[*azfoundry.ValidationError](a)
	second, ok2 := errors.AsType[*azfoundry.ValidationError](b)
	switch {
	case ok1 && ok2:
		return &azfoundry.ValidationError{Faults: slices.Concat(first.Faults, second.Faults)}
	case a == nil:
		return b
	}
	return a
}
