// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package raw

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/rest"
)

// Request is one request to Resource Manager.
type Request struct {
	// Method is the HTTP method in any case; empty means GET.
	Method string
	// URL is a path, such as /subscriptions/…/providers/…, or the same on the Resource Manager of the
	// client's cloud. It may have a query.
	URL string
	// APIVersion is the service's version; it may stand in the URL instead, as api-version=….
	APIVersion string
	// Header has further headers, such as If-Match. Credentials are the client's business.
	Header map[string]string
	// Body is JSON text; empty sends none. It is sent value for value as it is.
	Body jsontext.Value
	// Tenants are the other tenants, by id or name, whose tokens are sent along; the client's credential must
	// be an *auth.Chain that has them. Without any the chain decides by the ids in the body.
	Tenants []string
}

// methods are the ones that Resource Manager has.
var methods = []string{http.MethodGet, http.MethodHead, http.MethodPut, http.MethodPatch, http.MethodPost, http.MethodDelete}

// bodiless are the methods without a body.
var bodiless = []string{http.MethodGet, http.MethodHead, http.MethodDelete}

// reserved are headers that the pipeline sets by itself.
var reserved = []string{"Authorization", "X-Ms-Authorization-Auxiliary", "Host", "Content-Length", "Content-Type"}

// checked is a request that passed.
type checked struct {
	method string
	path   path
	input  rest.Input
}

// path is where a request goes. Its names were checked with the request.
type path struct {
	text       string
	apiVersion string
}

func (p path) String() string { return p.text }

// Validate finds nothing: the request was checked as a whole.
func (path) Validate() error { return nil }

// faults are what is wrong with a request.
type faults []azfoundry.Fault

func (f *faults) add(fault azfoundry.Fault) { *f = append(*f, fault) }

// check returns the request as it will be sent, or all its faults in an *azfoundry.ValidationError.
func (r Request) check(endpoint *url.URL, chain bool) (checked, error) {
	var faults faults
	out := checked{method: strings.ToUpper(r.Method), input: rest.Input{Header: http.Header{}}}
	if out.method == "" {
		out.method = http.MethodGet
	}
	if !slices.Contains(methods, out.method) {
		faults.add(azfoundry.Fault{Pointer: "Method", Rule: "method", Message: "is not one that Resource Manager has", Got: r.Method, Advice: "use " + strings.Join(methods, ", ")})
	}
	out.path, out.input.Query = r.address(&faults, endpoint)
	for name, value := range r.Header {
		if name = http.CanonicalHeaderKey(name); slices.Contains(reserved, name) {
			faults.add(azfoundry.Fault{Pointer: "Header", Rule: "header", Message: name + " is set by the client itself", Advice: "leave it out; tokens come from the credential"})
		}
		out.input.Header.Set(name, value)
	}
	if len(r.Body) > 0 {
		out.input.Body = r.Body
		if slices.Contains(bodiless, out.method) {
			faults.add(azfoundry.Fault{Pointer: "Body", Rule: "body", Message: "goes with no " + out.method, Advice: "leave it out, or use PUT, PATCH or POST"})
		}
		if !json.Valid(r.Body) {
			faults.add(azfoundry.Fault{Pointer: "Body", Rule: "json", Message: "is not JSON text", Advice: "check it with a JSON tool; comments and trailing commas are not JSON"})
		}
	}
	if len(r.Tenants) > 0 && !chain {
		faults.add(azfoundry.Fault{Pointer: "Tenants", Rule: "chain", Message: "need a credential that can sign in to several tenants", Advice: "make the client with an *auth.Chain"})
	}
	if len(faults) > 0 {
		return out, &azfoundry.ValidationError{Op: "raw: " + strings.ToLower(out.method), Resource: out.path.text, Faults: faults}
	}
	return out, nil
}

// address takes the URL apart: the path on the client's Resource Manager, and the query.
func (r Request) address(faults *faults, endpoint *url.URL) (path, url.Values) {
	u, err := url.Parse(r.URL)
	if err != nil || !strings.HasPrefix(u.Path, "/") || u.User != nil || u.Fragment != "" {
		faults.add(azfoundry.Fault{Pointer: "URL", Rule: "url", Message: "is neither a path nor a URL of Resource Manager", Advice: "begin with /subscriptions/ or another scope"})
		return path{}, nil
	}
	if u.Host != "" && (!strings.EqualFold(u.Host, endpoint.Host) || u.Scheme != endpoint.Scheme) {
		faults.add(azfoundry.Fault{Pointer: "URL", Rule: "host", Message: "leads away from the Resource Manager of the client's cloud", Got: u.Scheme + "://" + u.Host, Advice: "use a path, or " + endpoint.Scheme + "://" + endpoint.Host})
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		faults.add(azfoundry.Fault{Pointer: "URL", Rule: "url", Message: "has a query that is not well-formed", Advice: "escape it"})
	}
	out := path{text: strings.TrimPrefix(u.Path, strings.TrimSuffix(endpoint.Path, "/")), apiVersion: query.Get("api-version")}
	query.Del("api-version")
	switch {
	case out.apiVersion == "" && r.APIVersion == "":
		faults.add(azfoundry.Fault{Pointer: "APIVersion", Rule: "required", Message: "is missing", Advice: "name one, such as 2024-05-01; the service answers a wrong one with those it has"})
	case out.apiVersion != "" && r.APIVersion != "" && out.apiVersion != r.APIVersion:
		faults.add(azfoundry.Fault{Pointer: "APIVersion", Rule: "apiVersion", Message: "is not the one in the URL", Got: r.APIVersion, Advice: "name it once"})
	case out.apiVersion == "":
		out.apiVersion = r.APIVersion
	}
	return out, query
}
