// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"errors"
	"net/http"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/azfoundry/azfoundry/gen/specs"
)

// schemas are the compiled schemas of request bodies, by lower-case resource type. Only bodies of the
// API version that a schema was written for are checked.
type schemas map[string]bodySchema

type bodySchema struct {
	version     string
	put, update *jsonschema.Schema // update is nil where the type has no PATCH
}

// loadSchemas compiles the embedded specs once per process; they never change.
var loadSchemas = sync.OnceValues(func() (schemas, error) {
	out := schemas{}
	for _, pkg := range specs.Packages() {
		resources, err := specs.Resources(pkg)
		if err != nil {
			return nil, err
		}
		for _, r := range resources {
			bodies, err := compileBodies(pkg, r)
			if err != nil {
				return nil, err
			}
			out[key(r.Type)] = bodies
			if r.Type == groupsShown {
				out[key(groupsType)] = bodies
			}
		}
	}
	return out, nil
})

func compileBodies(pkg string, r specs.Resource) (bodySchema, error) {
	out := bodySchema{version: r.APIVersion}
	var err error
	if out.put, err = specs.Compile(pkg, r.Schema); err != nil {
		return out, err
	}
	if r.Update != "" {
		out.update, err = specs.Compile(pkg, r.Update)
	}
	return out, err
}

// check refuses a body that breaks the schema of its type, and says where.
func (s schemas) check(c *call) error {
	known := s[key(c.target.kind.typ)]
	schema := known.put
	if c.req.Method == http.MethodPatch {
		schema = known.update
	}
	if schema == nil || !strings.EqualFold(known.version, c.version) {
		return nil
	}
	body := c.body
	lenient, isLenient := c.target.kind.behaviour.(interface{ readable(object) object })
	if isLenient {
		body = lenient.readable(body)
	}
	err := schema.Validate(body)
	if err == nil {
		return nil
	}
	broken, ok := errors.AsType[*jsonschema.ValidationError](err)
	if !ok {
		return invalidContent("%s", err)
	}
	for len(broken.Causes) > 0 {
		broken = broken.Causes[0]
	}
	f := refuse(http.StatusBadRequest, "InvalidRequestFormat",
		"The request body of %s does not match its schema at '%s': %s.", c.target.kind.typ, broken.InstanceLocation, broken.Message)
	f.target = broken.InstanceLocation
	if isLenient && strings.HasPrefix(broken.Message, "expected ") {
		f.message = "Error when parsing request; unable to deserialize request body. Path '" + f.target + "': " + broken.Message + "."
	}
	return f
}
