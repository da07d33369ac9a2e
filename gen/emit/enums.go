// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package emit

import (
	"path"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/azfoundry/azfoundry/gen/model"
)

// enums prints the string types and their constants.
func (e emitter) enums() []jen.Code {
	var out []jen.Code
	for _, enum := range e.pkg.Enums {
		out = append(out, enumType(enum), enumValues(enum))
	}
	return out
}

// enumSources names the specs the enumerations come from, by their folder where they are many.
func (e emitter) enumSources() string {
	var from []string
	for _, enum := range e.pkg.Enums {
		from = append(from, enum.Spec)
	}
	slices.Sort(from)
	if from = slices.Compact(from); len(from) > 3 {
		return path.Dir(e.pkg.Source) + "/*.schema.json"
	}
	return strings.Join(from, ", ")
}

// enumType prints
//
//	// ProvisioningState is …
//	type ProvisioningState string
func enumType(enum model.Enum) jen.Code {
	doc := enum.Doc + " Values that this module does not know pass through."
	if enum.Closed {
		doc = enum.Doc + " The service takes no other values."
	}
	return comment(doc).Type().Id(enum.Name).String()
}

// enumValues prints the constants of one type.
func enumValues(enum model.Enum) jen.Code {
	return comment("The known values of " + enum.Name + ".").Const().DefsFunc(func(g *jen.Group) {
		for _, v := range enum.Values {
			g.Id(v.Name).Id(enum.Name).Op("=").Lit(v.Value)
		}
	})
}
