// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

import (
	"fmt"
	"slices"
	"strings"
)

// Difference is one thing in which two documents differ.
type Difference struct {
	// Path says where: elements by name and place among those of that name in want, from 1 on, and
	// attributes after an @: inbound/choose[1]/when[2]/@condition. A text has the path of its element, and
	// what is there too much has no place.
	Path string
	// Want and Got are what the documents have there: a value, or an element in short. "" for nothing.
	Want, Got string
}

// String has the difference on one line.
func (d Difference) String() string {
	switch {
	case d.Got == "":
		return d.Path + ": is missing: " + d.Want
	case d.Want == "":
		return d.Path + ": is there and should not be: " + d.Got
	}
	return fmt.Sprintf("%s: is %s, want %s", d.Path, d.Got, d.Want)
}

// Equal reports whether two documents say the same; see [Compare].
func Equal(a, b Document) bool { return len(Compare(a, b)) == 0 }

// Compare returns in which way got, usually what the service has, differs from want; nil if it does not.
// Comments, blanks around texts, blanks and comments in C#, the order of attributes and of a token
// validation's lists, and the form that a document was written in do not count. The order of policies does.
// Defaults that one document says and the other does not are differences.
func Compare(want, got Document) []Difference {
	a, _ := want.node()
	b, _ := got.node()
	c := comparer{}
	for i, name := range sectionNames {
		c.content(name, plainNode(&a.children[i]), plainNode(&b.children[i]))
	}
	return c.found
}

// plainNode returns a node without what does not count, its values in one form.
func plainNode(n *node) *node {
	out := &node{kind: n.kind, name: n.name}
	for _, a := range n.attrs {
		out.attrs = append(out.attrs, Attribute{Name: a.Name, Value: plainValue(a.Value)})
	}
	slices.SortFunc(out.attrs, func(a, b Attribute) int { return strings.Compare(a.Name, b.Name) })
	for i := range n.children {
		switch c := &n.children[i]; {
		case c.kind == elementNode:
			out.children = append(out.children, *plainNode(c))
		case c.kind == textNode && !blank(c.value):
			out.children = append(out.children, node{kind: textNode, value: plainValue(c.value)})
		}
	}
	if unordered(n.name) {
		slices.SortFunc(out.children, func(a, b node) int { return strings.Compare(a.short(), b.short()) })
	}
	return out
}

// unordered reports whether the order of what is in an element means nothing.
func unordered(name string) bool {
	switch name {
	case "audiences", "issuers", "client-application-ids", "backend-application-ids", "required-claims", "llm-emit-token-metric":
		return true
	}
	return false
}

// plainValue returns a value in the one form that it is compared in: as text.
func plainValue(v Value) Value {
	if v == nil {
		return Literal("")
	}
	s := strings.Trim(strings.ReplaceAll(v.source(), "\r\n", "\n"), blanks)
	if !isLiteral(v) {
		if end, why := expressionEnd(s); why == "" && end == len(s) {
			s = tidy(s)
		}
	}
	return Literal(s)
}

// short returns an element or a text in a few words.
func (n *node) short() string {
	if n.kind == textNode {
		return n.value.source()
	}
	var w writer
	w.raw = true
	w.element(n, 0, true)
	return w.String()
}

// comparer collects differences.
type comparer struct{ found []Difference }

// differ records one, its texts cut.
func (c *comparer) differ(path, want, got string) {
	c.found = append(c.found, Difference{Path: path, Want: cut(want), Got: cut(got)})
}

// cut shortens a text for a person.
func cut(s string) string {
	const longest = 200
	if len(s) <= longest {
		return s
	}
	return strings.ToValidUTF8(s[:longest], "") + "…"
}

// element compares two elements of one name.
func (c *comparer) element(path string, want, got *node) {
	var names []string
	for _, a := range append(slices.Clone(want.attrs), got.attrs...) {
		names = append(names, a.Name)
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		a, b := want.attr(name), got.attr(name)
		if a != b {
			c.differ(path+"/@"+name, sourceOf(a), sourceOf(b))
		}
	}
	c.content(path, want, got)
}

// sourceOf returns an attribute's value in quotes, "" where there is none.
func sourceOf(v Value) string {
	if v == nil {
		return ""
	}
	return `"` + v.source() + `"`
}

// content compares what is in two elements. What is equal in both is paired first, and in between what is of
// one name.
func (c *comparer) content(path string, want, got *node) {
	a, b := want.children, got.children
	namesA, namesB := labels(a), labels(b)
	i, j := 0, 0
	count := make(map[string]int)
	for _, equal := range append(pairs(a, b), [2]int{len(a), len(b)}) {
		waiting := make(map[string]int) // in got, before the next that is equal
		for _, name := range namesB[j:equal[1]] {
			waiting[name]++
		}
		for i < equal[0] || j < equal[1] {
			switch {
			case i < equal[0] && j < equal[1] && namesA[i] == namesB[j]:
				c.pair(step(path, &a[i], count), &a[i], &b[j])
				waiting[namesB[j]]--
				i, j = i+1, j+1
			case i < equal[0] && waiting[namesA[i]] == 0:
				c.differ(step(path, &a[i], count), a[i].short(), "")
				i++
			default:
				c.differ(step(path, &b[j], nil), "", b[j].short())
				waiting[namesB[j]]--
				j++
			}
		}
		if i < len(a) {
			step(path, &a[i], count)
		}
		i, j = i+1, j+1
	}
}

// labels returns the label of each node.
func labels(list []node) []string {
	out := make([]string, len(list))
	for i := range list {
		out[i] = list[i].label()
	}
	return out
}

// label is what two elements have in common that may be the same one, changed: a name, and that of what it
// sets.
func (n *node) label() string {
	if v := n.attr("name"); v != nil {
		return n.name + " " + v.source()
	}
	return n.name
}

// pair compares two nodes of the same kind and name.
func (c *comparer) pair(path string, a, b *node) {
	if a.kind == elementNode {
		c.element(path, a, b)
		return
	}
	if a.value != b.value {
		c.differ(path, a.value.source(), b.value.source())
	}
}

// step returns the path of a child; count counts the elements of each name that were there, nil for one that
// has no place.
func step(path string, n *node, count map[string]int) string {
	if n.kind != elementNode {
		return path
	}
	if count == nil {
		return path + "/" + n.name
	}
	count[n.name]++
	return fmt.Sprintf("%s/%s[%d]", path, n.name, count[n.name])
}

// pairs returns which nodes of two lists are equal, in order, as many as can be. For lists that are long it
// looks at their beginnings and ends only.
func pairs(a, b []node) [][2]int {
	const most = 1 << 20
	x, y := shorts(a), shorts(b)
	var front, back [][2]int
	low := 0
	for ; low < len(x) && low < len(y) && x[low] == y[low]; low++ {
		front = append(front, [2]int{low, low})
	}
	i, j := len(x), len(y)
	for ; i > low && j > low && x[i-1] == y[j-1]; i, j = i-1, j-1 {
		back = append(back, [2]int{i - 1, j - 1})
	}
	slices.Reverse(back)
	if (i-low)*(j-low) <= most {
		for _, p := range common(x[low:i], y[low:j]) {
			front = append(front, [2]int{p[0] + low, p[1] + low})
		}
	}
	return append(front, back...)
}

func shorts(list []node) []string {
	out := make([]string, len(list))
	for i := range list {
		out[i] = list[i].short()
	}
	return out
}

// common returns the longest sequence that two lists have in common, as pairs of indices.
func common(x, y []string) [][2]int {
	width := len(y) + 1
	length := make([]int, (len(x)+1)*width)
	for i := len(x) - 1; i >= 0; i-- {
		for j := len(y) - 1; j >= 0; j-- {
			if x[i] == y[j] {
				length[i*width+j] = length[(i+1)*width+j+1] + 1
			} else {
				length[i*width+j] = max(length[(i+1)*width+j], length[i*width+j+1])
			}
		}
	}
	var out [][2]int
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch {
		case x[i] == y[j]:
			out = append(out, [2]int{i, j})
			i, j = i+1, j+1
		case length[(i+1)*width+j] >= length[i*width+j+1]:
			i++
		default:
			j++
		}
	}
	return out
}
