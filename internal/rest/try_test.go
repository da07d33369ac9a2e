// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// cutShort is an answer that ends in the middle.
func cutShort(req *http.Request) *http.Response {
	resp := reply(200, "")(req)
	resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"location":`), iotest.ErrReader(io.ErrUnexpectedEOF)))
	return resp
}

// A broken answer is asked for anew, but not where the request may not be repeated. It is the same
// whoever reads the answers.
func TestTry_repeatsAfterABrokenAnswer(t *testing.T) {
	t.Parallel()
	tests := []struct {
		method string
		sent   int
	}{
		{http.MethodGet, 2}, {http.MethodPut, 2}, {http.MethodDelete, 2}, {http.MethodPost, 1}, {http.MethodPatch, 1},
	}
	for _, tt := range tests {
		for _, logged := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				opts := &arm.ClientOptions{}
				opts.Logging.IncludeBody = logged
				c, s := newTestWith(t, opts, cutShort, reply(200, `{"location":"whole"}`))
				got, err := Call[thing](t.Context(), c, &Operation{Name: "try", Method: tt.method, Codes: []int{200}}, testID, Input{})
				if len(s.requests) != tt.sent || (err == nil) != (tt.sent == 2) || err == nil && got.Location != "whole" {
					t.Errorf("%s, logged %t: %d requests, %v, %v; want %d", tt.method, logged, len(s.requests), got, err, tt.sent)
				}
			})
		}
	}
}

// Whoever captures the answer can read it again, and a limit for each try ends with the try.
func TestTry_answersCanBeReadAgain(t *testing.T) {
	t.Parallel()
	const body = `{"location":"eastus","later":1.10}`
	long := `{"location":"` + strings.Repeat("x", 3*largest) + `"}`
	tests := []struct {
		name, body string
		opts       arm.ClientOptions
	}{
		{"as it is", body, arm.ClientOptions{}},
		{"logged", body, arm.ClientOptions{ClientOptions: policy.ClientOptions{Logging: policy.LogOptions{IncludeBody: true}}}},
		{"with a limit for each try", body, arm.ClientOptions{ClientOptions: policy.ClientOptions{Retry: policy.RetryOptions{TryTimeout: time.Minute}}}},
		{"large", long, arm.ClientOptions{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var try *http.Request
			c, _ := newTestWith(t, &tt.opts, func(req *http.Request) *http.Response {
				try = req
				return reply(200, tt.body)(req)
			})
			var resp *http.Response
			got, err := Call[thing](policy.WithCaptureResponse(t.Context(), &resp), c, &thingGet, testID, Input{})
			if err != nil || got.Location == "" {
				t.Fatalf("Call() = %v, %v", got, err)
			}
			if all, err := io.ReadAll(resp.Body); err != nil || string(all) != tt.body {
				t.Errorf("the captured answer has %d bytes, %v; want %d", len(all), err, len(tt.body))
			}
			if _, limited := try.Context().Deadline(); limited && try.Context().Err() == nil {
				t.Error("the limit for the try goes on after it")
			}
		})
	}
}

// Answers without a body are read, too.
func TestTry_noBody(t *testing.T) {
	t.Parallel()
	empty := func(req *http.Request) *http.Response {
		return &http.Response{StatusCode: http.StatusNoContent, Header: http.Header{}, Request: req}
	}
	c, _ := newTest(t, empty)
	if err := Do(t.Context(), c, &thingDrop, testID, Input{}); err != nil {
		t.Errorf("Do() = %v", err)
	}
}
