// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package lint

import (
	"fmt"
	"slices"
	"strings"
)

// Connected is what [CapabilityHost] needs to know of a connection.
type Connected struct {
	Category, AuthType string
	// Missing says that there is no such connection.
	Missing bool
}

// stores are the members of a capability host that name connections, and the categories that each takes.
var stores = []struct {
	member     string
	categories []string
}{
	{"threadStorageConnections", []string{"CosmosDb", "CosmosDB"}},
	{"storageConnections", []string{"AzureStorageAccount"}},
	{"vectorStoreConnections", []string{"CognitiveSearch"}},
	{"aiServicesConnections", []string{"AzureOpenAI", "AIServices"}},
}

// IsCapabilityHost reports whether a text is the body of a capability host, which agents are set up with.
func IsCapabilityHost(text []byte) bool {
	t := parse(text)
	if len(t.problems) > 0 {
		return false
	}
	properties := t.member(0, "properties")
	return t.member(properties, "capabilityHostKind") > 0 || slices.ContainsFunc(stores, func(s struct {
		member     string
		categories []string
	}) bool {
		return t.member(properties, s.member) > 0
	})
}

// CapabilityHost returns what is wrong with the connections that the body of a capability host names: each
// must be of the category that its place wants, and sign in with AAD. The function looks a connection up by
// its name; one that it does not know is not judged.
func CapabilityHost(text []byte, find func(name string) (Connected, bool)) []Finding {
	l := &linter{}
	if !l.readable(text) {
		return l.findings
	}
	l.tree = parse(text)
	if l.spelled(); l.failed {
		return l.findings
	}
	rule := ruleOf("CN052")
	for _, store := range stores {
		l.children(l.member(l.member(0, "properties"), store.member), func(n int) {
			name, _ := l.string(n)
			c, ok := find(name)
			if !ok {
				return
			}
			f := Finding{Rule: rule.ID, Severity: rule.Severity, Symptom: rule.Symptom}
			if c.Missing {
				f.Message = fmt.Sprintf("%s names %q, and there is no such connection", store.member, name)
				f.Fix = "make the connection first, or give the name of one"
				l.add(f, n)
				return
			}
			if !slices.Contains(store.categories, c.Category) {
				f.Message = fmt.Sprintf("%s names %q, a connection of category %s", store.member, name, c.Category)
				f.Fix = "name one of category " + strings.Join(store.categories[:1], " or ")
				l.add(f, n)
			}
			if c.AuthType != "AAD" {
				f.Message = fmt.Sprintf("%s names %q, which signs in with %s", store.member, name, c.AuthType)
				f.Fix = "use authType AAD, and give the project's identity its roles"
				l.add(f, n)
			}
		})
	}
	return l.findings
}
