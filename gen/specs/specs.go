// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package specs embeds the specs and manifests from which the clients are generated, and compiles them
// for checking bodies. Its compiler judges formats and resource ids exactly as the generated
// validators do.
package specs

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

//go:embed *.json */*.json
var embedded embed.FS

// FS returns the specs: dialect.schema.json, manifest.schema.json, and a folder per package.
func FS() fs.FS { return embedded }

// Packages returns the names of the packages that have specs, sorted.
func Packages() []string {
	names, _ := PackagesOf(embedded) // an embedded folder can always be read
	return names
}

// PackagesOf is [Packages] of other specs: the folders that hold a manifest.
func PackagesOf(fsys fs.FS) ([]string, error) {
	manifests, err := fs.Glob(fsys, "*/manifest.json")
	if err != nil {
		return nil, fmt.Errorf("specs: %w", err)
	}
	names := make([]string, 0, len(manifests))
	for _, m := range manifests {
		names = append(names, strings.TrimSuffix(m, "/manifest.json"))
	}
	return names, nil
}

// Compile compiles a schema of a package: "pool.schema.json", or a part of one:
// "pool.schema.json#/$defs/PoolUpdate". The result is safe for concurrent use; keep it, compiling is slow.
func Compile(pkg, ref string) (*jsonschema.Schema, error) {
	schema, err := NewCompiler(embedded).Compile(URL(pkg + "/" + ref))
	if err != nil {
		return nil, fmt.Errorf("specs: compile %s/%s: %w", pkg, ref, err)
	}
	return schema, nil
}
