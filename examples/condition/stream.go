// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/azfoundry/azfoundry/abac"
	"github.com/azfoundry/azfoundry/examples/internal/cli"
)

// lineLimit bounds a line of requests.
const lineLimit = 16 << 20

// stream decides about requests as they come, and prints each decision at once if nobody waits for more.
func (e *evaluator) stream(ctx context.Context, out *cli.Output) error {
	program, err := e.compile(out)
	if err != nil {
		return err
	}
	file, err := out.Open(e.requests)
	if err != nil {
		return err
	}
	defer file.Close()
	in := bufio.NewReaderSize(file, 1<<16)
	to := bufio.NewWriterSize(out.Stdout, 1<<16)
	denied, err := e.decide(ctx, program, in, newPrinter(to, out.JSON))
	if err = errors.Join(err, to.Flush()); err == nil && denied {
		err = cli.ErrFindings
	}
	return err
}

// decide goes through the lines. It reports whether one was denied.
func (e *evaluator) decide(ctx context.Context, program *abac.Program, in *bufio.Reader, to printer) (denied bool, err error) {
	binding := program.Bind(abac.Request{})
	var text []byte
	for line := 1; ctx.Err() == nil; line++ {
		var last bool
		if text, last, err = readLine(in, text[:0]); err != nil {
			return denied, located(e.requests, line, err)
		}
		if line == 1 {
			text = unmarked(text)
		}
		if len(bytes.TrimSpace(text)) > 0 {
			if err := binding.RebindJSON(text); err != nil {
				return denied, located(e.requests, line, errors.Unwrap(err)) // which says that it is no request
			}
			allowed, err := to.print(binding)
			if denied = denied || !allowed; err != nil {
				return denied, err
			}
		}
		if last {
			return denied, nil
		}
		if in.Buffered() == 0 { // more may take its time
			if err := to.Flush(); err != nil {
				return denied, err
			}
		}
	}
	return denied, ctx.Err()
}

// readLine reads a line of any length up to the limit, behind what is in line; last is true where nothing follows.
func readLine(in *bufio.Reader, line []byte) (_ []byte, last bool, err error) {
	for {
		part, err := in.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(line) > lineLimit:
			return nil, false, fmt.Errorf("the line has more than %d bytes", lineLimit)
		case err == nil:
			return line, false, nil
		case errors.Is(err, io.EOF):
			return line, true, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, false, err
		}
	}
}

// printer prints decisions.
type printer struct {
	*bufio.Writer
	documents *json.Encoder // nil where decisions are words
}

func newPrinter(w *bufio.Writer, documents bool) printer {
	p := printer{Writer: w}
	if documents {
		p.documents = json.NewEncoder(w)
		p.documents.SetEscapeHTML(false)
	}
	return p
}

// print prints the decision about the request of a binding, and returns it.
func (p printer) print(b *abac.Binding) (allowed bool, err error) {
	if p.documents != nil {
		x := b.Explain()
		return x.Decision == abac.Allow, p.documents.Encode(short(x))
	}
	decision := abac.Deny
	if allowed = b.Evaluate(); allowed {
		decision = abac.Allow
	}
	_, err = p.WriteString(string(decision) + "\n")
	return allowed, err
}
