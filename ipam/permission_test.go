// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package ipam

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

func TestPermission_allows(t *testing.T) {
	t.Parallel()
	const action = "Microsoft.Network/networkManagers/ipamPools/associateResourcesToPool/action"
	tests := []struct {
		name        string
		actions     []string
		notActions  []string
		wantAllowed bool
	}{
		{"everything", []string{"*"}, nil, true},
		{"itself, in any case", []string{strings.ToUpper(action)}, nil, true},
		{"one of several", []string{"*/read", "Microsoft.Network/*/action"}, nil, true},
		{"excepted", []string{"*"}, []string{"Microsoft.Network/networkManagers/*"}, false},
		{"reader", []string{"*/read"}, nil, false},
		{"nothing", nil, nil, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := (permission{Actions: tt.actions, NotActions: tt.notActions}).allows(action); got != tt.wantAllowed {
				t.Errorf("allows() = %v, want %v", got, tt.wantAllowed)
			}
		})
	}
}

func TestCovers_agreesWithRegexp(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(5, 6))
	text := func(letters string) string {
		b := make([]byte, rng.IntN(7))
		for i := range b {
			b[i] = letters[rng.IntN(len(letters))]
		}
		return string(b)
	}
	covered := 0
	for range 20_000 {
		pattern, action := text("aB/*"), text("Ab/")
		want := regexp.MustCompile("(?i)^" + strings.ReplaceAll(regexp.QuoteMeta(pattern), `\*`, ".*") + "$").MatchString(action)
		if got := covers(pattern, action); got != want {
			t.Fatalf("covers(%q, %q) = %v, want %v", pattern, action, got, want)
		}
		if want {
			covered++
		}
	}
	if covered < 100 {
		t.Errorf("only %d pairs fit, too few to tell", covered)
	}
}
