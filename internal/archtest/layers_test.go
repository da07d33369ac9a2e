// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package archtest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// layer says what the packages of a folder may import beside the standard library. Tests may import
// more, see [testOnly].
type layer struct {
	dir   string   // below the module's root; "x/..." is every folder below x
	ours  []string // folders, in the same notation
	third []string // import paths; "x/..." is everything below x as well
}

const (
	azcore     = "github.com/Azure/azure-sdk-for-go/sdk/azcore"
	azidentity = "github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	jsonexp    = "github.com/go-json-experiment/json"
	jennifer   = "github.com/dave/jennifer/jen"
	jsonschema = "github.com/santhosh-tekuri/jsonschema/v5"
	gocmp      = "github.com/google/go-cmp"
	jwt        = "github.com/golang-jwt/jwt/v5"
	netipx     = "go4.org/netipx"
	oidc       = "github.com/coreos/go-oidc/v3"
	uuid       = "github.com/google/uuid"
	pkcs12     = "software.sslmate.com/src/go-pkcs12"
)

// layers is the one table of who may import what; imports go down only. A package that is not in it
// fails: give it a row where it belongs.
var layers = []layer{
	{dir: ""},
	{dir: "internal/archtest"},
	{dir: "internal/testworld", ours: []string{"", "armtest"}, third: []string{"testing", azcore, azidentity, gocmp + "/..."}},
	{dir: "internal/turns"},
	{dir: "internal/secret"},
	{dir: "internal/armid", ours: []string{""}},
	{dir: "internal/check", ours: []string{"", "internal/armid", "internal/secret"}},
	{dir: "internal/pin", third: []string{azcore + "/..."}},
	{
		dir:   "internal/rest",
		ours:  []string{"", "internal/armid", "internal/check", "internal/secret", "internal/pin"},
		third: []string{azcore + "/...", jsonexp + "/..."},
	},
	{
		dir:   "auth",
		ours:  []string{"", "internal/armid", "internal/pin"},
		third: []string{azcore + "/...", azidentity, pkcs12},
	},
	{
		dir:   "auth/raw",
		ours:  []string{"", "auth", "internal/armid", "internal/rest", "internal/secret"},
		third: []string{azcore + "/...", jsonexp + "/..."},
	},
	{
		dir:   "ipam",
		ours:  []string{"", "auth", "internal/armid", "internal/check", "internal/rest"},
		third: []string{azcore + "/...", jsonexp + "/...", netipx},
	},
	{
		dir:   "auth/onboard",
		ours:  []string{"", "abac/roleassign", "auth", "auth/onboard/graph", "ipam"},
		third: []string{azcore + "/arm", azcore + "/policy"},
	},
	{
		dir:   "auth/onboard/graph",
		ours:  []string{"", "internal/armid", "internal/check", "internal/rest"},
		third: []string{azcore + "/...", jsonexp + "/..."},
	},
	{dir: "connections/lint", ours: []string{"internal/check"}},
	{
		dir:   "connections",
		ours:  []string{"", "connections/lint", "internal/armid", "internal/check", "internal/rest", "internal/secret"},
		third: []string{azcore + "/...", jsonexp + "/..."},
	},
	{
		dir:   "connections/gateway",
		ours:  []string{"", "internal/armid", "internal/check", "internal/rest", "internal/secret"},
		third: []string{azcore + "/...", jsonexp + "/..."},
	},
	{dir: "connections/gateway/policy", ours: []string{"", "internal/armid"}},
	{dir: "connections/gateway/probe", ours: []string{"", "connections", "internal/check", "internal/secret"}},
	{
		dir:   "connections/gateway/proxy",
		ours:  []string{"", "connections", "internal/check", "internal/secret"},
		third: []string{azcore, azcore + "/policy", oidc + "/oidc"},
	},
	{
		dir: "connections/gateway/setup",
		ours: []string{
			"", "abac/roleassign", "connections", "connections/gateway", "connections/gateway/policy", "foundry", "internal/check", "internal/rest",
		},
		third: []string{azcore, azcore + "/arm", jsonexp + "/..."},
	},
	{
		dir:   "connections/gateway/report",
		ours:  []string{"", "internal/armid", "internal/check", "internal/rest"},
		third: []string{azcore, azcore + "/arm", jsonexp + "/..."},
	},
	{
		dir:   "foundry",
		ours:  []string{"", "internal/armid", "internal/check", "internal/rest"},
		third: []string{azcore + "/...", jsonexp + "/..."},
	},
	{
		dir:   "foundry/estate",
		ours:  []string{"", "internal/armid", "internal/check", "internal/rest"},
		third: []string{azcore + "/...", jsonexp + "/..."},
	},
	{
		dir:   "nsp",
		ours:  []string{"", "internal/armid", "internal/check", "internal/rest"},
		third: []string{azcore + "/...", jsonexp + "/..."},
	},
	{dir: "abac"},
	{
		dir:   "abac/roleassign",
		ours:  []string{"", "abac", "internal/armid", "internal/check", "internal/rest"},
		third: []string{azcore + "/...", jsonexp + "/...", uuid},
	},

	{dir: "gen", ours: []string{"gen/diag", "gen/emit", "gen/load", "gen/model", "gen/plan"}},
	{dir: "gen/diag"},
	{dir: "gen/specs", ours: []string{"internal/check"}, third: []string{jsonschema}},
	{dir: "gen/load", ours: []string{"gen/diag", "gen/specs", "internal/check"}, third: []string{jsonschema, jsonexp + "/..."}},
	{dir: "gen/model", third: []string{jsonexp + "/..."}},
	{dir: "gen/plan", ours: []string{"gen/diag", "gen/load", "gen/model", "gen/specs", "internal/check"}},
	{dir: "gen/emit", ours: []string{"gen/model"}, third: []string{jennifer}},
	{dir: "gen/output", ours: []string{"gen/diag", "gen/emit"}},
	{dir: "gen/compare", ours: []string{"gen/load", "gen/specs"}},
	{dir: "gen/cmd/azgen", ours: []string{"gen/..."}},

	{
		dir:   "armtest",
		ours:  []string{"abac", "gen/specs", "internal/armid", "internal/check", "armtest/internal/..."},
		third: []string{azcore + "/arm", azcore + "/cloud", azcore + "/policy", jsonschema, jwt},
	},
	{dir: "armtest/internal/..."},

	{
		dir:   "examples/...",
		ours:  []string{"", "auth/...", "connections/...", "nsp", "ipam", "foundry/...", "abac/...", "armtest", "examples/internal/..."},
		third: []string{azcore + "/...", azidentity, jsonexp + "/..."},
	},
}

// testOnly is what tests may import beyond the row of their package. They may also import every other
// package of the module, to test against.
var testOnly = []string{gocmp + "/...", azcore + "/...", azidentity, jsonexp + "/...", jsonschema, jwt}

// forbidden names packages of the standard library that no program of ours needs.
var forbidden = map[string]string{
	"testing":   "test code does not belong into programs; move it to a _test.go file",
	"io/ioutil": "use os and io",
	"unsafe":    "nothing here is worth it",
}

func TestLayers(t *testing.T) {
	t.Parallel()
	forEach(t, importsOf)
}

func TestLayers_everyRowHasAPackage(t *testing.T) {
	t.Parallel()
	dirs := packages(sources(t), production)
	for _, l := range layers {
		used := slices.ContainsFunc(slices.Collect(maps.Keys(dirs)), func(dir string) bool { return within(dir, l.dir) })
		if !used {
			t.Errorf("the layers have a row for %q, which is gone: remove the row", l.dir)
		}
	}
}

// importsOf judges the imports of one file.
func importsOf(f *source) []string {
	row, ok := layerOf(f.dir())
	if !ok {
		return []string{fmt.Sprintf(
			"%s: package %q has no layer: give it a row in internal/archtest/layers_test.go, above what it imports", f.path, f.dir())}
	}
	var problems []string
	for _, spec := range f.ast.Imports {
		name := strings.Trim(spec.Path.Value, `"`)
		if why := row.refuses(f, name); why != "" {
			problems = append(problems, f.at(spec, "imports %s: %s", name, why))
		}
	}
	return problems
}

// layerOf returns the row of a folder; an exact one before one with dots.
func layerOf(dir string) (layer, bool) {
	for _, l := range layers {
		if l.dir == dir {
			return l, true
		}
	}
	i := slices.IndexFunc(layers, func(l layer) bool { return within(dir, l.dir) })
	if i < 0 {
		return layer{}, false
	}
	return layers[i], true
}

// refuses says why a file of this layer may not import a package; "" if it may.
func (l layer) refuses(f *source, name string) string {
	rest, ours := strings.CutPrefix(name+"/", modulePath+"/")
	rest = strings.TrimSuffix(rest, "/")
	switch {
	case ours && (f.test || matchAny(rest, l.ours)):
		return ""
	case ours:
		return "imports go down only, and this one is not in the row of its layer; move the code down, or change the row and say why"
	case !strings.Contains(strings.SplitN(name, "/", 2)[0], "."):
		if f.test || matchAny(name, l.third) {
			return ""
		}
		return forbidden[name]
	case matchAny(name, l.third), f.test && matchAny(name, testOnly):
		return ""
	}
	return "this layer does not use that module; see the dependencies in docs/adr/0001"
}

func matchAny(name string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return name == strings.TrimSuffix(p, "/...") || within(name, p) })
}

// within reports whether a path is what a pattern says.
func within(name, pattern string) bool {
	below, open := strings.CutSuffix(pattern, "...")
	return name == pattern || open && strings.HasPrefix(name, below)
}
