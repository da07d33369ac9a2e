// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package emit_test

import (
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/gen/model"
)

// strange holds members that no spec knows, with all that a careless decoder would change: empty values,
// numbers beyond float64, times of seven digits, escapes, names in Pascal case, five levels of each.
const strange = `{"xNull":null,"xText":"","xObject":{},"xList":[],"xBig":9007199254740993,"xDecimal":1.10,"xHuge":1e400,"xZero":-0.0,` +
	`"xTime":"2030-01-01T00:00:00.1234567Z","XPascal":"<é>","xDeep":{"Two":[{"three":[null,"",{},[],{"Four":{"five":[1.10,{"Name":9007199254740993}]}}]}]}}`

// noise makes a body what the service might send: with members that no spec knows in every object,
// with known members that are null or empty, and with keys of maps that differ in their case only.
type noise struct {
	*suite
	t      testing.TB
	pascal bool // names of known members begin with a capital
	turn   int  // which of the empty values comes next
	depth  int  // how deep unknown members were planted
}

// object adds noise to the value of a struct.
func (n *noise) object(v *document, name string, depth int) {
	for _, f := range n.objects[name].Fields {
		if old := v.get(f.Wire); old != nil {
			n.value(old, f.Type, depth+1)
		} else if f.Presence != model.Required {
			v.set(f.Wire, n.empty(f.Type))
		}
		if i := v.index(f.Wire); n.pascal && i >= 0 {
			v.members[i].name = strings.ToUpper(f.Wire[:1]) + f.Wire[1:]
		}
	}
	v.members = append(v.members, read(n.t, strange).members...)
	n.depth = max(n.depth, depth)
}

func (n *noise) value(v *document, t model.Type, depth int) {
	switch {
	case t.Kind == model.Struct && v.kind == '{':
		n.object(v, t.Name, depth)
	case t.Kind == model.List && v.kind == '[':
		for _, item := range v.items {
			n.value(item, *t.Elem, depth+1)
		}
	case t.Kind == model.Map && v.kind == '{':
		for _, m := range v.members {
			n.value(m.value, *t.Elem, depth+1)
		}
		if t.Elem.Kind == model.String {
			v.members = append(v.members, read(n.t, `{"Key":"A","key":"","KEY":"\t","kEY":null}`).members...)
		}
	}
}

// empty returns a value that the model reads as absent or as empty.
func (n *noise) empty(t model.Type) *document {
	choice := []string{"null"}
	switch t.Kind {
	case model.String, model.EnumRef, model.Count, model.Time:
		choice = []string{"null", `""`}
	case model.Struct, model.Map:
		choice = []string{"{}", "null"}
	case model.List:
		choice = []string{"[]", "null"}
	}
	n.turn++
	return read(n.t, choice[n.turn%len(choice)])
}
