// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

import (
	"fmt"
	"slices"
	"strings"
)

// walker goes through the policies in the order in which they run, and remembers what is known of the caller.
type walker struct {
	*reviewer
	section   string
	vars      map[string]origin
	guards    []origin    // conditions of the branches that we are in
	validated bool        // a token was validated, or a key was
	listed    bool        // the caller is one of a list
	checked   bool        // something else looked at the caller
	base      bool        // the scope above had its turn
	matched   bool        // a condition looks at what a token says
	stripped  bool        // the caller's token does not go on
	tokens    []place     // validations that let in any application
	models    []pathModel // variables with the model in the path
}

// place is a node with its path.
type place struct {
	n    *node
	path string
}

// pathModel is a variable that is set from the path.
type pathModel struct {
	place
	name string
}

// nodes goes through what is in an element.
func (w *walker) nodes(n *node, path string) {
	count := make(map[string]int)
	for i := range n.children {
		c := &n.children[i]
		if c.kind != elementNode {
			continue
		}
		here := step(path, c, count)
		w.expressions(c, here)
		switch c.name {
		case "choose":
			w.choose(c, here)
		case "set-variable":
			w.variable(c, here)
		case "base":
			w.base = w.base || w.section == "inbound"
		default:
			w.element(c, here)
			w.nodes(c, here)
		}
	}
}

// guarded returns the conditions that we are under as one.
func (w *walker) guarded() origin {
	var all origin
	for _, g := range w.guards {
		all = all.join(g)
	}
	return all
}

// choose goes through the branches of a choice. What holds in a branch holds there, and after it only if
// callers without a token or key are the only ones who miss it.
func (w *walker) choose(n *node, path string) {
	var all origin
	refuses := false
	count := make(map[string]int)
	before := *w
	for i := range n.children {
		c := &n.children[i]
		if c.kind != elementNode {
			continue
		}
		here := step(path, c, count)
		w.expressions(c, here)
		condition := w.origin(c.attr("condition"))
		all = all.join(condition)
		w.guards = append(w.guards, all)
		w.nodes(c, here)
		w.guards = w.guards[:len(w.guards)-1]
		if !keyless(c.attr("condition")) {
			w.validated, w.listed, w.checked, w.stripped = before.validated, before.listed, before.checked, before.stripped
		}
		refuses = refuses || slices.ContainsFunc(c.children, func(n node) bool { return n.name == "return-response" })
	}
	w.matched = w.matched || all.proven
	w.listed = w.listed || all.proven && refuses
	w.checked = w.checked || refuses
}

// keyless reports whether a condition holds for all callers without a key, and so leaves out none but those who
// have one.
func keyless(condition Value) bool {
	code := strings.Join(strings.Fields(sourceOf(condition)), "")
	return strings.Contains(code, "context.Subscription") && strings.Contains(code, "==null") && !strings.Contains(code, "&&")
}

// variable remembers where a variable comes from. Under a condition that a token or a key proves, headers are
// those of a caller who is known.
func (w *walker) variable(n *node, path string) {
	name, _ := n.attr("name").(Literal)
	o := w.origin(n.attr("value"))
	if w.guarded().proven || w.listed {
		o.headers = nil
	}
	if code := sourceOf(n.attr("value")); o.path && strings.Contains(code, "/deployments/") {
		w.models = append(w.models, pathModel{place{n, path}, string(name)})
	}
	if len(w.guards) > 0 {
		o = o.join(w.vars[string(name)])
	}
	if old := w.vars[string(name)]; old.model {
		o.model = true
	}
	w.vars[string(name)] = o
}

// element looks at one policy.
func (w *walker) element(n *node, path string) {
	switch n.name {
	case "validate-azure-ad-token", "validate-jwt":
		w.token(n, path)
	case "check-header", "ip-filter", "validate-client-certificate", "get-authorization-context":
		w.checked = true
	case "authentication-managed-identity":
		w.identity(n, path)
	case "set-header":
		name, _ := n.attr("name").(Literal)
		action, _ := n.attr("exists-action").(Literal)
		if strings.EqualFold(string(name), "Authorization") && w.section == "inbound" && action != "skip" && action != "append" {
			w.stripped = true
		}
	case "llm-token-limit", "azure-openai-token-limit", "rate-limit-by-key", "quota-by-key":
		w.counter(n, path)
	case "forward-request":
		if v, _ := n.attr("buffer-response").(Literal); v != "false" {
			w.add("GP041", place{n, path}, "buffer-response is not false", "set buffer-response=\"false\"")
		}
	}
}

// identity looks at a use of the gateway's identity.
func (w *walker) identity(n *node, path string) {
	if n.attr("output-token-variable-name") == nil {
		w.stripped = true
	}
	guard := w.guarded()
	switch {
	case guard.forgeable() && !w.listed:
		w.add("GP010", place{n, path},
			fmt.Sprintf("the condition for the gateway's identity looks at %s, which any caller can write", strings.Join(guard.headers, ", ")),
			"list who may have it: compare the claim appid of the validated token to the client ids of the projects")
	case !w.validated && !w.listed && !w.checked && !w.base && !guard.proven:
		w.add("GP011", place{n, path}, "no policy before it looks at the caller, here or in other scopes",
			"validate the caller's token here, or let <base /> come first if the API does; a product of its own with a key is enough too")
	}
}

// counter looks at what a limit counts by.
func (w *walker) counter(n *node, path string) {
	o := w.origin(n.attr("counter-key"))
	for _, name := range []string{"x-ms-client-request-id", "x-request-id", "traceparent"} {
		if slices.Contains(o.headers, name) {
			w.add("GP030", place{n, path + "/@counter-key"}, "the key holds "+name+", which differs from call to call", "count by project, by agent, or by the claim appid")
			return
		}
	}
	if len(o.headers) > 0 && !w.listed && !w.guarded().proven {
		w.add("GP031", place{n, path + "/@counter-key"}, "the key holds "+strings.Join(o.headers, ", ")+", and callers are not listed",
			"read these headers only for callers whose claim appid is listed")
	}
}

// expressions looks at each expression of an element.
func (w *walker) expressions(n *node, path string) {
	values := slices.Clone(n.attrs)
	if v, _ := n.text(); v != nil {
		values = append(values, Attribute{Value: v})
	}
	for _, a := range values {
		if a.Value == nil || isLiteral(a.Value) {
			continue
		}
		code := a.Value.source()
		if n.name != "set-body" && w.section == "inbound" {
			for _, m := range readsBody().FindAllStringSubmatch(code, -1) {
				if !strings.Contains(m[1], "true") {
					w.add("GP021", place{n, path}, "an expression reads the body and does not keep it", "write As<JObject>(preserveContent: true)")
				}
			}
		}
		if strings.Contains(code, "xms_mirid") {
			w.add("GP015", place{n, path}, "an expression looks at xms_mirid", "look at appid")
		}
	}
}

// end says what only the whole document shows.
func (w *walker) end(sections map[string]*node) {
	if !w.matched && !w.listed {
		for _, t := range w.tokens {
			w.add("GP014", place{t.n, t.path}, "no application is listed, and no condition looks at the token",
				"list client-application-ids, or compare the claim appid")
		}
	}
	for _, m := range w.models {
		if !w.vars[m.name].model {
			w.add("GP020", place{m.n, m.path}, "the path of the v1 API has no /deployments/, and there is no other way to "+m.name,
				"look into the header x-ms-foundry-model-id, and into the member model of the body, if the path has none")
		}
	}
	if in := sections["inbound"]; in != nil && w.validated && !w.stripped {
		w.add("GP042", place{in, "inbound"}, "the caller's token is not replaced for all callers",
			"delete the header Authorization before the backend is called, unless the backend has credentials of its own set up")
	}
	answers := false
	for _, name := range sectionNames {
		if n := sections[name]; n != nil {
			answers = answers || n.has("return-response") || n.has("mock-response") || name == "outbound" && n.has("set-body")
		}
	}
	for _, name := range sectionNames {
		if n := sections[name]; n != nil {
			w.bases(n, answers)
		}
	}
}

// bases looks for base in a section. answers says that the document makes an answer of its own.
func (w *walker) bases(n *node, answers bool) {
	if slices.ContainsFunc(n.children, func(c node) bool { return c.name == "base" }) {
		return
	}
	switch {
	case n.name == "backend" && (answers || n.has("forward-request")):
	case n.name == "backend":
		w.add("GP043", place{n, n.name}, "neither <base /> nor forward-request is there", "write <base />, or forward-request")
	case n.name == "inbound" && (w.validated || w.listed):
		// it checks the caller itself, as operations do that ask another backend
	default:
		w.add("GP040", place{n, n.name}, "<base /> is not there", "put it first, unless what other scopes do is not wanted")
	}
}

// has reports whether an element is somewhere in another.
func (n *node) has(name string) bool {
	return slices.ContainsFunc(n.children, func(c node) bool { return c.name == name || c.has(name) })
}
