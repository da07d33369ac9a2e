// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/azfoundry/azfoundry/abac"
)

// parseRequest reads a request. A member that it does not have is an error: an attribute in the wrong place
// would be missing without a word.
func parseRequest(text []byte) (abac.Request, error) {
	var r abac.Request
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		if errors.Is(err, io.EOF) {
			err = errors.New("there is none")
		}
		return r, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return r, errors.New("something stands behind it")
	}
	return r, nil
}

// bind sets the request of a line before a program. Lines of the usual form take the short way.
func bind(b *abac.Binding, line []byte) error {
	if usual(line) {
		return b.RebindJSON(line)
	}
	r, err := parseRequest(line)
	if err == nil {
		b.Rebind(r)
	}
	return err
}

// usual reports whether a text looks like an object whose members are those of a request, and holds no escapes.
func usual(text []byte) bool {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case '\\':
			return false
		case '"':
			n := bytes.IndexByte(text[i+1:], '"')
			if n < 0 {
				return false
			}
			name := text[i+1 : i+1+n]
			i += n + 1
			if depth == 1 && bytes.HasPrefix(bytes.TrimLeft(text[i+1:], " \t"), []byte(":")) && !isMember(string(name)) {
				return false
			}
		}
	}
	return depth == 0
}

func isMember(name string) bool {
	switch name {
	case "action", "suboperation", "resource", "request", "principal", "environment":
		return true
	}
	return false
}

// located says where a request that is none stands; line 0 for a file of its own.
func located(name string, line int, err error) error {
	if line > 0 {
		name = fmt.Sprintf("%s:%d", name, line)
	}
	return fmt.Errorf("%s: no request: %w", name, err)
}
