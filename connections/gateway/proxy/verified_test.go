// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

func sum(n uint64) (out [sha256.Size]byte) {
	binary.BigEndian.PutUint64(out[:], n)
	return out
}

// What is remembered of tokens is bounded, counts for a minute, and not beside other keys.
func TestVerified(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var v verified
		keys := &oidc.RemoteKeySet{}
		put := func(n uint64) {
			v.keep(&signed{sum: sum(n), keys: keys, reads: 2, until: time.Now().Add(verifiedFor)})
		}
		put(1)
		if _, ok := v.get(sum(1), keys, 2); !ok {
			t.Error("a token is not remembered")
		}
		time.Sleep(verifiedFor - 1)
		put(1) // does not make its time longer
		if _, ok := v.get(sum(1), keys, 2); !ok {
			t.Error("a token is forgotten too early")
		}
		time.Sleep(time.Nanosecond)
		if _, ok := v.get(sum(1), keys, 2); ok {
			t.Error("a token is remembered for more than a minute")
		}
		put(2)
		if _, ok := v.get(sum(2), keys, 3); ok {
			t.Error("a token counts though keys were read since")
		}
		put(3)
		if _, ok := v.get(sum(3), &oidc.RemoteKeySet{}, 2); ok {
			t.Error("a token counts with other keys")
		}
		for n := range uint64(3 * maxVerified) {
			put(n)
		}
		if _, ok := v.get(sum(3*maxVerified-1), keys, 2); !ok || len(v.tokens) != maxVerified {
			t.Errorf("%d tokens are remembered, the last one %v, want %d", len(v.tokens), ok, maxVerified)
		}
	})
}

func TestKeysOf(t *testing.T) {
	t.Parallel()
	const tenant, personal = "11111111-aaaa-4aaa-8aaa-111111111111", "9188040d-6c67-4c5b-b112-36a304b66dad"
	tests := []struct {
		name, issuer string
		own          bool
	}{
		{"any tenant", "https://login.microsoftonline.com/{tenantid}/v2.0", true},
		{"the tenant", "https://login.microsoftonline.com/" + tenant + "/v2.0", true},
		{"in capital letters", "https://login.microsoftonline.com/" + strings.ToUpper(tenant) + "/v2.0", true},
		{"version 1.0", "https://sts.windows.net/" + tenant + "/", true},
		{"not said", "", true},
		{"personal accounts", "https://login.microsoftonline.com/" + personal + "/v2.0", false},
		{"the tenant elsewhere in it", "https://login.microsoftonline.com/" + personal + "/" + tenant, false},
		{"no URL", ":", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			const other = `{"kid":"other","kty":"RSA"}`
			got := string(keysOf([]byte(`{"keys":[{"kid":"one","issuer":"`+tt.issuer+`"},`+other+`]}`), tenant))
			if strings.Contains(got, `"one"`) != tt.own || !strings.Contains(got, other) {
				t.Errorf("keysOf() = %s, want the key %v and the other one", got, tt.own)
			}
		})
	}
	for _, text := range []string{"", "no JSON", `{"issuer":"x"}`, `{"keys":7}`, `[]`} {
		if got := string(keysOf([]byte(text), tenant)); got != text {
			t.Errorf("keysOf(%s) = %s, want it as it is", text, got)
		}
	}
	if got := string(keysOf([]byte(`{"keys":[7,{"issuer":7}]}`), tenant)); got != `{"keys":[]}` {
		t.Errorf("keysOf() = %s, want no keys", got)
	}
}

// An answer that does not say what it used, or was cut before it did, counts nevertheless.
func TestOutcome_tokens(t *testing.T) {
	t.Parallel()
	known := Usage{Known: true, Input: 25, Output: 1, Total: 26}
	tests := []struct {
		name       string
		outcome    outcome
		unreported int64
		want       int64
	}{
		{"reported", outcome{status: 200, usage: known, whole: true, seen: 500}, 7, 26},
		{"not reported", outcome{status: 200, whole: true, seen: 12}, 0, 12},
		{"not reported, with a number for it", outcome{status: 200, whole: true, seen: 12}, 7, 7},
		{"cut", outcome{status: 200, seen: 12}, 0, 12},
		{"cut after a part was reported", outcome{status: 200, usage: known, seen: 12}, 0, 37},
		{"cut after all was reported", outcome{status: 200, usage: Usage{Known: true, Input: 1, Output: 90, Total: 91}, seen: 12}, 0, 91},
		{"refused", outcome{status: 429, whole: true, seen: 12}, 7, 0},
		{"not begun", outcome{}, 7, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := tt.outcome.tokens(tt.unreported); got != tt.want {
				t.Errorf("tokens() = %d, want %d", got, tt.want)
			}
		})
	}
}
