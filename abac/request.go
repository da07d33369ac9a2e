// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

// Request is one call that a condition decides about.
type Request struct {
	// Action is what is done, such as
	// Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read.
	Action string `json:"action"`
	// Suboperation is the class within the action, such as Blob.List, or "".
	Suboperation string `json:"suboperation,omitzero"`
	// Resource, Request, Principal and Environment are the attributes of each source. What is not there
	// is missing.
	Resource    Attributes `json:"resource,omitzero"`
	Request     Attributes `json:"request,omitzero"`
	Principal   Attributes `json:"principal,omitzero"`
	Environment Attributes `json:"environment,omitzero"`
}

// Attributes holds values by the text that conditions write between the brackets of @Source[…].
type Attributes map[string]Value

// from returns the attributes of a source.
func (r *Request) from(s Source) Attributes {
	switch s {
	case SourceResource:
		return r.Resource
	case SourceRequest:
		return r.Request
	case SourcePrincipal:
		return r.Principal
	default:
		return r.Environment
	}
}

// suboperationKey is the suboperation as an attribute of the request, as the preview of 2021 had it. It is
// never missing, as little as SubOperationMatches cannot be evaluated.
const suboperationKey = "suboperation"

// Get returns the value of an attribute, whose name has no case except for keys of tags and columns. An
// empty list is missing.
func (r *Request) Get(a Attribute) (Value, bool) { return r.find(a.Source, a.Name, a.key()) }

func (r *Request) find(s Source, name, key string) (Value, bool) {
	m := r.from(s)
	v, ok := m[name]
	if !ok {
		v, ok = m.search(key)
	}
	if !ok && s == SourceRequest && key == suboperationKey {
		return Text(r.Suboperation), true
	}
	return v, ok && (v.kind != listValue || len(v.list) > 0)
}

// search finds a name in another case; of several the first in order, so that the answer is always the
// same.
func (m Attributes) search(key string) (v Value, ok bool) {
	best := ""
	for name, value := range m {
		if len(name) == len(key) && foldEqual(name, key) && nameKey(name) == key && (!ok || name < best) {
			best, v, ok = name, value, true
		}
	}
	return v, ok
}

// set gives an attribute a value, under the name as written.
func (r *Request) set(a Attribute, v Value) {
	m := r.from(a.Source)
	if m == nil {
		m = Attributes{}
		switch a.Source {
		case SourceResource:
			r.Resource = m
		case SourceRequest:
			r.Request = m
		case SourcePrincipal:
			r.Principal = m
		default:
			r.Environment = m
		}
	}
	m[a.Name] = v
}
