// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package raw

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry"
)

// AzREST returns a planned write as a command of the Azure CLI for POSIX shells. Where the write carries
// tokens of other tenants the command has the CLI fetch them, so it has to be signed in to each. Secrets
// are redacted in a plan; a comment says so where some are to be filled in.
func AzREST(w azfoundry.PlannedWrite) string {
	var headers []string
	if w.Body != "" {
		headers = append(headers, "Content-Type=application/json")
	}
	for _, name := range slices.Sorted(maps.Keys(w.Header)) {
		headers = append(headers, quoteShell(name+"="+w.Header[name]))
	}
	if len(w.Tenants) > 0 {
		headers = append(headers, `"x-ms-authorization-auxiliary=`+strings.Join(tokens(w.Tenants), ", ")+`"`)
	}
	command := []string{fmt.Sprintf("az rest --method %s --url %s", strings.ToLower(w.Method), quoteShell(w.URL))}
	if len(headers) > 0 {
		command = append(command, "--headers "+strings.Join(headers, " "))
	}
	if w.Body != "" {
		command = append(command, "--body "+quoteShell(w.Body))
	}
	return secretsNote(w, "#") + strings.Join(command, " \\\n  ")
}

// tokens returns an expression of the shell for the auxiliary token of each tenant.
func tokens(tenants []string) []string {
	out := make([]string, 0, len(tenants))
	for _, t := range tenants {
		out = append(out, "Bearer $(az account get-access-token --tenant "+quoteShell(t)+" --query accessToken --output tsv)")
	}
	return out
}

// quoteShell makes one word of a text.
func quoteShell(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:=,@%+", r)
	}
	if s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !plain(r) }) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
