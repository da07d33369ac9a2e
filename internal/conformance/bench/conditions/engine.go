// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"embed"
	"fmt"
)

// texts are the policies: NAME.txt for abac, NAME.cel, NAME.cedar and NAME.rego.
//
//go:embed policies
var texts embed.FS

// policy is one policy in one language.
type policy struct{ name, language string }

func (p policy) text() (string, error) {
	text, err := texts.ReadFile("policies/" + p.name + "." + p.language)
	return string(text), err
}

// engine is one way to decide about requests.
type engine struct {
	name, language string
	compile        func(text string) (program, error)
}

// engines begin with ours.
func engines() []engine {
	return []engine{oursEngine(), celEngine(), cedarEngine(), regoEngine(false), regoEngine(true)}
}

// program is a policy that an engine made ready.
type program interface {
	// bound prepares requests as far as the engine can without deciding, and returns work that decides.
	bound(requests []facts) (work, error)
	// fresh returns work that prepares each request and decides.
	fresh(requests []facts) work
	// lines writes requests as JSON, one a line, and returns work that reads and decides.
	lines(requests []facts) (work, error)
}

// work decides about all requests once and returns how many passed.
type work func() (allowed int, err error)

// start compiles a policy for an engine.
func (e engine) start(name string) (program, error) {
	text, err := policy{name, e.language}.text()
	if err != nil {
		return nil, err
	}
	p, err := e.compile(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %s: %w", e.name, name, err)
	}
	return p, nil
}
