// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/azfoundry/azfoundry"
)

const pollURL = "https://management.azure.com/operations/1?api-version=2025-07-01&s=signature"

var thingBody = thing{Location: "eastus"}

func TestAwait_pollsThenReadsTheResult(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, s := newTest(t,
			reply(201, `{"location":"eastus"}`, "Azure-AsyncOperation", pollURL),
			reply(200, `{"status":"InProgress"}`, "Retry-After", "7"),
			reply(200, `{"status":"InProgress"}`),
			reply(200, `{"status":"Succeeded"}`),
			reply(200, `{"location":"eastus","later":1.10}`))
		start := time.Now()
		got, err := Await[thing](t.Context(), c, &thingPut, testID, Input{Body: thingBody})
		if err != nil || string(got.Unknown) != `{"later":1.10}` {
			t.Errorf("Await() = %v, %v, want the last answer with its unknown member", got, err)
		}
		if waited, least := time.Since(start), 7*time.Second+firstDelay; waited < least || waited > least*11/10 {
			t.Errorf("waited %v, want the Retry-After and then the first delay, and at most a tenth more", waited)
		}
		if len(s.requests) != 5 {
			t.Errorf("%d requests, want 5", len(s.requests))
		}
	})
}

func TestAwait_cutOffByContextCanBeResumed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, s := newTest(t,
			reply(201, `{"location":"eastus"}`, "Azure-AsyncOperation", pollURL),
			reply(200, `{"status":"InProgress"}`, "Retry-After", "60"))
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		_, err := Await[thing](ctx, c, &thingPut, testID, Input{Body: thingBody})
		pending, ok := errors.AsType[*azfoundry.PendingError](err)
		if !ok || !errors.Is(err, context.DeadlineExceeded) || pending.ResumeToken == "" {
			t.Fatalf("Await() error = %v, want a PendingError with a token", err)
		}
		if strings.Contains(err.Error(), "signature") {
			t.Errorf("error quotes the token: %v", err)
		}
		s.answers = append(s.answers, reply(200, `{"status":"Succeeded"}`), reply(200, `{"location":"done"}`))
		p, err := Resume[thing](c, &thingPut, pending.ResumeToken)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := p.PollUntilDone(t.Context(), nil); err != nil || got.Location != "done" {
			t.Errorf("resumed: %v, %v", got, err)
		}
	})
}

func TestAwait_failingPollsSayNothingOfTheOperation(t *testing.T) {
	t.Parallel()
	busy := refusal(503, "ServerBusy", "m")
	synctest.Test(t, func(t *testing.T) {
		c, s := newTest(t,
			reply(201, `{}`, "Azure-AsyncOperation", pollURL), busy, busy,
			reply(200, `{"status":"InProgress"}`), refusal(429, "TooManyRequests", "m"),
			reply(200, `{"status":"Succeeded"}`), busy, reply(200, `{"location":"done"}`))
		got, err := Await[thing](t.Context(), c, &thingPut, testID, Input{Body: thingBody})
		if err != nil || got.Location != "done" || len(s.requests) != 8 {
			t.Errorf("Await() = %v, %v after %d requests, want all read", got, err, len(s.requests))
		}
	})
	synctest.Test(t, func(t *testing.T) {
		answers := append([]func(*http.Request) *http.Response{reply(201, `{}`, "Azure-AsyncOperation", pollURL)},
			slices.Repeat([]func(*http.Request) *http.Response{busy}, 1000)...)
		c, _ := newTest(t, answers...)
		start := time.Now()
		_, err := Await[thing](t.Context(), c, &thingPut, testID, Input{Body: thingBody})
		p, pending := errors.AsType[*azfoundry.PendingError](err)
		e, told := errors.AsType[*azfoundry.OpError](err)
		if !pending || p.ResumeToken == "" || !told || e.Status != 503 || time.Since(start) < untilWritten {
			t.Errorf("Await() = %v after %v, want a PendingError with a token once patience ended", err, time.Since(start))
		}
	})
}

func TestAwait_aPollCutShortIsRepeated(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		cut := func(req *http.Request) *http.Response {
			resp := reply(200, "")(req)
			resp.Body = io.NopCloser(iotest.ErrReader(io.ErrUnexpectedEOF))
			return resp
		}
		c, s := newTest(t, reply(201, `{}`, "Azure-AsyncOperation", pollURL), cut, reply(200, `{"status":"Succeeded"}`), reply(200, `{"location":"done"}`))
		if got, err := Await[thing](t.Context(), c, &thingPut, testID, Input{Body: thingBody}); err != nil || got.Location != "done" || len(s.requests) != 4 {
			t.Errorf("Await() = %v, %v after %d requests", got, err, len(s.requests))
		}
	})
}

func TestAwait_aRefusedPollIsFinal(t *testing.T) {
	t.Parallel()
	c, s := newTest(t, reply(201, `{}`, "Azure-AsyncOperation", "https://evil.example/op"))
	_, err := Await[thing](t.Context(), c, &thingPut, testID, Input{Body: thingBody})
	if _, pending := errors.AsType[*azfoundry.PendingError](err); err == nil || pending || len(s.requests) != 1 {
		t.Errorf("Await() = %v after %d requests, want a refusal at once", err, len(s.requests))
	}
}

func TestAwait_failedOperation(t *testing.T) {
	t.Parallel()
	c, _ := newTest(t,
		reply(201, `{"location":"eastus"}`, "Azure-AsyncOperation", pollURL),
		reply(200, `{"status":"Failed","error":{"code":"NoRoom","message":"the pool is full"}}`))
	_, err := Await[thing](t.Context(), c, &thingPut, testID, Input{Body: thingBody})
	e, ok := errors.AsType[*azfoundry.OpError](err)
	if !ok || e.Code != "NoRoom" || e.Message != "the pool is full" {
		t.Errorf("Await() error = %#v, want the operation's own code and message", err)
	}
}

func TestAwait_explainHookSeesTheBodyAndTheFailure(t *testing.T) {
	t.Parallel()
	op := thingPut
	mine := errors.New("mine")
	op.Explain = func(_ context.Context, _ *Client, sent []byte, err error) error {
		if string(sent) != `{"location":"eastus","properties":{}}` {
			t.Errorf("hook got body %s", sent)
		}
		return errors.Join(mine, err)
	}
	tests := []struct {
		name    string
		answers []func(*http.Request) *http.Response
	}{
		{"at once", []func(*http.Request) *http.Response{reply(400, `{"error":{"code":"NoRoom","message":"full"}}`)}},
		{"in the operation", []func(*http.Request) *http.Response{
			reply(201, `{}`, "Azure-AsyncOperation", pollURL),
			reply(200, `{"status":"Failed","error":{"code":"NoRoom","message":"full"}}`),
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, _ := newTest(t, tt.answers...)
			_, err := Await[thing](t.Context(), c, &op, testID, Input{Body: thingBody})
			if e, ok := errors.AsType[*azfoundry.OpError](err); !errors.Is(err, mine) || !ok || e.Code != "NoRoom" {
				t.Errorf("Await() error = %v, want the hook's over the OpError", err)
			}
		})
	}
}

func TestAwaitDone_waitsUntilTheReadAnswers404(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gone := reply(404, `{"error":{"code":"ResourceNotFound","message":"gone"}}`)
		c, s := newTest(t,
			reply(202, "", "Location", pollURL), reply(204, ""),
			reply(200, `{"location":"still here"}`), reply(200, `{"location":"still here"}`), gone)
		if err := AwaitDone(t.Context(), c, &thingDrop, testID, Input{}); err != nil || len(s.requests) != 5 {
			t.Errorf("AwaitDone() = %v after %d requests, want nil after 5", err, len(s.requests))
		}
	})
}

func TestAwaitDone_missingIsDeleted(t *testing.T) {
	t.Parallel()
	op := thingDrop
	op.Gone = nil
	tests := []struct {
		name   string
		answer func(*http.Request) *http.Response
		fails  bool
	}{
		{"204", reply(204, ""), false},
		{"resource missing", reply(404, `{"error":{"code":"ResourceNotFound","message":"m"}}`), false},
		{"group missing", reply(404, `{"error":{"code":"ResourceGroupNotFound","message":"m"}}`), false},
		{"subscription missing", reply(404, `{"error":{"code":"SubscriptionNotFound","message":"m"}}`), true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, _ := newTest(t, tt.answer)
			if err := AwaitDone(t.Context(), c, &op, testID, Input{}); (err != nil) != tt.fails {
				t.Errorf("AwaitDone() = %v, want failure %v", err, tt.fails)
			}
		})
	}
}

func TestAwaitDone_cutOffWhileWaitingForGone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, _ := newTest(t, reply(204, ""), reply(200, `{}`, "Retry-After", "600"))
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		err := AwaitDone(ctx, c, &thingDrop, testID, Input{})
		if p, ok := errors.AsType[*azfoundry.PendingError](err); !ok || p.ResumeToken != "" {
			t.Errorf("AwaitDone() = %v, want a PendingError without a token", err)
		}
	})
}

func TestResume_refusesForeignAndBrokenTokens(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, token string }{
		{"another host", `{"type":"thing","token":{"asyncURL":"https://evil.example/x?s=hush","locURL":"","origURL":"","method":"PUT","finalState":"","state":"InProgress"}}`},
		{"another operation", `{"type":"None","token":{"type":"loc","pollURL":"` + pollURL + `","state":"InProgress"}}`},
		{"no token", `hush`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, s := newTest(t)
			p, err := Resume[thing](c, &thingPut, tt.token)
			if err == nil {
				_, err = p.Poll(t.Context())
			}
			if err == nil || len(s.requests) > 0 || strings.Contains(err.Error(), "hush") {
				t.Errorf("Resume() error = %v after %d requests, want a quiet refusal", err, len(s.requests))
			}
		})
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tests := []struct {
			name, header, value string
			want                time.Duration
			asked               bool
		}{
			{"seconds", "Retry-After", "61", 61 * time.Second, true},
			{"zero leaves it to us", "Retry-After", "0", 0, false},
			{"date", "Retry-After", time.Now().Add(90 * time.Second).UTC().Format(http.TimeFormat), 90 * time.Second, true},
			{"date gone by", "Retry-After", "Fri, 31 Dec 1999 15:04:05 GMT", 0, true},
			{"milliseconds", "retry-after-ms", "20", 20 * time.Millisecond, true},
			{"Microsoft's milliseconds", "x-ms-retry-after-ms", "1", time.Millisecond, true},
			{"nonsense", "Retry-After", "soon", 0, false},
			{"negative", "Retry-After", "-1", 0, false},
			{"none", "", "", 0, false},
		}
		for _, tt := range tests {
			resp := &http.Response{Header: http.Header{}}
			resp.Header.Set(tt.header, tt.value)
			if got, asked := retryAfter(resp); got != tt.want || asked != tt.asked {
				t.Errorf("%s: retryAfter() = %v, %v, want %v, %v", tt.name, got, asked, tt.want, tt.asked)
			}
		}
	})
}
