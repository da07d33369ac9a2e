// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"net/http"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/azfoundry/azfoundry"
)

// record puts a write into the plan of a dry run and returns ErrDryRun.
func (c call) record(plan *azfoundry.Plan, req *policy.Request, in Input, body payload) error {
	w := azfoundry.PlannedWrite{
		Op: c.name(), Method: c.op.Method, URL: req.Raw().URL.String(), Header: joined(in.Header),
	}
	var err error
	if c.chain != nil {
		w.Tenants, err = c.chain.Auxiliary(req)
	}
	if err != nil {
		return err
	}
	if body.wire != nil {
		shown, err := body.shown()
		if err != nil {
			return err
		}
		w.Body = string(shown)
	}
	plan.Record(w)
	return azfoundry.ErrDryRun
}

// joined returns a header with one value each, or nil where there is none.
func joined(header http.Header) map[string]string {
	if len(header) == 0 {
		return nil
	}
	out := make(map[string]string, len(header))
	for name, values := range header {
		out[name] = strings.Join(values, ", ")
	}
	return out
}
