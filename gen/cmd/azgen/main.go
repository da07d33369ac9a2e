// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Command azgen generates the typed clients from the specs in gen/specs. Run it with -h.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/azfoundry/azfoundry/gen"
	"github.com/azfoundry/azfoundry/gen/diag"
	"github.com/azfoundry/azfoundry/gen/output"
	"github.com/azfoundry/azfoundry/gen/specs"
)

const usage = `azgen prints typed models, validators, ids and clients from specs.

usage: azgen [flags] [package ...]

Without packages it does all of them. Each package is a folder of specs with a manifest.json; see
gen/specs/dialect.schema.json and gen/specs/manifest.schema.json for what they may hold. It works
offline and writes files named *_gen.go only.

exit status: 0 done, 1 faults in the specs or (with -check) a tree that differs, 2 wrong usage

`

// command is one run of azgen.
type command struct {
	check  bool
	dump   string
	specs  string
	out    string
	stdout io.Writer
	stderr io.Writer
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run parses the arguments and returns the exit status.
func run(args []string, stdout, stderr io.Writer) int {
	c := command{stdout: stdout, stderr: stderr}
	flags := flag.NewFlagSet("azgen", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprint(stderr, usage)
		flags.PrintDefaults()
	}
	flags.BoolVar(&c.check, "check", false, "write nothing; list the files that differ from what would be written")
	flags.StringVar(&c.dump, "dump", "", "write nothing; print a step's result as JSON. The only step is `model`")
	flags.StringVar(&c.specs, "specs", "", "read the specs from `DIR`, not those built in")
	flags.StringVar(&c.out, "out", "", "write below `DIR`, not the module's root around the current folder")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	if c.dump != "" && (c.dump != "model" || c.check) {
		fmt.Fprintln(stderr, "azgen: -dump takes model, and not together with -check")
		return 2
	}
	return c.packages(flags.Args())
}

// packages runs over the named packages, or over all.
func (c command) packages(names []string) int {
	fsys, shown := specs.FS(), "gen/specs/"
	if c.specs != "" {
		fsys, shown = os.DirFS(c.specs), filepath.ToSlash(c.specs)+"/"
	}
	if len(names) == 0 {
		all, err := specs.PackagesOf(fsys)
		if err != nil {
			return c.fail(err)
		}
		names = all
	}
	if len(names) == 0 {
		return c.fail(fmt.Errorf("%s holds no package", shown))
	}
	root, err := c.root()
	if err != nil {
		return c.fail(err)
	}
	worst := 0
	for _, name := range names {
		worst = max(worst, c.one(fsys, shown, root, name))
	}
	return worst
}

// one generates, compares or dumps one package.
func (c command) one(fsys fs.FS, shown, root, name string) int {
	if _, err := fs.Stat(fsys, name); err != nil {
		return c.fail(fmt.Errorf("there is no package %q in %s", name, shown))
	}
	result, faults, err := gen.Package(fsys, name)
	if err != nil {
		return c.fail(err)
	}
	if len(faults) > 0 {
		return c.report(faults, shown)
	}
	if c.dump != "" {
		return c.print(result.Model)
	}
	p := output.Package{Root: root, Path: result.Model.Path, Name: result.Model.Name, Files: result.Files}
	if c.check {
		return c.compare(p)
	}
	changes, faults, err := output.Write(p)
	if err != nil {
		return c.fail(err)
	}
	for _, change := range changes {
		fmt.Fprintln(c.stderr, "wrote", change)
	}
	return c.report(faults, "")
}

// compare lists what differs.
func (c command) compare(p output.Package) int {
	faults, err := output.Clashes(p)
	if err != nil {
		return c.fail(err)
	}
	changes, err := output.Compare(p)
	if err != nil {
		return c.fail(err)
	}
	for _, change := range changes {
		fmt.Fprintln(c.stdout, change)
	}
	if len(changes) > 0 {
		fmt.Fprintln(c.stderr, "azgen: the tree differs from the specs; run: go generate ./...")
		c.report(faults, "")
		return 1
	}
	return c.report(faults, "")
}

func (c command) print(v any) int {
	enc := json.NewEncoder(c.stdout)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return c.fail(err)
	}
	return 0
}

// report prints diagnostics and returns 1, or 0 for none.
func (c command) report(faults diag.List, prefix string) int {
	for _, d := range faults {
		fmt.Fprintln(c.stderr, prefix+d.String())
	}
	return min(1, len(faults))
}

func (c command) fail(err error) int {
	fmt.Fprintln(c.stderr, "azgen:", err)
	return 2
}

// root returns the folder to write below.
func (c command) root() (string, error) {
	if c.out != "" {
		return c.out, nil
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("no go.mod around the current folder; name the module's root with -out")
		}
		dir = up
	}
}
