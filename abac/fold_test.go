// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// foldPrefix against comparing one by one what fold makes of the characters.
func TestFoldPrefix(t *testing.T) {
	t.Parallel()
	slow := func(s, prefix string) (string, bool) {
		for _, p := range prefix {
			r := []rune(s)
			if len(r) == 0 || fold(r[0]) != fold(p) {
				return "", false
			}
			s = string(r[1:])
		}
		return s, true
	}
	random := rand.New(rand.NewPCG(1, 2))
	letters := []rune("aAzZ@[`{k\u212aKéÉ0_-\x00\x7fßẞ")
	text := func(n int) string {
		var b strings.Builder
		plain := random.IntN(2) == 0
		for range n {
			if plain {
				b.WriteRune(letters[random.IntN(9)])
				continue
			}
			b.WriteRune(letters[random.IntN(len(letters))])
		}
		return b.String()
	}
	same := 0
	for range 50_000 {
		prefix := text(random.IntN(20))
		s := []rune(prefix + text(random.IntN(4)))
		for i := range s {
			switch random.IntN(30) {
			case 0:
				s[i] = letters[random.IntN(len(letters))]
			case 1, 2, 3, 4, 5, 6, 7, 8, 9:
				s[i] = fold(s[i])
			}
		}
		if random.IntN(8) == 0 {
			s = s[:random.IntN(len(s)+1)]
		}
		rest, ok := foldPrefix(string(s), prefix)
		wantRest, want := slow(string(s), prefix)
		if rest != wantRest || ok != want {
			t.Fatalf("foldPrefix(%q, %q) = %q, %v, want %q, %v", string(s), prefix, rest, ok, wantRest, want)
		}
		if ok && prefix != "" {
			same++
		}
	}
	if same < 10_000 {
		t.Errorf("%d of 50000 texts begin alike, which are too few to tell", same)
	}
}
