// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"

	"github.com/azfoundry/azfoundry"
)

// lossy loses the answer of the nth request, counted from 1.
type lossy struct {
	*service

	nth int
}

func (l *lossy) Do(req *http.Request) (*http.Response, error) {
	resp, err := l.service.Do(req)
	if l.nth--; l.nth == 0 {
		return nil, syscall.ECONNRESET
	}
	return resp, err
}

// A tag is appended to, so that doing it twice shows.
func TestModify_afterALostAnswer(t *testing.T) {
	t.Parallel()
	state := func(tag, etag string) func(*http.Request) *http.Response {
		return reply(200, `{"etag":"`+etag+`","location":"l","tags":{"runs":"`+tag+`"},"later": 1.10}`)
	}
	refused := refusal(412, "PreconditionFailed", "m")
	tests := []struct {
		name    string
		lost    int // which request's answer is lost
		answers []func(*http.Request) *http.Response
		want    string
		writes  int
	}{
		{"the write took effect", 2, []func(*http.Request) *http.Response{
			state("", "1"), state("I", "2"), refused, state("I", "2"),
		}, "I", 2},
		{"the write took effect, a gateway gave up", 0, []func(*http.Request) *http.Response{
			state("", "1"), reply(504, ""), refused, state("I", "2"),
		}, "I", 2},
		{"somebody else wrote", 2, []func(*http.Request) *http.Response{
			state("", "1"), refused, refused, state("x", "2"), state("xI", "3"),
		}, "xI", 3},
		{"somebody else made the same change, nothing was lost", 0, []func(*http.Request) *http.Response{
			state("", "1"), refused, state("I", "2"), state("II", "3"),
		}, "II", 2},
		{"only a read was lost", 3, []func(*http.Request) *http.Response{
			state("", "1"), refused, state("I", "2"), state("I", "2"), state("II", "3"),
		}, "II", 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &service{answers: tt.answers}
				opts := &arm.ClientOptions{}
				opts.Transport = &lossy{s, tt.lost}
				c, err := New(Config{Package: "things"}, staticToken{}, opts)
				if err != nil {
					t.Fatal(err)
				}
				change := thingChange
				change.IfMatch = true
				got, err := Modify(t.Context(), c, &change, testID, func(m *thing) error {
					m.Tags = map[string]string{"runs": m.Tags["runs"] + "I"}
					return nil
				})
				writes := 0
				for _, r := range s.requests {
					if r.method == http.MethodPut {
						writes++
					}
				}
				if err != nil || got.Tags["runs"] != tt.want || writes != tt.writes || len(s.answers) != 0 {
					t.Errorf("Modify() = %v, %v after %d writes, want %s after %d", got.Tags, err, writes, tt.want, tt.writes)
				}
			})
		})
	}
}

// The operation is over, but its result is still to be read.
func TestAwait_cutOffAtTheResultCanBeResumed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		stuck := func(req *http.Request) *http.Response {
			<-req.Context().Done()
			return reply(200, `{}`)(req)
		}
		succeeded := reply(200, `{"status":"Succeeded"}`)
		c, _ := newTest(t, reply(201, `{}`, "Azure-AsyncOperation", pollURL), succeeded, stuck, succeeded, reply(200, `{"location":"done"}`))
		_, err := Await[thing](ctx, c, &thingPut, testID, Input{Body: thingBody})
		pending, ok := errors.AsType[*azfoundry.PendingError](err)
		if !ok || !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("error = %v, want a PendingError", err)
		}
		p, err := Resume[thing](c, &thingPut, pending.ResumeToken)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := p.PollUntilDone(t.Context(), nil); err != nil || got.Location != "done" {
			t.Errorf("resumed = %v, %v", got, err)
		}
	})
}

func TestCall_namesAnAnswerThatBrokeOff(t *testing.T) {
	t.Parallel()
	for _, op := range []*Operation{&thingGet, {Name: "read usage", Method: http.MethodPost, Codes: []int{200}, ReadOnly: true}} {
		c, _ := newTest(t, func(req *http.Request) *http.Response {
			resp := reply(200, "")(req)
			resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"location":`), iotest.ErrReader(io.ErrUnexpectedEOF)))
			return resp
		})
		_, err := Call[thing](t.Context(), c, op, testID, Input{})
		if e, ok := asOpError(err); !ok || !errors.Is(err, io.ErrUnexpectedEOF) || !strings.HasSuffix(err.Error(), ": the connection broke in the middle of the answer: unexpected EOF") {
			t.Errorf("%s: error = %v (%+v), want one that says what happened", op.Method, err, e)
		}
	}
}
