// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"

	"github.com/azfoundry/azfoundry"
)

// refusal is an answer in Resource Manager's error format.
func refusal(status int, code, message string, headers ...string) func(*http.Request) *http.Response {
	return reply(status, `{"error":{"code":"`+code+`","message":"`+message+`"}}`, headers...)
}

func TestRetry_waitsOutWhatTimeMends(t *testing.T) {
	t.Parallel()
	done := reply(200, `{"location":"eastus"}`)
	tests := []struct {
		name   string
		answer func(*http.Request) *http.Response
		retry  bool
	}{
		{"throttled", refusal(429, "TooManyRequests", "slow down"), true},
		{"network is busy, as 429", refusal(429, "RetryableError", "another"), true},
		{"network is busy", refusal(409, "AnotherOperationInProgress", "wait"), true},
		{"cognitive services is busy", refusal(409, "RequestConflict", "not terminal"), true},
		{"machine learning is busy", refusal(409, "Conflict", "Conflict of operation, another operation on same entity is already running in workspace w"), true},
		{"failed dependency", refusal(424, "FailedDependency", "f"), true},
		{"subnet before its network", refusal(400, "NetcfgSubnetRangeOutsideVnet", "f"), true},
		{"account not known yet", refusal(400, "AccountProvisioningStateInvalid", "f"), true},
		{"principal not known yet", refusal(400, "PrincipalNotFound", "f"), true},
		{"parent not ready", refusal(400, "BadRequest", "Parent account does not provision correctly, please retry"), true},
		{"gateway", refusal(503, "ServerBusy", "f"), true},
		{"a final conflict", refusal(409, "CannotDeleteResource", "nested"), false},
		{"a bad request", refusal(400, "BadRequest", "f"), false},
		{"forbidden", refusal(403, "AuthorizationFailed", "f"), false},
		{"not found", refusal(404, "ResourceNotFound", "f"), false},
		{"precondition", refusal(412, "PreconditionFailed", "f"), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c, s := newTestWith(t, &arm.ClientOptions{}, tt.answer, done)
				op := thingPut
				op.LRO = ""
				_, err := Await[thing](t.Context(), c, &op, testID, Input{Body: thingBody})
				if retried := len(s.requests) == 2; retried != tt.retry || (err == nil) != tt.retry {
					t.Fatalf("%d requests, error %v, want it sent again: %v", len(s.requests), err, tt.retry)
				}
				if tt.retry && s.requests[1].body != s.requests[0].body {
					t.Errorf("second body %q, want the first", s.requests[1].body)
				}
			})
		})
	}
}

func TestRetry_honoursRetryAfterWithinTheDeadline(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		asked    string
		deadline time.Duration
		waits    bool
	}{
		{"above azcore's limit of a minute", "90", 0, true},
		{"fits the deadline", "90", 2 * time.Minute, true},
		{"would outlast the deadline", "90", time.Minute, false},
		{"beyond our own patience", "3600", 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c, s := newTestWith(t, &arm.ClientOptions{}, refusal(429, "TooManyRequests", "m", "Retry-After", tt.asked), reply(200, `{}`))
				ctx := t.Context()
				if tt.deadline > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, tt.deadline)
					defer cancel()
				}
				start := time.Now()
				_, err := Call[thing](ctx, c, &thingGet, testID, Input{})
				waited := time.Since(start)
				if (len(s.requests) == 2) != tt.waits || (err == nil) != tt.waits {
					t.Fatalf("%d requests, error %v", len(s.requests), err)
				}
				if !tt.waits && waited != 0 {
					t.Errorf("waited %v in vain", waited)
				}
				if tt.waits && (waited < 90*time.Second || waited > 99*time.Second) {
					t.Errorf("waited %v, want 90 s and at most a tenth more", waited)
				}
			})
		})
	}
}

func TestRetry_givesUpWhenPatienceEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		busy := slices.Repeat([]func(*http.Request) *http.Response{refusal(400, "NetcfgSubnetRangeOutsideVnet", "m")}, 100)
		c, _ := newTestWith(t, &arm.ClientOptions{}, busy...)
		start := time.Now()
		_, err := Call[thing](t.Context(), c, &thingGet, testID, Input{})
		if e, ok := errors.AsType[*azfoundry.OpError](err); !ok || e.Code != "NetcfgSubnetRangeOutsideVnet" {
			t.Errorf("error = %v, want the service's last answer", err)
		}
		if waited := time.Since(start); waited > untilKnown || waited < untilKnown/2 {
			t.Errorf("gave up after %v, want close to %v", waited, untilKnown)
		}
	})
}

func TestRetry_contextEndsBetweenTries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, s := newTestWith(t, &arm.ClientOptions{}, refusal(429, "TooManyRequests", "m", "Retry-After", "30"))
		mine := errors.New("mine")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(10*time.Second, func() { cancel(mine) })
		_, err := Call[thing](ctx, c, &thingGet, testID, Input{})
		re, ok := errors.AsType[*azcore.ResponseError](err)
		if !errors.Is(err, context.Canceled) || !errors.Is(err, mine) || !ok || re.StatusCode != 429 || len(s.requests) != 1 {
			t.Errorf("error = %v after %d requests, want the context's error, its cause and the answer", err, len(s.requests))
		}
		if strings.Contains(err.Error(), "\n") {
			t.Errorf("error of several lines: %v", err)
		}
	})
}

func TestRetry_readsAfterAnOwnWriteWaitForIt(t *testing.T) {
	t.Parallel()
	missing := refusal(404, "ResourceNotFound", "m")
	synctest.Test(t, func(t *testing.T) {
		c, s := newTestWith(t, &arm.ClientOptions{}, reply(200, `{}`), missing, missing, reply(200, `{"location":"here"}`), reply(204, ""), missing)
		op := thingPut
		op.LRO = ""
		if _, err := Await[thing](t.Context(), c, &op, testID, Input{Body: thingBody}); err != nil {
			t.Fatal(err)
		}
		if got, err := Call[thing](t.Context(), c, &thingGet, testID, Input{}); err != nil || got.Location != "here" {
			t.Errorf("read after the write: %v, %v, want it waited for", got, err)
		}
		drop := thingDrop
		drop.Gone = nil
		if err := AwaitDone(t.Context(), c, &drop, testID, Input{}); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		if _, err := Call[thing](t.Context(), c, &thingGet, testID, Input{}); err == nil || time.Since(start) != 0 || len(s.requests) != 6 {
			t.Errorf("read after the deletion: %v after %v, want 404 at once", err, time.Since(start))
		}
	})
}

func TestRetry_supersededOperationIsSentAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		failed := reply(200, `{"status":"Failed","error":{"code":"CanceledAndSupersededDueToAnotherOperation","message":"m"}}`)
		begun := reply(201, `{}`, "Azure-AsyncOperation", pollURL)
		c, s := newTestWith(t, &arm.ClientOptions{}, begun, failed, begun, reply(200, `{"status":"Succeeded"}`), reply(200, `{"location":"done"}`))
		got, err := Await[thing](t.Context(), c, &thingPut, testID, Input{Body: thingBody})
		if err != nil || got.Location != "done" || len(s.requests) != 5 {
			t.Errorf("Await() = %v, %v after %d requests", got, err, len(s.requests))
		}
	})
}

func TestRetry_offWhereTheCallerSaysSo(t *testing.T) {
	t.Parallel()
	c, s := newTest(t, refusal(429, "TooManyRequests", "m"))
	if _, err := Call[thing](t.Context(), c, &thingGet, testID, Input{}); err == nil || len(s.requests) != 1 {
		t.Errorf("error %v after %d requests, want one", err, len(s.requests))
	}
}

// The context ends at each point of a long conversation in turn: before, between and after requests.
func TestAwait_cancelledAtEveryPoint(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		answers := []func(*http.Request) *http.Response{
			refusal(409, "AnotherOperationInProgress", "m", "Retry-After", "5"),
			reply(201, `{}`, "Azure-AsyncOperation", pollURL),
			reply(200, `{"status":"InProgress"}`, "Retry-After", "5"),
			refusal(503, "Busy", "m", "Retry-After", "5"),
			reply(200, `{"status":"Succeeded"}`),
			reply(200, `{"location":"done"}`),
		}
		for at := range 8 * 4 {
			c, s := newTestWith(t, &arm.ClientOptions{}, slices.Clone(answers)...)
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Duration(at)*time.Second/2, cancel)
			if at == 0 {
				cancel()
			}
			_, err := Await[thing](ctx, c, &thingPut, testID, Input{Body: thingBody})
			begun := len(s.requests) > 1
			p, pending := errors.AsType[*azfoundry.PendingError](err)
			switch {
			case err == nil:
				if len(s.requests) != len(answers) {
					t.Errorf("at %d: done after %d requests", at, len(s.requests))
				}
			case !errors.Is(err, context.Canceled):
				t.Errorf("at %d: error = %v, want the context's", at, err)
			case pending != begun:
				t.Errorf("at %d: error = %v after %d requests", at, err, len(s.requests))
			case pending && p.ResumeToken == "":
				t.Errorf("at %d: no resume token", at)
			}
			cancel()
		}
	})
}
