// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/azfoundry/azfoundry/gen/model"
)

// objects prints structs with their JSON methods and validators.
func (e emitter) objects(objects []model.Object) []jen.Code {
	var out []jen.Code
	for _, o := range objects {
		out = append(out, e.structType(o))
		if o.Codec {
			out = append(out, codec(o)...)
		}
		out = append(out, e.validator(o)...)
	}
	return out
}

// structType prints the struct and, last in it, the members that are not known.
func (e emitter) structType(o model.Object) jen.Code {
	return comment(o.Doc).Type().Id(o.Name).StructFunc(func(g *jen.Group) {
		for _, f := range o.Fields {
			switch f.Doc {
			case "":
				g.Add(field(f))
			case model.ReadOnlyDoc:
				g.Add(field(f).Comment(f.Doc))
			default:
				g.Add(comment(f.Doc).Add(field(f)))
			}
		}
		g.Add(comment("Unknown holds the members this version of the module does not know; they survive a round trip.").
			Id("Unknown").Qual(textPath, "Value").Tag(map[string]string{"json": ",embed,inline"}))
	})
}

// field prints one member: Name string `json:"name,omitzero"`.
func field(f model.Field) *jen.Statement {
	tag := f.Wire
	nothing := f.Type.Kind == model.Any || f.Type.Kind == model.Secret // whose zero value would be sent as null
	if f.Presence != model.Required || nothing {
		tag += ",omitzero"
	}
	s := jen.Id(f.Name)
	switch f.Presence {
	case model.Pointer:
		s.Op("*").Add(goType(f.Type))
	case model.Null:
		s.Qual(root, "Nullable").Types(goType(f.Type))
	default:
		s.Add(goType(f.Type))
	}
	return s.Tag(map[string]string{"json": tag})
}

// goType prints a type.
func goType(t model.Type) *jen.Statement {
	switch t.Kind {
	case model.EnumRef, model.Count, model.Struct:
		return jen.Id(t.Name)
	case model.Time:
		return jen.Qual(root, "Time")
	case model.Secret:
		return jen.Qual(hidePath, "Secret")
	case model.Any:
		return jen.Qual(textPath, "Value")
	case model.List:
		return jen.Index().Add(goType(*t.Elem))
	case model.Map:
		return jen.Map(jen.String()).Add(goType(*t.Elem))
	}
	return jen.Id(string(t.Kind))
}

// codec prints a type without methods and the four JSON methods of the model:
//
//	type poolFields Pool
//
//	func (m *Pool) UnmarshalJSON(b []byte) error { return rest.Unmarshal(b, (*poolFields)(m)) }
func codec(o model.Object) []jen.Code {
	plain := o.Stem + "Fields"
	read := func(name, doc, param string, from jen.Code) jen.Code {
		runtime := map[string]string{"UnmarshalJSON": "Unmarshal", "UnmarshalJSONFrom": "UnmarshalFrom"}[name]
		return comment(name + doc).Func().Params(jen.Id("m").Op("*").Id(o.Name)).Id(name).Params(jen.Id(param).Add(from)).Error().
			Block(jen.Return(jen.Qual(restPath, runtime).Call(jen.Id(param), jen.Parens(jen.Op("*").Id(plain)).Call(jen.Id("m")))))
	}
	fields := jen.Parens(jen.Op("*").Id(plain)).Call(jen.Op("&").Id("m"))
	receiver := jen.Params(jen.Id("m").Id(o.Name))
	return []jen.Code{
		comment(plain + " is " + o.Name + " without its methods.").Type().Id(plain).Id(o.Name),
		read("UnmarshalJSON", " decodes the model; names of members match in any case.", "b", jen.Index().Byte()),
		read("UnmarshalJSONFrom", " is UnmarshalJSON from a decoder.", "d", jen.Op("*").Qual(textPath, "Decoder")),
		comment("MarshalJSON encodes the model.").Func().Add(receiver).Id("MarshalJSON").Params().
			Params(jen.Index().Byte(), jen.Error()).Block(jen.Return(jen.Qual(restPath, "Marshal").Call(fields))),
		comment("MarshalJSONTo is MarshalJSON to an encoder.").Func().Add(receiver).Id("MarshalJSONTo").
			Params(jen.Id("e").Op("*").Qual(textPath, "Encoder")).Error().
			Block(jen.Return(jen.Qual(restPath, "MarshalTo").Call(jen.Id("e"), fields))),
	}
}
