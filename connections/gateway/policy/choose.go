// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

// Choose runs the first branch whose condition holds.
type Choose struct {
	// When are the branches, at least one.
	When []When
	// Otherwise runs if no condition holds; nil for nothing.
	Otherwise []Element
	Extra
}

// When is a branch of a [Choose].
type When struct {
	// Comments stand above the branch.
	Comments []Comment
	// Condition is true or false. Required.
	Condition Value
	// Then are the policies of the branch.
	Then []Element
}

// Retry runs its policies, and again while its condition holds.
type Retry struct {
	// Condition says whether to try again, Count how often (1 to 50), Interval how long to wait in between
	// in seconds. All are required.
	Condition, Count, Interval Value
	// MaxInterval and Delta, in seconds, make the waits grow; see the reference of retry.
	MaxInterval, Delta Value
	// FirstFastRetry has the first try again begin at once; false if nil.
	FirstFastRetry Value
	// Do are the policies.
	Do []Element
	Extra
}

// ReturnResponse ends the call with a response of its own: 200 without a body, unless it says more.
type ReturnResponse struct {
	// ResponseVariable is a variable with the response to begin with; "" for none.
	ResponseVariable string
	// Status is the response's status; nil for 200.
	Status *SetStatus
	// Headers are headers of the response.
	Headers []SetHeader
	// Body is the response's body; nil for none.
	Body *SetBody
	Extra
}

func (Choose) tag() string         { return "choose" }
func (Retry) tag() string          { return "retry" }
func (ReturnResponse) tag() string { return "return-response" }

func (e Choose) bind(b *binder) Element {
	b.whens(&e.When)
	b.otherwise(&e.Otherwise)
	b.extra(&e.Extra)
	if !b.reading && len(e.When) == 0 {
		b.faults.add("when", wrong{"required", "is missing", "", "give at least one branch with a condition"})
	}
	return e
}

func (e Retry) bind(b *binder) Element {
	b.value("condition", &e.Condition, required)
	b.value("count", &e.Count, required)
	b.value("interval", &e.Interval, required)
	b.value("max-interval", &e.MaxInterval, optional)
	b.value("delta", &e.Delta, optional)
	b.value("first-fast-retry", &e.FirstFastRetry, optional)
	b.whole("count", e.Count, 1, 50)
	b.whole("interval", e.Interval, 0, day)
	b.whole("max-interval", e.MaxInterval, 1, day)
	b.whole("delta", e.Delta, 1, day)
	b.elements(&e.Do)
	b.extra(&e.Extra)
	return e
}

func (e ReturnResponse) bind(b *binder) Element {
	b.plain("response-variable-name", &e.ResponseVariable, optional)
	b.child("set-status", e.Status != nil, func(inner *binder) {
		if e.Status == nil {
			e.Status = new(SetStatus)
		}
		*e.Status, _ = e.Status.bind(inner).(SetStatus)
	})
	children(b, "set-header", &e.Headers, func(h *SetHeader, inner *binder) { *h, _ = h.bind(inner).(SetHeader) })
	b.child("set-body", e.Body != nil, func(inner *binder) {
		if e.Body == nil {
			e.Body = new(SetBody)
		}
		*e.Body, _ = e.Body.bind(inner).(SetBody)
	})
	b.extra(&e.Extra)
	return e
}
