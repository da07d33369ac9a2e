// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
)

// An operation on ids of several providers goes to each in its version; that of the client's options
// wins over all.
func TestCall_apiVersion(t *testing.T) {
	t.Parallel()
	op := Operation{
		Name: "get thing", Method: http.MethodGet, Codes: []int{200}, APIVersion: "2030-01-01",
		Versions: map[string]string{"Example.One": "2031-01-01", "Example.Two": "2032-01-01"},
	}
	tests := []struct {
		name, id, override, want string
	}{
		{"provider of its own", "/subscriptions/s/providers/Example.One/as/a", "", "2031-01-01"},
		{"last provider, any case", "/subscriptions/s/providers/Example.One/as/a/providers/EXAMPLE.TWO/bs/b", "", "2032-01-01"},
		{"other provider", "/subscriptions/s/providers/Example.Three/cs/c", "", "2030-01-01"},
		{"no provider", "/subscriptions/s", "", "2030-01-01"},
		{"override", "/subscriptions/s/providers/Example.One/as/a", "2029-12-31", "2029-12-31"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			opts := &arm.ClientOptions{}
			opts.APIVersion = tt.override
			c, s := newTestWith(t, opts, reply(200, `{}`))
			if _, err := Call[thing](t.Context(), c, &op, thingID(tt.id), Input{}); err != nil {
				t.Fatal(err)
			}
			if got := s.requests[0].url; !strings.HasSuffix(got, "?api-version="+tt.want) {
				t.Errorf("url = %s, want api-version %s", got, tt.want)
			}
		})
	}
}

// Some services repeat a member, spell it in another case, or send what is no UTF-8: that decodes too.
func TestUnmarshal_takesWhatServicesSend(t *testing.T) {
	t.Parallel()
	var got thing
	if err := Unmarshal([]byte("{\"Location\":\"a\",\"x\":1,\"x\":2,\"LOCATION\":\"b\\ud800\",\"tags\":{\"k\":\"\xff\"}}"), &got); err != nil {
		t.Fatal(err)
	}
	if got.Location != "b\ufffd" || got.Tags["k"] != "\ufffd" {
		t.Errorf("Unmarshal() = %+v, want the last location and the tag, with what is no UTF-8 replaced", got)
	}
}

// What the service does not take is sent by no write, and planned by none.
func TestOperation_drop(t *testing.T) {
	t.Parallel()
	put := thingPut
	put.Drop = []string{"/properties/kind", "/properties/parts", "/tags/gone", "/absent/deeper"}
	const answer = `{"Location":"l","Properties":{"KIND":"k","x":1.10,"parts":null}}`
	const want = `{"location":"m","properties":{"x":1.10}}`
	var read thing
	if err := Unmarshal([]byte(answer), &read); err != nil {
		t.Fatal(err)
	}
	read.Location = "m"

	c, s := newTest(t, reply(200, `{}`), reply(200, answer), reply(200, `{}`))
	if _, err := Await[thing](t.Context(), c, &put, testID, Input{Body: read}); err != nil {
		t.Fatal(err)
	}
	change := Change{Get: &thingGet, Write: &put}
	move := func(m *thing) error { m.Location = "m"; return nil }
	if _, err := Modify(t.Context(), c, &change, testID, move); err != nil {
		t.Fatal(err)
	}
	got := []string{s.requests[0].body, s.requests[2].body}
	if diff := cmp.Diff([]string{want, `{"Location":"m","Properties":{"x":1.10}}`}, got); diff != "" {
		t.Errorf("bodies (-want +got)\n%s", diff)
	}

	ctx, plan := azfoundry.DryRun(t.Context())
	if _, err := Await[thing](ctx, c, &put, testID, Input{Body: read}); !errors.Is(err, azfoundry.ErrDryRun) {
		t.Fatalf("Await() = %v, want ErrDryRun", err)
	}
	if diff := cmp.Diff(want, plan.Writes()[0].Body); diff != "" {
		t.Errorf("planned body (-want +got)\n%s", diff)
	}
}

func TestCall_refusesToGoWithoutAContext(t *testing.T) {
	t.Parallel()
	c, s := newTest(t)
	var none context.Context
	if _, err := Call[thing](none, c, &thingGet, testID, Input{}); err == nil || len(s.requests) > 0 {
		t.Errorf("Call(nil) = %v after %d requests, want an error and none", err, len(s.requests))
	}
}
