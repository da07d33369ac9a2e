// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package plan

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// initialisms is the one table of words that keep a spelling of their own in Go names. Their plurals
// get a small s.
var initialisms = []string{
	"AAD", "ABAC", "ACL", "ACR", "ADLS", "AI", "AKS", "AML", "API", "ARM", "AzureAD", "CIDR", "CMK", "CORS", "CPU", "CRM", "DB",
	"DDoS", "DHCP", "DNS", "EC", "ETag", "FQDN", "FTP", "GB", "GPU", "GUID", "HBI", "HSM", "HTTP", "HTTPS", "ID", "IP", "IPAM",
	"IPv4", "IPv6", "JSON", "JWT", "LLM", "MCP", "ML", "NAT", "NFS", "NSG", "NSP", "OAuth2", "ODBC", "OS", "PAT", "PEM",
	"RAI", "RBAC", "RSA", "SAS", "SKU", "SQL", "SSH", "SSL", "SSO", "TCP", "TLS", "TTL", "UDP", "UPN", "URI", "URL", "UTC",
	"UUID", "VM", "VNet", "VPN", "XML", "YAML",
}

// goName returns the exported Go name of a name from a spec.
func goName(wire string) string {
	var b strings.Builder
	for _, w := range split(wire) {
		b.WriteString(spell(w))
	}
	return b.String()
}

// stem returns the unexported form of a Go name: virtualNetwork of VirtualNetwork, dhcpOptions of
// DHCPOptions.
func stem(name string) string {
	words := split(name)
	if len(words) == 0 {
		return ""
	}
	return strings.ToLower(words[0]) + goName(strings.Join(words[1:], " "))
}

// fileName returns the stem of the file for a Go name: virtual_network.
func fileName(name string) string { return strings.ToLower(strings.Join(split(name), "_")) }

// phrase returns a Go name as words for people: pool properties, DHCP options.
func phrase(name string) string {
	words := split(name)
	for i, w := range words {
		if s := spell(w); s != capital(w) {
			words[i] = s
			continue
		}
		words[i] = strings.ToLower(w)
	}
	return strings.Join(words, " ")
}

// spell returns a word as it stands in a Go name. Digits behind an initialism change nothing: TLS1.
func spell(word string) string {
	if letters := strings.TrimRight(word, "0123456789"); letters != word && spell(letters) != capital(letters) {
		return spell(letters) + word[len(letters):]
	}
	plural := ""
	for _, in := range initialisms {
		if strings.EqualFold(word, in) {
			return in // HTTPS is no plural
		}
		if strings.EqualFold(word, in+"s") {
			plural = in + "s"
		}
	}
	return cmp.Or(plural, capital(word))
}

// capital returns a word with a first capital, the others small.
func capital(word string) string {
	r, n := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(r)) + strings.ToLower(word[n:])
}

// split cuts a name into words: at signs that are neither letter nor digit, before a capital that
// follows a small letter, before the last capital of a run, and around mixed-case initialisms.
func split(name string) []string {
	var words []string
	for name != "" {
		r, n := utf8.DecodeRuneInString(name)
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			name = name[n:]
			continue
		}
		end := mixed(name)
		if end == 0 {
			end = wordEnd(name)
		}
		words = append(words, name[:end])
		name = name[end:]
	}
	return words
}

// mixed returns the length of an initialism that name begins with, where its capitals would mislead: one
// in mixed case, however it is spelled (ipV4, vnet), or a plural in capitals (IDs). It returns 0 for none.
func mixed(name string) int {
	for _, in := range initialisms {
		for _, form := range []string{in + "s", in} {
			n := len(form)
			if strings.ToUpper(form) == form || len(name) < n || continues(name[n:]) {
				continue
			}
			if name[:n] == form || strings.ToUpper(in) != in && strings.EqualFold(name[:n], form) {
				return n
			}
		}
	}
	return 0
}

// continues reports whether a word goes on with rest.
func continues(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return unicode.IsLower(r) || unicode.IsDigit(r)
}

// wordEnd returns where the first word of name ends.
func wordEnd(name string) int {
	runes := []rune(name)
	for i := 1; i < len(runes); i++ {
		switch {
		case !unicode.IsLetter(runes[i]) && !unicode.IsDigit(runes[i]):
		case unicode.IsUpper(runes[i]) && !unicode.IsUpper(runes[i-1]):
		case unicode.IsUpper(runes[i-1]) && unicode.IsUpper(runes[i]) && i+1 < len(runes) && unicode.IsLower(runes[i+1]):
		default:
			continue
		}
		return len(string(runes[:i]))
	}
	return len(name)
}
