// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package compare

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"unicode"

	"github.com/azfoundry/azfoundry/gen/specs"
)

// Reason says why specs differ from what is published.
type Reason struct {
	Package string `json:"package"`       // or * for all
	Body    string `json:"body,omitzero"` // the Go type; all where absent
	Member  string `json:"member"`        // its path, or */ and the end of one
	Kind    string `json:"kind,omitzero"` // of the difference
	Because string `json:"because"`
}

// Reasons reads the reasons from the specs' root.
func Reasons(fsys fs.FS) ([]Reason, error) {
	const name = "differences.json"
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("compare: %w", err)
	}
	schema, err := specs.NewCompiler(fsys).Compile(specs.URL("differences.schema.json"))
	if err != nil {
		return nil, fmt.Errorf("compare: %w", err)
	}
	var doc any
	var out struct{ Reasons []Reason }
	if err := json.Unmarshal(text, &doc); err != nil {
		return nil, fmt.Errorf("compare: %s: %w", name, err)
	}
	if err := schema.Validate(doc); err != nil {
		return nil, fmt.Errorf("compare: %s: %w", name, err)
	}
	if err := json.Unmarshal(text, &out); err != nil {
		return nil, fmt.Errorf("compare: %s: %w", name, err)
	}
	return out.Reasons, nil
}

// Explain gives each difference its reason, the first that fits. It returns the differences that have
// none and the reasons that nothing needs, as lines for people.
func Explain(bodies []Body, reasons []Reason) (faults []string) {
	used := make([]bool, len(reasons))
	for i := range bodies {
		b := &bodies[i]
		for j := range b.Members {
			m := &b.Members[j]
			for k := range m.Differences {
				d := &m.Differences[k]
				d.Reason = find(reasons, used, question{b.Package, b.Name, m.Path, d.Kind})
				if d.Reason == "" {
					faults = append(faults, fmt.Sprintf("%s %s %s: %s: %s: differences.json has no reason", b.Package, b.Name, m.Path, d.Kind, d.Text))
				}
			}
		}
	}
	for i, r := range reasons {
		if !used[i] {
			faults = append(faults, fmt.Sprintf("differences.json: nothing needs the reason for %s %s %s %s; remove it", r.Package, r.Body, r.Member, r.Kind))
		}
	}
	return faults
}

// question is a difference that wants a reason.
type question struct{ pkg, body, member, kind string }

// find returns the first reason that fits, and marks it as used.
func find(reasons []Reason, used []bool, q question) string {
	for i, r := range reasons {
		if r.fits(q) {
			used[i] = true
			return r.Because
		}
	}
	return ""
}

func (r Reason) fits(q question) bool {
	if r.Package != "*" && r.Package != q.pkg || r.Body != "" && r.Body != q.body || r.Kind != "" && r.Kind != q.kind {
		return false
	}
	end, ends := strings.CutPrefix(r.Member, "*")
	return r.Member == q.member || ends && strings.HasSuffix(q.member, end)
}

// Markdown prints the comparison as a document.
func Markdown(bodies []Body) string {
	var b strings.Builder
	b.WriteString(preface)
	pkg := ""
	for _, body := range bodies {
		if body.Package != pkg {
			pkg = body.Package
			fmt.Fprintf(&b, "\n## %s\n", pkg)
		}
		body.print(&b)
	}
	return b.String()
}

const preface = `# The specs and what the services publish

The specs in gen/specs are curated: they have the members that the clients speak of, and every other
member rides along as unknown. This document compares each member with the types that the services
publish: its name, its type and known values, whether it is required, whether it is read-only. Every
difference has a reason, from gen/specs/differences.json. It is written by

    go test ./gen/compare -update

where the published types lie in ../shared/types beside the module (bicep-types, one file per provider
and API version). Elsewhere the test holds only that this document names every member of every spec.

In paths, [] stands for the elements of an array and {} for the values of a map.
`

func (body Body) print(b *strings.Builder) {
	fmt.Fprintf(b, "\n### %s\n\n", body.Name)
	if body.Type == "" {
		b.WriteString("A part of a body; no type of its own is published.\n\n")
	} else {
		fmt.Fprintf(b, "`%s`, API version %s.\n\n", body.Type, body.Version)
	}
	b.WriteString("| member | type | | difference |\n|---|---|---|---|\n")
	for _, m := range body.Members {
		fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", m.Path, m.Type, m.presence(), m.text())
	}
	if len(body.LeftOut) > 0 {
		fmt.Fprintf(b, "\nLeft out: `%s`.\n", strings.Join(body.LeftOut, "`, `"))
	}
}

func (m Member) presence() string {
	var words []string
	if m.Required {
		words = append(words, "required")
	}
	if m.ReadOnly {
		words = append(words, "read-only")
	}
	return strings.Join(words, ", ")
}

func (m Member) text() string {
	var all []string
	for _, d := range m.Differences {
		all = append(all, clean(d.Text)+": "+clean(d.Reason))
	}
	return strings.Join(all, "; ")
}

// clean keeps a text within its cell.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '|' {
			return ' '
		}
		return r
	}, s)
}

// Missing returns the members of the specs that a document does not name below the heading of their
// package and body.
func Missing(document string, bodies []Body) []string {
	var out []string
	for _, b := range bodies {
		_, section, _ := strings.Cut(document, "\n## "+b.Package+"\n")
		section, _, _ = strings.Cut(section, "\n## ")
		_, section, _ = strings.Cut(section, "\n### "+b.Name+"\n")
		section, _, _ = strings.Cut(section, "\n### ")
		for _, m := range b.Members {
			if !strings.Contains(section, "| `"+m.Path+"` | "+m.Type+" | "+m.presence()+" |") {
				out = append(out, path.Join(b.Package, b.Name)+m.Path)
			}
		}
	}
	return out
}
