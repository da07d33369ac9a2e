// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package check is what generated validators call: it collects every fault of a body with its JSON
// pointer, and costs nothing on a body without faults.
package check

import (
	"strconv"
	"strings"

	"github.com/azfoundry/azfoundry"
)

// Checker collects faults while a validator walks a body. The zero value is ready. It is not safe for
// concurrent use.
type Checker struct {
	faults []azfoundry.Fault
	path   [maxDepth]step
	depth  int
}

// maxDepth bounds how deep a body may nest; specs stay far below.
const maxDepth = 24

// step is one level of a pointer: a member's name, and for an array the element's index plus one.
type step struct {
	name  string
	index int
}

// In enters the member name; a call of Out leaves it.
func (c *Checker) In(name string) { c.push(step{name: name}) }

// At enters element i of the array member name; a call of Out leaves it.
func (c *Checker) At(name string, i int) { c.push(step{name: name, index: i + 1}) }

func (c *Checker) push(s step) {
	c.path[c.depth] = s
	c.depth++
}

// Out leaves the member entered last.
func (c *Checker) Out() { c.depth-- }

// Add records a fault of the member name of the object being walked; "" means the object itself.
func (c *Checker) Add(name string, f azfoundry.Fault) {
	f.Pointer = c.pointer(name)
	f.Got = shorten(f.Got)
	c.faults = append(c.faults, f)
}

// Faults returns what was found, nil for nothing.
func (c *Checker) Faults() []azfoundry.Fault { return c.faults }

// Err returns what was found as one error, nil for nothing.
func (c *Checker) Err(op string) error {
	if len(c.faults) == 0 {
		return nil
	}
	return &azfoundry.ValidationError{Op: op, Faults: c.faults}
}

// pointer returns the JSON pointer of a member of the current object.
func (c *Checker) pointer(name string) string {
	var b strings.Builder
	for _, s := range c.path[:c.depth] {
		b.WriteString("/" + escape(s.name))
		if s.index > 0 {
			b.WriteString("/" + strconv.Itoa(s.index-1))
		}
	}
	if name != "" {
		b.WriteString("/" + escape(name))
	}
	return b.String()
}

// escape applies RFC 6901, section 3.
func escape(name string) string {
	return strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
}

// shorten cuts a value that goes into a message.
func shorten(s string) string {
	const limit = 120
	if len(s) <= limit {
		return s
	}
	cut := limit
	for cut > 0 && s[cut]&0xC0 == 0x80 {
		cut--
	}
	return s[:cut] + "…"
}
