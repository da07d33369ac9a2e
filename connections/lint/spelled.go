// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package lint

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// readable refuses texts that are not read at all.
func (l *linter) readable(b []byte) bool {
	l.text = b
	refuse := func(message, fix string) bool {
		l.unreadable(problem{cause: message, fix: fix})
		return false
	}
	switch {
	case len(b) > MaxBytes:
		return refuse(fmt.Sprintf("is %d bytes long and was not read", len(b)), fmt.Sprintf("give the body of a connection alone; at most %d bytes are read", MaxBytes))
	case bytes.HasPrefix(b, []byte("\xFF\xFE")), bytes.HasPrefix(b, []byte("\xFE\xFF")), bytes.IndexByte(b[:min(len(b), 4)], 0) >= 0:
		return refuse("is UTF-16, as PowerShell's > writes files", "save it as UTF-8: Set-Content -Encoding utf8")
	case len(b) > 1 && b[0] == 0x1F && b[1] == 0x8B:
		return refuse("is compressed", "decompress it")
	case trimmed(b) == 0:
		return refuse("is empty", "give the body of a connection")
	}
	return true
}

// spelled reports where the text is no JSON.
func (l *linter) spelled() {
	if !utf8.Valid(l.text) {
		at := 0
		for at < len(l.text) {
			r, n := utf8.DecodeRune(l.text[at:])
			if r == utf8.RuneError && n == 1 {
				break
			}
			at += n
		}
		l.unreadable(problem{at: at, cause: "a byte that is not UTF-8", fix: "save the text as UTF-8"})
	}
	for _, p := range l.problems {
		l.unreadable(p)
	}
}

// unreadable reports one place where the text is no JSON.
func (l *linter) unreadable(p problem) {
	line, column := position(l.text, p.at)
	l.findings = append(l.findings, Finding{
		Rule: "CN000", Severity: Error, Line: line, Column: column,
		Message: fmt.Sprintf("no JSON at line %d, column %d: %s", line, column, p.cause),
		Symptom: ruleOf("CN000").Symptom, Fix: p.fix, Edits: p.edits,
	})
}
