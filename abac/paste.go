// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"fmt"
	"unicode"
)

// blemish is a kind of character that comes with copy and paste and that the service does not take.
type blemish uint8

const (
	clean blemish = iota
	wideSpace
	curlyQuote
	invisible
	blemishes
)

// blemishTexts says of each kind what it is called and what to write instead.
var blemishTexts = [blemishes]struct{ one, many, fix string }{
	wideSpace:  {"a non-breaking space", "non-breaking spaces", "write ordinary blanks"},
	curlyQuote: {"a typographic quote", "typographic quotes", "write straight single quotes: '"},
	invisible:  {"a control character", "control characters", "remove what cannot be seen"},
}

// blemishOf classifies a character outside of quotes.
func blemishOf(r rune) blemish {
	switch {
	case r >= ' ' && r < 0x7f:
		return clean
	case isCurly(r):
		return curlyQuote
	case r > 0x7f && unicode.Is(unicode.Zs, r):
		return wideSpace
	case r == 0x2028, r == 0x2029, unicode.IsControl(r), unicode.Is(unicode.Cf, r):
		return invisible
	}
	return clean
}

// isCurly reports whether word processors write the character for a quote.
func isCurly(r rune) bool {
	switch r {
	case '‘', '’', '‚', '‛', '′', 'ʼ', '´', '“', '”', '„', '‟', '″':
		return true
	}
	return false
}

// pasted counts the blemishes of a text and remembers the first of each kind.
type pasted [blemishes]struct {
	count int
	first Span
}

func (p *pasted) add(b blemish, at Span) {
	if p[b].count == 0 {
		p[b].first = at
	}
	p[b].count++
}

// diagnostics returns one finding for each kind that is there.
func (p *pasted) diagnostics() []Diagnostic {
	var found []Diagnostic
	for kind := clean + 1; kind < blemishes; kind++ {
		seen, text := p[kind], blemishTexts[kind]
		if seen.count == 0 {
			continue
		}
		message := text.one + " from copy and paste"
		if seen.count > 1 {
			message = fmt.Sprintf("%d %s from copy and paste, the first here", seen.count, text.many)
		}
		found = append(found, Diagnostic{
			Rule: rulePasted, Severity: SeverityError, Span: seen.first, Message: message,
			Why: "the service refuses the text and does not say where", Fix: text.fix + "; Format does it for you",
		})
	}
	return found
}
