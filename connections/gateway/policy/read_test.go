// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/connections/gateway/policy"
)

// around puts policies into the section inbound of a document whose other sections are base alone.
func around(inbound string) string {
	return "<policies><inbound>" + inbound + "</inbound><backend><base/></backend><outbound><base/></outbound><on-error><base/></on-error></policies>"
}

func TestRead_values(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       policy.Element
	}{
		{"literal", `<set-variable name="x" value="a &lt; b &amp;&#38; c" />`, policy.SetVariable{Name: "x", Value: policy.Literal("a < b && c")}},
		{"escaped", `<set-variable name="x" value="@(a[&quot;b&quot;] &amp;&amp; c)" />`, policy.SetVariable{Name: "x", Value: policy.Expression(`a["b"] && c`)}},
		{"verbatim", `<set-variable name="x" value="@(a["b"] && c<string>(")"))" />`, policy.SetVariable{Name: "x", Value: policy.Expression(`a["b"] && c<string>(")")`)}},
		{"verbatim in single quotes", `<set-variable name='x' value='@(a.Split('\'') == "&")'/>`, policy.SetVariable{Name: "x", Value: policy.Expression(`a.Split('\'') == "&"`)}},
		{
			"block over lines", "<set-variable name=\"x\" value=\"@{\n // don't stop at ) or }\n return \"}\";\n}\" />",
			policy.SetVariable{Name: "x", Value: policy.Block("\n // don't stop at ) or }\n return \"}\";\n")},
		},
		{"interpolated", `<set-variable name="x" value="@($"{a["}"]}_{{ ) {b}")" />`, policy.SetVariable{Name: "x", Value: policy.Expression(`$"{a["}"]}_{{ ) {b}"`)}},
		{"verbatim string", `<set-variable name="x" value="@(@"\d+"")")" />`, policy.SetVariable{Name: "x", Value: policy.Expression(`@"\d+"")"`)}},
		{"both ways of @$", `<set-variable name="x" value="@($@"{a}"")" + @$"("")")" />`, policy.SetVariable{Name: "x", Value: policy.Expression(`$@"{a}"")" + @$"("")"`)}},
		{"comment", `<set-variable name="x" value="@(a /* ) " */ + b)" />`, policy.SetVariable{Name: "x", Value: policy.Expression(`a /* ) " */ + b`)}},
		{"literal with an expression in it", `<set-variable name="x" value="@(a) and more" />`, policy.SetVariable{Name: "x", Value: policy.Literal("@(a) and more")}},
		{"named value", `<set-variable name="x" value="{{name}}" />`, policy.SetVariable{Name: "x", Value: policy.Literal("{{name}}")}},
		{"bare ampersand", `<rewrite-uri template="/a?b=c&d=e" />`, policy.RewriteURI{Template: policy.Literal("/a?b=c&d=e")}},
		{"text", "<set-body>\n @(a[\"b\"] <c && d)\n</set-body>", policy.SetBody{Body: policy.Expression(`a["b"] <c && d`)}},
		{"text, escaped", "<set-body> @(a[\"b\"] &lt; c) </set-body>", policy.SetBody{Body: policy.Expression(`a["b"] < c`)}},
		{"text with generics", "<set-body>@(As<string>(true))</set-body>", policy.SetBody{Body: policy.Expression("As<string>(true)")}},
		{"text in CDATA", "<set-body><![CDATA[@{ return a < b; }]]></set-body>", policy.SetBody{Body: policy.Block(" return a < b; ")}},
		{"text keeps its blanks", "<set-body> a\tb </set-body>", policy.SetBody{Body: policy.Literal(" a\tb ")}},
		{"comment beside text", "<set-body><!-- why --> @(a)</set-body>", policy.SetBody{Body: policy.Expression("a"), Extra: policy.Extra{Comments: []policy.Comment{" why "}}}},
		{
			"keys", `<validate-jwt header-name="a"><issuer-signing-keys><key id="1">YQ==</key><key certificate-id="c" /></issuer-signing-keys><decryption-keys><key n="n" e="e"/></decryption-keys></validate-jwt>`,
			policy.ValidateJWT{
				HeaderName: policy.Literal("a"), IssuerSigningKeys: []policy.Key{{ID: "1", Value: policy.Literal("YQ==")}, {CertificateID: "c"}},
				DecryptionKeys: []policy.Key{{N: "n", E: "e"}},
			},
		},
		{
			"lists in another order", `<validate-azure-ad-token tenant-id="t"><audiences><audience>@(a)</audience></audiences><client-application-ids><application-id>b</application-id></client-application-ids></validate-azure-ad-token>`,
			policy.ValidateAzureADToken{
				TenantID: policy.Literal("t"), Audiences: []policy.Value{policy.Expression("a")}, ClientApplicationIDs: []policy.Value{policy.Literal("b")},
			},
		},
		{
			"claims", `<validate-azure-ad-token tenant-id="t"><required-claims><claim name="roles" match="any" separator=","><value>a</value></claim></required-claims></validate-azure-ad-token>`,
			policy.ValidateAzureADToken{TenantID: policy.Literal("t"), RequiredClaims: []policy.Claim{{Name: policy.Literal("roles"), Match: "any", Separator: ",", Values: []policy.Value{policy.Literal("a")}}}},
		},
		{
			"retry", `<retry condition="@(a)" count="2" interval="1" max-interval="9" delta="3" first-fast-retry="true"><set-backend-service backend-id="b" /></retry>`,
			policy.Retry{
				Condition: policy.Expression("a"), Count: policy.Int(2), Interval: policy.Int(1), MaxInterval: policy.Int(9), Delta: policy.Int(3), FirstFastRetry: policy.Bool(true),
				Do: []policy.Element{policy.SetBackendService{BackendID: policy.Literal("b")}},
			},
		},
		{
			"response", `<return-response response-variable-name="r"><set-status code="429" reason="Too Many"/><set-header name="a"><value>1</value><value>@(b)</value></set-header><set-body>{}</set-body></return-response>`,
			policy.ReturnResponse{
				ResponseVariable: "r", Status: &policy.SetStatus{Code: policy.Int(429), Reason: policy.Literal("Too Many")},
				Headers: []policy.SetHeader{{Name: policy.Literal("a"), Values: []policy.Value{policy.Literal("1"), policy.Expression("b")}}},
				Body:    &policy.SetBody{Body: policy.Literal("{}")},
			},
		},
		{
			"check-header", `<check-header name="a" failed-check-httpcode="401" failed-check-error-message="no" ignore-case="true"><value>b</value></check-header>`,
			policy.CheckHeader{
				Name: policy.Literal("a"), FailedCheckHTTPCode: policy.Int(401), FailedCheckErrorMessage: policy.Literal("no"), IgnoreCase: policy.Bool(true),
				Values: []policy.Value{policy.Literal("b")},
			},
		},
		{
			"rate-limit-by-key", `<rate-limit-by-key calls="10" renewal-period="60" increment-condition="@(a)" counter-key="@(b)" remaining-calls-variable-name="left" />`,
			policy.RateLimitByKey{
				Calls: policy.Int(10), RenewalPeriod: policy.Int(60), IncrementCondition: policy.Expression("a"), CounterKey: policy.Expression("b"), RemainingCallsVariable: "left",
			},
		},
		{"a number that is none", `<authentication-managed-identity resource="r" ignore-error="maybe" />`, policy.Raw{
			Name:       "authentication-managed-identity",
			Attributes: []policy.Attribute{{Name: "resource", Value: policy.Literal("r")}, {Name: "ignore-error", Value: policy.Literal("maybe")}},
		}},
		{"unknown attribute", `<base id="1" />`, policy.Raw{Name: "base", Attributes: []policy.Attribute{{Name: "id", Value: policy.Literal("1")}}}},
		{
			"further attribute", `<set-variable id="v" name="x" value="1" />`,
			policy.SetVariable{Name: "x", Value: policy.Literal("1"), Extra: policy.Extra{Attributes: []policy.Attribute{{Name: "id", Value: policy.Literal("v")}}}},
		},
		{"a word that is none", `<set-header name="x" exists-action="@(a)" />`, policy.Raw{Name: "set-header", Attributes: []policy.Attribute{
			{Name: "name", Value: policy.Literal("x")}, {Name: "exists-action", Value: policy.Expression("a")},
		}}},
		{"unknown child", `<set-header name="x"><value>1</value><other /></set-header>`, policy.Raw{
			Name: "set-header", Attributes: []policy.Attribute{{Name: "name", Value: policy.Literal("x")}},
			Content: []policy.Element{
				policy.Raw{Name: "value", Content: []policy.Element{policy.Text{Value: policy.Literal("1")}}}, policy.Raw{Name: "other"},
			},
		}},
		{"markup in a body", "<set-body template=\"liquid\"><a xmlns:b=\"c\">{{d}} <b:e/></a></set-body>", policy.Raw{
			Name: "set-body", Attributes: []policy.Attribute{{Name: "template", Value: policy.Literal("liquid")}},
			Content: []policy.Element{policy.Raw{
				Name: "a", Attributes: []policy.Attribute{{Name: "xmlns:b", Value: policy.Literal("c")}},
				Content: []policy.Element{policy.Text{Value: policy.Literal("{{d}} ")}, policy.Raw{Name: "b:e"}},
			}},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d, err := policy.Read(around(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(policy.Document{Inbound: []policy.Element{tt.want}}, d); diff != "" {
				t.Errorf("Read() (-want +got)\n%s", diff)
			}
			again(t, d)
		})
	}
}

// again wants a document to be the same after it was written and read, in both formats.
func again(t *testing.T, d policy.Document) {
	t.Helper()
	for _, format := range []policy.Format{policy.FormatXML, policy.FormatRawXML} {
		text, err := d.Render(format)
		if err != nil {
			t.Fatal(err)
		}
		got, err := policy.Read(text)
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if !reflect.DeepEqual(d, got) { // cmp takes too long for what nests deep
			t.Errorf("after %s: %#v, want %#v\n%s", format, got, d, text)
		}
	}
}

func TestRead_sections(t *testing.T) {
	t.Parallel()
	d, err := policy.Read("\ufeff<?xml version=\"1.0\"?>\n<!-- a -->\r\n<policies><!-- b --><inbound>\r\n</inbound><backend><base /></backend><on-error><base /><!-- c --></on-error></policies>\n<!-- d -->\n")
	if err != nil {
		t.Fatal(err)
	}
	want := policy.Document{
		Head:    []policy.Comment{" a ", " b "},
		Inbound: []policy.Element{}, Outbound: []policy.Element{}, OnError: []policy.Element{policy.Base{}, policy.Comment(" c ")},
	}
	if diff := cmp.Diff(want, d); diff != "" {
		t.Errorf("Read() (-want +got)\n%s", diff)
	}
	again(t, d)
}

func TestRead_comments(t *testing.T) {
	t.Parallel()
	d, err := policy.Read(around(`<choose><!-- one --><!-- two --><when condition="@(a)"><!-- in --><base /></when><!-- three --><otherwise /><!-- four --></choose>`))
	if err != nil {
		t.Fatal(err)
	}
	want := []policy.Element{policy.Choose{
		When: []policy.When{{
			Comments: []policy.Comment{" one ", " two "}, Condition: policy.Expression("a"),
			Then: []policy.Element{policy.Comment(" in "), policy.Base{}},
		}},
		Otherwise: []policy.Element{policy.Comment(" three ")},
		Extra:     policy.Extra{Comments: []policy.Comment{" four "}},
	}}
	if diff := cmp.Diff(want, d.Inbound); diff != "" {
		t.Errorf("Read() (-want +got)\n%s", diff)
	}
}

func TestRead_refused(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"nothing", " \n", "line 2, column 1: the document has no element"},
		{"text", "hello", "line 1, column 1: text where only elements may stand"},
		{"another root", "<fragment />", "line 1, column 1: the root is fragment"},
		{"a single policy", "<base />", "the root is base"},
		{"DTD", "<!DOCTYPE policies><policies/>", "line 1, column 1: a declaration of a document type"},
		{"unknown section", "<policies><in /></policies>", "line 1, column 11: no section is called in"},
		{"section twice", "<policies><inbound/><inbound/></policies>", "line 1, column 21: the section inbound is there twice"},
		{"section with an attribute", "<policies><inbound id=\"1\" /></policies>", "the section inbound has attributes"},
		{"root with an attribute", "<policies a=\"1\" />", "<policies> has attributes"},
		{"text between sections", "<policies>a</policies>", "line 1, column 11: text between the sections"},
		{"text between policies", "<policies><inbound>ä<base/></inbound></policies>", "text between the policies of inbound"},
		{"more", "<policies/>x", "line 1, column 12: there is more after the end"},
		{"open element", "<policies>\n <inbound>", "line 2, column 2: <inbound> does not end"},
		{"wrong end", "<policies>\n ä<b></c>", "line 2, column 6: </c> ends <b>"},
		{"open tag", "<policies", "the tag of policies does not end here"},
		{"glued attributes", around(`<a b="1"c="2"/>`), "the tag of a does not end here"},
		{"attribute without a value", around(`<a b/>`), "an attribute needs a name, = and a value"},
		{"attribute without quotes", around(`<a b=c/>`), "the value of b needs quotes"},
		{"attribute twice", around(`<a b="1" b="2"/>`), "attribute b is there twice"},
		{"open value", around(`<a b="1/>`), "the value of b does not end"},
		{"open value, and a later one", around(`<a b="1/><c d="2" />`), "line 1, column 29: < stands in the value of b"},
		{"open comment", "<policies><!-- a </policies>", "--> is missing"},
		{"open expression", around("<a b=\"@(c[\"d\"]\" />"), "line 1, column 26: in the expression of b: the string does not end"},
		{"wrong bracket", around("<a b=\"@(c[\"d\"))\" />"), "line 1, column 33: in the expression of b: ) closes no bracket, ] is missing"},
		{"open string", around("<a>@(\"b\n\")</a>"), "line 1, column 27: in the expression in a: the string does not end on its line"},
		{"open verbatim string", around("<a b=\"@(@\"c />"), "the string does not end"},
		{"open interpolated string", around("<a b=\"@($\"c{d} />"), "the string does not end"},
		{"interpolated string over lines", around("<a b=\"@($\"c\n\")\" />"), "the string does not end on its line"},
		{"open hole", around("<a b=\"@($\"c{d)\")\" />"), ") closes no bracket, } is missing"},
		{"open comment of C#", around("<a>@(b /* )</a>"), "*/ is missing"},
		{"open expression in text", around("<a>@(b</a>"), "in the expression in a: the expression does not end"},
		{"open expression in CDATA", around("<a><![CDATA[@(b]]></a>"), "the expression in a does not end"},
		{"control character", "<policies>\n\x00</policies>", "line 2, column 1: a character that XML does not allow"},
		{"not UTF-8", "<policies>\xff</policies>", "a character that XML does not allow"},
		{"too deep", around(strings.Repeat("<a>", 63) + strings.Repeat("</a>", 63)), "elements nest deeper than 64"},
		{"brackets too deep", around("<a b=\"@(" + strings.Repeat("(", 70) + "\"x\"" + strings.Repeat(")", 70) + ")\" />"), "brackets nest too deep"},
		{"too long", "<policies>" + strings.Repeat(" ", 1<<20) + "</policies>", "the text is longer than 1048576 bytes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := policy.Read(tt.text)
			if _, ok := errors.AsType[*policy.SyntaxError](err); !ok || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Read() = %v, want a *policy.SyntaxError with %q", err, tt.want)
			}
		})
	}
}
