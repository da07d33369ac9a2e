// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"regexp"
	"strings"
	"sync"
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
	text := err.Error()
	line, _, _ := strings.Cut(text, "\n")
	if code := entraCode().FindString(text); code != "" && !strings.Contains(line, code) {
		line += " (" + code + ")"
	}
	return tokenLike().ReplaceAllString(line, "REDACTED")
}
