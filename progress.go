// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package azfoundry

import "time"

// Progress is one step of long work, as given to an OnProgress function. Calls come one at a time from
// the goroutine that does the work and should return soon.
type Progress struct {
	// Op is the work as a whole: "ipam: delete pool".
	Op string
	// Step is what was just reached, for people.
	Step string
	// Done and Total count steps; Total is 0 where it is not known.
	Done, Total int
	// Elapsed is the time since the work began.
	Elapsed time.Duration
}
