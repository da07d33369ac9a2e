// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package cli

import (
	"fmt"
	"io"
	"os"
)

// Stdin is the name of a file that means standard input.
const Stdin = "-"

// fileLimit bounds what is read at once.
const fileLimit = 64 << 20

// Open opens a file for reading; [Stdin] is standard input, which is there once.
func (o *Output) Open(name string) (io.ReadCloser, error) {
	if name != Stdin {
		return os.Open(name)
	}
	if o.used {
		return nil, fmt.Errorf("standard input is asked for twice; give a file for one of them")
	}
	o.used = true
	return io.NopCloser(o.Stdin), nil
}

// Read returns what is in a file; [Stdin] is standard input.
func (o *Output) Read(name string) (text []byte, err error) {
	f, err := o.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err = io.ReadAll(io.LimitReader(f, fileLimit+1))
	if err == nil && len(text) > fileLimit {
		err = fmt.Errorf("%s: more than %d bytes", name, fileLimit)
	}
	return text, err
}
