// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package load reads the specs and the manifest of a package into trees that keep the place of every
// keyword. It refuses what is outside the dialect, references that lead nowhere, patterns that Go
// cannot compile and examples that do not validate.
package load

import (
	"encoding/json"
	"io/fs"
	"path"
	"strconv"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/azfoundry/azfoundry/gen/diag"
	"github.com/azfoundry/azfoundry/gen/specs"
)

// Source is all that is said about one package.
type Source struct {
	Manifest Manifest
	Files    []*File // in the order in which the manifest names them, the shared ones last
}

// Manifest is a manifest with its places.
type Manifest struct {
	specs.Manifest
	node *Node
}

// At returns the place of the value under a JSON pointer.
func (m Manifest) At(pointer string) diag.Pos { return m.node.At(pointer) }

// File is one spec.
type File struct {
	Name string // below the specs' root: "ipam/pool.schema.json"
	Root *Schema
	Defs []Property
	node *Node
	text []byte
}

// loader reads one package.
type loader struct {
	fsys   fs.FS
	dir    string
	faults diag.List
	files  map[string]*File
}

// Package reads the package in the folder dir of fsys.
func Package(fsys fs.FS, dir string) (*Source, diag.List) {
	l := &loader{fsys: fsys, dir: dir, files: make(map[string]*File)}
	src := &Source{}
	l.manifest(src)
	if len(l.faults) > 0 {
		return nil, l.faults.Sorted()
	}
	l.schemas(src)
	if len(l.faults) > 0 {
		return nil, l.faults.Sorted()
	}
	for _, f := range src.Files {
		l.resolve(f)
		l.contradictions(f)
	}
	if len(l.faults) == 0 {
		for _, f := range src.Files {
			l.examples(f)
		}
	}
	if len(l.faults) > 0 {
		return nil, l.faults.Sorted()
	}
	return src, nil
}

// document reads a JSON document and checks it against one of our schemas.
func (l *loader) document(name, meta string) (*Node, []byte) {
	text, err := fs.ReadFile(l.fsys, name)
	if err != nil {
		l.faults.Add(diag.Pos{File: name}, "cannot be read: %v", err)
		return nil, nil
	}
	node, faults := parse(name, text)
	if len(faults) > 0 {
		l.faults = append(l.faults, faults...)
		return nil, nil
	}
	schema, err := metaSchema(specs.NewCompiler(specs.FS()), specs.URL(meta))
	if err != nil {
		l.faults.Add(diag.Pos{File: name}, "%v", err)
		return nil, nil
	}
	l.faults = append(l.faults, judge(schema, node, text)...)
	return node, text
}

func (l *loader) manifest(src *Source) {
	node, text := l.document(path.Join(l.dir, "manifest.json"), "manifest.schema.json")
	if len(l.faults) > 0 {
		return
	}
	src.Manifest.node = node
	if err := json.Unmarshal(text, &src.Manifest.Manifest); err != nil {
		l.faults.Add(node.Pos, "does not fit its Go type: %v", err)
	}
}

// schemas reads every spec that the manifest names, once.
func (l *loader) schemas(src *Source) {
	for i, r := range src.Manifest.Resources {
		if r.Schema != "" {
			l.schema(src, r.Schema, "/resources/"+strconv.Itoa(i)+"/schema")
		}
	}
	for i, name := range src.Manifest.Shared {
		l.schema(src, name, "/shared/"+strconv.Itoa(i))
	}
}

// schema reads one spec; at is where the manifest names it.
func (l *loader) schema(src *Source, name, at string) {
	if l.files[name] != nil {
		return
	}
	full := path.Join(l.dir, name)
	if _, err := fs.Stat(l.fsys, full); err != nil {
		l.faults.Add(src.Manifest.At(at), "there is no spec %s", full)
		return
	}
	before := len(l.faults)
	node, text := l.document(full, "dialect.schema.json")
	if len(l.faults) > before {
		return
	}
	f := &File{Name: full, Root: decode(node, ""), node: node, text: text}
	if defs := node.Get("$defs"); defs != nil {
		for _, d := range defs.Members {
			f.Defs = append(f.Defs, Property{Name: d.Name, Pos: d.Pos, Schema: decode(d.Value, "/$defs/"+d.Name)})
		}
	}
	src.Files = append(src.Files, f)
	l.files[name] = f
}

// compiled compiles a part of a file with jsonschema.
func (l *loader) compiled(c *jsonschema.Compiler, f *File, s *Schema) (*jsonschema.Schema, error) {
	url := specs.URL(f.Name)
	if s.Pointer != "" {
		url += "#" + s.Pointer
	}
	return c.Compile(url)
}
