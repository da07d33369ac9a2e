// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package raw

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/azfoundry/azfoundry"
)

// bicepLanguage has no numbers but whole ones.
var bicepLanguage = language{
	quote: quoteBicep, between: ": ", encode: "string",
	number: func(n json.Number) string {
		if _, err := n.Int64(); err == nil {
			return n.String()
		}
		return "json(" + quoteBicep(n.String()) + ")"
	},
	key: func(name string) string {
		if identifier().MatchString(name) {
			return name
		}
		return quoteBicep(name)
	},
}

// Bicep returns a planned write as a template, with the command that deploys it as a comment. It can say
// a PUT of a resource in a resource group, a subscription or a management group, without tokens of
// other tenants, conditions or parameters; for others the error wraps [ErrNoWords].
func Bicep(w azfoundry.PlannedWrite) (string, error) {
	t, err := aim(w)
	if err != nil {
		return "", err
	}
	if why := unsayable(t, w); why != "" {
		return "", fmt.Errorf("raw: %q %s: %w", w.Op, why, ErrNoWords)
	}
	in, err := body(w)
	if err != nil {
		return "", err
	}
	scope, command := scopeOf(t)
	if scope == "" {
		return "", fmt.Errorf("raw: %q lies below another resource or tenant: %w", w.Op, ErrNoWords)
	}
	b := printer{language: &bicepLanguage}
	b.WriteString(secretsNote(w, "//"))
	fmt.Fprintf(&b, "// az deployment %s --template-file FILE\ntargetScope = '%s'\n\n", command, scope)
	name := strings.Join(t.id.Names, "/")
	if name == "" {
		_, name = t.parent()
	}
	fmt.Fprintf(&b, "resource %s %s = ", label(name), quoteBicep(t.kind()+"@"+t.apiVersion))
	b.write(append(object{{"name", name}}, in...), "")
	return b.String() + "\n", nil
}

func unsayable(t target, w azfoundry.PlannedWrite) string {
	switch {
	case w.Method != http.MethodPut || t.action != "":
		return "is a " + w.Method + ", and templates only say what should be there"
	case len(w.Tenants) > 0:
		return "needs tokens of other tenants"
	case len(w.Header) > 0:
		return "depends on headers"
	case len(t.query) > 0:
		return "has query parameters"
	}
	return ""
}

// scopeOf returns the scope a template is deployed at and the command for it; nothing where the resource
// is below none of them.
func scopeOf(t target) (scope, command string) {
	segments := strings.Split(strings.TrimPrefix(t.id.Scope, "/"), "/")
	switch {
	case t.id.Provider == "" && t.id.ResourceGroup != "" || len(segments) == 2 && strings.EqualFold(segments[0], "subscriptions"):
		return "subscription", "sub create --location LOCATION --subscription " + t.id.Subscription
	case len(segments) == 4 && t.id.ResourceGroup != "":
		return "resourceGroup", "group create --subscription " + t.id.Subscription + " --resource-group " + quoteShell(t.id.ResourceGroup)
	case len(segments) == 4 && strings.EqualFold(segments[1], "Microsoft.Management"):
		return "managementGroup", "mg create --location LOCATION --management-group-id " + quoteShell(segments[3])
	}
	return "", ""
}

// quoteBicep quotes a text, so that nothing in it is interpolated.
func quoteBicep(s string) string {
	var b strings.Builder
	b.WriteByte('\'')
	for i, r := range s {
		switch {
		case r == '\'' || r == '\\':
			b.WriteString(`\` + string(r))
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '$' && strings.HasPrefix(s[i+1:], "{"):
			b.WriteString(`\$`)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u{%x}`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String() + `'`
}
