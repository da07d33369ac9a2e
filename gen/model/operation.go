// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package model

// Form is the shape of an operation's method.
type Form string

// The forms.
const (
	Call  Form = "call"  // one request, one answer
	Do    Form = "do"    // one request, no answer
	Pages Form = "pages" // a list
	Wait  Form = "wait"  // long-running, with an answer
	Gone  Form = "gone"  // long-running, without an answer
)

// Operation is one operation and its methods.
type Operation struct {
	Method  string   `json:"method"` // Go name
	Var     string   `json:"var"`    // holds its data
	Title   string   `json:"title"`  // for errors: get address pool
	Docs    []string `json:"docs"`   // sentences; the last one names the operation
	Form    Form     `json:"form"`
	HTTP    string   `json:"http"`
	Version string   `json:"version"` // the API version
	// Versions has the version for the providers in which a choice of homes lies, where they differ.
	Versions  []Version `json:"versions,omitzero"`
	Suffix    string    `json:"suffix,omitzero"`
	Codes     []int     `json:"codes"`
	LRO       string    `json:"lro,omitzero"`
	ReadOnly  bool      `json:"readOnly,omitzero"`
	ItemsOnly bool      `json:"itemsOnly,omitzero"`
	MustMatch bool      `json:"mustMatch,omitzero"`
	Drop      []string  `json:"drop,omitzero"`    // JSON pointers that a body does not hold
	Gone      string    `json:"gone,omitzero"`    // variable of the read that answers 404 in the end
	Explain   string    `json:"explain,omitzero"` // hand-written hook that explains failures
	ID        Param     `json:"id"`
	Body      string    `json:"body,omitzero"`    // Go type
	Result    string    `json:"result,omitzero"`  // Go type
	Options   string    `json:"options,omitzero"` // Go type
	Resume    string    `json:"resume,omitzero"`  // Go name of the method that resumes it
	Custom    bool      `json:"custom,omitzero"`
}

// Version is the API version of a provider.
type Version struct {
	Provider string `json:"provider"`
	Version  string `json:"version"`
}

// Param is the id that a method takes.
type Param struct {
	Name string    `json:"name"`
	Type string    `json:"type"`
	Kind ParamKind `json:"kind"`
}

// ParamKind says how the parameter becomes an id.
type ParamKind string

// The kinds of parameters.
const (
	IDParam              ParamKind = "id"
	GroupParam           ParamKind = "group"
	SubscriptionParam    ParamKind = "subscription"
	ManagementGroupParam ParamKind = "managementGroup"
	ScopeParam           ParamKind = "scope"
	TenantParam          ParamKind = "tenant" // no parameter
)

// Options is the struct of an operation's optional parameters.
type Options struct {
	Type    string  `json:"type"`
	Doc     string  `json:"doc"`
	IfMatch bool    `json:"ifMatch,omitzero"`
	Query   []Query `json:"query,omitzero"`
}

// Query is an optional query parameter.
type Query struct {
	Wire string `json:"wire"`
	Name string `json:"name"`
	Kind Kind   `json:"kind"` // string, bool or int32
	Doc  string `json:"doc"`
}

// Change is how a resource is modified.
type Change struct {
	Var     string   `json:"var"`
	Get     string   `json:"get"`
	Write   string   `json:"write"`
	IfMatch bool     `json:"ifMatch,omitzero"`
	Patch   bool     `json:"patch,omitzero"`
	Keep    []string `json:"keep,omitzero"`
	Custom  bool     `json:"custom,omitzero"`
	ID      Param    `json:"id"`
	Result  string   `json:"result"`
	Docs    []string `json:"docs"`
}
