// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package plan takes every decision about the generated code: names, types, presence, what is checked,
// which methods a resource has. It turns a source into a model, or says why it cannot.
package plan

import (
	"go/token"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/azfoundry/azfoundry/gen/diag"
	"github.com/azfoundry/azfoundry/gen/load"
	"github.com/azfoundry/azfoundry/gen/model"
	"github.com/azfoundry/azfoundry/gen/specs"
)

// maxExported is how many exported names a generated package may have.
const maxExported = 300

// planner plans one package.
type planner struct {
	src     *load.Source
	faults  diag.List
	claims  map[string]claim
	named   map[*load.Schema]*named
	objects map[string]*object // by Go name
	order   []*object
	enums   []model.Enum
	ids     map[string]*model.ID // by resource
	nulls   []nullable
	counts  bool // whether a string is marked x-count
	pkg     *model.Package
}

// claim is the place that took a name.
type claim struct {
	pos  diag.Pos
	what string
}

// Package plans a package.
func Package(src *load.Source) (*model.Package, diag.List) {
	m := src.Manifest
	p := &planner{
		src: src, claims: make(map[string]claim), named: make(map[*load.Schema]*named),
		objects: make(map[string]*object), ids: make(map[string]*model.ID),
		pkg: &model.Package{
			Name: m.Package, Path: m.Path, APIVersion: m.APIVersion, Title: m.Title, Source: m.At("").File,
		},
	}
	p.pkg.Service = service(m.Service)
	if p.pkg.Path == "" {
		p.pkg.Path = m.Package
	}
	p.claimFixed()
	p.planIDs()
	p.declareAll()
	p.fillAll()
	p.useAll()
	p.planResources()
	p.finish()
	if len(p.faults) > 0 {
		return nil, p.faults.Sorted()
	}
	return p.pkg, nil
}

// service returns the service of a package; nil for Resource Manager.
func service(in *specs.Service) *model.Service {
	if in == nil {
		return nil
	}
	out := &model.Service{Name: in.Name, Title: in.Title, VersionInPath: in.VersionIn == "path"}
	for _, e := range []model.Endpoint{
		{Cloud: "Public", URL: in.Endpoints.Public}, {Cloud: "Government", URL: in.Endpoints.Government}, {Cloud: "China", URL: in.Endpoints.China},
	} {
		if e.URL != "" {
			out.Endpoints = append(out.Endpoints, e)
		}
	}
	return out
}

// claimFixed takes the names that every package has.
func (p *planner) claimFixed() {
	at := p.src.Manifest.At("")
	for _, name := range []string{"Client", "NewClient"} {
		p.claim(name, at, "the package's client")
	}
	if p.src.Manifest.Service != nil {
		p.claim("service", p.src.Manifest.At("/service"), "the package's service")
	}
	if t := p.src.Manifest.CountType; t != "" {
		p.claim(t, p.src.Manifest.At("/countType"), "the hand-written type of counts")
	}
}

// claim takes a package-level name. A name taken twice is a fault that tells of both places.
func (p *planner) claim(name string, pos diag.Pos, what string) {
	first, taken := p.claims[name]
	switch {
	case taken:
		p.faults.Add(pos, "%s would be named %s, as %s at %s is; rename one (x-go-name in a spec, name in the manifest)", what, name, first.what, first.pos)
	case !token.IsIdentifier(name):
		p.faults.Add(pos, "%s would be named %q, which is no Go identifier; rename it", what, name)
	default:
		p.claims[name] = claim{pos: pos, what: what}
	}
}

// finish puts the model into its final order.
func (p *planner) finish() {
	slices.SortFunc(p.enums, func(a, b model.Enum) int { return strings.Compare(a.Name, b.Name) })
	p.pkg.Enums = p.enums
	p.checkPointers()
	p.checkRenames()
	p.checkDefinitions()
	p.claimVars()
	exported := 0
	for _, name := range slices.Sorted(maps.Keys(p.claims)) {
		if token.IsExported(name) {
			exported++
		}
	}
	if exported > maxExported {
		p.faults.Add(p.src.Manifest.At(""), "the package would have %d exported names, more than %d; cut the specs", exported, maxExported)
	}
}

// resource returns the manifest's entry of that name and its index.
func (p *planner) resource(name string) (specs.Entry, int) {
	for i, e := range p.src.Manifest.Resources {
		if e.Name == name {
			return e, i
		}
	}
	return specs.Entry{}, -1
}

// at returns the place of a value below resource i of the manifest.
func (p *planner) at(i int, pointer string) diag.Pos {
	return p.src.Manifest.At("/resources/" + strconv.Itoa(i) + pointer)
}
