// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package gen

import (
	"fmt"
	"io/fs"

	"github.com/azfoundry/azfoundry/gen/diag"
	"github.com/azfoundry/azfoundry/gen/emit"
	"github.com/azfoundry/azfoundry/gen/load"
	"github.com/azfoundry/azfoundry/gen/model"
	"github.com/azfoundry/azfoundry/gen/plan"
)

// Result is what comes of one package.
type Result struct {
	Model *model.Package
	Files []emit.File
}

// Model loads and plans the package whose specs are in the folder dir of fsys.
func Model(fsys fs.FS, dir string) (*model.Package, diag.List) {
	src, faults := load.Package(fsys, dir)
	if len(faults) > 0 {
		return nil, faults
	}
	return plan.Package(src)
}

// Package loads, plans and prints a package. It fails only on a model that does not print as Go, which
// is a fault of azgen; faults of the specs are diagnostics.
func Package(fsys fs.FS, dir string) (Result, diag.List, error) {
	m, faults := Model(fsys, dir)
	if len(faults) > 0 {
		return Result{}, faults, nil
	}
	files, err := emit.Package(m)
	if err != nil {
		return Result{}, nil, fmt.Errorf("gen: package %s: %w", dir, err)
	}
	return Result{Model: m, Files: files}, nil, nil
}
