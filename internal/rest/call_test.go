// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/secret"
)

func TestCall_buildsTheRequest(t *testing.T) {
	t.Parallel()
	c, s := newTest(t, reply(200, `{}`))
	id := thingID("/subscriptions/s/things/a b")
	if _, err := Call[thing](t.Context(), c, &thingGet, id, Input{Query: map[string][]string{"top": {"5"}}}); err != nil {
		t.Fatal(err)
	}
	want := sent{method: "GET", url: "https://management.azure.com/subscriptions/s/things/a%20b?api-version=2025-07-01&top=5"}
	if diff := cmp.Diff(want, s.requests[0], cmp.AllowUnexported(sent{})); diff != "" {
		t.Errorf("request (-want +got):\n%s", diff)
	}
}

func TestCall_refusesIDAndBodyTogether(t *testing.T) {
	t.Parallel()
	c, s := newTest(t)
	_, err := Await[thing](t.Context(), c, &thingPut, thingID("no id"), Input{Body: thing{}})
	v, ok := errors.AsType[*azfoundry.ValidationError](err)
	if !ok || len(s.requests) != 0 {
		t.Fatalf("error = %v after %d requests, want a ValidationError before the wire", err, len(s.requests))
	}
	var pointers []string
	for _, f := range v.Faults {
		pointers = append(pointers, f.Pointer)
	}
	if diff := cmp.Diff([]string{"id", "/location"}, pointers); diff != "" || v.Op != "things: put thing" {
		t.Errorf("op %q, faults (-want +got):\n%s", v.Op, diff)
	}
}

func TestCall_withoutValidationStillChecksTheID(t *testing.T) {
	t.Parallel()
	c, s := newTest(t, reply(200, `{}`))
	ctx := azfoundry.WithoutValidation(t.Context())
	if _, err := Await[thing](ctx, c, &thingPut, testID, Input{Body: thing{}}); err != nil {
		t.Errorf("error = %v, want the body unchecked", err)
	}
	if _, err := Await[thing](ctx, c, &thingPut, thingID("no id"), Input{Body: thing{}}); err == nil || len(s.requests) != 1 {
		t.Errorf("error = %v after %d requests, want the id refused", err, len(s.requests))
	}
}

func TestCall_explainsFailures(t *testing.T) {
	t.Parallel()
	c, _ := newTest(t, reply(403, `{"error":{"code":"AuthorizationFailed","message":"line one\nBearer `+canary+` and `+canary+`"}}`,
		"x-ms-correlation-request-id", "11111111-2222-3333-4444-555555555555"))
	_, err := Call[thing](t.Context(), c, &thingGet, testID, Input{})
	want := `things: get thing "/subscriptions/s/things/t": 403 AuthorizationFailed: line one REDACTED and REDACTED (request 11111111-2222-3333-4444-555555555555)`
	if err == nil || err.Error() != want {
		t.Errorf("error = %v\nwant    %s", err, want)
	}
	re, ok := errors.AsType[*azcore.ResponseError](err)
	if !ok || re.StatusCode != 403 {
		t.Fatalf("error does not lead to the ResponseError: %v", err)
	}
	for _, name := range []string{"Authorization", "x-ms-authorization-auxiliary"} {
		if re.RawResponse.Request.Header.Get(name) != "" {
			t.Errorf("the response's request still holds %s", name)
		}
	}
	if text := fmt.Sprintf("%v %+v %#v %s", err, err, err, err); strings.Contains(text, canary) {
		t.Errorf("the token is in %s", text)
	}
}

func TestCall_unreachableServiceIsNamedWithoutTheURL(t *testing.T) {
	t.Parallel()
	opts := &arm.ClientOptions{}
	opts.Retry.MaxRetries = -1
	opts.Transport = broken{}
	c, err := New(Config{Package: "things"}, staticToken{}, opts)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Call[thing](t.Context(), c, &thingGet, testID, Input{Query: map[string][]string{"sig": {"hush"}}})
	want := `things: get thing "/subscriptions/s/things/t": no answer from management.azure.com: connection reset`
	if err == nil || err.Error() != want {
		t.Errorf("error = %v\nwant    %s", err, want)
	}
}

// broken is a transport whose connections break, with net/http's way of saying so.
type broken struct{}

func (broken) Do(req *http.Request) (*http.Response, error) {
	return nil, &url.Error{Op: "Get", URL: req.URL.String(), Err: errors.New("connection reset")}
}

func TestCall_badAnswerQuotesNoValue(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"tags":"hush"}`, `{"location":"l","properties":{"credentials":{"key":["hush"]}}}`, `{"location":hush`} {
		c, _ := newTest(t, reply(200, body))
		_, err := Call[thing](t.Context(), c, &thingGet, testID, Input{})
		if err == nil || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: error = %v, want one that quotes nothing", body, err)
		}
	}
}

func TestDo_dryRunSendsReadsOnly(t *testing.T) {
	t.Parallel()
	c, s := newTest(t, reply(200, `{}`), reply(200, `{}`))
	ctx, plan := azfoundry.DryRun(t.Context())
	usage := Operation{Name: "read usage", APIVersion: "2025-07-01", Method: "POST", Suffix: "/usage", Codes: []int{200}, ReadOnly: true}
	if err := Do(ctx, c, &usage, testID, Input{}); err != nil {
		t.Errorf("reading POST: %v", err)
	}
	if err := AwaitDone(ctx, c, &thingDrop, testID, Input{}); !errors.Is(err, azfoundry.ErrDryRun) {
		t.Errorf("delete: %v, want ErrDryRun", err)
	}
	in := thing{Location: "l"}
	in.Properties.Credentials.Key = secret.New("hush")
	if _, err := Await[thing](ctx, c, &thingPut, testID, Input{Body: &in}); !errors.Is(err, azfoundry.ErrDryRun) {
		t.Errorf("put: %v, want ErrDryRun", err)
	}
	var got []string
	for _, w := range plan.Writes() {
		got = append(got, w.Method+" "+w.Body)
	}
	want := []string{"DELETE ", `PUT {"location":"l","properties":{"credentials":{"key":"REDACTED"}}}`}
	if diff := cmp.Diff(want, got); diff != "" || len(s.requests) != 1 {
		t.Errorf("%d requests, plan (-want +got):\n%s", len(s.requests), diff)
	}
}

func TestModel_roundTripsUnderStandardJSON(t *testing.T) {
	t.Parallel()
	const text = `{"location":"l","tags":{"a":"1"},"properties":{"parts":[{"name":"p","u":1.10}],"when":"2026-01-02T03:04:05.1234567Z"},"big":9007199254740993,"nothing":null}`
	var list struct{ Value []thing }
	if err := json.Unmarshal([]byte(`{"Value":[`+text+`]}`), &list); err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(list.Value[0])
	if diff := cmp.Diff(text, string(got)); diff != "" || err != nil {
		t.Errorf("round trip (-want +got):\n%s, error %v", diff, err)
	}
}

func TestModel_secretsGoToTheWireAlone(t *testing.T) {
	t.Parallel()
	m := thing{Location: "l"}
	m.Properties.Credentials.Key = secret.New("hush")
	onWire, err := wire(m)
	if err != nil || !strings.Contains(string(onWire), `"key":"hush"`) {
		t.Errorf("wire() = %s, %v, want the secret", onWire, err)
	}
	shown, err := json.Marshal(m)
	if err != nil || strings.Contains(string(shown), "hush") {
		t.Errorf("json.Marshal() = %s, %v, want no secret", shown, err)
	}
	if text := fmt.Sprintf("%v %+v %#v %q", m, m, m, m.Properties.Credentials.Key); strings.Contains(text, "hush") {
		t.Errorf("fmt prints the secret: %s", text)
	}
}

func TestNew_refusesWhatCannotWork(t *testing.T) {
	t.Parallel()
	if _, err := New(Config{Package: "things"}, nil, nil); err == nil {
		t.Error("nil credential: no error")
	}
	opts := &arm.ClientOptions{}
	opts.Cloud = cloud.Configuration{ActiveDirectoryAuthorityHost: "https://login.example"}
	if _, err := New(Config{Package: "things"}, staticToken{}, opts); err == nil {
		t.Error("cloud without Resource Manager: no error")
	}
	if _, err := New(Config{Package: "things"}, staticToken{}, nil); err != nil {
		t.Errorf("public Azure: %v", err)
	}
}
