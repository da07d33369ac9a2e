// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package probe

import (
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/azfoundry/azfoundry/internal/secret"
)

// shownLimit is how much of a foreign text is shown, in bytes.
const shownLimit = 300

// secrets are texts that must not appear in a report, in any spelling.
type secrets struct{ forms []string }

// shortestSecret is the length below which a text is no secret: redacting every letter a says more than it
// hides.
const shortestSecret = 4

// add remembers a text that must not be shown.
func (s *secrets) add(text string) {
	if len(text) < shortestSecret {
		return
	}
	b := []byte(text)
	for _, form := range []string{
		text, oneLine(text), url.QueryEscape(text), url.PathEscape(text), hex.EncodeToString(b), strings.ToUpper(hex.EncodeToString(b)),
		base64.StdEncoding.EncodeToString(b), base64.RawStdEncoding.EncodeToString(b),
		base64.URLEncoding.EncodeToString(b), base64.RawURLEncoding.EncodeToString(b),
	} {
		if len(form) >= shortestSecret && !slices.Contains(s.forms, form) {
			s.forms = append(s.forms, form)
		}
	}
	slices.SortFunc(s.forms, func(a, b string) int { return len(b) - len(a) }) // the longest first: it may hold others
}

// tokenLike matches bearer values and JWTs, whoever they are of.
var tokenLike = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)bearer\s+[-\w.~+/=]{8,}|eyJ[-\w]{8,}\.[-\w]+(\.[-\w]*)?`)
})

// hide makes a text fit for a report: on one line, short, and without a secret. It cleans the text first, so
// that nothing becomes a secret by that.
func (s *secrets) hide(text string) string {
	text = oneLine(text)
	for _, form := range s.forms {
		text = replaceFold(text, form)
	}
	text = tokenLike().ReplaceAllString(text, secret.Redacted)
	if len(text) > 2*shownLimit {
		text = strings.ToValidUTF8(text[:2*shownLimit], "") + "…"
	}
	return text
}

func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, ""), unicode.IsControl), " ")
}

// replaceFold redacts a text in any case of ASCII letters: gateways fold what they echo from headers. It takes
// time in proportion to the text, which may have megabytes.
func replaceFold(text, form string) string {
	lower, form := lowerASCII(text), lowerASCII(form)
	var out strings.Builder
	from := 0
	for {
		i := strings.Index(lower[from:], form)
		if i < 0 {
			break
		}
		out.WriteString(text[from:from+i] + secret.Redacted)
		from += i + len(form)
	}
	if from == 0 {
		return text
	}
	return out.String() + text[from:]
}

// lowerASCII keeps the length, which strings.ToLower does not.
func lowerASCII(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// short cuts a foreign text, after its secrets are hidden.
func (s *secrets) short(text string) string {
	text = s.hide(text)
	if len(text) > shownLimit {
		text = strings.ToValidUTF8(text[:shownLimit], "") + "…"
	}
	return text
}
