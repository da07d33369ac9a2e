// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package plan

import (
	"github.com/azfoundry/azfoundry/gen/diag"
	"github.com/azfoundry/azfoundry/gen/model"
)

// claimVars takes the unexported names that come with the objects: those of rules and of types without
// methods.
func (p *planner) claimVars() {
	for _, o := range p.order {
		if o.Codec {
			p.claim(o.Stem+"Fields", o.schema.Pos, "the plain form of "+o.Name)
		}
		if !o.Checked {
			continue
		}
		for i, f := range o.Fields {
			if f.Checked {
				p.claimRules(f.Type, o.schema.Properties[i].Pos, o.Name)
			}
		}
		for i, c := range o.Cases {
			p.claimDemands(c.Demand, o.schema.Cases[i].Pos, o.Name)
		}
	}
}

func (p *planner) claimRules(t model.Type, pos diag.Pos, object string) {
	for at := &t; at != nil; at = at.Elem {
		if at.Rule != nil {
			p.claim(at.Rule.Var, pos, "the rule of a member of "+object)
		}
	}
}

func (p *planner) claimDemands(demands []model.Demand, pos diag.Pos, object string) {
	for _, d := range demands {
		p.claimRules(d.Type, pos, object)
		p.claimDemands(d.Members, pos, object)
	}
}
