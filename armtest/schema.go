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
	version string
	schema  *jsonschema.Schema
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
			schema, err := specs.Compile(pkg, r.Schema)
			if err != nil {
				return nil, err
			}
			out[key(r.Type)] = bodySchema{version: r.APIVersion, schema: schema}
		}
	}
	return out, nil
})

// check refuses a body that breaks the schema of its type, and says where.
func (s schemas) check(k *kind, version string, body object) error {
	known, ok := s[key(k.typ)]
	if !ok || !strings.EqualFold(known.version, version) {
		return nil
	}
	err := known.schema.Validate(body)
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
		"The request body of %s does not match its schema at '%s': %s.", k.typ, broken.InstanceLocation, broken.Message)
	f.target = broken.InstanceLocation
	return f
}
