// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package emit

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/azfoundry/azfoundry/gen/model"
)

// idMethods prints what every id can do.
func idMethods(id model.ID) []jen.Code {
	shape, parts := jen.Id(id.Stem+"Shape"), jen.Id("id").Dot("parts").Call()
	receiver := jen.Params(jen.Id("id").Id(id.Type))
	var out []jen.Code
	if id.Home == "" {
		out = append(out,
			comment("String returns the resource id. It does not check the names; Validate does.").Func().Add(receiver).Id("String").Params().String().
				Block(jen.Return(shape.Clone().Dot("Format").Call(parts))),
			comment("Validate returns what is wrong with the names as an *azfoundry.ValidationError; nil for nothing.").
				Func().Add(receiver).Id("Validate").Params().Error().
				Block(jen.Return(shape.Clone().Dot("Validate").Call(parts))),
		)
	}
	return append(out,
		comment("MarshalText returns the resource id.").Func().Add(receiver).Id("MarshalText").Params().Params(jen.Index().Byte(), jen.Error()).
			Block(jen.Return(jen.Index().Byte().Call(jen.Id("id").Dot("String").Call()), jen.Nil())),
		unmarshalText(id),
		comment("Key returns the id in lower case, for maps: two ids name the same resource if their keys are equal.").
			Func().Add(receiver).Id("Key").Params().String().
			Block(jen.Return(jen.Qual("strings", "ToLower").Call(jen.Id("id").Dot("String").Call()))),
		comment("Equal reports whether both ids name the same resource; the service ignores case.").
			Func().Add(receiver).Id("Equal").Params(jen.Id("o").Id(id.Type)).Bool().
			Block(jen.Return(jen.Qual("strings", "EqualFold").Call(jen.Id("id").Dot("String").Call(), jen.Id("o").Dot("String").Call()))),
	)
}

// unmarshalText prints the reverse of MarshalText.
func unmarshalText(id model.ID) jen.Code {
	return comment("UnmarshalText is [Parse"+id.Type+"]. On an error the id stays as it is.").
		Func().Params(jen.Id("id").Op("*").Id(id.Type)).Id("UnmarshalText").Params(jen.Id("text").Index().Byte()).Error().Block(
		jen.List(jen.Id("parsed"), jen.Err()).Op(":=").Id("Parse"+id.Type).Call(jen.String().Call(jen.Id("text"))),
		jen.If(jen.Err().Op("==").Nil()).Block(jen.Op("*").Id("id").Op("=").Id("parsed")),
		jen.Return(jen.Err()),
	)
}

// home prints the sealed interface over the parents of an id, the child's shapes, and the methods that seal it.
func home(h model.Home) []jen.Code {
	doc := h.Type + " is what " + article(h.Noun) + " belongs to: " + kinds(h) + "."
	out := []jen.Code{
		comment(doc).Comment("//").Line().Comment("//sumtype:decl").Line().Type().Id(h.Type).Interface(
			comment("String returns the resource id.").Id("String").Params().String(),
			comment("Validate returns what is wrong with the names.").Id("Validate").Params().Error(),
			comment(h.Seal+" returns the shape of ids below this home, and the home's parts.").
				Id(h.Seal).Params().Params(jen.Op("*").Qual(idPath, "Shape"), jen.Qual(idPath, "Parts")),
		),
	}
	for _, k := range h.Choice {
		out = append(out, shapeVar(k.Shape, k.Scope, k.Provider, k.Segments),
			jen.Func().Params(jen.Id("id").Id(k.Type)).Id(h.Seal).Params().Params(jen.Op("*").Qual(idPath, "Shape"), jen.Qual(idPath, "Parts")).
				Block(jen.Return(jen.Op("&").Id(k.Shape), jen.Id("id").Dot("parts").Call())))
	}
	return out
}

// kinds lists the parents: an AccountID, a ProjectID or a WorkspaceID.
func kinds(h model.Home) string {
	var words []string
	for _, k := range h.Choice {
		words = append(words, article(k.Type))
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// choice prints what is particular to an id with several parents: its parser, String and Validate.
func (e emitter) choice(id model.ID) []jen.Code {
	var h model.Home
	for _, known := range e.pkg.Homes {
		if known.Type == id.Home {
			h = known
		}
	}
	receiver := jen.Params(jen.Id("id").Id(id.Type))
	isNil := jen.If(jen.Id("id").Dot(h.Type).Op("==").Nil())
	return []jen.Code{
		chooseParse(id, h),
		comment("parts returns the shape of the id below its home, and its parts.").Func().Add(receiver).Id("parts").Params().
			Params(jen.Op("*").Qual(idPath, "Shape"), jen.Qual(idPath, "Parts")).Block(
			jen.List(jen.Id("shape"), jen.Id("p")).Op(":=").Id("id").Dot(h.Type).Dot(h.Seal).Call(),
			jen.Id("p").Dot("Names").Index(jen.Len(jen.Id("shape").Dot("Segments")).Op("-").Lit(1)).Op("=").Id("id").Dot("Name"),
			jen.Return(jen.Id("shape"), jen.Id("p")),
		),
		comment("String returns the resource id; \"\" without a home. It does not check the names; Validate does.").
			Func().Add(receiver).Id("String").Params().String().Block(
			isNil.Clone().Block(jen.Return(jen.Lit(""))),
			jen.List(jen.Id("shape"), jen.Id("p")).Op(":=").Id("id").Dot("parts").Call(),
			jen.Return(jen.Id("shape").Dot("Format").Call(jen.Id("p"))),
		),
		comment("Validate returns what is wrong with the home and the names as an *azfoundry.ValidationError; nil for nothing.").
			Func().Add(receiver).Id("Validate").Params().Error().Block(
			isNil.Clone().Block(jen.Return(jen.Qual(idPath, "NoHome").Call(jen.Lit(h.Type), jen.Lit(kinds(h))))),
			jen.List(jen.Id("shape"), jen.Id("p")).Op(":=").Id("id").Dot("parts").Call(),
			jen.Return(jen.Id("shape").Dot("Validate").Call(jen.Id("p"))),
		),
	}
}

// chooseParse prints the parser of an id of several shapes.
func chooseParse(id model.ID, h model.Home) jen.Code {
	shapes := []jen.Code{jen.Id("text")}
	for _, k := range h.Choice {
		shapes = append(shapes, jen.Op("&").Id(k.Shape))
	}
	value := func(k model.HomeKind) jen.Code {
		return jen.Return(jen.Id(id.Type).Values(
			jen.Id(h.Type).Op(":").Id(k.Stem+"From").Call(jen.Id("p")),
			jen.Id("Name").Op(":").Id("p").Dot("Names").Index(jen.Lit(len(k.Segments)-1)),
		), jen.Nil())
	}
	last := len(h.Choice) - 1
	return parseDoc(id).Func().Id("Parse"+id.Type).Params(jen.Id("text").String()).Params(jen.Id(id.Type), jen.Error()).Block(
		jen.List(jen.Id("which"), jen.Id("p"), jen.Err()).Op(":=").Qual(idPath, "ParseAny").Call(shapes...),
		fail(id),
		jen.Switch(jen.Id("which")).BlockFunc(func(g *jen.Group) {
			for i, k := range h.Choice[:last] {
				g.Case(jen.Lit(i)).Block(value(k))
			}
		}),
		value(h.Choice[last]),
	)
}

// article returns a noun with a or an.
func article(noun string) string {
	if strings.ContainsRune("aeiouAEIOU", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}
