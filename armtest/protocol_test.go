// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/armtest"
)

func TestRouting(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := administrator(t, w, armtest.ManagementTenant)
	upper := "/SUBSCRIPTIONS/" + strings.ToUpper(armtest.ManagementSubscription) + "/resourcegroups/RG-Network/PROVIDERS/microsoft.network/NetworkManagers/AVNM"
	tests := []struct{ outcome, method, path string }{
		{"200", "GET", "/" + armtest.DefaultManager},
		{"200", "GET", upper + "/IPAMPOOLS/Main"},
		{"MissingApiVersionParameter", "GET", w.ResourceManager() + armtest.DefaultManager},
		{"NoRegisteredProviderFound", "GET", armtest.DefaultManager + "?api-version=2019-01-01"},
		{"InvalidApiVersionParameter", "GET", network + "?api-version=2001-01-01"},
		{"200", "GET", armtest.DefaultPool + "?api-version=2024-01-01-preview"},
		{"InvalidResourceType", "GET", network + "/providers/Microsoft.Network/unheardOf/x"},
		{"InvalidResourceNamespace", "GET", network + "/providers/Microsoft.Nothing/things/x"},
		{"InvalidSubscriptionId", "GET", "/subscriptions/providers"},
		{"SubscriptionNotFound", "GET", "/subscriptions/11111111-2222-4333-8444-555555555555"},
		{"ResourceGroupNotFound", "GET", network + "-none"},
		{"ResourceGroupNotFound", "PUT", network + "-none/providers/Microsoft.Network/virtualNetworks/v"},
		{"ResourceNotFound", "GET", armtest.DefaultManager + "-none"},
		{"ResourceNotFound", "GET", armtest.DefaultManager + "-none/ipamPools"},
		{"MethodNotAllowed", "DELETE", armtest.DefaultManager + "/ipamPools"},
		{"MethodNotAllowed", "PATCH", network + "/providers/Microsoft.Authorization/roleAssignments/11111111-2222-4333-8444-555555555555"},
		{"InvalidResourceType", "POST", armtest.DefaultPool + "/unheardOf"},
		{"InvalidResourceType", "GET", "/providers"},
		{"InvalidResourceType", "GET", armtest.DefaultPool + "%2Fx"},
		{"204", "DELETE", pool("none")},
		{"204", "HEAD", network},
		{"404", "HEAD", network + "-none"},
		{"200", "GET", "/subscriptions/" + armtest.ManagementSubscription + "/providers/Microsoft.Network?api-version=2021-04-01"},
		{"200", "POST", "/subscriptions/" + armtest.ManagementSubscription + "/providers/microsoft.network/register?api-version=2021-04-01"},
		{"200", "GET", "/subscriptions/" + armtest.ManagementSubscription + "/providers?api-version=2021-04-01"},
		{"InvalidResourceNamespace", "GET", "/subscriptions/" + armtest.ManagementSubscription + "/providers/Microsoft.Nothing?api-version=2021-04-01"},
		{"200", "GET", "/tenants?api-version=2022-12-01"},
		{"200", "GET", "/metadata/endpoints?api-version=2022-09-01"},
	}
	for _, tt := range tests {
		t.Run(tt.outcome+" "+tt.method+" "+tt.path, func(t *testing.T) {
			t.Parallel()
			s := *s
			s.t = t
			if got := s.do(tt.method, tt.path, object{}); got.code() != tt.outcome || got.status >= 500 {
				t.Errorf("= %d %s, want %s", got.status, got.text, tt.outcome)
			} else if got.header.Get("x-ms-request-id") == "" || got.header.Get("x-ms-correlation-request-id") == "" {
				t.Errorf("headers = %v, want request ids", got.header)
			}
		})
	}
	refused := s.do("GET", armtest.DefaultManager+"?api-version=2019-01-01", nil)
	if !strings.Contains(refused.message(), "2022-07-01") || !strings.Contains(refused.message(), "2025-07-01") {
		t.Errorf("message %q does not name the versions that are known", refused.message())
	}
}

func TestHeaders_correlation(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := administrator(t, w, armtest.ManagementTenant)
	got := s.want("200", "GET", armtest.DefaultPool, nil, "x-ms-correlation-request-id", "mine",
		"x-ms-client-request-id", "my call", "x-ms-return-client-request-id", "true").header
	if got.Get("x-ms-correlation-request-id") != "mine" || got.Get("x-ms-client-request-id") != "my call" || got.Get("x-ms-request-id") == "mine" {
		t.Errorf("headers = %v, want the client's ids back", got)
	}
}

func TestMetadata_shapes(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := &session{t: t, world: w, client: w.HTTPClient()}
	if got := s.do("GET", "/metadata/endpoints?api-version=2019-05-01", nil); !strings.HasPrefix(got.text, "[") {
		t.Errorf("2019-05-01 = %s, want an array", got.text)
	}
	if got := s.do("GET", "/metadata/endpoints?api-version=2022-09-01", nil); got.body["resourceManager"] != w.ResourceManager() {
		t.Errorf("2022-09-01 = %s", got.text)
	}
	if got := s.do("GET", "/metadata/endpoints?api-version=2015-01-01", nil); got.body["graphEndpoint"] == nil {
		t.Errorf("2015-01-01 = %s", got.text)
	}
}

func TestSchema_refusesBodies(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := administrator(t, w, armtest.ManagementTenant)
	got := s.want("InvalidRequestFormat", "PUT", pool("p"), object{"location": "eastus", "properties": object{"addressPrefixes": "10.0.0.0/8"}})
	if e := got.body["error"].(object); e["target"] != "/properties/addressPrefixes" {
		t.Errorf("error = %v, want the pointer as its target", e)
	}
	s.want("InvalidRequestFormat", "PATCH", pool("main"), object{"tags": object{"a": 1}})
	s.want("InvalidRequestContent", "PATCH", pool("main")+"?api-version=2025-05-01", object{"properties": object{"addressPrefixes": []any{"10.0.0.0/9"}}})
	s.want("LocationRequired", "PUT", pool("p")+"?api-version=2025-05-01", object{"properties": object{"addressPrefixes": []any{"10.0.0.0/8"}}})
	s.want("InvalidResourceLocation", "PUT", pool("main")+"?api-version=2025-05-01", object{"location": "westus", "properties": object{"addressPrefixes": []any{"10.0.0.0/8"}}})
	s.want("InvalidRequestContent", "PUT", pool("p"), []any{})
}

func TestPut_readOnlyAndUnknownMembers(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := administrator(t, w, armtest.ManagementTenant)
	body := poolBody("", "10.0.0.0/16")
	body["id"], body["etag"], body["futureMember"] = "/x", "mine", object{"deep": []any{1.10, nil, ""}}
	body["properties"].(object)["provisioningState"] = "Failed"
	body["properties"].(object)["ipAddressType"] = []any{"IPv6"}
	s.want("201", "PUT", pool("p"), body)
	s.want("200", "GET", pool("p"), nil)
	got := s.want("200", "GET", pool("p"), nil)
	if got.body["id"] != pool("p") || got.body["etag"] == "mine" || got.header.Get("ETag") != got.body["etag"] {
		t.Errorf("id, etag = %v, %v; header %q", got.body["id"], got.body["etag"], got.header.Get("ETag"))
	}
	p := got.body["properties"].(object)
	if p["provisioningState"] != "Succeeded" || !cmp.Equal(p["ipAddressType"], []any{"IPv4"}) {
		t.Errorf("properties = %v", p)
	}
	if !strings.Contains(got.text, `"futureMember":{"deep":[1.1,null,""]}`) {
		t.Errorf("body = %s, want unknown members kept", got.text)
	}
}

func TestConditions(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := administrator(t, w, armtest.ManagementTenant)
	tag := s.want("200", "GET", armtest.DefaultPool, nil).header.Get("ETag")
	body := poolBody("", "10.0.0.0/8")
	s.want("PreconditionFailed", "PUT", armtest.DefaultPool, body, "If-Match", `W/"other"`)
	s.want("PreconditionFailed", "PUT", armtest.DefaultPool, body, "If-None-Match", "*")
	s.want("PreconditionFailed", "PUT", pool("new"), body, "If-Match", "*")
	s.want("200", "PUT", armtest.DefaultPool, body, "If-Match", tag)
	got := s.want("PreconditionFailed", "PATCH", armtest.DefaultPool, object{"tags": object{}}, "If-Match", tag)
	if got.status != 412 {
		t.Errorf("status = %d, want 412", got.status)
	}
	s.want("PreconditionFailed", "DELETE", armtest.DefaultPool, nil, "If-Match", tag)
	s.want("201", "PUT", pool("new"), body, "If-None-Match", "*")
	s.want("200", "PATCH", pool("new"), object{"tags": object{"a": "b"}, "properties": object{"description": "d"}}, "If-Match", "*")
}

func TestOperations_headers(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	w := start(t, &armtest.Options{Clock: func() time.Time { return now }})
	s := administrator(t, w, armtest.ManagementTenant)
	made := s.want("201", "PUT", pool("p"), poolBody("", "10.0.0.0/16"))
	url := made.header.Get("Azure-AsyncOperation")
	if !strings.HasPrefix(url, w.ResourceManager()+"/subscriptions/"+armtest.ManagementSubscription+"/providers/Microsoft.Network/locations/eastus/operations/") {
		t.Errorf("Azure-AsyncOperation = %q", url)
	}
	first := s.want("200", "GET", url, nil)
	for _, h := range []http.Header{made.header, first.header} {
		if h.Get("x-ms-retry-after-ms") != "1" || h.Get("Retry-After") != "0" || h.Get("X-Go-Azure-Sdk-Skip-Polling-Delay") != "true" {
			t.Errorf("headers = %v, want all three that make clients hurry", h)
		}
	}
	if got := s.want("200", "GET", url, nil); got.body["status"] != "Succeeded" || got.header.Get("Retry-After") != "" {
		t.Errorf("second poll = %s %v", got.text, got.header)
	}
	s.want("200", "GET", url, nil)
	s.want("OperationNotFound", "GET", strings.Replace(url, "/operations/", "/operations/x", 1), nil)

	byName := s.want("200", "PUT", pool("p"), poolBody("", "10.0.0.0/16"))
	at := strings.Replace(w.ResourceManager(), "localhost", "127.0.0.1", 1)
	if got := s.want("200", "PUT", at+pool("p")+"?api-version="+apiVersion, poolBody("", "10.0.0.0/16")); !strings.HasPrefix(got.header.Get("Azure-AsyncOperation"), at) {
		t.Errorf("operation of a client at %s is at %s", at, got.header.Get("Azure-AsyncOperation"))
	}
	if got := s.want("200", "GET", byName.header.Get("Azure-AsyncOperation"), nil); got.body["status"] != "Succeeded" {
		t.Errorf("an operation that another write followed is %v", got.body["status"])
	}
}

// Nobody looks, but the time passes.
func TestOperations_endInTime(t *testing.T) {
	t.Parallel()
	offset := make(chan time.Duration, 1)
	offset <- 0
	began := time.Now()
	w := start(t, &armtest.Options{OperationTime: time.Minute, Clock: func() time.Time {
		d := <-offset
		offset <- d
		return began.Add(d)
	}})
	s := administrator(t, w, armtest.ManagementTenant)
	state := func() string {
		return texts(s.want("200", "GET", armtest.DefaultManager+"/ipamPools", nil).body, "value", 1, "properties", "provisioningState")[0]
	}
	s.want("201", "PUT", pool("p"), poolBody("", "10.0.0.0/16"))
	if got := state(); got != "Updating" {
		t.Errorf("state = %s, want Updating", got)
	}
	<-offset
	offset <- 61 * time.Second
	if got := state(); got != "Succeeded" {
		t.Errorf("state = %s, want Succeeded", got)
	}
}

func TestList_pages(t *testing.T) {
	t.Parallel()
	w := start(t, &armtest.Options{PageSize: 3})
	s := administrator(t, w, armtest.ManagementTenant)
	want := []string{"main"}
	for i := range 7 {
		name := fmt.Sprint("p", i)
		s.want("201", "PUT", pool(name), poolBody("", "10.0.0.0/16"))
		want = append(want, name)
	}
	all := armtest.DefaultManager + "/ipamPools"
	if names, pages := collect(s, all); pages != 3 || !cmp.Equal(names, want) {
		t.Errorf("list = %v on %d pages", names, pages)
	}
	if names, pages := collect(s, all+"?top=2"); pages != 4 || !cmp.Equal(names, want) {
		t.Errorf("top=2 = %v on %d pages", names, pages)
	}
	if names, _ := collect(s, all+"?skip=6"); !cmp.Equal(names, want[6:]) {
		t.Errorf("skip=6 = %v", names)
	}
	slices.Reverse(want)
	if names, _ := collect(s, all+"?sortKey=name&sortValue=descending"); !cmp.Equal(names, want) {
		t.Errorf("descending = %v", names)
	}
	s.want("InvalidQueryParameterValue", "GET", all+"?top=x", nil)
	s.want("InvalidSkipToken", "GET", all+"?skipToken=%21", nil)
	first := s.want("200", "GET", all, nil)
	remove(s, pool("p2"))
	s.want("201", "PUT", pool("p0a"), poolBody("", "10.0.0.0/16"))
	next, _ := first.body["nextLink"].(string)
	if got := s.want("200", "GET", next, nil); !cmp.Equal(texts(got.body, "value", 0, "name"), []string{"p3"}) && !cmp.Equal(texts(got.body, "value", 0, "name"), []string{"p2"}) {
		t.Errorf("the page after a change is %s", got.text)
	}
}

// A list that begins with a POST goes on with GET, and asks for the right that the POST needs.
func TestList_continuesAfterPost(t *testing.T) {
	t.Parallel()
	w := start(t, &armtest.Options{PageSize: 1})
	s, admin := deployer(t, w, true), administrator(t, w, armtest.ManagementTenant)
	for _, name := range []string{"a", "b"} {
		s.want("201", "PUT", vnet(name), drawing(armtest.DefaultPool, "4"))
	}
	first := admin.want("200", "POST", armtest.DefaultPool+"/listAssociatedResources", nil)
	second := admin.want("200", "GET", first.body["nextLink"].(string), nil)
	got := append(texts(first.body, "value", 0, "resourceId"), texts(second.body, "value", 0, "resourceId")...)
	if diff := cmp.Diff([]string{vnet("a"), vnet("b")}, got); diff != "" || second.body["nextLink"] != nil {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
	admin.want("InvalidResourceType", "GET", armtest.DefaultPool+"/listAssociatedResources", nil)
}

// collect follows the next links of a list.
func collect(s *session, url string) (names []string, pages int) {
	s.t.Helper()
	for url != "" {
		got := s.want("200", "GET", url, nil)
		for i := range got.body["value"].([]any) {
			names = append(names, texts(got.body, "value", i, "name")[0])
		}
		pages++
		url, _ = got.body["nextLink"].(string)
	}
	return names, pages
}

// What is left of an operation does nothing to a resource that was made after its own was gone.
func TestOperations_leaveSuccessorsAlone(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := administrator(t, w, armtest.ManagedTenant)
	group := workload + "-2"
	v := group + "/providers/Microsoft.Network/virtualNetworks/v"
	build := func() {
		t.Helper()
		s.want("201", "PUT", group, object{"location": "eastus"})
		s.want("201", "PUT", v, drawing(armtest.DefaultPool, "64"))
	}
	build()
	stale := s.want("202", "DELETE", v, nil).header.Get("Location")
	remove(s, group)
	build()
	s.want("202", "GET", stale, nil)
	s.want("204", "GET", stale, nil)
	s.want("200", "GET", v, nil)
}

func TestGroups(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := administrator(t, w, armtest.ManagedTenant)
	group := workload + "-2"
	version := "?api-version=2021-04-01"
	s.want("201", "PUT", group+version, object{"location": "East US"})
	s.want("200", "PATCH", group+version, object{"tags": object{"a": "b"}})
	v := group + "/providers/Microsoft.Network/virtualNetworks/v"
	s.want("201", "PUT", v, drawing(armtest.DefaultPool, "64"))
	in := "/subscriptions/" + armtest.ManagedSubscription
	if names, _ := collect(s, in+"/resourceGroups"+version); !cmp.Equal(names, []string{"rg-workload", "rg-workload-2"}) {
		t.Errorf("groups = %v", names)
	}
	if names, _ := collect(s, in+"/providers/Microsoft.Network/virtualNetworks"); !cmp.Equal(names, []string{"v"}) {
		t.Errorf("networks of the subscription = %v", names)
	}
	location := s.want("202", "DELETE", group+version, nil).header.Get("Location")
	s.want("202", "GET", location, nil)
	s.want("200", "GET", location, nil)
	s.want("ResourceGroupNotFound", "GET", v, nil)
	usage := administrator(t, w, armtest.ManagementTenant).want("200", "POST", armtest.DefaultPool+"/getPoolUsage", nil).body
	if usage["numberOfAllocatedIPAddresses"] != "0" {
		t.Errorf("usage after the group is gone = %v", usage)
	}
}

func TestIntercept(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := administrator(t, w, armtest.ManagementTenant)
	w.Intercept(func(r *http.Request) *http.Response {
		if !strings.HasSuffix(r.URL.Path, "/main") {
			return nil
		}
		return &http.Response{StatusCode: 429, Header: http.Header{"Retry-After": {"7"}}, Body: io.NopCloser(strings.NewReader(`{"error":{"code":"Slow","message":"down"}}`))}
	})
	if got := s.want("Slow", "GET", armtest.DefaultPool, nil); got.status != 429 || got.header.Get("Retry-After") != "7" {
		t.Errorf("intercepted = %d %v", got.status, got.header)
	}
	s.want("200", "GET", armtest.DefaultManager, nil)
	w.Intercept(nil)
	s.want("200", "GET", armtest.DefaultPool, nil)
	requests := w.Requests()
	last := requests[len(requests)-1]
	if last.Method != "GET" || last.URL != w.ResourceManager()+armtest.DefaultPool+"?api-version="+apiVersion || last.Status != 200 || last.Header.Get("Authorization") == "" {
		t.Errorf("last request = %+v", last)
	}
}

//nolint:paralleltest // it counts the goroutines of the process
func TestClose_leavesNothing(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 3 {
		w, err := armtest.Start(nil)
		if err != nil {
			t.Fatal(err)
		}
		administrator(t, w, armtest.ManagementTenant).want("200", "GET", armtest.DefaultPool, nil)
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Errorf("second Close() = %v", err)
		}
		if _, err := w.HTTPClient().Get(w.ResourceManager()); err == nil {
			t.Error("a closed world answers")
		}
	}
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	stacks := make([]byte, 1<<16)
	t.Errorf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
}
