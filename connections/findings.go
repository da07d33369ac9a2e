// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections

import (
	"slices"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/connections/lint"
)

// findings returns the faults of a body, and the errors of lint where none was found yet.
func findings(faults []azfoundry.Fault, m Connection, opts lint.Options) []azfoundry.Fault {
	return withErrors(faults, m.Lint(opts))
}

// withErrors returns faults, and the errors among findings where there is none yet.
func withErrors(faults []azfoundry.Fault, all []lint.Finding) []azfoundry.Fault {
	found := faults
	for _, f := range all {
		said := slices.ContainsFunc(faults, func(other azfoundry.Fault) bool { return other.Pointer == f.Pointer })
		if f.Severity == lint.Error && !said {
			found = append(found, azfoundry.Fault{Pointer: f.Pointer, Rule: f.Rule, Message: f.Message, Advice: f.Fix})
		}
	}
	return found
}
