// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import "strings"

// Source says where an attribute's value comes from.
type Source uint8

// The four sources.
const (
	// SourceResource is what is accessed: its name, path, tags.
	SourceResource Source = iota
	// SourceRequest is what the call carries: a prefix to list, tags to set, the role to assign.
	SourceRequest
	// SourcePrincipal is who calls: its custom security attributes.
	SourcePrincipal
	// SourceEnvironment is the network and the time of the call.
	SourceEnvironment
)

var sourceNames = [...]string{"Resource", "Request", "Principal", "Environment"}

// String returns the name as conditions write it, without @.
func (s Source) String() string {
	if int(s) < len(sourceNames) {
		return sourceNames[s]
	}
	return "?"
}

func sourceOf(name string) (Source, bool) {
	for i, known := range sourceNames {
		if strings.EqualFold(name, known) {
			return Source(i), true
		}
	}
	return 0, false
}

func sourceHint(name string) string {
	if near := nearest(name, sourceNames[:]); near != "" {
		return "did you mean @" + near + "?"
	}
	return "the sources are @" + strings.Join(sourceNames[:], ", @")
}
