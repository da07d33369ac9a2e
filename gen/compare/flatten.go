// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package compare

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
)

// flatten gives each discriminated object of a file the members of all its kinds, as the specs have them.
// What several kinds have becomes one member with all that any of them says. It returns the file, which
// grows by the types of such members.
func flatten(file []entry) []entry {
	for i := range file {
		var kinds map[string]ref
		if file[i].Kind != "DiscriminatedObjectType" || json.Unmarshal(file[i].Elements, &kinds) != nil {
			continue
		}
		all := make(map[string]published)
		maps.Copy(all, file[i].Base)
		for _, kind := range slices.Sorted(maps.Keys(kinds)) {
			for name, m := range (place{file: file}).at(kinds[kind]).Properties {
				if had, ok := all[name]; ok {
					file, m.Type = join(file, had.Type, m.Type)
				}
				if name != file[i].Discriminator {
					m.Flags &^= required // of one kind, not of all
				}
				all[name] = m
			}
		}
		file[i].Properties = all
	}
	return file
}

// join adds a type to a file that says what two types of it say: of objects the members of both, of texts
// the values of both. Of other types the second counts.
func join(file []entry, a, b ref) ([]entry, ref) {
	x, y := place{file: file}.at(a), place{file: file}.at(b)
	var both entry
	switch {
	case a == b:
		return file, a
	case x.Kind == "ObjectType" && y.Kind == "ObjectType":
		both = entry{Kind: "ObjectType", Properties: make(map[string]published)}
		maps.Copy(both.Properties, x.Properties)
		maps.Copy(both.Properties, y.Properties)
	case x.kind() == "string" && y.kind() == "string":
		text, err := json.Marshal(slices.Concat(x.choices(a), y.choices(b)))
		if err != nil {
			return file, b
		}
		both = entry{Kind: "UnionType", Elements: text}
	default:
		return file, b
	}
	return append(file, both), ref{Ref: "#/" + strconv.Itoa(len(file))}
}

// choices returns the types of a union; of another type, which is at r, that one alone.
func (p place) choices(r ref) []ref {
	var out []ref
	if p.Kind == "UnionType" && json.Unmarshal(p.Elements, &out) == nil {
		return out
	}
	return []ref{r}
}
