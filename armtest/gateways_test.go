// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/armtest"
)

const apim = network + "/providers/Microsoft.ApiManagement/service/apim"

// apimPath names something in the service.
func apimPath(below string) string {
	if strings.Contains(below, "?") {
		return apim + below + "&api-version=2024-05-01"
	}
	return apim + below + "?api-version=2024-05-01"
}

func theService() object {
	return object{
		"location": armtest.DefaultRegion, "sku": object{"name": "Developer", "capacity": 1},
		"properties": object{"publisherEmail": "ops@example.com", "publisherName": "Contoso"},
	}
}

// withGateway makes an API Management service with an API.
func withGateway(t *testing.T) *session {
	t.Helper()
	s := administrator(t, start(t, nil), armtest.ManagementTenant)
	s.want("201", "PUT", apimPath(""), theService())
	s.want("201", "PUT", apimPath("/apis/openai"), object{"properties": object{"path": "openai"}})
	return s
}

func TestGateways_areMadeByAnyClient(t *testing.T) {
	t.Parallel()
	s := withGateway(t)
	made := s.want("200", "GET", apimPath(""), nil)
	if p := made.body["properties"].(object); p["gatewayUrl"] != "https://apim.azure-api.net" || p["platformVersion"] != "stv2.1" || made.body["etag"] == nil {
		t.Errorf("service = %s", made.text)
	}
	s.want("200", "PATCH", apimPath(""), object{"tags": object{"a": "b"}})
	s.want("200", "GET", network+"/providers/Microsoft.ApiManagement/service?api-version=2022-08-01", nil)
	s.want("NoRegisteredProviderFound", "GET", apim+"?api-version=2024-05-02", nil)
	for _, missing := range []string{"sku", "properties"} {
		body := theService()
		delete(body, missing)
		s.want("ValidationError", "PUT", apimPath(""), body)
	}
	s.want("202", "DELETE", apimPath(""), nil)
}

// The entity tag is in the header alone. A PUT needs none, a PATCH and a DELETE do, except where there is
// nothing to delete.
func TestGateways_demandIfMatch(t *testing.T) {
	t.Parallel()
	s := withGateway(t)
	patch := object{"properties": object{"description": "x"}}
	read := s.want("200", "GET", apimPath("/apis/openai"), nil)
	tag := read.header.Get("ETag")
	if head := s.want("200", "HEAD", apimPath("/apis/openai"), nil); tag == "" || head.header.Get("ETag") != tag || strings.Contains(read.text, "etag") {
		t.Errorf("tags %q and %q, body %s; want one tag, in headers alone", tag, head.header.Get("ETag"), read.text)
	}
	s.want("ValidationError", "PATCH", apimPath("/apis/openai"), patch)
	s.want("ValidationError", "DELETE", apimPath("/apis/openai"), nil)
	s.want("200", "PATCH", apimPath("/apis/openai"), patch, "If-Match", tag)
	s.want("PreconditionFailed", "PATCH", apimPath("/apis/openai"), patch, "If-Match", tag)
	s.want("PreconditionFailed", "PUT", apimPath("/apis/openai"), object{"properties": object{"path": "openai"}}, "If-Match", tag)
	s.want("PreconditionFailed", "PUT", apimPath("/apis/new"), object{"properties": object{"path": "new"}}, "If-Match", "*")
	s.want("200", "PUT", apimPath("/apis/openai"), object{"properties": object{"path": "openai"}})
	s.want("PreconditionFailed", "DELETE", apimPath("/apis/openai"), nil, "If-Match", tag)
	s.want("202", "DELETE", apimPath("/apis/openai"), nil, "If-Match", "*")
	s.want("204", "DELETE", apimPath("/apis/none"), nil)
}

// Writes of APIs and named values are long-running: Location leads to the resource itself.
func TestGateways_resultsAtLocation(t *testing.T) {
	t.Parallel()
	s := withGateway(t)
	value := object{"properties": object{"displayName": "key", "value": "s3cret", "secret": true}}
	for _, step := range []struct {
		outcome, method string
		body            object
		header          []string
	}{
		{"201", "PUT", value, nil},
		{"202", "PATCH", object{"properties": object{"tags": []any{"a"}}}, []string{"If-Match", "*"}},
	} {
		began := s.want(step.outcome, step.method, apimPath("/namedValues/key"), step.body, step.header...)
		at := began.header.Get("Location")
		if at == "" {
			t.Fatalf("%s has no Location", step.method)
		}
		s.want("202", "GET", at, nil)
		done := s.want("200", "GET", at, nil)
		if p, _ := done.body["properties"].(object); p["provisioningState"] != "Succeeded" || p["value"] != nil {
			t.Errorf("%s ended with %s, want the named value without its value", step.method, done.text)
		}
	}
	if got := s.want("200", "POST", apimPath("/namedValues/key/listValue"), nil); got.body["value"] != "s3cret" || got.header.Get("ETag") == "" {
		t.Errorf("listValue = %s", got.text)
	}
	s.want("ValidationError", "POST", apimPath("/namedValues/key/refreshSecret"), nil)
	s.want("200", "DELETE", apimPath("/namedValues/key"), nil, "If-Match", "*")
}

// A client that checks nothing is refused what the service would refuse.
func TestGateways_refuse(t *testing.T) {
	t.Parallel()
	s := withGateway(t)
	s.want("201", "PUT", apimPath("/backends/east"), object{"properties": object{"url": "https://east", "protocol": "http"}})
	properties := func(p object) object { return object{"properties": p} }
	member := object{"services": []any{object{"id": apim + "/backends/east"}}}
	for _, test := range []struct {
		path   string
		body   object
		want   string
		target string
	}{
		{"/apis/second", properties(object{"path": "OpenAI"}), "same Path", "path"},
		{"/apis/second", properties(object{}), "'path' is required", "path"},
		{"/apis/openai/operations/o", properties(object{"displayName": "o", "method": "GET", "urlTemplate": "/a/{b}"}), "must be defined in the Operation", "templateParameters"},
		{"/backends/b", properties(object{"url": "https://b"}), "'protocol' is required", "protocol"},
		{"/backends/b", properties(object{"url": "https://b", "protocol": "http", "pool": member}), "not supported for a single", "pool"},
		{"/backends/b", properties(object{"type": "Pool", "url": "https://b", "pool": member}), "Url is not supported for backend pool.", "url"},
		{"/backends/b", properties(object{"type": "Pool", "protocol": "http", "pool": member}), "Protocol is not supported for backend pool.", "protocol"},
		{"/backends/b", properties(object{"type": "Pool"}), "1 to 30 backends, not 0", "pool"},
		{"/backends/b", properties(object{"type": "Pool", "pool": object{"services": []any{object{"id": "/backends/none"}}}}), "Backend Entity 'none' not found.", "pool"},
		{"/namedValues/v", properties(object{"displayName": "v"}), "Value should not be empty", "value"},
		{"/namedValues/v", properties(object{"displayName": "a b", "value": "x"}), "only letters", "displayName"},
		{"/apis/openai/policies/policy", properties(object{"value": "<policies><inbound a=\"@(1 < 2)\"/></policies>"}), "Line 1", "representation"},
		{"/apis/openai/policies/policy", properties(object{"format": "rawxml", "value": "<fragment/>"}), "root element", "representation"},
		{"/apis/openai/policies/policy", properties(object{"format": "yaml", "value": "a"}), "unknown", "format"},
		{"/apis/openai/policies/policy", properties(object{"value": "<policies><inbound a=\"{{none}}\"/></policies>"}), "Cannot find a property 'none'", "representation"},
	} {
		// An older version has no schema here: what refuses is the service itself.
		got := s.want("ValidationError", "PUT", apim+test.path+"?api-version=2023-09-01-preview", test.body)
		if e, _ := got.body["error"].(object); !strings.Contains(got.message(), test.want) || e["target"] != test.target {
			t.Errorf("%s: %s, want %q about %s", test.path, got.text, test.want, test.target)
		}
	}
	s.want("InvalidResourceName", "PUT", apimPath("/apis/openai/policies/other"), properties(object{"value": "<policies/>"}))
	s.want("ValidationError", "GET", apimPath("/apis?$filter=contains(name,'a')"), nil)
	s.want("ResourceNotFound", "GET", apimPath("/apis/openai/policies/policy"), nil)
	if got := s.do(http.MethodPost, apimPath("/namedValues/none/listValue"), nil); got.status != http.StatusNotFound {
		t.Errorf("listValue of nothing = %d, want 404", got.status)
	}
}

// Deleting an API deletes what is in it.
func TestGateways_deletionsGoDown(t *testing.T) {
	t.Parallel()
	s := withGateway(t)
	s.want("201", "PUT", apimPath("/apis/openai/policies/policy"), object{"properties": object{"value": "<policies/>"}})
	began := s.want("202", "DELETE", apimPath("/apis/openai"), nil, "If-Match", "*")
	s.want("202", "GET", began.header.Get("Location"), nil)
	s.want("204", "GET", began.header.Get("Location"), nil)
	s.want("201", "PUT", apimPath("/apis/openai"), object{"properties": object{"path": "openai"}})
	s.want("ResourceNotFound", "GET", apimPath("/apis/openai/policies/policy"), nil)
}
