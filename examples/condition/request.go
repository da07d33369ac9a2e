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
	d := json.NewDecoder(bytes.NewReader(unmarked(text)))
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

// unmarked returns a text without the mark with which some editors begin files (U+FEFF).
func unmarked(text []byte) []byte { return bytes.TrimPrefix(text, []byte("\ufeff")) }

// located says where a request that is none stands; line 0 for a file of its own. Where the text is no JSON, the
// byte is told as well.
func located(name string, line int, err error) error {
	if line > 0 {
		name = fmt.Sprintf("%s:%d", name, line)
		if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
			name = fmt.Sprintf("%s:%d", name, max(1, syntax.Offset))
		}
	}
	return fmt.Errorf("%s: no request: %w", name, err)
}
