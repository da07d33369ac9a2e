// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package plan

import (
	"github.com/azfoundry/azfoundry/gen/load"
	"github.com/azfoundry/azfoundry/gen/model"
)

// nullable is a member held in an azfoundry.Nullable, which encodes its value with encoding/json.
type nullable struct {
	member load.Property
	value  model.Type
}

// planNullables gives the structs in nullable members JSON methods of their own, because
// encoding/json alone would drop the members they do not know, and refuses secrets, which it would
// send as REDACTED.
func (p *planner) planNullables() {
	for _, n := range p.nulls {
		t := n.value
		for t.Elem != nil {
			t = *t.Elem
		}
		if t.Kind == model.Struct {
			p.objects[t.Name].Codec = true
		}
		if p.hides(t, make(map[string]bool)) {
			p.faults.Add(n.member.Pos, "member %q is nullable and holds a secret, which could not be sent; make it optional instead", n.member.Name)
		}
	}
}

// hides reports whether a type holds a secret at any depth.
func (p *planner) hides(t model.Type, seen map[string]bool) bool {
	for t.Elem != nil {
		t = *t.Elem
	}
	if t.Kind != model.Struct || seen[t.Name] {
		return t.Kind == model.Secret
	}
	seen[t.Name] = true
	for _, f := range p.objects[t.Name].Fields {
		if p.hides(f.Type, seen) {
			return true
		}
	}
	return false
}
