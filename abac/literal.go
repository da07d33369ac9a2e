// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"strconv"
	"strings"
	"time"
)

// guidValue is a GUID's 128 bits.
type guidValue struct{ high, low uint64 }

// parseGUID reads 8-4-4-4-12 hexadecimal digits, or 32 without hyphens: role definitions of the service
// itself hold both, for the same role.
func parseGUID(s string) (g guidValue, ok bool) {
	hyphens := len(s) == 36
	if !hyphens && len(s) != 32 {
		return g, false
	}
	digits := 0
	for i := range len(s) {
		if hyphens && (i == 8 || i == 13 || i == 18 || i == 23) {
			if s[i] != '-' {
				return g, false
			}
			continue
		}
		d := hexDigit(s[i])
		if d > 15 {
			return g, false
		}
		if digits < 16 {
			g.high = g.high<<4 | uint64(d)
		} else {
			g.low = g.low<<4 | uint64(d)
		}
		digits++
	}
	return g, true
}

// hexDigit returns the value of a hexadecimal digit, or 16.
func hexDigit(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10
	}
	return 16
}

// isInteger reports whether s is a whole number that 64 bits hold.
func isInteger(s string) bool {
	_, err := strconv.ParseInt(s, 10, 64)
	return err == nil && s[0] != '+'
}

// ticksPerSecond counts the 100 nanoseconds that the service compares to.
const ticksPerSecond = 10_000_000

// parseTime reads yyyy-mm-ddThh:mm:ssZ with up to seven digits of a second into ticks since year 1.
func parseTime(s string) (ticks int64, ok bool) {
	const plain = len("2006-01-02T15:04:05")
	if len(s) <= plain || s[len(s)-1] != 'Z' {
		return 0, false
	}
	var n [6]int
	for i, layout := 0, "dddd-dd-ddTdd:dd:dd"; i < plain; i++ {
		switch {
		case layout[i] == 'd' && '0' <= s[i] && s[i] <= '9':
			field := timeFields[i]
			n[field] = n[field]*10 + int(s[i]-'0')
		case layout[i] != s[i] || layout[i] == 'd':
			return 0, false
		}
	}
	fraction, ok := parseFraction(s[plain : len(s)-1])
	if !ok || n[0] == 0 || n[1] < 1 || n[1] > 12 || n[2] < 1 || n[2] > daysIn(n[0], n[1]) || n[3] > 23 || n[4] > 59 || n[5] > 59 {
		return 0, false
	}
	return (daysBefore(n[0], n[1], n[2])*86400+int64(n[3]*3600+n[4]*60+n[5]))*ticksPerSecond + fraction, true
}

// timeFields says which number each digit of a time belongs to.
var timeFields = [...]int{0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5}

func parseFraction(s string) (ticks int64, ok bool) {
	if s == "" {
		return 0, true
	}
	if s[0] != '.' || len(s) < 2 || len(s) > 8 {
		return 0, false
	}
	for _, c := range []byte(s[1:]) {
		if c < '0' || c > '9' {
			return 0, false
		}
		ticks = ticks*10 + int64(c-'0')
	}
	for range 8 - len(s) {
		ticks *= 10
	}
	return ticks, true
}

func isLeap(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

func daysIn(year, month int) int {
	if month == 2 && isLeap(year) {
		return 29
	}
	return daysUntil[month] - daysUntil[month-1]
}

// daysUntil counts the days of a common year until the end of a month.
var daysUntil = [...]int{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365}

// daysBefore counts the days from 1 January of year 1.
func daysBefore(year, month, day int) int64 {
	y := int64(year - 1)
	days := y*365 + y/4 - y/100 + y/400 + int64(daysUntil[month-1]+day-1)
	if month > 2 && isLeap(year) {
		days++
	}
	return days
}

// formatTime writes ticks as the service's documentation does.
func formatTime(ticks int64) string {
	const untilEpoch = 719162 * 86400 * ticksPerSecond // 1 January 1970
	since := ticks - untilEpoch
	seconds, rest := since/ticksPerSecond, since%ticksPerSecond
	if rest < 0 {
		seconds, rest = seconds-1, rest+ticksPerSecond
	}
	text := time.Unix(seconds, rest*100).UTC().Format("2006-01-02T15:04:05.0000000Z")
	head, fraction, _ := strings.Cut(text, ".")
	fraction = strings.TrimRight(strings.TrimSuffix(fraction, "Z"), "0")
	return head + "." + max(fraction, "0") + "Z"
}
