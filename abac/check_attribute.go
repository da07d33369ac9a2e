// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// attribute checks whether an attribute is known under its source, and supported.
func (k *checker) attribute(a Attribute, at Span) {
	f := factOf(a)
	switch {
	case foldEqual(a.Name, "subOperation"):
		k.report(ruleDeprecated, SeverityWarning, at, "the suboperation as an attribute", "it is of the preview of 2021", "write SubOperationMatches{'…'}")
	case f == nil:
		k.unknown(a, at)
	case f.attribute.Name == security+":*" && !isSecurityAttribute(a.Name):
		k.report(ruleUnknown, SeverityWarning, at, a.String()+" names no attribute of a set", "custom security attributes are named by their set and their own name", securityHint)
	case f.noHNS && k.options.HierarchicalNamespace:
		k.report(ruleUnfit, SeverityError, at, a.String()+" does not exist on accounts with a hierarchical namespace",
			"requests never carry it there", "test the container's name or the path")
	case is(a, AccountIsHNS) && strings.Contains(k.options.Scope, "/providers/"):
		k.report(ruleUnfit, SeverityError, at, a.String()+" works at resource groups and above", "the role is assigned at "+k.options.Scope,
			"assign the role at the resource group, or leave the comparison out")
	case placeholder(a.Name):
		k.report(ruleUnknown, SeverityWarning, at, a.String()+" holds a placeholder", "the service compares with it as it stands", "write the name that is meant")
	}
}

// unknown reports an attribute that the catalogue does not have, with what was probably meant.
func (k *checker) unknown(a Attribute, at Span) {
	const why = "the service refuses attributes that it does not know"
	for _, s := range []Source{SourceResource, SourceRequest, SourcePrincipal, SourceEnvironment} {
		if s != a.Source && factOf(Attribute{s, a.Name}) != nil {
			k.report(ruleNotCarried, SeverityError, at, "@"+a.Source.String()+" does not have "+a.Name, why, "write @"+s.String()+"["+a.Name+"]")
			return
		}
	}
	head, _, _ := strings.Cut(a.Name, "<") // shells take the part behind $ away
	if whole := (Attribute{a.Source, head + keyMark}); factOf(whole) != nil {
		k.report(ruleUnknown, SeverityError, at, a.String()+" lacks the mark of its key", why, "write "+whole.String())
		return
	}
	k.report(ruleUnknown, SeverityError, at, a.String()+" is not known", why, k.meant(a))
}

// meant says which attribute was probably meant.
func (k *checker) meant(a Attribute) string {
	plain := strings.NewReplacer("/", "", ":", "", ".", "", "-", "", "_", "", "<", "", ">", "", "$", "", "&", "", " ", "")
	var names []string
	for _, f := range attributeFacts {
		name := f.attribute.Name
		if plain.Replace(strings.ToLower(name)) == plain.Replace(strings.ToLower(a.Name)) {
			return "did you mean " + f.attribute.String() + "?"
		}
		names = append(names, name)
	}
	near := nearest(a.Name, names)
	if near == "" && a.Source == SourcePrincipal {
		return securityHint
	}
	if near == "" {
		return "the catalogue may be older than the service; see KnownActions"
	}
	i := slices.IndexFunc(attributeFacts, func(f attributeFact) bool { return f.attribute.Name == near && f.attribute.Source == a.Source })
	if i < 0 {
		i = slices.IndexFunc(attributeFacts, func(f attributeFact) bool { return f.attribute.Name == near })
	}
	return "did you mean " + attributeFacts[i].attribute.String() + "?"
}

const securityHint = "write @Principal[" + security + ":<set>_<attribute>], with the names of the attribute set and of the attribute"

// isSecurityAttribute reports whether a name holds the names of an attribute set and of an attribute in it.
func isSecurityAttribute(name string) bool {
	set, attribute, ok := strings.Cut(name[strings.LastIndexByte(name, ':')+1:], "_")
	return ok && set != "" && attribute != ""
}

var placeholders = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^<[^>$]*>$|<your|<subscription|<[a-z]+[ -][a-z -]+>|\{\{|\$\{|^x{8}-|^(0{8}-(0{4}-){3}0{12}|0{32})$|^1{8}-(1{4}-){3}1{12}$`)
})

// placeholder reports whether a text stands for another that somebody forgot to write.
func placeholder(s string) bool { return placeholders().MatchString(s) }
