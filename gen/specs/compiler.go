// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package specs

import (
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/azfoundry/azfoundry/internal/check"
)

// scheme makes the path of a spec a URL, so that references between files resolve.
const scheme = "spec:///"

// URL returns the address under which a compiler finds a spec: its path below the specs' root.
func URL(path string) string { return scheme + path }

// NewCompiler returns a compiler for the specs in fsys. It knows the dialect's formats and x-armid,
// and loads nothing from anywhere else.
func NewCompiler(fsys fs.FS) *jsonschema.Compiler {
	c := jsonschema.NewCompiler()
	c.Draft = jsonschema.Draft2020
	c.AssertFormat = true
	c.LoadURL = func(url string) (io.ReadCloser, error) {
		path, ok := strings.CutPrefix(url, scheme)
		if !ok {
			return nil, fmt.Errorf("%s is no spec", url)
		}
		return fsys.Open(path)
	}
	for _, name := range check.Formats() {
		c.Formats[name] = func(v any) bool {
			s, ok := v.(string)
			return !ok || check.Format(name, s)
		}
	}
	c.RegisterExtension("x-armid", nil, armIDCompiler{})
	return c
}

// armIDCompiler compiles the keyword x-armid.
type armIDCompiler struct{}

// Compile returns nil for a schema without the keyword.
func (armIDCompiler) Compile(_ jsonschema.CompilerContext, m map[string]any) (jsonschema.ExtSchema, error) {
	resourceType, ok := m["x-armid"].(string)
	if !ok {
		return nil, nil
	}
	return armIDSchema(resourceType), nil
}

// armIDSchema is the resource type whose id a string must be; "*" for any.
type armIDSchema string

// Validate refuses a string that is no such id.
func (s armIDSchema) Validate(ctx jsonschema.ValidationContext, v any) error {
	id, ok := v.(string)
	if !ok || check.ARMID(string(s), id) {
		return nil
	}
	if s == "*" {
		return ctx.Error("x-armid", "%q is not a resource id", id)
	}
	return ctx.Error("x-armid", "%q is not the id of a %s", id, string(s))
}
