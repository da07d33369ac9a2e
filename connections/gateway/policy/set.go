// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

import "strings"

// ExistsAction says what to do with a header or a parameter that is there already.
type ExistsAction string

// What to do; override if none is given.
const (
	Override ExistsAction = "override"
	Skip     ExistsAction = "skip"
	Append   ExistsAction = "append"
	Delete   ExistsAction = "delete"
)

// SetVariable sets a variable of the call, which expressions read as context.Variables["name"].
type SetVariable struct {
	// Name and Value are required.
	Name  string
	Value Value
	Extra
}

// SetHeader sets a header of the request (inbound, backend) or of the answer (outbound, on-error).
type SetHeader struct {
	// Name is the header's name. Required.
	Name Value
	// ExistsAction is what to do if the header is there.
	ExistsAction ExistsAction
	// Values are its values; none for Delete.
	Values []Value
	Extra
}

// SetQueryParameter sets a query parameter of the request.
type SetQueryParameter struct {
	// Name is the parameter's name. Required.
	Name Value
	// ExistsAction is what to do if the parameter is there.
	ExistsAction ExistsAction
	// Values are its values; none for Delete.
	Values []Value
	Extra
}

// SetBody sets the body of the request or of the answer.
type SetBody struct {
	// Template is "liquid" if the body is a template of that language; "" for text or an expression.
	Template string
	// XSINil is how a Liquid template writes xsi:nil, "blank" or "null"; blank if empty.
	XSINil string
	// Body is the new body; nil for an empty one.
	Body Value
	Extra
}

// SetStatus sets the status of the answer.
type SetStatus struct {
	// Code is the status, such as 404. Required.
	Code Value
	// Reason is the reason phrase; nil for none, which the service takes although its reference does not
	// say so.
	Reason Value
	Extra
}

func (SetVariable) tag() string       { return "set-variable" }
func (SetHeader) tag() string         { return "set-header" }
func (SetQueryParameter) tag() string { return "set-query-parameter" }
func (SetBody) tag() string           { return "set-body" }
func (SetStatus) tag() string         { return "set-status" }

func (e SetVariable) bind(b *binder) Element {
	b.plain("name", &e.Name, required)
	b.value("value", &e.Value, optional)
	if !b.reading && e.Value == nil {
		b.faults.add("value", wrong{"required", "is missing", "", "give it a value; policy.Literal(\"\") is an empty one"})
	}
	b.extra(&e.Extra)
	return e
}

func (e SetHeader) bind(b *binder) Element {
	b.set(&e.Name, &e.ExistsAction, &e.Values)
	if l, ok := e.Name.(Literal); ok && !b.reading {
		switch strings.ToLower(string(l)) {
		case "connection", "content-length", "keep-alive", "transfer-encoding":
			b.faults.add("name", wrong{"header", "is a header that the service does not let policies change", string(l), "take the element out"})
		}
	}
	b.extra(&e.Extra)
	return e
}

func (e SetQueryParameter) bind(b *binder) Element {
	b.set(&e.Name, &e.ExistsAction, &e.Values)
	b.extra(&e.Extra)
	return e
}

// set binds what headers and parameters have in common.
func (b *binder) set(name *Value, action *ExistsAction, values *[]Value) {
	b.value("name", name, required)
	one(b, "exists-action", action, Override, Skip, Append, Delete)
	b.values("value", values)
	if !b.reading && *action != Delete && len(*values) == 0 {
		b.faults.add("value", wrong{"required", "is missing", "", "give a value, or exists-action delete"})
	}
}

func (e SetBody) bind(b *binder) Element {
	one(b, "template", &e.Template, "liquid")
	one(b, "xsi-nil", &e.XSINil, "blank", "null")
	b.text(&e.Body)
	b.extra(&e.Extra)
	return e
}

func (e SetStatus) bind(b *binder) Element {
	b.value("code", &e.Code, required)
	b.value("reason", &e.Reason, optional)
	b.whole("code", e.Code, 100, 599)
	b.extra(&e.Extra)
	return e
}
