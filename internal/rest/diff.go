// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// apply returns raw with the change from before to after, and with nothing else changed. before is
// what the model made of raw, so a value that the model reads as absent (null, "", {}) stays as it is
// unless the change sets it.
func apply(raw, before, after node) node {
	switch {
	case same(before, after):
		return raw
	case raw.kind == '{' && before.kind == '{' && after.kind == '{':
		return applyObject(raw, before, after)
	case raw.kind == '[' && before.kind == '[' && after.kind == '[' && len(raw.elems) == len(before.elems):
		return applyArray(raw, before, after)
	}
	return after
}

// applyObject matches the names of raw without case, as decoding does; before and after are our own
// encodings, so among themselves their names are exact: a map's key may change only its case.
func applyObject(raw, before, after node) node {
	var out []member
	placed := make([]bool, len(after.members))
	for _, m := range raw.members {
		b := before.find(m.name)
		a := after.counterpart(m.name, before, b)
		switch {
		case a >= 0 && b >= 0:
			m.value = apply(m.value, before.members[b].value, after.members[a].value)
		case a >= 0:
			m.value = after.members[a].value
		case b >= 0:
			continue // the change removed it
		}
		if a >= 0 {
			placed[a] = true
		}
		out = append(out, m)
	}
	for i, m := range after.members {
		if !placed[i] {
			out = append(out, m)
		}
	}
	return raw.object(out)
}

// counterpart returns the index in n, the encoding after the change, of the member that raw calls name and before has at index b.
// A member that before lacks (b < 0) can only be one that the change made.
func (n *node) counterpart(name string, before node, b int) int {
	if b >= 0 {
		return n.exact(before.members[b].name)
	}
	if a := n.find(name); a >= 0 && before.exact(n.members[a].name) < 0 {
		return a
	}
	return -1
}

// applyArray pairs each new element with the old one it was, so that it takes along what the model
// does not see of it.
func applyArray(raw, before, after node) node {
	used := make([]bool, len(before.elems))
	out := make([]node, len(after.elems))
	for j, a := range after.elems {
		i := origin(before.elems, used, a, j)
		if i < 0 && len(before.elems) == len(after.elems) && !used[j] {
			i = j
		}
		if i < 0 {
			out[j] = a
			continue
		}
		used[i] = true
		out[j] = apply(raw.elems[i], before.elems[i], a)
	}
	return raw.array(out)
}

// origin finds the old element a new one was: an equal one, at its own place if it can be, else one
// with the same id or name.
func origin(before []node, used []bool, a node, at int) int {
	if at < len(before) && !used[at] && same(before[at], a) {
		return at
	}
	for i, b := range before {
		if !used[i] && same(b, a) {
			return i
		}
	}
	for _, key := range []string{"id", "name"} {
		want := a.get(key)
		if want.kind != '"' {
			continue
		}
		for i, b := range before {
			if !used[i] && same(b.get(key), want) {
				return i
			}
		}
	}
	return -1
}

// mergePatch returns the JSON merge patch (RFC 7396) from before to after. A patch replaces an array as
// a whole, so that one takes along from raw what the model does not see of it.
func mergePatch(raw, before, after node) node {
	if before.kind != '{' || after.kind != '{' {
		return apply(raw, before, after)
	}
	var out []member
	for _, m := range after.members {
		i := before.exact(m.name)
		switch {
		case i < 0:
			out = append(out, m)
		case !same(before.members[i].value, m.value):
			out = append(out, member{m.name, mergePatch(raw.get(m.name), before.members[i].value, m.value)})
		}
	}
	for _, m := range before.members {
		if after.exact(m.name) < 0 {
			out = append(out, member{m.name, node{kind: 'n', raw: jsontext.Value("null")}})
		}
	}
	return after.object(out)
}

// keep copies the value at a pointer of src whole into dst, creating the objects on the way. A pointer
// that leads nowhere in src is left out.
func keep(dst, src node, pointer []string) node {
	if len(pointer) == 0 {
		return src
	}
	child := src.get(pointer[0])
	if child.kind == 0 {
		return dst
	}
	members := slices.Clone(dst.members)
	i := dst.find(pointer[0])
	if i < 0 {
		i = len(members)
		members = append(members, member{pointer[0], child.object(nil)})
	}
	members[i].value = keep(members[i].value, child, pointer[1:])
	return dst.object(members)
}

// body returns an encoded body without the members that the service does not take.
func (op *Operation) body(text []byte, err error) ([]byte, error) {
	if err != nil || len(op.Drop) == 0 {
		return text, err
	}
	n, err := parse(text)
	if err != nil {
		return nil, err
	}
	return op.strip(n).raw, nil
}

// strip removes the members that the service does not take.
func (op *Operation) strip(n node) node {
	for _, pointer := range op.Drop {
		n = drop(n, split(pointer))
	}
	return n
}

// drop removes the member at a pointer.
func drop(n node, pointer []string) node {
	i := n.find(pointer[0])
	if i < 0 {
		return n
	}
	members := slices.Clone(n.members)
	if len(pointer) == 1 {
		return n.object(slices.Delete(members, i, i+1))
	}
	members[i].value = drop(members[i].value, pointer[1:])
	return n.object(members)
}

// split takes a JSON pointer apart (RFC 6901).
func split(pointer string) []string {
	parts := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	for i, p := range parts {
		parts[i] = strings.ReplaceAll(strings.ReplaceAll(p, "~1", "/"), "~0", "~")
	}
	return parts
}
