// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/azfoundry/azfoundry/gen/model"
)

// ruleVars prints the variables that hold an object's rules: poolLocation = check.Text{Required: true}.
func ruleVars(o model.Object) []jen.Code {
	if !o.Checked {
		return nil
	}
	var out []jen.Code
	for _, f := range o.Fields {
		if f.Checked {
			out = append(out, typeRules(f.Type)...)
		}
	}
	for _, c := range o.Cases {
		out = append(out, demandRules(c.Demand)...)
	}
	return out
}

func demandRules(demands []model.Demand) []jen.Code {
	var out []jen.Code
	for _, d := range demands {
		out = append(out, typeRules(d.Type)...)
		out = append(out, demandRules(d.Members)...)
	}
	return out
}

func typeRules(t model.Type) []jen.Code {
	var out []jen.Code
	if t.Rule != nil {
		out = append(out, assign(t.Rule.Var, jen.Qual(rulePath, "Text"), textRule(t.Rule)))
	}
	if t.Elem != nil {
		out = append(out, typeRules(*t.Elem)...)
	}
	return out
}

// textRule prints the fields of a rule that are set.
func textRule(r *model.Rule) []jen.Code {
	var out []jen.Code
	set := func(is bool, name string, v jen.Code) {
		if is {
			out = append(out, jen.Id(name).Op(":").Add(v))
		}
	}
	set(r.Required, "Required", jen.True())
	set(r.Min > 0, "Min", jen.Lit(r.Min))
	set(r.Max > 0, "Max", jen.Lit(r.Max))
	set(r.Pattern != "", "Pattern", jen.Lit(r.Pattern))
	set(r.Hint != "", "Hint", jen.Lit(r.Hint))
	set(r.Enum != nil, "Enum", stringList(r.Enum))
	set(r.ARMID != "", "ARMID", jen.Lit(r.ARMID))
	set(r.Format != "", "Format", jen.Lit(r.Format))
	set(r.Secret, "Secret", jen.True())
	return out
}

// stringList prints []string{"a", "b"}.
func stringList(values []string) jen.Code {
	return jen.Index().String().ValuesFunc(func(g *jen.Group) {
		for _, v := range values {
			g.Lit(v)
		}
	})
}
