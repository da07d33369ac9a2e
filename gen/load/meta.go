// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package load

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/azfoundry/azfoundry/gen/diag"
)

// judge checks a document against a schema of ours, and reports each fault at its place.
func judge(schema *jsonschema.Schema, doc *Node, text []byte) diag.List {
	var faults diag.List
	v, err := plain(text)
	if err == nil {
		err = schema.Validate(v)
	}
	for _, leaf := range leaves(err) {
		faults = append(faults, explain(doc, leaf)...)
	}
	return faults
}

// plain decodes JSON as jsonschema wants it.
func plain(text []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var v any
	err := dec.Decode(&v)
	return v, err
}

// leaves returns the innermost causes of a validation error.
func leaves(err error) []*jsonschema.ValidationError {
	e, ok := errors.AsType[*jsonschema.ValidationError](err)
	if !ok {
		return nil
	}
	if len(e.Causes) == 0 {
		return []*jsonschema.ValidationError{e}
	}
	var out []*jsonschema.ValidationError
	for _, cause := range e.Causes {
		out = append(out, leaves(cause)...)
	}
	return out
}

// quoted finds the names in jsonschema's message on additional properties.
var quoted = regexp.MustCompile(`'([^']*)'`)

// explain puts one fault at its place; members too many are reported each at its own.
func explain(doc *Node, leaf *jsonschema.ValidationError) diag.List {
	var faults diag.List
	at := doc.At(leaf.InstanceLocation)
	if !strings.HasSuffix(leaf.KeywordLocation, "/additionalProperties") {
		faults.Add(at, "%s: %s", where(leaf.InstanceLocation), leaf.Message)
		return faults
	}
	for _, name := range quoted.FindAllStringSubmatch(leaf.Message, -1) {
		pos := at
		if object := doc.find(leaf.InstanceLocation); object != nil {
			pos = object.keyPos(name[1])
		}
		faults.Add(pos, "unknown keyword %q in %s", name[1], where(leaf.InstanceLocation))
	}
	return faults
}

// find returns the value under a JSON pointer, or nil.
func (n *Node) find(pointer string) *Node {
	at := n
	if pointer == "" {
		return at
	}
	for name := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		if at = at.step(strings.ReplaceAll(strings.ReplaceAll(name, "~1", "/"), "~0", "~")); at == nil {
			return nil
		}
	}
	return at
}

func (n *Node) keyPos(name string) diag.Pos {
	for _, m := range n.Members {
		if m.Name == name {
			return m.Pos
		}
	}
	return n.Pos
}

func where(pointer string) string {
	if pointer == "" {
		return "the document"
	}
	return pointer
}

// metaSchema compiles one of the schemas that specs and manifests must satisfy.
func metaSchema(c *jsonschema.Compiler, url string) (*jsonschema.Schema, error) {
	s, err := c.Compile(url)
	if err != nil {
		return nil, fmt.Errorf("load: our own %s does not compile: %w", url, err)
	}
	return s, nil
}
