// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"fmt"
	"net/http"
)

// fault is an answer of Resource Manager that is an error.
type fault struct {
	status        int
	code, message string
	target        string
	header        http.Header
}

// Error returns the code and the message.
func (f *fault) Error() string { return f.code + ": " + f.message }

// refuse makes a fault.
func refuse(status int, code, format string, args ...any) *fault {
	return &fault{status: status, code: code, message: fmt.Sprintf(format, args...)}
}

// body is the envelope that all of Resource Manager's errors share.
func (f *fault) body() object {
	inner := object{"code": f.code, "message": f.message}
	if f.target != "" {
		inner["target"] = f.target
	}
	return object{"error": inner}
}

// The refusals that more than one place makes. Wordings are those of the service where threads and
// documents quote them.
func notFound(t target) *fault {
	return refuse(http.StatusNotFound, "ResourceNotFound",
		"The Resource '%s' under resource group '%s' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix",
		t.kind.typ+"/"+t.name(), t.group)
}

func invalidContent(format string, args ...any) *fault {
	return refuse(http.StatusBadRequest, "InvalidRequestContent",
		"The request content was invalid and could not be deserialized: '%s'.", fmt.Sprintf(format, args...))
}

func notAllowed(method string) *fault {
	return refuse(http.StatusMethodNotAllowed, "MethodNotAllowed",
		"The requested resource does not support http method '%s'.", method)
}

func unroutable(path string) *fault {
	return refuse(http.StatusNotFound, "InvalidResourceType",
		"The path '%s' names neither a resource nor a collection that is known here.", path)
}
