// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/azfoundry/azfoundry"
)

// Element is one policy in a section, such as [SetHeader] or [Choose]; or a [Comment], or a [Raw] element
// that no type is for.
type Element interface {
	// tag is the element's name in XML.
	tag() string
	// bind names the fields of the element to b, which writes them or fills them, and returns the element.
	bind(b *binder) Element
}

// binder carries the fields of one element to its node, or back. One description of an element in its bind
// serves both ways and the check.
type binder struct {
	n       *node
	reading bool
	misfit  bool         // reading: the node holds what the fields cannot
	known   []string     // attributes that have a field
	taken   map[int]bool // reading: children that have a field
	faults  *faults
}

// faults collects what is wrong with a document while it is written.
type faults struct {
	path    []string
	found   []azfoundry.Fault
	section int  // the section that is written, as a bit
	depth   int  // how many elements of the section are open
	bases   int  // how many times base was in the section
	inRaw   bool // the elements stand in one that no type is for
	alone   bool // in a Raw element: there are no elements beside the text
}

// in runs f with one more step in the pointer.
func (f *faults) in(step string, do func()) {
	f.path = append(f.path, step)
	do()
	f.path = f.path[:len(f.path)-1]
}

// wrong is what a fault says beside where.
type wrong struct{ rule, message, got, advice string }

// add records a fault of a member of where we are.
func (f *faults) add(member string, w wrong) {
	const longest = 120
	if len(w.got) > longest {
		w.got = strings.ToValidUTF8(w.got[:longest], "") + "…"
	}
	pointer := strings.Join(f.path, "")
	if member != "" {
		pointer += "/" + member
	}
	f.found = append(f.found, azfoundry.Fault{Pointer: pointer, Rule: w.rule, Message: w.message, Got: w.got, Advice: w.advice})
}

// need says whether an attribute has to be there.
type need bool

const (
	required need = true
	optional need = false
)

// value binds an attribute that may be an expression.
func (b *binder) value(name string, v *Value, must need) {
	b.known = append(b.known, name)
	if b.reading {
		*v = b.n.attr(name)
		return
	}
	if *v == nil {
		if must {
			b.faults.add(name, wrong{"required", "is missing", "", "give it a value"})
		}
		return
	}
	b.faults.checkValue(name, *v, false)
	if bool(must) && blank(*v) {
		b.faults.add(name, wrong{"required", "is empty", "", "give it a value"})
	}
	b.n.attrs = append(b.n.attrs, Attribute{Name: name, Value: *v})
}

// plain binds an attribute that takes no expression.
func (b *binder) plain(name string, s *string, must need) {
	v := Value(Literal(*s))
	if *s == "" {
		v = nil
	}
	b.value(name, &v, must)
	if !b.reading {
		return
	}
	literal, ok := v.(Literal)
	if v != nil && (!ok || literal == "") {
		b.misfit = true
	}
	*s = string(literal)
}

// one binds an attribute that is one of a few words.
func one[T ~string](b *binder, name string, v *T, words ...T) {
	s := string(*v)
	b.plain(name, &s, optional)
	if b.reading {
		*v = T(s)
		b.misfit = b.misfit || s != "" && !slices.Contains(words, *v)
		return
	}
	if s != "" && !slices.Contains(words, *v) {
		b.faults.add(name, wrong{"enum", "is none of the words that the service knows", s, fmt.Sprintf("give one of %v", words)})
	}
}

// flag binds an attribute that is true or false.
func (b *binder) flag(name string, v **bool) {
	parsed(b, name, v, form[bool]{
		format: strconv.FormatBool,
		parse:  func(s string) (bool, bool) { return s == "true", s == "true" || s == "false" },
	})
}

// form is how values of a type stand as text.
type form[T any] struct {
	format func(T) string
	parse  func(string) (T, bool)
}

// parsed binds an attribute of another type than text.
func parsed[T any](b *binder, name string, v **T, as form[T]) {
	s := ""
	if *v != nil {
		s = as.format(**v)
	}
	b.plain(name, &s, optional)
	if !b.reading || s == "" {
		return
	}
	x, ok := as.parse(s)
	*v = &x
	b.misfit = b.misfit || !ok
}

// together refuses attributes of which the service takes one alone, and of which it may want one.
func (b *binder) together(must need, names ...string) {
	if b.reading {
		return
	}
	var there []string
	for _, name := range names {
		if b.n.attr(name) != nil {
			there = append(there, name)
		}
	}
	switch {
	case len(there) > 1:
		b.faults.add(there[1], wrong{"oneOf", there[0] + " is there too, and the service takes one of them", "", "take one out"})
	case len(there) == 0 && bool(must):
		b.faults.add(names[0], wrong{"oneOf", "is missing, and so is what may stand in its place", "", "give one of " + strings.Join(names, ", ")})
	}
}
