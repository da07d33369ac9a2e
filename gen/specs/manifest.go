// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package specs

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Manifest says what a package offers. Its JSON form is described by manifest.schema.json.
type Manifest struct {
	Package    string   `json:"package"`
	Path       string   `json:"path,omitzero"` // folder below the module's root; empty: the package's name
	APIVersion string   `json:"apiVersion"`
	Title      string   `json:"title"`
	Shared     []string `json:"shared,omitzero"`
	CountType  string   `json:"countType,omitzero"`
	Pointers   []string `json:"pointers,omitzero"`
	Service    *Service `json:"service,omitzero"` // nil: Resource Manager
	Resources  []Entry  `json:"resources"`
}

// Service is a service other than Resource Manager.
type Service struct {
	Name      string    `json:"name"`
	Title     string    `json:"title"`
	VersionIn string    `json:"versionIn,omitzero"` // path; empty: the query
	Endpoints Endpoints `json:"endpoints"`
}

// Endpoints are the roots of a service in each cloud; empty where it is not there.
type Endpoints struct {
	Public     string `json:"public,omitzero"`
	Government string `json:"government,omitzero"`
	China      string `json:"china,omitzero"`
}

// Entry is one resource of a manifest. One without a schema contributes its id only.
type Entry struct {
	Name       string      `json:"name"`
	Model      string      `json:"model,omitzero"` // [Entry.Body] reads it
	Plural     string      `json:"plural,omitzero"`
	Noun       string      `json:"noun"`
	APIVersion string      `json:"apiVersion,omitzero"` // [Manifest.Versions] reads it
	Type       string      `json:"type,omitzero"`
	Parent     string      `json:"parent,omitzero"`
	Scope      string      `json:"scope,omitzero"`
	Homes      []string    `json:"homes,omitzero"`
	HomeType   string      `json:"homeType,omitzero"`
	Collection string      `json:"collection,omitzero"`
	IDType     string      `json:"idType,omitzero"`
	NameRule   *NameRule   `json:"nameRule,omitzero"`
	Schema     string      `json:"schema,omitzero"`
	Rules      []string    `json:"rules,omitzero"`
	Drop       []string    `json:"dropOnWrite,omitzero"`
	Operations []Operation `json:"operations,omitzero"`
}

// GroupID is the IDType of resource groups, whose ids have a type of their own in the root package.
const GroupID = "azfoundry.ResourceGroup"

// Body returns the Go type of the body, which resources at several scopes may share.
func (e Entry) Body() string { return cmp.Or(e.Model, e.Name) }

// NameRule is what a service demands of a resource's name.
type NameRule struct {
	Min     int    `json:"min,omitzero"`
	Max     int    `json:"max,omitzero"`
	Pattern string `json:"pattern,omitzero"`
}

// Operation is one operation of a resource.
type Operation struct {
	Kind      string   `json:"kind"`
	Name      string   `json:"name,omitzero"`
	Over      string   `json:"over,omitzero"`
	Path      string   `json:"path,omitzero"`
	Codes     []int    `json:"codes,omitzero"`
	LRO       string   `json:"lro,omitzero"`
	IfMatch   bool     `json:"ifMatch,omitzero"`
	MustMatch bool     `json:"mustMatch,omitzero"`
	Gone      bool     `json:"gone,omitzero"`
	Body      string   `json:"body,omitzero"`
	Rules     []string `json:"rules,omitzero"` // of the body, as [Entry.Rules]
	Result    string   `json:"result,omitzero"`
	Paged     bool     `json:"paged,omitzero"`
	ReadOnly  bool     `json:"readOnly,omitzero"`
	ItemsOnly bool     `json:"itemsOnly,omitzero"`
	Patch     bool     `json:"patch,omitzero"`
	Keep      []string `json:"keep,omitzero"`
	Query     []Query  `json:"query,omitzero"`
	Custom    bool     `json:"custom,omitzero"`
	Explain   string   `json:"explain,omitzero"`
	Doc       string   `json:"doc,omitzero"`
}

// Query is an optional query parameter of an operation.
type Query struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Doc  string `json:"doc"`
}

// Resource is a resource type that has a schema.
type Resource struct {
	// Name is the Go type of its body.
	Name string
	// Type is the full resource type: "Microsoft.Network/networkManagers/ipamPools".
	Type string
	// APIVersion is the version the schema describes.
	APIVersion string
	// Schema goes to [Compile], for bodies of a PUT.
	Schema string
	// Update goes to [Compile], for bodies of a PATCH; empty where there is none.
	Update string
}

// Resources returns the resource types of a package in the manifest's order. A resource with several
// homes appears once for each.
func Resources(pkg string) ([]Resource, error) {
	m, err := readManifest(embedded, pkg)
	if err != nil {
		return nil, err
	}
	var out []Resource
	for _, e := range m.Resources {
		if e.Schema == "" {
			continue
		}
		update, err := m.update(embedded, pkg, e)
		if err != nil {
			return nil, err
		}
		versions := m.Versions(e)
		for i, t := range m.Types(e) {
			out = append(out, Resource{Name: e.Body(), Type: t, APIVersion: versions[i], Schema: e.Schema, Update: update})
		}
	}
	return out, nil
}

func readManifest(fsys fs.FS, pkg string) (Manifest, error) {
	var m Manifest
	b, err := fs.ReadFile(fsys, path.Join(pkg, "manifest.json"))
	if err != nil {
		return m, fmt.Errorf("specs: package %q has no manifest: %w", pkg, err)
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return m, fmt.Errorf("specs: manifest of package %q: %w", pkg, err)
	}
	return m, nil
}

// Types returns an entry's resource types: one, or one for each home.
func (m Manifest) Types(e Entry) []string {
	if len(e.Homes) == 0 {
		return []string{e.Type}
	}
	var out []string
	for _, home := range e.Homes {
		out = append(out, m.entry(home).Type+"/"+e.Collection)
	}
	return out
}

// Versions returns the API version of each of an entry's resource types: its own where it has one, else
// that of its parent or home, else the package's.
func (m Manifest) Versions(e Entry) []string {
	if e.APIVersion != "" || len(e.Homes) == 0 {
		return slices.Repeat([]string{m.version(e)}, max(1, len(e.Homes)))
	}
	var out []string
	for _, home := range e.Homes {
		out = append(out, m.version(m.entry(home)))
	}
	return out
}

// version returns the API version of an entry without homes.
func (m Manifest) version(e Entry) string {
	for range m.Resources { // a circle of parents is a fault that others report
		if e.APIVersion == "" && e.Parent != "" {
			e = m.entry(e.Parent)
		}
	}
	return cmp.Or(e.APIVersion, m.APIVersion)
}

// entry returns the resource of that name, or an empty one.
func (m Manifest) entry(name string) Entry {
	for _, e := range m.Resources {
		if e.Name == name {
			return e
		}
	}
	return Entry{}
}

// update returns the reference of the body of an entry's PATCH: a definition of its own schema or of
// a shared one.
func (m Manifest) update(fsys fs.FS, pkg string, e Entry) (string, error) {
	for _, op := range e.Operations {
		if op.Kind != "update" {
			continue
		}
		if op.Body == e.Body() {
			return e.Schema, nil
		}
		for _, file := range append([]string{e.Schema}, m.Shared...) {
			b, err := fs.ReadFile(fsys, path.Join(pkg, file))
			if err != nil {
				return "", fmt.Errorf("specs: %w", err)
			}
			var doc struct {
				Defs map[string]json.RawMessage `json:"$defs"`
			}
			if err := json.Unmarshal(b, &doc); err != nil {
				return "", fmt.Errorf("specs: %s: %w", path.Join(pkg, file), err)
			}
			if _, ok := doc.Defs[op.Body]; ok {
				return file + "#/$defs/" + strings.ReplaceAll(op.Body, "/", "~1"), nil
			}
		}
	}
	return "", nil
}
