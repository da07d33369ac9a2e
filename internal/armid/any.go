// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armid

import (
	"strings"

	"github.com/azfoundry/azfoundry"
)

// ParseAny takes an id of one of several shapes apart and says which one it was. It fails with an
// *azfoundry.ValidationError: that of the shape whose resource type the id has, else one that names
// all of them.
func ParseAny(text string, shapes ...*Shape) (int, Parts, error) {
	id, _ := Split(text)
	var types []string
	for i, s := range shapes {
		if strings.EqualFold(id.Type(), s.Type()) {
			p, err := s.Parse(text)
			return i, p, err
		}
		types = append(types, s.Type())
	}
	return 0, Parts{}, refuse(text, []azfoundry.Fault{{
		Pointer: "id", Rule: "armid", Message: "is the id of none of " + strings.Join(types, ", "), Got: text,
		Advice: "write it as " + shapes[0].pattern(),
	}})
}

// NoHome returns the error of an id whose home is nil. wanted lists what could be one.
func NoHome(field, wanted string) error {
	return refuse("", []azfoundry.Fault{{Pointer: "id." + field, Rule: "required", Message: "is nil", Advice: "give " + wanted}})
}
