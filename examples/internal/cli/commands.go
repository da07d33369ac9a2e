// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// dispatch runs the command that the first argument names.
func (p Program) dispatch(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		p.overview(stderr)
		return Failed
	}
	switch args[0] {
	case "-h", "-help", "--help", "help":
		p.overview(stderr)
		return Done
	}
	i := slices.IndexFunc(p.Commands, func(c Program) bool { return c.Name == args[0] })
	if i < 0 {
		fmt.Fprintf(stderr, "%s: there is no command %q; see -h\n", p.Name, args[0])
		return Failed
	}
	command := p.Commands[i]
	command.Name, command.Stdin = p.Name+" "+command.Name, p.Stdin
	return command.Execute(ctx, args[1:], stdout, stderr)
}

// overview prints what the program is for and the first sentence on each command.
func (p Program) overview(w io.Writer) {
	fmt.Fprintf(w, "%s\n\nusage: go run ./examples/%s COMMAND [flags]\n", p.Doc, p.Name)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, c := range p.Commands {
		first, _, _ := strings.Cut(c.Doc, "\n")
		fmt.Fprintf(t, "  %s %s\t%s\n", c.Name, c.Args, first)
	}
	_ = t.Flush() // what cannot be shown is not missed by programs
}
