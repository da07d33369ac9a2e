// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// Times against those of the standard library.
func TestParseTime(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	epoch, _ := parseTime("1970-01-01T00:00:00Z")
	for range 20_000 {
		want := time.Unix(r.Int64N(300_000_000_000)-60_000_000_000, r.Int64N(1_000_000_000)/100*100).UTC()
		text := want.Format("2006-01-02T15:04:05.0000000Z")
		ticks, ok := parseTime(text)
		if inYears := want.Year() > 0 && want.Year() < 10_000; ok != inYears || ok && ticks-epoch != want.Unix()*ticksPerSecond+int64(want.Nanosecond()/100) {
			t.Fatalf("parseTime(%s) = %d, %v", text, ticks, ok)
		}
		if !ok {
			continue
		}
		if again, ok := parseTime(formatTime(ticks)); !ok || again != ticks {
			t.Fatalf("formatTime(%d) = %s", ticks, formatTime(ticks))
		}
	}
	for _, bad := range []string{
		"", "2024-01-01", "2024-01-01T00:00:00", "2024-13-01T00:00:00Z", "2024-02-30T00:00:00Z", "2023-02-29T00:00:00Z", "2024-01-01T24:00:00Z",
		"2024-01-01T00:60:00Z", "2024-01-01T00:00:60Z", "2024-01-01T00:00:00.Z", "2024-01-01T00:00:00.12345678Z", "2024-01-01 00:00:00Z",
		"2024-01-01T00:00:00+01:00", "0000-01-01T00:00:00Z", "2024-1-01T00:00:00Z0", "d024-01-01T00:00:00Z", "2024-01-01T00:00:00.1x3Z",
	} {
		if _, ok := parseTime(bad); ok {
			t.Errorf("parseTime(%q) takes it", bad)
		}
	}
	if last, ok := parseTime("9999-12-31T23:59:59.9999999Z"); !ok || last != lastTick {
		t.Errorf("the last tick is %d", last)
	}
}

func TestParseGUID(t *testing.T) {
	t.Parallel()
	const text = "0123abcd-4567-89ef-0011-223344556677"
	want, ok := parseGUID(text)
	if !ok || want.String() != text {
		t.Fatalf("parseGUID(%s) = %s, %v", text, want, ok)
	}
	for _, same := range []string{strings.ToUpper(text), strings.ReplaceAll(text, "-", "")} {
		if got, ok := parseGUID(same); !ok || got != want {
			t.Errorf("parseGUID(%s) = %s, %v", same, got, ok)
		}
	}
	for _, bad := range []string{"", text[1:], text + "0", "g" + text[1:], "0123abcd4-567-89ef-0011-223344556677", "{" + text[1:], strings.Repeat("-", 36)} {
		if _, ok := parseGUID(bad); ok {
			t.Errorf("parseGUID(%q) takes it", bad)
		}
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	known := []string{"StringEquals", "StringLike"}
	for text, want := range map[string]string{"StringEqual": "StringEquals", "stringlike": "StringLike", "xyz": "", "": "", strings.Repeat("StringEquals", 20): ""} {
		if got := nearest(text, known); got != want {
			t.Errorf("nearest(%q) = %q, want %q", text, got, want)
		}
	}
}
