// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/auth/raw"
	"github.com/azfoundry/azfoundry/examples/internal/cli"
)

// answer is what -json prints of one request.
type answer struct {
	Status int            `json:"status"`
	ETag   string         `json:"etag,omitempty"`
	Body   jsontext.Value `json:"body,omitempty"`
}

// scripts are the forms in which a planned write can be printed.
var scripts = map[string]func(azfoundry.PlannedWrite) (string, error){
	"azrest": func(w azfoundry.PlannedWrite) (string, error) { return raw.AzREST(w), nil },
	"azapi":  raw.AzAPI,
	"bicep":  raw.Bicep,
}

// complete reads the body and refuses flags that do not go together, all at once.
func (o *options) complete(out *cli.Output) error {
	var faults []error
	if o.request.URL == "" {
		faults = append(faults, errors.New("nothing to ask for; name it with -url"))
	}
	if scripts[o.as] == nil {
		faults = append(faults, fmt.Errorf("-as %s is unknown; use azrest, azapi or bicep", o.as))
	}
	read := strings.EqualFold(o.request.Method, http.MethodGet)
	if o.dryRun && read {
		faults = append(faults, errors.New("-dry-run is for writes; a GET changes nothing"))
	}
	if o.all && !read {
		faults = append(faults, errors.New("-all is for lists, which are read with GET"))
	}
	body, err := o.read(out)
	o.request.Body = body
	if o.ifMatch != "" {
		o.request.Header = map[string]string{"If-Match": o.ifMatch}
	}
	return errors.Join(append(faults, err)...)
}

func (o *options) read(out *cli.Output) ([]byte, error) {
	switch o.body {
	case "":
		return nil, nil
	case "@-", "-":
		return io.ReadAll(out.Stdin)
	}
	return os.ReadFile(strings.TrimPrefix(o.body, "@"))
}

// names returns the tenants of -tenants.
func (o *options) names() []string {
	return strings.FieldsFunc(o.tenants, func(r rune) bool { return r == ',' || r == ' ' })
}
