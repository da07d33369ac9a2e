// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package raw

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/azfoundry/azfoundry"
)

// hcl is Terraform's language.
var hcl = language{
	quote: quoteHCL, number: digits, between: " = ", comma: ",", encode: "jsonencode",
	key: func(name string) string {
		if identifier().MatchString(name) {
			return name
		}
		return quoteHCL(name)
	},
}

// AzAPI returns a planned write as a resource of Terraform's azapi provider, 2.0 or later: a PUT as
// azapi_resource, anything else as azapi_resource_action. Strings that hold JSON become calls of
// jsonencode. The provider has tokens of other tenants if it is set up with them; a comment names
// those that the write needs.
func AzAPI(w azfoundry.PlannedWrite) (string, error) {
	t, err := aim(w)
	if err != nil {
		return "", err
	}
	in, err := body(w)
	if err != nil {
		return "", err
	}
	b := printer{language: &hcl}
	b.WriteString(secretsNote(w, "#"))
	if len(w.Tenants) > 0 {
		fmt.Fprintf(&b, "# the provider needs auxiliary_tenant_ids = [%s]\n", strings.Join(quoteAll(w.Tenants), ", "))
	}
	_, name := t.parent()
	if w.Method == http.MethodPut && t.action == "" {
		fmt.Fprintf(&b, "resource \"azapi_resource\" %q ", label(name))
		b.write(resourceHCL(t, w, in), "")
		return b.String() + "\n", nil
	}
	fmt.Fprintf(&b, "resource \"azapi_resource_action\" %q ", label(name+"_"+strings.ToLower(w.Method)+t.action))
	b.write(actionHCL(t, w, in), "")
	return b.String() + "\n", nil
}

func resourceHCL(t target, w azfoundry.PlannedWrite, in object) object {
	parent, name := t.parent()
	out := object{{"type", t.kind() + "@" + t.apiVersion}, {"parent_id", parent}, {"name", name}}
	for _, m := range []string{"location", "tags"} {
		if v, ok := in.take(m); ok {
			out = append(out, member{m, v})
		}
	}
	if v, ok := in.take("identity"); ok {
		out = append(out, member{"identity", identityHCL(v)})
	}
	out = append(out, extras(t, w, "create_query_parameters", "create_headers")...)
	return append(out, member{"schema_validation_enabled", false}, member{"body", in})
}

// identityHCL turns the map of user-assigned identities into the list that the provider has.
func identityHCL(v any) any {
	in, ok := v.(object)
	if !ok {
		return v
	}
	out := object{}
	if kind, ok := in.take("type"); ok {
		out = append(out, member{"type", kind})
	}
	if v, ok := in.take("userAssignedIdentities"); ok {
		ids := []any{}
		assigned, _ := v.(object)
		for _, m := range assigned {
			ids = append(ids, m.name)
		}
		out = append(out, member{"identity_ids", ids})
	}
	return section(out)
}

func actionHCL(t target, w azfoundry.PlannedWrite, in object) object {
	out := object{{"type", t.kind() + "@" + t.apiVersion}, {"resource_id", t.path}, {"method", w.Method}}
	if t.action != "" {
		out = append(out, member{"action", t.action})
	}
	out = append(out, extras(t, w, "query_parameters", "headers")...)
	if w.Body != "" {
		out = append(out, member{"body", in})
	}
	return out
}

// extras are the query parameters and headers of a write, under the names that a block has for them.
func extras(t target, w azfoundry.PlannedWrite, query, headers string) object {
	var out object
	if len(t.query) > 0 {
		var o object
		for _, name := range slices.Sorted(maps.Keys(t.query)) {
			values := []any{}
			for _, v := range t.query[name] {
				values = append(values, v)
			}
			o = append(o, member{name, values})
		}
		out = append(out, member{query, o})
	}
	if len(w.Header) > 0 {
		var o object
		for _, name := range slices.Sorted(maps.Keys(w.Header)) {
			o = append(o, member{name, w.Header[name]})
		}
		out = append(out, member{headers, o})
	}
	return out
}

// quoteHCL quotes a text, so that nothing in it is a template.
func quoteHCL(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04x`, r)
		case (r == '$' || r == '%') && strings.HasPrefix(s[i+1:], "{"):
			b.WriteString(string(r) + string(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String() + `"`
}

func quoteAll(in []string) []string {
	out := make([]string, 0, len(in))
	for _, s := range in {
		out = append(out, strconv.Quote(s))
	}
	return out
}
