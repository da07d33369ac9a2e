// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/check"
	"github.com/azfoundry/azfoundry/internal/secret"
)

// thing is a model such as the generator emits.
type thing struct {
	ID         string            `json:"id,omitzero"`
	ETag       string            `json:"etag,omitzero"`
	Location   string            `json:"location"`
	Tags       map[string]string `json:"tags,omitzero"`
	Properties thingProperties   `json:"properties"`
	Unknown    jsontext.Value    `json:",embed,inline"`
}

type thingProperties struct {
	Kind        string         `json:"kind,omitzero"`
	Description string         `json:"description,omitzero"`
	Parts       []part         `json:"parts,omitzero"`
	Credentials credentials    `json:"credentials,omitzero"`
	Enabled     *bool          `json:"enabled,omitzero"`
	Unknown     jsontext.Value `json:",embed,inline"`
}

type credentials struct {
	Key     secret.Secret  `json:"key,omitzero"`
	Unknown jsontext.Value `json:",embed,inline"`
}

type part struct {
	Name    string         `json:"name,omitzero"`
	Size    string         `json:"size,omitzero"`
	Unknown jsontext.Value `json:",embed,inline"`
}

type thingFields thing

func (m *thing) UnmarshalJSON(b []byte) error { return Unmarshal(b, (*thingFields)(m)) }
func (m thing) MarshalJSON() ([]byte, error)  { return Marshal((*thingFields)(&m)) }
func (m *thing) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	return UnmarshalFrom(d, (*thingFields)(m))
}
func (m thing) MarshalJSONTo(e *jsontext.Encoder) error { return MarshalTo(e, (*thingFields)(&m)) }

func (m thing) Validate() error {
	var c check.Checker
	(&check.Text{Required: true}).String(&c, "location", m.Location)
	return c.Err("thing")
}

type thingID string

func (id thingID) String() string { return string(id) }

func (id thingID) Validate() error {
	if strings.HasPrefix(string(id), "/") {
		return nil
	}
	return &azfoundry.ValidationError{Op: "check resource id", Faults: []azfoundry.Fault{{Pointer: "id", Rule: "armid", Message: "is no id"}}}
}

const testID = thingID("/subscriptions/s/things/t")

var (
	thingGet   = Operation{Name: "get thing", APIVersion: "2025-07-01", Method: http.MethodGet, Codes: []int{200}}
	thingList  = Operation{Name: "list things", APIVersion: "2025-07-01", Method: http.MethodGet, Suffix: "/things", Codes: []int{200}}
	thingPut   = Operation{Name: "put thing", APIVersion: "2025-07-01", Method: http.MethodPut, Codes: []int{200, 201}, LRO: AzureAsync}
	thingPatch = Operation{Name: "patch thing", APIVersion: "2025-07-01", Method: http.MethodPatch, Codes: []int{200}}
	thingDrop  = Operation{Name: "delete thing", APIVersion: "2025-07-01", Method: http.MethodDelete, Codes: []int{200, 202, 204}, LRO: Location, Gone: &thingGet}
)

// canary is a token that must turn up nowhere.
const canary = "eyJhbGciOiJub25lIn0.eyJjYW5hcnkiOiJ0d2VldCJ9.c2lnbmF0dXJl"

type staticToken struct{}

func (staticToken) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: canary, ExpiresOn: time.Now().Add(time.Hour)}, nil
}

// service is a scripted server: each request takes the next answer.
type service struct {
	mu       sync.Mutex
	answers  []func(*http.Request) *http.Response
	requests []sent
}

type sent struct{ method, url, body, ifMatch string }

func (s *service) Do(req *http.Request) (*http.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var body []byte
	if req.Body != nil {
		body, _ = io.ReadAll(req.Body)
	}
	s.requests = append(s.requests, sent{req.Method, req.URL.String(), string(body), req.Header.Get("If-Match")})
	if len(s.answers) == 0 {
		return reply(http.StatusTeapot, `{"error":{"code":"NoMoreAnswers","message":"the script is over"}}`)(req), nil
	}
	next := s.answers[0]
	s.answers = s.answers[1:]
	return next(req), nil
}

// reply answers with a status, a body, and headers given as name, value pairs.
func reply(status int, body string, headers ...string) func(*http.Request) *http.Response {
	return func(req *http.Request) *http.Response {
		resp := &http.Response{
			StatusCode: status, Status: http.StatusText(status), Header: http.Header{},
			Body: io.NopCloser(strings.NewReader(body)), Request: req,
		}
		for i := 0; i < len(headers); i += 2 {
			resp.Header.Set(headers[i], headers[i+1])
		}
		return resp
	}
}

// newTest returns a client of a service that gives the answers in order; it sends nothing twice.
func newTest(t *testing.T, answers ...func(*http.Request) *http.Response) (*Client, *service) {
	t.Helper()
	opts := &arm.ClientOptions{}
	opts.Retry.MaxRetries = -1
	return newTestWith(t, opts, answers...)
}

func newTestWith(t *testing.T, opts *arm.ClientOptions, answers ...func(*http.Request) *http.Response) (*Client, *service) {
	t.Helper()
	s := &service{answers: answers}
	opts.Transport = s
	c, err := New(Config{Package: "things"}, staticToken{}, opts)
	if err != nil {
		t.Fatal(err)
	}
	return c, s
}
