// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"regexp"
	"strings"
	"sync"
	"unicode"
)

// entraCode matches the code in an answer of Microsoft Entra ID.
var entraCode = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`AADSTS\d{4,9}`) })

// tokenLike matches bearer values and JWTs, which a credential of somebody else's may have put into
// its error.
var tokenLike = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)bearer\s+[-\w.~+/=]{8,}|eyJ[-\w]{8,}(\.[-\w]*){1,2}`)
})

// brief returns the first line of an error, and Entra's code where the lines below hold it. Those
// quote bodies.
func brief(err error) string {
	const limit = 300
	text := err.Error()
	line, _, _ := strings.Cut(text, "\n")
	line = strings.Join(strings.FieldsFunc(line, unicode.IsControl), " ")
	line = tokenLike().ReplaceAllString(line, "REDACTED")
	if len(line) > limit {
		line = strings.ToValidUTF8(line[:limit], "") + "…"
	}
	if code := entraCode().FindString(text); code != "" && !strings.Contains(line, code) {
		line += " (" + code + ")"
	}
	return line
}
