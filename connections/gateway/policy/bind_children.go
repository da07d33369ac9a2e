// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

import (
	"slices"
	"strconv"
)

// text binds what an element has as its text.
func (b *binder) text(v *Value) {
	if b.reading {
		found, ok := b.n.text()
		*v, b.misfit = found, b.misfit || !ok
		for i := range b.n.children {
			if b.n.children[i].kind != commentNode {
				b.take(i)
			}
		}
		return
	}
	if *v != nil && (*v).source() != "" {
		b.faults.checkValue("", *v, true)
		b.n.children = append(b.n.children, node{kind: textNode, value: *v})
	}
}

// take notes that a field holds a child.
func (b *binder) take(i int) {
	if b.taken == nil {
		b.taken = make(map[int]bool)
	}
	b.taken[i] = true
}

// each takes the child elements of a name, and the comments right above each.
func (b *binder) each(name string, do func(above []Comment, n *node)) {
	var above []Comment
	for i := range b.n.children {
		n := &b.n.children[i]
		switch {
		case n.kind == commentNode:
			above = append(above, Comment(n.comment))
			continue
		case n.kind == elementNode && n.name == name:
			for k := range above {
				b.take(i - 1 - k)
			}
			b.take(i)
			do(above, n)
		}
		above = nil
	}
}

// values binds child elements with nothing but text in them.
func (b *binder) values(name string, list *[]Value) {
	if b.reading {
		b.each(name, func(above []Comment, n *node) {
			v, ok := n.text()
			if v == nil {
				v = Literal("")
			}
			b.misfit = b.misfit || !ok || len(n.attrs) > 0 || len(n.children) > 1 || len(above) > 0
			*list = append(*list, v)
		})
		return
	}
	for i, v := range *list {
		b.faults.in("/"+name+"/"+strconv.Itoa(i), func() {
			child := node{name: name}
			inner := binder{n: &child, faults: b.faults}
			if v == nil {
				b.faults.add("", wrong{"required", "is nil", "", "give it a value, or take it out"})
			}
			inner.text(&v)
			b.n.children = append(b.n.children, child)
		})
	}
}

// child binds one child element of a name, which is written if there is something to write.
func (b *binder) child(name string, there bool, bind func(*binder)) {
	if !b.reading {
		if there {
			b.faults.in("/"+name, func() { b.write(name, bind) })
		}
		return
	}
	count := 0
	b.each(name, func(above []Comment, n *node) {
		count++
		b.misfit = b.misfit || count > 1 || len(above) > 0
		b.read(n, bind)
	})
}

// children binds child elements of a name.
func children[T any](b *binder, name string, list *[]T, bind func(*T, *binder)) {
	if !b.reading {
		for i := range *list {
			b.faults.in("/"+name+"/"+strconv.Itoa(i), func() {
				b.write(name, func(inner *binder) { bind(&(*list)[i], inner) })
			})
		}
		return
	}
	b.each(name, func(above []Comment, n *node) {
		var one T
		b.misfit = b.misfit || len(above) > 0
		b.read(n, func(inner *binder) { bind(&one, inner) })
		*list = append(*list, one)
	})
}

// write adds a child element.
func (b *binder) write(name string, bind func(*binder)) {
	child := node{name: name}
	bind(&binder{n: &child, faults: b.faults})
	b.n.children = append(b.n.children, child)
}

// read lets a child element fill fields, and sees whether they hold all of it.
func (b *binder) read(n *node, bind func(*binder)) {
	inner := binder{n: n, reading: true}
	bind(&inner)
	b.misfit = b.misfit || !inner.fits()
}

// whens binds the branches of a choice, with the comments above each.
func (b *binder) whens(list *[]When) {
	bind := func(w *When, inner *binder) {
		inner.value("condition", &w.Condition, required)
		inner.elements(&w.Then)
	}
	if b.reading {
		b.each("when", func(above []Comment, n *node) {
			w := When{Comments: above}
			b.read(n, func(inner *binder) { bind(&w, inner) })
			*list = append(*list, w)
		})
		return
	}
	for i := range *list {
		b.faults.in("/when/"+strconv.Itoa(i), func() {
			for _, c := range (*list)[i].Comments {
				b.n.children = append(b.n.children, c.node(b.faults))
			}
			b.write("when", func(inner *binder) { bind(&(*list)[i], inner) })
		})
	}
}

// otherwise binds the branch of a choice that has no condition. Comments above go into it.
func (b *binder) otherwise(list *[]Element) {
	if !b.reading {
		if *list != nil {
			b.faults.in("/otherwise", func() {
				b.write("otherwise", func(inner *binder) { inner.elements(list) })
			})
		}
		return
	}
	b.each("otherwise", func(above []Comment, n *node) {
		b.misfit = b.misfit || *list != nil
		var inside []Element
		b.read(n, func(inner *binder) { inner.elements(&inside) })
		*list = make([]Element, 0, len(above)+len(inside))
		for _, c := range above {
			*list = append(*list, c)
		}
		*list = append(*list, inside...)
	})
}

// elements binds policies that stand in an element.
func (b *binder) elements(list *[]Element) {
	if b.reading {
		if len(b.n.children) > 0 {
			*list = readElements(b.n.children)
		}
		for i := range b.n.children {
			b.take(i)
		}
		return
	}
	b.n.children = append(b.n.children, b.faults.elements(*list)...)
}

// extra binds what else an element may have. It comes last.
func (b *binder) extra(e *Extra) {
	if b.reading {
		for _, a := range b.n.attrs {
			if !b.knows(a.Name) {
				e.Attributes = append(e.Attributes, a)
				b.known = append(b.known, a.Name)
			}
		}
		for i, c := range b.n.children {
			if c.kind == commentNode && !b.taken[i] {
				e.Comments = append(e.Comments, Comment(c.comment))
				b.take(i)
			}
		}
		return
	}
	b.attributes(e.Attributes)
	for _, c := range e.Comments {
		b.n.children = append(b.n.children, c.node(b.faults))
	}
}

// attributes writes attributes that no field is for.
func (b *binder) attributes(list []Attribute) {
	for _, a := range list {
		switch {
		case a.Name == "" || nameLength(a.Name) < len(a.Name):
			b.faults.add("", wrong{"name", "has an attribute whose name is none of XML", a.Name, "begin with a letter and go on with letters, digits and hyphens"})
			continue
		case b.knows(a.Name) || b.n.attr(a.Name) != nil:
			b.faults.add(a.Name, wrong{"repeated", "is there twice", "", "take it out, or set the field that is for it"})
			continue
		case a.Value == nil:
			b.faults.add(a.Name, wrong{"required", "has no value", "", "give it one, or take it out"})
			continue
		}
		b.faults.checkValue(a.Name, a.Value, false)
		b.n.attrs = append(b.n.attrs, a)
	}
}

// knows reports whether an attribute has a field.
func (b *binder) knows(name string) bool { return slices.Contains(b.known, name) }

// fits reports whether the fields hold all that the node does.
func (b *binder) fits() bool {
	return !b.misfit && len(b.taken) == len(b.n.children) &&
		!slices.ContainsFunc(b.n.attrs, func(a Attribute) bool { return !b.knows(a.Name) })
}
