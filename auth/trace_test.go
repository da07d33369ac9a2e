// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	armruntime "github.com/Azure/azure-sdk-for-go/sdk/azcore/arm/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/tracing"
	"github.com/google/go-cmp/cmp"
)

type spanKey struct{}

// recording is a tracing provider that notes what one operation's span gets.
type recording struct {
	attributes map[string]any
	events     []string
}

func (r *recording) provider() tracing.Provider {
	span := tracing.NewSpan(tracing.SpanImpl{
		SetAttributes: func(attrs ...tracing.Attribute) {
			for _, a := range attrs {
				if strings.HasPrefix(a.Key, "azfoundry.") {
					r.attributes[a.Key] = a.Value
				}
			}
		},
		AddEvent: func(name string, attrs ...tracing.Attribute) {
			r.events = append(r.events, name+" "+fmt.Sprint(attrs[0].Value))
		},
	})
	return tracing.NewProvider(func(string, string) tracing.Tracer {
		return tracing.NewTracer(func(ctx context.Context, _ string, _ *tracing.SpanOptions) (context.Context, tracing.Span) {
			return context.WithValue(ctx, spanKey{}, true), span
		}, &tracing.TracerOptions{SpanFromContext: func(ctx context.Context) tracing.Span {
			if ctx.Value(spanKey{}) == nil {
				return tracing.Span{}
			}
			return span
		}})
	}, nil)
}

// TestTrace has an operation in a trace whose request is refused, sent again and rejected.
func TestTrace(t *testing.T) {
	t.Parallel()
	r := &recording{attributes: map[string]any{}}
	e := newEstate()
	refusals := linking()
	s := &service{answer: func(n int, req *http.Request) (int, http.Header, string) {
		if n == 2 {
			return http.StatusUnauthorized, nil, `{"error":{"code":"InvalidAuthenticationToken","message":"of tenant ` + tenantB + `"}}`
		}
		return refusals.answer(n, req)
	}}
	chain := e.chain(t)
	o, err := chain.ClientOptions(&arm.ClientOptions{ClientOptions: policy.ClientOptions{Transport: &http.Client{Transport: s}, TracingProvider: r.provider()}})
	if err != nil {
		t.Fatal(err)
	}
	pl, err := armruntime.NewPipeline("test", "v1.0.0", chain, runtime.PipelineOptions{}, o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := runtime.StartSpan(t.Context(), "Client.Put", r.provider().NewTracer("test", "v1.0.0"), nil)
	if _, err := put(ctx, pl, network, refers(subB)); err != nil {
		t.Fatal(err)
	}
	end(nil)
	want := map[string]any{AttributeHome: tenantH, AttributeTenants: tenantA + "," + tenantB, AttributeReasons: "retry,body"}
	if d := cmp.Diff(want, r.attributes); d != "" {
		t.Errorf("attributes (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{EventTokenRenewed + " " + tenantB}, r.events); d != "" {
		t.Errorf("events (-want +got):\n%s", d)
	}
}

// TestAudit_attributes holds the events to what docs/auth.md says of them.
func TestAudit_attributes(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	e := newEstate()
	chain, err := Options{Logger: slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})), DiscoverTenants: true}.NewChain(
		Tenant{ID: tenantH, Credential: e.h}, Tenant{ID: tenantA, Credential: e.a}, Tenant{ID: tenantB, Credential: e.b, Subscriptions: []string{subB}},
		Tenant{ID: tenantC, Credential: e.c, Subscriptions: []string{subC}}, Tenant{ID: tenantD, Credential: e.d, Subscriptions: []string{subD}})
	if err != nil {
		t.Fatal(err)
	}
	r := newRegistry()
	r.owners[subA] = "https://login.windows.net/" + tenantA
	rejected := false
	r.answer = func(n int, req *http.Request) (int, http.Header, string) {
		if carries(req, tenantB) && !rejected {
			rejected = true
			return http.StatusUnauthorized, nil, `{"error":{"message":"` + tenantB + `"}}`
		}
		return r.respond(n, req)
	}
	pl := pipeline(t, chain, &r.service)
	for _, subscriptions := range [][]string{{subA}, {subA, subB}, {subA, subB, subC, subD}} {
		_, _ = put(t.Context(), pl, network, refers(subscriptions...))
	}
	e.c.fail(fmt.Errorf("down"))
	_, _ = put(t.Context(), pl, network, refers(subC))

	want := map[string]string{
		EventTokenSent:        "correlation host method reason status tenant token",
		EventTokenRenewed:     "host method tenant token",
		EventTenantLearned:    "by inChain subscription tenant",
		EventTooManyTenants:   "host method tenants",
		EventTokenUnavailable: "error tenant took",
		EventTokenFetched:     "expires source tenant token took",
	}
	documented := string(readFile(t, "../docs/auth.md"))
	got := map[string]string{}
	for line := range strings.Lines(log.String()) {
		var record map[string]any
		if err := json.Unmarshal([]byte(line), &record); err != nil {
			t.Fatal(err)
		}
		name := record["msg"].(string)
		var attributes []string
		for key := range record {
			if key == "time" || key == "level" || key == "msg" {
				continue
			}
			attributes = append(attributes, key)
			if _, row, _ := strings.Cut(documented, "| `"+name+"` |"); !strings.Contains(strings.SplitN(row, "\n", 2)[0], "`"+key+"`") {
				t.Errorf("docs/auth.md does not say that %q has %s", name, key)
			}
		}
		got[name] = sorted(attributes)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("events (-want +got):\n%s", d)
	}
	if strings.Contains(log.String(), "eyJ") {
		t.Error("a token is in the log")
	}
}

// TestMarks gives equal tokens equal marks within a chain, and others elsewhere.
func TestMarks(t *testing.T) {
	t.Parallel()
	a, b := newMarks(), newMarks()
	if first, second := a.of("x"), a.of("x"); first != second || first == a.of("y") || a.of("x") == b.of("x") || len(a.of("")) != 12 {
		t.Errorf("marks = %s, %s, %s, %s", a.of("x"), a.of("y"), b.of("x"), a.of(""))
	}
}

func sorted(words []string) string {
	slices.Sort(words)
	return strings.Join(words, " ")
}
