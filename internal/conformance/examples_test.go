// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/ipam"
)

// officialModule is one that this module is compared with, in Go's module cache.
type officialModule struct{ name, version, dir string }

// officialModules returns them by the name of their package.
func officialModules() (map[string]officialModule, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Path}}\t{{.Version}}\t{{.Dir}}", "all").Output() //nolint:noctx // ends by itself
	if err != nil {
		return nil, fmt.Errorf("go list -m all: %w", err)
	}
	modules := map[string]officialModule{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		_, name, ok := strings.Cut(fields[0], "/resourcemanager/")
		if !ok || len(fields) != 3 {
			continue
		}
		m := officialModule{name: name, version: fields[1], dir: fields[2]}
		for part := range strings.SplitSeq(name, "/") {
			if strings.HasPrefix(part, "arm") {
				modules[part] = m
			}
		}
	}
	return modules, nil
}

// sample is a body in an official example.
type sample struct {
	where string // the example's function
	typ   string
	value ast.Expr
}

// assigned matches the beginning of an answer in a comment of an example.
var assigned = regexp.MustCompile(`^\s*\w+(\.\w+)? = (&?\w+\.\w+\{.*)$`)

// samples returns the bodies of these types in the examples of an official client: the requests as they
// stand there, the answers as they stand in comments.
func samples(dir, client string, types map[string]bool) ([]sample, error) {
	set := token.NewFileSet()
	name := strings.ToLower(strings.TrimSuffix(client, "Client")) + "_client_example_test.go"
	file, err := parser.ParseFile(set, filepath.Join(dir, name), nil, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	var out []sample
	for _, decl := range file.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		find(f.Body, types, func(typ string, value ast.Expr) { out = append(out, sample{f.Name.Name, typ, value}) })
		for _, comment := range file.Comments {
			if comment.Pos() < f.Body.Pos() || comment.End() > f.Body.End() {
				continue
			}
			answer, err := answerIn(comment)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", f.Name.Name, err)
			}
			find(answer, types, func(typ string, value ast.Expr) { out = append(out, sample{f.Name.Name + " answer", typ, value}) })
		}
	}
	return out, nil
}

// answerIn returns the literal in a comment; nil for none.
func answerIn(comment *ast.CommentGroup) (ast.Expr, error) {
	var text []string
	for _, c := range comment.List {
		line := strings.TrimPrefix(c.Text, "//")
		if m := assigned.FindStringSubmatch(line); m != nil && text == nil {
			line = m[2]
		} else if text == nil {
			continue
		}
		text = append(text, line)
	}
	if text == nil {
		return nil, nil //nolint:nilnil // most comments hold none
	}
	return parser.ParseExpr(strings.Join(text, "\n"))
}

// find calls found with every literal of one of these types, outermost first, and not with what is in it.
func find(n ast.Node, types map[string]bool, found func(string, ast.Expr)) {
	if n == nil {
		return
	}
	ast.Inspect(n, func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		if array, ok := lit.Type.(*ast.ArrayType); ok && types[typeName(array.Elt)] {
			for _, item := range lit.Elts {
				found(typeName(array.Elt), item)
			}
			return false
		}
		if typ := typeName(lit.Type); types[typ] {
			found(typ, lit)
			return false
		}
		return true
	})
}

// Every body in the official examples of the operations that we have survives a trip through our model: it
// decodes there, and encodes as the same JSON but for what [compared] counts. The literal is written out as
// JSON here, and the official model must agree with that.
func TestExamples(t *testing.T) {
	t.Parallel()
	counted, err := countExamples(func(where, problem string) { t.Errorf("%s: %s", where, problem) })
	if err != nil {
		t.Fatal(err)
	}
	for pkg, n := range counted {
		t.Logf("%s: %d bodies in official examples; in %d an empty text is left out, in %d a required member is missing", pkg, n.all, n.emptied, n.required)
	}
}

// TestExamples_sayEmptyTexts: who wants an empty text sent says so where members stand that the model does
// not know, at any depth, as docs/conformance.md tells.
func TestExamples_sayEmptyTexts(t *testing.T) {
	t.Parallel()
	pool := ipam.Pool{Location: "eastus", Properties: ipam.PoolProperties{AddressPrefixes: []string{"10.0.0.0/8"}}}
	pool.Properties.Unknown = []byte(`{"parentPoolName":""}`)
	got, err := json.Marshal(pool)
	if want := `{"location":"eastus","properties":{"addressPrefixes":["10.0.0.0/8"],"parentPoolName":""}}`; err != nil || string(got) != want {
		t.Errorf("Marshal() = %s, %v, want %s", got, err, want)
	}
}

// counts are how many bodies there are in examples.
type counts struct {
	all      int
	emptied  int // with members that are the empty text, which our models leave out
	required int // without members that the service requires, which our models write empty
	// left are the members of the first kind, and added those of the second, as model and JSON pointer.
	left, added []string
}

// countExamples tries every body in the examples, and counts them by our package.
func countExamples(fault func(where, problem string)) (map[string]counts, error) {
	modules, err := officialModules()
	if err != nil {
		return nil, err
	}
	spellings, counted := map[string]spelling{}, map[string]counts{}
	for client, pairings := range byClient() {
		module, _ := officialClient(client)
		if _, ok := spellings[module]; !ok {
			if spellings[module], err = readSpelling(modules[module].dir); err != nil {
				return nil, err
			}
		}
		types := map[string]bool{}
		for _, p := range pairings {
			types[p.theirs.Name()] = true
		}
		found, err := samples(modules[module].dir, client, types)
		if err != nil {
			return nil, err
		}
		for _, s := range found {
			data, err := spellings[module].literal(s.value, ast.NewIdent(s.typ))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", s.where, err)
			}
			p := s.model(client, pairings)
			n := counted[p.pkg]
			problem, d := p.try(data)
			if n.add(p.ours.Name(), d); problem != "" {
				fault(s.where, problem)
			}
			counted[p.pkg] = n
		}
	}
	return counted, nil
}

// model returns the pair of models that this body is for.
func (s sample) model(client string, pairings []pairing) pairing {
	var out pairing
	for _, p := range pairings {
		asked := p.request != "" && strings.HasPrefix(s.where+"_", "Example"+client+"_"+p.request+"_")
		if p.theirs.Name() == s.typ && (p.request == "" && out.pkg == "" || asked) {
			out = p
		}
	}
	return out
}

func (n *counts) add(model string, d difference) {
	n.all++
	n.emptied += min(len(d.emptied), 1)
	n.required += min(len(d.required), 1)
	n.left = appended(n.left, model, d.emptied)
	n.added = appended(n.added, model, d.required)
}

// appended adds members of a model to a sorted list, each once.
func appended(list []string, model string, members []string) []string {
	for _, m := range members {
		list = append(list, "`"+model+"` "+m)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// difference is how a body that was in our model may differ from what it was before: JSON pointers of empty
// texts that are left out, and of members that are added empty.
type difference struct{ emptied, required []string }

// try takes a body through the official model and ours, and says what is wrong then; nothing if it is empty.
func (p pairing) try(data any) (problem string, d difference) {
	theirs, ours := reflect.New(p.theirs), reflect.New(p.ours)
	if err := reencode(data, theirs.Interface()); err != nil {
		return "official model: " + err.Error(), d
	}
	var read, was, is any
	if err := errors.Join(reencode(data, &read), reencode(theirs.Interface(), &was)); err != nil {
		return err.Error(), d
	}
	if diff := cmp.Diff(read, was); diff != "" {
		return "the literal is misread (-read +official):\n" + diff, d
	}
	if err := errors.Join(reencode(was, ours.Interface()), reencode(ours.Interface(), &is)); err != nil {
		return "our model: " + err.Error(), d
	}
	if rest := d.compared("", was, is); len(rest) > 0 {
		return "JSON differs at " + strings.Join(rest, ", "), d
	}
	return "", d
}

func reencode(from, to any) error {
	b, err := json.Marshal(from)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, to)
}

// compared returns where two JSON values differ, but for secrets, empty texts that are left out, and members
// that are added empty.
func (d *difference) compared(at string, was, is any) []string {
	switch w := was.(type) {
	case map[string]any:
		i, ok := is.(map[string]any)
		if !ok {
			return []string{at}
		}
		var out []string
		for k, v := range w {
			if _, kept := i[k]; !kept && v == "" {
				d.emptied = append(d.emptied, at+"/"+k)
				continue
			}
			out = append(out, d.compared(at+"/"+k, v, i[k])...)
		}
		for k, v := range i {
			if _, known := w[k]; known {
				continue
			}
			if !hollow(v) {
				out = append(out, at+"/"+k)
			}
			d.required = append(d.required, at+"/"+k)
		}
		return out
	case []any:
		i, ok := is.([]any)
		if !ok || len(i) != len(w) {
			return []string{at}
		}
		var out []string
		for n := range w {
			out = append(out, d.compared(fmt.Sprintf("%s/%d", at, n), w[n], i[n])...)
		}
		return out
	}
	if was != is && is != "REDACTED" {
		return []string{at}
	}
	return nil
}

// hollow reports whether a JSON value says nothing.
func hollow(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case map[string]any:
		for _, m := range v {
			if !hollow(m) {
				return false
			}
		}
		return true
	}
	return false
}

// byClient returns the pairs of models by the official client that has them.
func byClient() map[string][]pairing {
	out := map[string][]pairing{}
	for _, m := range models() {
		for _, client := range m.clients {
			out[client] = append(out[client], m)
		}
	}
	return out
}
