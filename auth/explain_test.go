// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// forbids is a service that answers 403 with a code and a message.
func forbids(code, message string) *service {
	return &service{answer: func(int, *http.Request) (int, http.Header, string) {
		raw, _ := json.Marshal(map[string]any{"error": map[string]string{"code": code, "message": message}})
		return http.StatusForbidden, http.Header{"X-Ms-Correlation-Request-Id": {"correlation-1"}}, string(raw)
	}}
}

func TestAttach_explains(t *testing.T) {
	t.Parallel()
	unknown := "ffff0000-0000-4000-8000-00000000000f"
	tests := []struct {
		name, message, body string
		explicit            []string
		small               bool // the chain has the home tenant only
		want                CrossTenantError
		words               []string
	}{
		{
			name: "token not sent, tenant known", message: tenantText, body: "{}", explicit: []string{},
			want:  CrossTenantError{Kind: MissingAuxiliaryToken, Action: joinPool, Scope: network, LinkedSubscription: subA, LinkedTenant: tenantA},
			words: []string{`auth.WithTenants(ctx, "` + tenantA + `")`, subA},
		},
		{
			name: "token not sent, tenant unknown", message: strings.ReplaceAll(tenantText, subA, unknown), body: refers(subB),
			want:  CrossTenantError{Kind: MissingAuxiliaryToken, Action: joinPool, Scope: network, LinkedSubscription: unknown},
			words: []string{`auth.Tenant{Subscriptions: []string{"` + unknown + `"}}`, "auth.WithTenants(ctx", tenantA},
		},
		{
			name: "no tenant left", message: tenantText, body: "{}", small: true,
			want:  CrossTenantError{Kind: TenantNotInChain, Action: joinPool, Scope: network, LinkedSubscription: subA},
			words: []string{"auth.Tenant{ID:", subA},
		},
		{
			name: "token sent in a second try and not enough", message: tenantText, body: "{}",
			want:  CrossTenantError{Kind: NoRightsInLinkedTenant, Action: joinPool, Scope: network, LinkedSubscription: subA, LinkedTenant: tenantA},
			words: []string{"a token of tenant " + tenantA + " was sent"},
		},
		{
			name: "token sent and not enough", message: tenantText, body: refers(subA),
			want:  CrossTenantError{Kind: NoRightsInLinkedTenant, Action: joinPool, Scope: network, LinkedSubscription: subA, LinkedTenant: tenantA},
			words: []string{"a token of tenant " + tenantA + " was sent"},
		},
		{
			name: "no role", message: rightsText, body: refers(subA),
			want:  CrossTenantError{Kind: NoRightsInLinkedTenant, Action: joinPool, Scope: poolScope, LinkedSubscription: subA, LinkedTenant: tenantA, Principal: principalA},
			words: []string{"IPAM Pool User", "az role assignment create --assignee '" + principalA + "' --role '7b3e853f-ad5d-4fb5-a7b8-56a3581c7037' --scope '" + poolScope + "'"},
		},
		{
			name: "no role for another action", message: strings.ReplaceAll(rightsText, joinPool, "Microsoft.Network/virtualNetworks/peer/action"), body: "{}",
			want:  CrossTenantError{Kind: NoRightsInLinkedTenant, Action: "Microsoft.Network/virtualNetworks/peer/action", Scope: poolScope, LinkedSubscription: subA, LinkedTenant: tenantA, Principal: principalA},
			words: []string{"the role Network Contributor", "--role '4d97b98b-1d4f-4787-a291-c67834d212e7'"},
		},
		{
			name: "no role for an action of which nobody knows the role", message: strings.ReplaceAll(rightsText, joinPool, "Microsoft.Other/things/use/action"), body: "{}",
			want:  CrossTenantError{Kind: NoRightsInLinkedTenant, Action: "Microsoft.Other/things/use/action", Scope: poolScope, LinkedSubscription: subA, LinkedTenant: tenantA, Principal: principalA},
			words: []string{"a role with Microsoft.Other/things/use/action", "--role '<role>'"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := newEstate()
			chain := e.chain(t)
			if tt.small {
				chain, _ = NewChain(Tenant{ID: tenantH, Credential: e.h})
			}
			var captured *http.Response
			ctx := policy.WithCaptureResponse(t.Context(), &captured)
			if tt.explicit != nil {
				ctx = WithTenants(ctx, tt.explicit...)
			}
			_, err := put(ctx, pipeline(t, chain, forbids(linkedCode, tt.message)), network, tt.body)
			got := wantKind(t, err, tt.want.Kind, tt.words...)
			tt.want.CorrelationID = "correlation-1"
			if d := cmp.Diff(&tt.want, got, cmpopts.IgnoreUnexported(CrossTenantError{}), cmpopts.IgnoreFields(CrossTenantError{}, "Fix", "Err")); d != "" {
				t.Errorf("error (-want +got):\n%s", d)
			}
			re, ok := errors.AsType[*azcore.ResponseError](err)
			if !ok || re.StatusCode != http.StatusForbidden || re.ErrorCode != linkedCode {
				t.Fatalf("cause = %v, want the service's *azcore.ResponseError", re)
			}
			if body, err := runtime.Payload(re.RawResponse); err != nil || !strings.Contains(string(body), linkedCode) {
				t.Errorf("body = %q, %v, want it readable", body, err)
			}
			if captured == nil || captured.StatusCode != http.StatusForbidden {
				t.Errorf("captured = %v, want the 403", captured)
			}
			noCanary(t, err)
		})
	}
}

func TestAttach_leavesOtherErrors(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]*service{
		"another code":    forbids("AuthorizationFailed", tenantText),
		"another wording": forbids(linkedCode, "no"),
		"nested": {answer: func(int, *http.Request) (int, http.Header, string) {
			return http.StatusForbidden, nil, `{"error":{"code":"DeploymentFailed","details":[{"code":"LinkedAuthorizationFailed"}]}}`
		}},
		"no JSON": {answer: func(int, *http.Request) (int, http.Header, string) { return http.StatusForbidden, nil, "<html>" }},
	} {
		resp, err := put(t.Context(), pipeline(t, newEstate().chain(t), s), network, "{}")
		if err != nil || resp.StatusCode < 400 {
			t.Errorf("%s: Do() = %v, %v, want the answer as it is", name, resp, err)
			continue
		}
		if body, err := io.ReadAll(resp.Body); err != nil || len(body) == 0 {
			t.Errorf("%s: body = %q, %v, want it readable", name, body, err)
		}
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	answer := func(message string) error {
		s := forbids(linkedCode, message)
		pl := runtime.NewPipeline("other", "v1.0.0", runtime.PipelineOptions{}, &policy.ClientOptions{Transport: &http.Client{Transport: s}})
		resp, err := put(t.Context(), pl, network, "{}")
		if err != nil {
			t.Fatal(err)
		}
		return runtime.NewResponseError(resp)
	}
	err := Explain(fmt.Errorf("outer: %w", answer(tenantText)))
	got := wantKind(t, err, MissingAuxiliaryToken, "auth.Tenant{", "auth.WithTenants", subA)
	if Explain(err) != err {
		t.Error("Explain(explained) is another error")
	}
	if _, ok := errors.AsType[*azcore.ResponseError](got); !ok || got.CorrelationID != "correlation-1" {
		t.Errorf("Explain() = %#v, want the cause and its id", got)
	}
	wantKind(t, Explain(answer(rightsText)), NoRightsInLinkedTenant, "az role assignment create")
	for _, other := range []error{nil, context.Canceled, answer("another wording")} {
		if got := Explain(other); got != other {
			t.Errorf("Explain(%v) = %v, want it unchanged", other, got)
		}
	}
}

func TestChain_Explain(t *testing.T) {
	t.Parallel()
	c := newEstate().chain(t)
	foreign := runtime.NewPipeline("other", "v1.0.0", runtime.PipelineOptions{}, &policy.ClientOptions{
		Transport: &http.Client{Transport: forbids(linkedCode, tenantText)},
	})
	resp, err := put(t.Context(), foreign, network, "{}")
	if err != nil {
		t.Fatal(err)
	}
	cause := fmt.Errorf("outer: %w", runtime.NewResponseError(resp))
	got := wantKind(t, c.Explain(cause), MissingAuxiliaryToken, tenantA, "this chain as the client's credential")
	if got.LinkedTenant != tenantA || got.LinkedSubscription != subA || got.Unwrap() != cause {
		t.Errorf("Explain() = %#v, want the tenant, the subscription and the cause", got)
	}
	for _, other := range []error{nil, context.Canceled, error(got), &azcore.ResponseError{StatusCode: http.StatusForbidden}} {
		if again := c.Explain(other); again != other {
			t.Errorf("Explain(%v) = %v, want it unchanged", other, again)
		}
	}
}

// TestCanary walks whatever comes back from a call that carried tokens.
func TestCanary(t *testing.T) {
	t.Parallel()
	answers := map[string]*service{
		"success": {}, "explained": forbids(linkedCode, rightsText), "refused": forbids("AuthorizationFailed", "no"),
		"rejected": {answer: func(int, *http.Request) (int, http.Header, string) { return http.StatusUnauthorized, nil, "{}" }},
		"redirect": {answer: func(int, *http.Request) (int, http.Header, string) {
			return http.StatusTemporaryRedirect, http.Header{"Location": {"https://evil.example/"}}, ""
		}},
		"redirect at home": {answer: func(n int, _ *http.Request) (int, http.Header, string) {
			if n == 1 {
				return http.StatusTemporaryRedirect, http.Header{"Location": {manager + "/again"}}, ""
			}
			return http.StatusForbidden, nil, "{}"
		}},
	}
	for name, s := range answers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEstate()
			var captured *http.Response
			ctx := policy.WithCaptureResponse(t.Context(), &captured)
			resp, err := put(ctx, pipeline(t, e.chain(t), s), network, refers(subA, subB))
			if s.auxiliary()[0] == "" {
				t.Fatal("the request carried no auxiliary token, so the test shows nothing")
			}
			noCanary(t, err)
			noCanary(t, resp)
			noCanary(t, captured)
			if resp != nil {
				noCanary(t, runtime.NewResponseError(resp))
			}
			if strings.Contains(e.logs.String(), "eyJ") {
				t.Errorf("a token is in the log: %s", e.logs)
			}
		})
	}
}

// TestCanary_credential has credentials that put tokens into their errors.
func TestCanary_credential(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"rejected Bearer " + jwt(tenantA, "1"), "rejected " + jwt(tenantA, "1"), "rejected Bearer opaque-token-eyJ"} {
		e := newEstate()
		e.a.fail(errors.New(text))
		_, err := put(t.Context(), pipeline(t, e.chain(t), &service{}), network, refers(subA))
		if strings.Contains(err.Error(), "eyJ") {
			t.Errorf("error = %v, want no token in it", err)
		}
	}
}

func TestBrief(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"plain":                            "plain",
		"first\tline\r\nsecond":            "first line",
		"first\nbody AADSTS700016 x":       "first (AADSTS700016)",
		"AADSTS700016: first\nAADSTS90002": "AADSTS700016: first",
		strings.Repeat("ä", 200):           strings.Repeat("ä", 150) + "…",
	} {
		if got := brief(errors.New(text)); got != want {
			t.Errorf("brief(%q) = %q, want %q", text, got, want)
		}
	}
}

// noCanary fails if a JWT can be found in what fmt makes of v or in any string that v leads to.
func noCanary(t *testing.T, v any) {
	t.Helper()
	for _, verb := range []string{"%v", "%+v", "%#v"} {
		if text := fmt.Sprintf(verb, v); strings.Contains(text, "eyJ") {
			t.Errorf("%s shows a token: %s", verb, text)
		}
	}
	seek(t, reflect.ValueOf(v), map[uintptr]bool{}, "")
}

// seek follows pointers, interfaces, fields (contexts among them), maps and slices.
func seek(t *testing.T, v reflect.Value, seen map[uintptr]bool, path string) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		if strings.Contains(v.String(), "eyJ") {
			t.Errorf("a token is at %s", path)
		}
	case reflect.Pointer:
		if v.IsNil() || seen[v.Pointer()] || strings.Contains(v.Type().String(), "testing.") {
			return
		}
		seen[v.Pointer()] = true
		seek(t, v.Elem(), seen, path)
	case reflect.Interface:
		seek(t, v.Elem(), seen, path)
	case reflect.Struct:
		for i := range v.NumField() {
			seek(t, v.Field(i), seen, path+"."+v.Type().Field(i).Name)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			seek(t, k, seen, path+".key")
			seek(t, v.MapIndex(k), seen, path+"["+fmt.Sprint(k)+"]")
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range v.Len() {
			seek(t, v.Index(i), seen, fmt.Sprintf("%s[%d]", path, i))
		}
	}
}
