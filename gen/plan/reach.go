// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package plan

import (
	"strconv"

	"github.com/azfoundry/azfoundry/gen/model"
)

func itoa(i int) string { return strconv.Itoa(i) }

// useOperation marks what an operation sends and reads.
func (p *planner) useOperation(i, j int) {
	e := p.src.Manifest.Resources[i]
	op := e.Operations[j]
	body, result := op.Body, op.Result
	if op.Kind == "create" || op.Kind == "createOrUpdate" || op.Kind == "modify" {
		body = e.Body()
	}
	at := "/operations/" + itoa(j)
	if body != "" {
		if o := p.objects[body]; o != nil {
			o.Codec, o.Body, o.Rules = true, true, append(o.Rules, op.Rules...)
			p.reach(o)
			for k, r := range op.Rules {
				p.claim(r, p.at(i, at+"/rules/"+itoa(k)), "the hand-written rule of "+body)
			}
		} else {
			p.faults.Add(p.at(i, at+"/body"), "there is no type %s; the specs of this package define no such object", body)
		}
	}
	if result == "" {
		return
	}
	if o := p.objects[result]; o != nil {
		o.Codec = true
	} else {
		p.faults.Add(p.at(i, at+"/result"), "there is no type %s; the specs of this package define no such object", result)
	}
}

// reach marks what a body holds.
func (p *planner) reach(o *object) {
	if o.body {
		return
	}
	o.body = true
	for _, f := range o.Fields {
		t := f.Type
		for t.Elem != nil {
			t = *t.Elem
		}
		if t.Kind == model.Struct && !f.ReadOnly {
			p.reach(p.objects[t.Name])
		}
	}
}
