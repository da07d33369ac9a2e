// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/azfoundry/azfoundry/abac"
	"github.com/azfoundry/azfoundry/examples/internal/cli"
)

// formatted is what -json prints of one file.
type formatted struct {
	File    string `json:"file"`
	Text    string `json:"text"`
	Changed bool   `json:"changed"`
}

// formatter is the command fmt.
type formatter struct{ oneLine, write bool }

func formatting() cli.Program {
	var f formatter
	return cli.Program{
		Name: "fmt", Args: "FILE…", Run: f.run,
		Doc: `Prints conditions in their canonical form, with their comments.
AND and OR never stand side by side without parentheses in it, and reading it gives the same condition.`,
		Flags: func(flags *flag.FlagSet) {
			flags.BoolVar(&f.oneLine, "oneline", false, "print it on one line, without comments, for command lines that refuse line breaks")
			flags.BoolVar(&f.write, "w", false, "write it back to the file; standard input goes to standard output")
		},
	}
}

func (f *formatter) run(_ context.Context, out *cli.Output) (any, error) {
	if len(out.Args) == 0 {
		return nil, errors.New("give the files to format; - is standard input")
	}
	var done []formatted
	var faults []error
	for _, name := range out.Args {
		one, err := f.file(out, name)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		done = append(done, one)
	}
	return map[string]any{"files": done}, errors.Join(faults...)
}

func (f *formatter) file(out *cli.Output, name string) (formatted, error) {
	text, err := out.Read(name)
	if err != nil {
		return formatted{}, err
	}
	c, err := abac.ParseFile(name, string(text))
	if err != nil {
		return formatted{}, err
	}
	one := formatted{File: name, Text: c.Format()}
	if f.oneLine {
		one.Text = c.OneLine()
	}
	one.Changed = one.Text+"\n" != string(text)
	if !f.write || name == cli.Stdin {
		out.Text(one.Text)
		return one, nil
	}
	if f.oneLine && c.Comments() > 0 {
		return one, fmt.Errorf("%s: has comments, for which one line has no room; leave out -w or -oneline", name)
	}
	if !one.Changed {
		return one, nil
	}
	return one, replace(name, one.Text+"\n")
}

// replace writes a file anew, the one that a link leads to, and leaves its permissions as they are. Where that
// breaks off, what was there is still there.
func replace(name, text string) error {
	name, err := filepath.EvalSymlinks(name)
	if err != nil {
		return err
	}
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	next, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*.new")
	if err != nil {
		return err
	}
	_, err = next.WriteString(text)
	err = errors.Join(err, next.Chmod(info.Mode().Perm()), next.Close())
	if err == nil {
		err = os.Rename(next.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(next.Name()))
	}
	return nil
}
