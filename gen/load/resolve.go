// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package load

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/azfoundry/azfoundry/gen/specs"
)

// schemas calls f for every schema of the file.
func (f *File) schemas(visit func(*Schema)) {
	f.Root.Each(visit)
	for _, d := range f.Defs {
		d.Schema.Each(visit)
	}
}

// resolve finds the targets of a file's references and tries its patterns.
func (l *loader) resolve(f *File) {
	f.schemas(func(s *Schema) {
		if s.Ref != nil {
			if s.Ref.Target = l.target(f, s.Ref.Text); s.Ref.Target == nil {
				l.faults.Add(s.Ref.Pos, "$ref %q leads nowhere%s", s.Ref.Text, l.known(f, s.Ref.Text))
			}
		}
		if s.Pattern != nil {
			if _, err := regexp.Compile(s.Pattern.Text); err != nil {
				l.faults.Add(s.Pattern.Pos, "pattern %q cannot be compiled by Go (RE2 has no lookaround and no backreference): %v", s.Pattern.Text, err)
			}
		}
	})
}

// target finds what a reference within f means, nil for nothing.
func (l *loader) target(f *File, ref string) *Schema {
	file, fragment, _ := strings.Cut(ref, "#")
	in := f
	if file != "" {
		in = l.files[file]
	}
	if in == nil {
		return nil
	}
	if fragment == "" {
		return in.Root
	}
	for _, d := range in.Defs {
		if "/$defs/"+d.Name == fragment {
			return d.Schema
		}
	}
	return nil
}

// known says why a reference leads nowhere: the file is not part of the package, or has no such definition.
func (l *loader) known(f *File, ref string) string {
	file, _, _ := strings.Cut(ref, "#")
	if file != "" && l.files[file] == nil {
		return ": the manifest names no such file, neither as a schema nor as shared"
	}
	if file != "" {
		f = l.files[file]
	}
	names := make([]string, 0, len(f.Defs))
	for _, d := range f.Defs {
		names = append(names, d.Name)
	}
	if len(names) == 0 {
		return ": " + f.Name + " has no definitions"
	}
	return ": " + f.Name + " defines " + strings.Join(names, ", ")
}

// examples validates every example and default of a file with jsonschema.
func (l *loader) examples(f *File) {
	c := specs.NewCompiler(l.fsys)
	f.schemas(func(s *Schema) {
		if s.Examples == 0 && !s.Default {
			return
		}
		schema, err := l.compiled(c, f, s)
		if err != nil {
			l.faults.Add(s.Pos, "cannot be compiled: %v", err)
			return
		}
		for i := range s.Examples {
			at := s.Pointer + "/examples/" + strconv.Itoa(i)
			l.valid(f, at, "example", schema.Validate(f.value(at)))
		}
		if at := s.Pointer + "/default"; s.Default {
			l.valid(f, at, "default", schema.Validate(f.value(at)))
		}
	})
}

func (l *loader) valid(f *File, at, what string, err error) {
	for _, leaf := range leaves(err) {
		pos := f.node.At(at + leaf.InstanceLocation)
		l.faults.Add(pos, "the %s does not validate: %s: %s", what, where(leaf.InstanceLocation), leaf.Message)
	}
}

// value returns the plain value under a JSON pointer of the file.
func (f *File) value(pointer string) any {
	v, _ := plain(f.text) // parsed before
	for name := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		switch parent := v.(type) {
		case map[string]any:
			v = parent[name]
		case []any:
			i, _ := strconv.Atoi(name)
			v = parent[i]
		}
	}
	return v
}
