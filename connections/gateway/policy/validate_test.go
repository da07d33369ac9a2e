// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy_test

import (
	"strings"
	"testing"
	"time"

	"github.com/azfoundry/azfoundry/connections/gateway/policy"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

func TestDocument_Validate(t *testing.T) {
	t.Parallel()
	lit, expr := func(s string) policy.Value { return policy.Literal(s) }, func(s string) policy.Value { return policy.Expression(s) }
	tests := []struct {
		name    string
		element policy.Element
		want    string // pointer below /inbound/0, and rule
	}{
		{"nil", nil, " required"},
		{"variable without a name", policy.SetVariable{Value: lit("x")}, "/name required"},
		{"variable without a value", policy.SetVariable{Name: "x"}, "/value required"},
		{"literal like an expression", policy.SetVariable{Name: "x", Value: lit("@(a)")}, "/value literal"},
		{"literal like one that is open", policy.SetVariable{Name: "x", Value: lit("@{a")}, "/value literal"},
		{"body like an expression", policy.SetBody{Body: lit(" @(a) ")}, " literal"},
		{"open expression", policy.SetVariable{Name: "x", Value: expr("(a")}, "/value expression"},
		{"expression that ends early", policy.SetVariable{Name: "x", Value: expr("a) + (b")}, "/value expression"},
		{"comment over the end", policy.SetVariable{Name: "x", Value: expr("a // b")}, "/value expression"},
		{"empty expression", policy.SetVariable{Name: "x", Value: expr(" ")}, "/value expression"},
		{"control character", policy.SetVariable{Name: "x", Value: lit("\x01")}, "/value characters"},
		{"comment with hyphens", policy.Comment("a -- b"), " comment"},
		{"comment that ends with one", policy.Comment("a-"), " comment"},
		{"text", policy.Text{Value: lit("a")}, " section"},
		{"raw without a name", policy.Raw{}, " name"},
		{"raw with a bad name", policy.Raw{Name: "a b"}, " name"},
		{"raw with a bad attribute", policy.Raw{Name: "a", Attributes: []policy.Attribute{{Name: "1"}}}, " name"},
		{"raw with a nil attribute", policy.Raw{Name: "a", Attributes: []policy.Attribute{{Name: "b"}}}, "/b required"},
		{"raw with an attribute twice", policy.Raw{Name: "a", Attributes: []policy.Attribute{{Name: "b", Value: lit("")}, {Name: "b", Value: lit("")}}}, "/b repeated"},
		{"raw with text like an expression", policy.Raw{Name: "a", Content: []policy.Element{policy.Text{Value: lit("@(b)")}}}, "/0 literal"},
		{"extra that has a field", policy.SetVariable{Name: "x", Value: lit(""), Extra: policy.Extra{Attributes: []policy.Attribute{{Name: "name", Value: lit("y")}}}}, "/name repeated"},
		{"base in a branch", policy.Choose{When: []policy.When{{Condition: expr("a"), Then: []policy.Element{policy.Base{}}}}}, "/when/0/0 section"},
		{"choice without branches", policy.Choose{}, "/when required"},
		{"branch without a condition", policy.Choose{When: []policy.When{{}}}, "/when/0/condition required"},
		{"forward-request inbound", policy.ForwardRequest{}, " section"},
		{"unknown header action", policy.SetHeader{Name: lit("x"), ExistsAction: "drop", Values: []policy.Value{lit("")}}, "/exists-action enum"},
		{"header without values", policy.SetHeader{Name: lit("x")}, "/value required"},
		{"header with a nil value", policy.SetHeader{Name: lit("x"), Values: []policy.Value{nil}}, "/value/0 required"},
		{"header of the connection", policy.SetHeader{Name: lit("Content-Length"), ExistsAction: policy.Delete}, "/name header"},
		{"rewrite to no path", policy.RewriteURI{Template: lit("a")}, "/template pattern"},
		{"no backend", policy.SetBackendService{}, "/base-url oneOf"},
		{"two backends", policy.SetBackendService{BaseURL: lit("https://a"), BackendID: lit("b")}, "/backend-id oneOf"},
		{"retry without anything", policy.Retry{Count: lit("1"), Interval: lit("1")}, "/condition required"},
		{"retry too often", policy.Retry{Condition: expr("a"), Count: lit("51"), Interval: lit("1")}, "/count range"},
		{"retry with a word", policy.Retry{Condition: expr("a"), Count: lit("{n}"), Interval: lit("1")}, "/count range"},
		{"status out of range", policy.SetStatus{Code: lit("1000")}, "/code range"},
		{"response with a bad status", policy.ReturnResponse{Status: &policy.SetStatus{}}, "/set-status/code required"},
		{"check without anything", policy.CheckHeader{Name: lit("x"), FailedCheckHTTPCode: lit("401"), FailedCheckErrorMessage: lit("no")}, "/ignore-case required"},
		{"token without a place", policy.ValidateJWT{OpenIDConfigs: []string{"https://a"}}, "/header-name oneOf"},
		{"token without keys", policy.ValidateJWT{HeaderName: lit("a")}, "/openid-config required"},
		{"discovery without a URL", policy.ValidateJWT{HeaderName: lit("a"), OpenIDConfigs: []string{""}}, "/openid-config/0/url required"},
		{"claim without a name", policy.ValidateJWT{HeaderName: lit("a"), OpenIDConfigs: []string{"b"}, RequiredClaims: []policy.Claim{{}}}, "/required-claims/claim/0/name required"},
		{"token of no tenant", policy.ValidateAzureADToken{}, "/tenant-id required"},
		{"token in two places", policy.ValidateAzureADToken{TenantID: lit("a"), HeaderName: lit("b"), TokenValue: expr("c")}, "/token-value oneOf"},
		{"limit without a key", policy.LLMTokenLimit{TokensPerMinute: lit("1")}, "/counter-key required"},
		{"limit of nothing", policy.LLMTokenLimit{CounterKey: expr("a")}, "/tokens-per-minute required"},
		{"quota without a period", policy.LLMTokenLimit{CounterKey: expr("a"), TokenQuota: lit("1")}, "/token-quota-period required"},
		{"quota of an unknown period", policy.LLMTokenLimit{CounterKey: expr("a"), TokenQuota: lit("1"), TokenQuotaPeriod: "Never"}, "/token-quota-period enum"},
		{"limit of zero", policy.LLMTokenLimit{CounterKey: expr("a"), TokensPerMinute: lit("0")}, "/tokens-per-minute range"},
		{"metric without dimensions", policy.LLMEmitTokenMetric{}, "/dimension required"},
		{"dimension without a value", policy.LLMEmitTokenMetric{Dimensions: []policy.Dimension{{Name: lit("a")}}}, "/dimension/0/value required"},
		{"too many dimensions", policy.LLMEmitTokenMetric{Dimensions: dimensions(6)}, "/dimension maxItems"},
		{"rate over too long", policy.RateLimitByKey{Calls: lit("1"), RenewalPeriod: lit("301"), CounterKey: expr("a")}, "/renewal-period range"},
		{"managed identity for nothing", policy.AuthenticationManagedIdentity{}, "/resource required"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := policy.Document{Inbound: []policy.Element{tt.element}}
			pointer, rule, _ := strings.Cut(tt.want, " ")
			testworld.WantFaults(t, d.Validate(), "/inbound/0"+pointer+" "+rule)
			if text, err := d.Render(policy.FormatXML); err == nil {
				t.Errorf("Render() = %q, want the same refusal", text)
			}
		})
	}
}

func TestDocument_Validate_document(t *testing.T) {
	t.Parallel()
	var deep policy.Element = policy.Raw{Name: "b"}
	for range 62 { // and policies, the section, and the one in the middle
		deep = policy.Raw{Name: "a", Content: []policy.Element{deep}}
	}
	tests := []struct {
		name string
		in   policy.Document
		want string
	}{
		{"base twice", policy.Document{Outbound: []policy.Element{policy.Base{}, policy.Base{}}}, "/outbound/1 repeated"},
		{"validation outbound", policy.Document{Outbound: []policy.Element{policy.ValidateAzureADToken{TenantID: policy.Literal("a")}}}, "/outbound/0 section"},
		{"raw element in the wrong section", policy.Document{OnError: []policy.Element{policy.Raw{Name: "rewrite-uri"}}}, "/on-error/0 section"},
		{"comment at the top", policy.Document{Head: []policy.Comment{"--"}}, " comment"},
		{"too deep", policy.Document{Inbound: []policy.Element{policy.Raw{Name: "a", Content: []policy.Element{deep}}}}, " depth"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			testworld.WantFaults(t, tt.in.Validate(), tt.want)
		})
	}
	again(t, policy.Document{Inbound: []policy.Element{deep.(policy.Raw).Content[0]}})
	_, err := policy.Document{}.Render("json")
	testworld.WantFaults(t, err, "/format enum")
	_, err = policy.Document{Head: []policy.Comment{policy.Comment(strings.Repeat("a", 256<<10))}}.Render(policy.FormatXML)
	testworld.WantFaults(t, err, " maxLength")
}

// What the constructors are made from is checked before any document is.
func TestConstructors_refuse(t *testing.T) {
	t.Parallel()
	ok := policy.Access{Tenant: tenant, Applications: []string{application}}
	tests := []struct {
		name string
		make func() (policy.Document, error)
		want []string
	}{
		{"nothing", policy.Inference{}.Document, []string{"/Access/Projects required", "/Backend required"}},
		{"a name for a tenant", policy.Inference{Access: policy.Access{Tenant: "contoso.com", Applications: []string{application}}, Backend: "b"}.Document, []string{"/Access/Tenant guid"}},
		{"no audience", policy.Inference{Access: policy.Access{Tenant: tenant, Applications: []string{application}, Audiences: []string{}}, Backend: "b"}.Document, []string{"/Access/Audiences required"}},
		{"an empty audience", policy.Inference{Access: policy.Access{Tenant: tenant, Applications: []string{application}, Audiences: []string{"/"}}, Backend: "b"}.Document, []string{"/Access/Audiences/0 required"}},
		{"a cloud that is none", policy.Inference{Access: policy.Access{Keys: true, Cloud: "moon"}, Backend: "b"}.Document, []string{"/Access/Cloud enum"}},
		{
			"callers that are none, or there twice",
			policy.Inference{Backend: "b", Access: policy.Access{
				Tenant:       tenant,
				Projects:     []policy.Project{{}, {Application: "x", ID: "y", Name: "{{z}}"}, {Application: firstAgent}, {Application: firstAgent, Subscription: "@(s)"}},
				Applications: []string{strings.ToUpper(firstAgent), "*"},
			}}.Document,
			[]string{
				"/Access/Projects/0/Application required", "/Access/Projects/1/Application guid", "/Access/Projects/1/ID guid", "/Access/Projects/1/Name literal",
				"/Access/Projects/3/Application repeated", "/Access/Projects/3/Subscription keys", "/Access/Projects/3/Subscription literal",
				"/Access/Applications/0 repeated", "/Access/Applications/1 guid",
			},
		},
		{
			"numbers and words",
			policy.Inference{
				Access: policy.Access{Keys: true, KeyHeader: "{{k}}", KeyParameter: "@(k)"}, Backend: "a/b", Upstream: "v2", Timeout: time.Millisecond, Retries: 51, IdentityClientID: "me", Resource: "@(r)",
				Limits:  policy.Limits{By: "request", Projects: policy.Limit{TokensPerMinute: -1}, Others: policy.Limit{Quota: 1}},
				Metrics: &policy.Metrics{Namespace: "@(n)"},
			}.Document,
			[]string{
				"/Access/KeyHeader literal", "/Access/KeyParameter literal", "/Backend required", "/Resource literal", "/Upstream enum", "/IdentityClientID guid", "/Timeout range", "/Retries range",
				"/Limits/By enum", "/Limits/Projects range", "/Limits/Others/Period required", "/Metrics/Namespace literal",
			},
		},
		{"dimensions", policy.Inference{Access: ok, Backend: "b", Metrics: &policy.Metrics{Dimensions: dimensions(6)}}.Document, []string{"/inbound/12/dimension maxItems"}},
		{"no account", policy.Discovery{}.ListDeployments, []string{"/Account armid"}},
		{"another resource", policy.Discovery{Account: account + "/projects/p"}.ListDeployments, []string{"/Account armid"}},
		{"a query in the account", policy.Discovery{Account: account + "?a=b"}.ListDeployments, []string{"/Account armid"}},
		{
			"discovery", policy.Discovery{Account: account, APIVersion: "1&b=2", Cloud: "moon", Parameter: "a}", IdentityClientID: "x", Access: &policy.Access{}}.GetDeployment,
			[]string{"/APIVersion pattern", "/Cloud enum", "/Access/Projects required", "/Cloud cloud", "/IdentityClientID guid", "/Parameter pattern"},
		},
		{"no models", policy.StaticModels{Provider: "Azure"}.ListDeployments, []string{"/Provider enum", "/Models required"}},
		{
			"models", policy.StaticModels{Models: []policy.Model{{Alias: "a/b"}, {Alias: "c", Name: "{{d}}", Format: "Gemini"}, {Alias: "c"}}, Access: &policy.Access{}, Parameter: "1"}.GetDeployment,
			[]string{"/Models/0/Alias pattern", "/Models/1/Name literal", "/Models/1/Format enum", "/Models/2/Alias repeated", "/Access/Projects required", "/Parameter pattern"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d, err := tt.make()
			testworld.WantFaults(t, err, tt.want...)
			if len(d.Inbound) > 0 {
				t.Errorf("a document in spite of faults: %v", d)
			}
		})
	}
}

// dimensions returns n custom dimensions and one of the service's own.
func dimensions(n int) []policy.Dimension {
	list := []policy.Dimension{{Name: policy.Literal("API ID")}}
	for range n {
		list = append(list, policy.Dimension{Name: policy.Literal("a"), Value: policy.Literal("b")})
	}
	return list
}
