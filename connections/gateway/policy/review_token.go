// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// token looks at a validation of tokens.
func (w *walker) token(n *node, path string) {
	w.validated = true
	if name, ok := n.attr("output-token-variable-name").(Literal); ok {
		w.vars[string(name)] = origin{proven: true}
	}
	if len(n.texts("audiences")) == 0 {
		w.add("GP012", place{n, path}, "no audience is listed", "list https://cognitiveservices.azure.com, with a slash at the end and without")
	}
	if n.name == "validate-jwt" {
		w.issuers(n, path)
	}
	listed := len(n.texts("client-application-ids")) > 0
	for i := range n.children {
		if n.children[i].name != "required-claims" {
			continue
		}
		for _, claim := range n.children[i].children {
			name, _ := claim.attr("name").(Literal)
			switch strings.ToLower(string(name)) {
			case "appid", "azp", "oid", "sub", "roles", "groups", "idtyp":
				listed = true
			case "xms_mirid":
				w.add("GP015", place{&claim, path}, "the claim xms_mirid is required", "require appid")
			}
		}
	}
	if listed {
		w.listed = true
	} else {
		w.tokens = append(w.tokens, place{n, path})
	}
}

// texts returns what stands in the children of a child.
func (n *node) texts(name string) []string {
	var list []string
	for i := range n.children {
		if n.children[i].kind != elementNode || n.children[i].name != name {
			continue
		}
		for _, c := range n.children[i].children {
			if v, _ := c.text(); c.kind == elementNode && v != nil {
				list = append(list, strings.Trim(v.source(), blanks))
			}
		}
	}
	return list
}

var (
	discovery = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)^https://(?:login\.[a-z.]+|sts\.windows\.net)/([^/]+)/(v2\.0/)?\.well-known/openid-configuration`)
	})
	issuer = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)^https://(?:(sts\.[a-z.]+)|login\.[a-z.]+)/([^/]+)/?`)
	})
)

// issuers compares the issuers that are listed to the discovery documents of Entra ID.
func (w *walker) issuers(n *node, path string) {
	var tenants []string
	v2 := false
	for i := range n.children {
		v, _ := n.children[i].attr("url").(Literal)
		if m := discovery().FindStringSubmatch(string(v)); m != nil {
			tenants = append(tenants, strings.ToLower(m[1]))
			v2 = v2 || m[2] != ""
		}
	}
	if len(tenants) == 0 {
		return // not of Entra ID
	}
	first := !v2 // tokens of version 1.0 are accepted: the issuer of discovery is
	listed := n.texts("issuers")
	for _, text := range listed {
		m := issuer().FindStringSubmatch(text)
		if m == nil {
			continue
		}
		first = first || m[1] != ""
		if tenant := strings.ToLower(m[2]); !slices.Contains(tenants, tenant) && !guess(tenant, tenants) {
			w.add("GP013", place{n, path}, "the issuer "+text+" is of another tenant than the discovery document, whose keys are others", "give both for one tenant")
		}
	}
	for _, tenant := range tenants {
		if (tenant == "common" || tenant == "organizations") && len(listed) == 0 {
			w.add("GP013", place{n, path}, "discovery of "+tenant+" accepts tokens of all tenants", "name the tenant in the URL, and list the issuers")
		}
	}
	if !first {
		w.add("GP013", place{n, path}, "tokens of version 1.0, which identities of projects send, have the issuer https://sts.windows.net/<tenant>/, and discovery of v2.0 does not name it",
			"list it beside that of v2.0")
	}
}

// guess reports whether a tenant may be the same as one of the others although it is written in another way: as
// a name, or as a placeholder.
func guess(tenant string, others []string) bool {
	named := func(s string) bool { return !strings.Contains(s, "-") || strings.ContainsAny(s, "{}$.") }
	return named(tenant) || slices.ContainsFunc(others, named)
}
