// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package cli_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/examples/internal/cli"
)

// echo is a program that prints its arguments and the contents of files among them.
func echo() cli.Program {
	var upper bool
	return cli.Program{
		Name: "echo", Doc: "Prints files.\nThe second line.", Args: "FILE…",
		Flags: func(f *flag.FlagSet) { f.BoolVar(&upper, "upper", false, "in capitals") },
		Run: func(_ context.Context, out *cli.Output) (any, error) {
			var texts []string
			for _, name := range out.Args {
				text, err := out.Read(name)
				if err != nil {
					return nil, err
				}
				if upper {
					text = bytes.ToUpper(text)
				}
				texts = append(texts, string(text))
				out.Text(string(text))
			}
			if len(texts) == 0 {
				return texts, cli.ErrFindings
			}
			return texts, nil
		},
	}
}

func TestProgram_Execute(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "-upper")
	if err := os.WriteFile(file, []byte("from a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	tool := cli.Program{Name: "tool", Doc: "Is a tool.", Commands: []cli.Program{echo(), {Name: "other", Doc: "Does something else."}}}
	tests := []struct {
		name    string
		program cli.Program
		args    []string
		code    int
		stdout  string
		stderr  string // is part of it
	}{
		{"a file", echo(), []string{file}, 0, "from a file\n", ""},
		{"a flag behind it", echo(), []string{file, "-upper"}, 0, "FROM A FILE\n", ""},
		{"flags around it", echo(), []string{"-upper", file, "-json"}, 0, "[\"FROM A FILE\"]\n", ""},
		{"standard input", echo(), []string{"-", "-upper"}, 0, "FROM STDIN\n", ""},
		{"standard input twice", echo(), []string{"-", "-"}, 2, "from stdin\n", "asked for twice"},
		{"no flags any more", echo(), []string{"--", "-upper"}, 2, "", "open -upper"},
		{"no flags behind a file", echo(), []string{file, "--", "-upper"}, 2, "from a file\n", "open -upper"},
		{"findings", echo(), nil, 1, "", ""},
		{"findings as a document", echo(), []string{"-json"}, 1, "null\n", ""},
		{"no document of an error", echo(), []string{"-json", "nowhere"}, 2, "", "echo: open nowhere"},
		{"an unknown flag", echo(), []string{"-x"}, 2, "", "not defined: -x"},
		{"help", echo(), []string{"-h"}, 0, "", "usage: go run ./examples/echo [flags] FILE…"},
		{"a command", tool, []string{"echo", file}, 0, "from a file\n", ""},
		{"a command reads what the program does", tool, []string{"echo", "-"}, 0, "from stdin\n", ""},
		{"a command's error", tool, []string{"echo", "nowhere"}, 2, "", "tool echo: open nowhere"},
		{"a command's help", tool, []string{"echo", "-h"}, 0, "", "usage: go run ./examples/tool echo [flags] FILE…"},
		{"no command", tool, nil, 2, "", "echo FILE…  Prints files.\n"},
		{"help on commands", tool, []string{"-h"}, 0, "", "other       Does something else.\n"},
		{"an unknown command", tool, []string{"ekko"}, 2, "", `no command "ekko"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr bytes.Buffer
			p := tt.program
			if p.Run != nil {
				p = echo() // its flags are its own
			} else {
				p.Commands = append([]cli.Program{echo()}, p.Commands[1:]...)
			}
			p.Stdin = strings.NewReader("from stdin")
			code := p.Execute(t.Context(), tt.args, &stdout, &stderr)
			if code != tt.code || stdout.String() != tt.stdout || !strings.Contains(stderr.String(), tt.stderr) {
				t.Errorf("%v: exit code %d, stdout %q, stderr:\n%s", tt.args, code, &stdout, &stderr)
			}
		})
	}
}

func TestProgram_Execute_takesNoArguments(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	p := echo()
	p.Args = ""
	if code := p.Execute(t.Context(), []string{"now"}, &stdout, &stderr); code != 2 || !strings.Contains(stderr.String(), `unexpected argument "now"`) {
		t.Errorf("exit code %d, stderr:\n%s", code, &stderr)
	}
}
