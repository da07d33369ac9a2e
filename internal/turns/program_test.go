// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package turns

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
)

// sink keeps what a peer allocates.
type sink struct{ kept []byte }

// work is done by two peers of which ours allocates one thing a call, the other four.
func work() ([]Comparison, error) {
	mine, theirs := &sink{}, &sink{}
	return []Comparison{
		{"work", []Peer{
			{Ours, func(context.Context) error { return mine.allocate(1) }, 4},
			{"peer", func(context.Context) error { return theirs.allocate(4) }, 4},
		}, []Target{{"peer", 1e9, 0.5}}},
		{"nothing", []Peer{{Ours, func(context.Context) error { return nil }, 0}}, nil},
		{"trouble", []Peer{{Ours, func(context.Context) error { return errors.New("broken") }, 0}}, nil},
	}, nil
}

func (s *sink) allocate(n int) error {
	for range n {
		s.kept = make([]byte, 100)
	}
	return nil
}

func TestRun(t *testing.T) { //nolint:paralleltest // the allocations of the whole process are counted
	tests := []struct {
		name, args string
		code       int
		out        string
	}{
		{"a case", "-only work", 0, "| <= 1000000000.000x, allocs <= 0.500x: met |"},
		{"a peer", "-only work -peer peer", 0, "| work | peer |"},
		{"no such peer", "-peer nobody", 2, ""},
		{"a peer that fails", "-only trouble", 2, ""},
		{"no such flag", "-nonsense", 2, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			code, err := Run(append(strings.Fields(tt.args), "-rounds", "3", "-turn", "100us"), &out, work)
			if code != tt.code || !strings.Contains(out.String(), tt.out) {
				t.Errorf("Run() = %d, %v, want %d\n%s", code, err, tt.code, out.String())
			}
		})
	}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	got, err := choose(work, "wor", "peer")
	if err != nil || len(got) != 1 || len(got[0].Peers) != 1 || got[0].Targets != nil {
		t.Errorf("choose() = %v, %v; want one case with one peer and no target", got, err)
	}
	if _, err := choose(work, "nonsense", ""); err == nil {
		t.Error("choose(nonsense) = nil error")
	}
}
