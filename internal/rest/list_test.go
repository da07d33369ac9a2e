// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"errors"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/secret"
)

const pageTwo = "https://management.azure.com/subscriptions/s/things/t/things?api-version=2025-07-01&$skiptoken=2"

func locations(items []thing) []string {
	var out []string
	for _, i := range items {
		out = append(out, i.Location)
	}
	return out
}

func TestList_followsPagesAndStartsAgain(t *testing.T) {
	t.Parallel()
	one := reply(200, `{"value":[{"location":"a"},{"location":"b"}],"nextLink":"`+pageTwo+`"}`)
	two := reply(200, `{"value":[{"location":"c"}]}`)
	c, s := newTest(t, one, two, one, two)
	seq := List[thing](t.Context(), c, &thingList, testID, Input{})
	if len(s.requests) != 0 {
		t.Errorf("%d requests before the first step, want 0", len(s.requests))
	}
	for range 2 {
		items, err := azfoundry.Collect(seq)
		if diff := cmp.Diff([]string{"a", "b", "c"}, locations(items)); diff != "" || err != nil {
			t.Errorf("items (-want +got):\n%s, error %v", diff, err)
		}
	}
	if s.requests[1].url != pageTwo {
		t.Errorf("second page from %q", s.requests[1].url)
	}
}

// Pages share an array, and nothing else: what an item lacks it does not have from an earlier page, and
// an item handed out stays as it was.
func TestList_itemsShareNothing(t *testing.T) {
	t.Parallel()
	c, _ := newTest(t,
		reply(200, `{"value":[{"location":"a","tags":{"k":"1"},"new":1,"properties":{"parts":[{"name":"p"}]}},{"location":"b"}],"nextLink":"`+pageTwo+`"}`),
		reply(200, `{"value":[{"id":"c","properties":{"parts":[{"size":"s"}]}},{"tags":{"k":"2"},"new":2}]}`))
	got, err := azfoundry.Collect(List[thing](t.Context(), c, &thingList, testID, Input{}))
	want := []thing{
		{Location: "a", Tags: map[string]string{"k": "1"}, Properties: thingProperties{Parts: []part{{Name: "p"}}}, Unknown: jsontext.Value(`{"new":1}`)},
		{Location: "b"},
		{ID: "c", Properties: thingProperties{Parts: []part{{Size: "s"}}}},
		{Tags: map[string]string{"k": "2"}, Unknown: jsontext.Value(`{"new":2}`)},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(secret.Secret{})); diff != "" || err != nil {
		t.Errorf("items (-want +got):\n%s, error %v", diff, err)
	}
}

func TestList_breakStopsRequests(t *testing.T) {
	t.Parallel()
	c, s := newTest(t, reply(200, `{"value":[{"location":"a"}],"nextLink":"`+pageTwo+`"}`))
	for range List[thing](t.Context(), c, &thingList, testID, Input{}) {
		break
	}
	if len(s.requests) != 1 {
		t.Errorf("%d requests, want 1", len(s.requests))
	}
}

func TestList_endsAfterAnError(t *testing.T) {
	t.Parallel()
	c, _ := newTest(t,
		reply(200, `{"value":[{"location":"a"}],"nextLink":"`+pageTwo+`"}`),
		reply(403, `{"error":{"code":"AuthorizationFailed","message":"no"}}`))
	var failures, items int
	for _, err := range List[thing](t.Context(), c, &thingList, testID, Input{}) {
		if err != nil {
			failures++
			if e, ok := errors.AsType[*azfoundry.OpError](err); !ok || e.Code != "AuthorizationFailed" {
				t.Errorf("error = %v, want an OpError with the code", err)
			}
			continue
		}
		items++
	}
	if failures != 1 || items != 1 {
		t.Errorf("%d items and %d errors, want 1 and 1", items, failures)
	}
}

func TestList_pagesThatLeadInACircle(t *testing.T) {
	t.Parallel()
	page := reply(200, `{"value":[],"nextLink":"`+pageTwo+`"}`)
	c, _ := newTest(t, page, page, page, page)
	if _, err := azfoundry.Collect(List[thing](t.Context(), c, &thingList, testID, Input{})); !errors.Is(err, errLoop) {
		t.Errorf("error = %v, want errLoop", err)
	}
}

func TestList_withoutNextLinkReadsOnePage(t *testing.T) {
	t.Parallel()
	op := thingList
	op.ItemsOnly = true
	c, s := newTest(t, reply(200, `{"value":[{"location":"a"}],"nextLink":"`+pageTwo+`"}`))
	if _, err := azfoundry.Collect(List[thing](t.Context(), c, &op, testID, Input{})); err != nil || len(s.requests) != 1 {
		t.Errorf("error %v after %d requests, want one request", err, len(s.requests))
	}
}

func TestList_refusesANextLinkToAnotherHost(t *testing.T) {
	t.Parallel()
	c, s := newTest(t, reply(200, `{"value":[],"nextLink":"https://evil.example/next?sig=secret"}`))
	_, err := azfoundry.Collect(List[thing](t.Context(), c, &thingList, testID, Input{}))
	if err == nil || len(s.requests) != 1 {
		t.Errorf("error %v after %d requests, want a refusal after one", err, len(s.requests))
	}
}
