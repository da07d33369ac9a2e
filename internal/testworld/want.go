// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package testworld

import (
	"errors"
	"iter"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
)

// Collected returns a function that reads a list to its end, and ends the test at an error.
func Collected[T any](t *testing.T) func(iter.Seq2[T, error]) []T {
	return func(seq iter.Seq2[T, error]) []T {
		t.Helper()
		return Must[[]T](t)(azfoundry.Collect(seq))
	}
}

// WantRefusal checks the status and the code of a failure.
func WantRefusal(t *testing.T, err error, status int, code string) {
	t.Helper()
	e, ok := errors.AsType[*azfoundry.OpError](err)
	if !ok || e.Status != status || e.Code != code {
		t.Errorf("error = %v, want %d %s", err, status, code)
	}
}

// WantFaults checks the rules that an input breaks, each as pointer, space and rule. None are wanted of no
// error. Every fault must say what to do.
func WantFaults(t *testing.T, err error, want ...string) {
	t.Helper()
	var got []string
	e, refused := errors.AsType[*azfoundry.ValidationError](err)
	if refused {
		for _, f := range e.Faults {
			got = append(got, f.Pointer+" "+f.Rule)
			if f.Advice == "" {
				t.Errorf("%s: the fault gives no advice", f.Pointer)
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil && !refused {
		t.Errorf("error = %v; faults (-want +got):\n%s", err, diff)
	}
}
