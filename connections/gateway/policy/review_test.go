// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/connections/gateway/policy"
)

// Parts of documents that the rules are shown with.
const (
	entra = `<validate-azure-ad-token tenant-id="t" output-token-variable-name="jwt"><client-application-ids><application-id>a</application-id></client-application-ids>` +
		`<audiences><audience>https://cognitiveservices.azure.com</audience></audiences></validate-azure-ad-token>`
	anyone    = `<validate-azure-ad-token tenant-id="t" output-token-variable-name="jwt"><audiences><audience>https://cognitiveservices.azure.com</audience></audiences></validate-azure-ad-token>`
	identity  = `<authentication-managed-identity resource="https://cognitiveservices.azure.com" />`
	byHeader  = `<choose><when condition="@(context.Request.Headers.ContainsKey("x-ms-foundry-project-id"))">` + identity + `</when></choose>`
	byToken   = `<choose><when condition="@(((Jwt)context.Variables["jwt"]).Claims.GetValueOrDefault("appid", "") == "a")">` + identity + `</when></choose>`
	jwtBegins = `<validate-jwt header-name="Authorization"><openid-config url="https://login.microsoftonline.com/11111111-0000-4000-8000-000000000000/v2.0/.well-known/openid-configuration" /><audiences><audience>a</audience></audiences>`
	jwtEnds   = `<required-claims><claim name="appid"><value>a</value></claim></required-claims></validate-jwt>` + identity
	fromPath  = `<set-variable name="model" value="@(Regex.Match(context.Request.OriginalUrl.Path, "/deployments/([^/]+)").Groups[1].Value)" />`
	tokens    = `<llm-token-limit tokens-per-minute="1" estimate-prompt-tokens="true" counter-key=`
)

// pairs show each rule with a text that it finds something in, and one that is right. What has no root stands
// in the section inbound, after base.
var pairs = []struct {
	rule, bad, good string
	format          policy.Format
}{
	{"GP000", "<policies><inbound>", `<rewrite-uri template="/" />`, ""},
	{"GP000", `<set-variable name="x" value="@("a)" />`, `<set-variable name="x" value="@("a")" />`, ""},
	{"GP001", `<set-variable name="x" value="@(a["b"])" />`, `<set-variable name="x" value="@(a[&quot;b&quot;])" />`, policy.FormatXML},
	{"GP001", `<rewrite-uri template="/?a=b&c=d" />`, `<rewrite-uri template="/?a=b&amp;c=d" />`, policy.FormatXML},
	{"GP002", `<llm-token-limit tokens-per-minute="1" estimate-prompt-tokens="true" />`, tokens + `"@(context.Subscription.Id)" />`, ""},
	{"GP010", anyone + byHeader, anyone + byToken + `<set-header name="Authorization" exists-action="delete" />`, ""},
	{
		"GP010", `<set-variable name="agent" value="@(context.Request.Headers.GetValueOrDefault("x-ms-foundry-agent-id", ""))" />` +
			`<choose><when condition="@((string)context.Variables["agent"] != "")">` + identity + `</when></choose>`,
		entra + byHeader + `<set-header name="Authorization" exists-action="delete" />`, "",
	},
	{"GP011", inSections(identity, "<base />"), inSections(entra+identity, "<base />"), ""},
	{"GP011", inSections(when("context.Subscription != null", entra)+identity, "<base />"), inSections(when("context.Subscription == null", entra)+identity, "<base />"), ""},
	{
		"GP011", inSections(when(`context.Subscription == null && context.Request.Headers.ContainsKey("Authorization")`, entra)+identity, "<base />"),
		inSections(when("context.Subscription==null", entra)+identity, "<base />"), "",
	},
	{"GP012", `<validate-azure-ad-token tenant-id="t"><client-application-ids><application-id>a</application-id></client-application-ids></validate-azure-ad-token>` + identity, entra + identity, ""},
	{"GP013", jwtBegins + jwtEnds, jwtBegins + `<issuers><issuer>https://sts.windows.net/11111111-0000-4000-8000-000000000000/</issuer></issuers>` + jwtEnds, ""},
	{
		"GP013", jwtBegins + `<issuers><issuer>https://sts.windows.net/22222222-0000-4000-8000-000000000000/</issuer></issuers>` + jwtEnds,
		jwtBegins + `<issuers><issuer>https://sts.windows.net/11111111-0000-4000-8000-000000000000/</issuer></issuers>` + jwtEnds, "",
	},
	{
		"GP013", strings.Replace(jwtBegins, "11111111-0000-4000-8000-000000000000/v2.0", "common", 1) + jwtEnds,
		strings.Replace(jwtBegins, "11111111-0000-4000-8000-000000000000/v2.0", "contoso.com", 1) + jwtEnds, "",
	},
	{"GP014", anyone + identity, entra + identity, ""},
	{"GP015", strings.Replace(jwtBegins+jwtEnds, "appid", "xms_mirid", 1), jwtBegins + `<issuers><issuer>https://sts.windows.net/{{tenant}}/</issuer></issuers>` + jwtEnds, ""},
	{"GP015", `<set-variable name="x" value="@(((Jwt)context.Variables["jwt"]).Claims.ContainsKey("xms_mirid"))" />`, entra + identity, ""},
	{
		"GP020", fromPath,
		fromPath + `<choose><when condition="@((string)context.Variables["model"] == "")"><set-variable name="model" value="@((string)context.Request.Body.As<JObject>(true)["model"])" /></when></choose>`, "",
	},
	{
		"GP021", `<set-variable name="model" value="@((string)context.Request.Body.As<JObject>()["model"])" />`,
		`<set-variable name="model" value="@((string)context.Request.Body.As<JObject>(preserveContent: true)["model"])" />`, "",
	},
	{"GP030", tokens + `"@(context.Request.Headers.GetValueOrDefault("x-ms-client-request-id", ""))" />`, tokens + `"@(context.Request.IpAddress)" />`, ""},
	{
		"GP031", tokens + `"@(context.Request.Headers.GetValueOrDefault("x-ms-foundry-project-id", ""))" />`,
		entra + identity + tokens + `"@(context.Request.Headers.GetValueOrDefault("x-ms-foundry-project-id", ""))" />`, "",
	},
	{
		"GP031", `<set-variable name="key" value="@(context.Request.Headers.GetValueOrDefault("openai-project", ""))" />` + tokens + `"@((string)context.Variables["key"])" />`,
		anyone + identity + `<set-variable name="key" value="none" />` + strings.Replace(byToken, identity, `<set-variable name="key" value="@(context.Request.Headers.GetValueOrDefault("openai-project", ""))" />`, 1) +
			tokens + `"@((string)context.Variables["key"])" />`, "",
	},
	{"GP040", "<policies><inbound><base /></inbound><backend><base /></backend><outbound /></policies>", `<rewrite-uri template="/" />`, ""},
	{"GP041", inSections("<base />", "<forward-request />"), inSections("<base />", `<forward-request buffer-response="false" />`), ""},
	{"GP042", entra, entra + identity, ""},
	{"GP043", inSections("<base />", ""), inSections("<base />", "<base />"), ""},
	{"GP043", inSections("<base />", "<set-variable name=\"x\" value=\"1\" />"), inSections("<base /><return-response />", ""), ""},
}

// when returns policies under a condition.
func when(condition, then string) string {
	return `<choose><when condition="@(` + condition + `)">` + then + `</when></choose>`
}

// inSections returns a document with policies in the first two sections.
func inSections(inbound, backend string) string {
	return "<policies><inbound>" + inbound + "</inbound><backend>" + backend + "</backend><outbound><base /></outbound><on-error><base /></on-error></policies>"
}

// whole returns a document with a text of pairs in it.
func whole(text string) string {
	if strings.HasPrefix(text, "<policies>") {
		return text
	}
	return around("<base />" + text)
}

func TestReview_rules(t *testing.T) {
	t.Parallel()
	shown := make(map[string]bool)
	for _, p := range pairs {
		shown[p.rule] = true
		if got := ids(policy.Review(whole(p.bad), p.format)); !slices.Contains(got, p.rule) {
			t.Errorf("%s is not found in %s: %v", p.rule, p.bad, got)
		}
		if got := policy.Review(whole(p.good), p.format); slices.Contains(ids(got), p.rule) {
			t.Errorf("%s is found in %s: %v", p.rule, p.good, got)
		}
	}
	for _, r := range policy.Rules() {
		if !shown[r.ID] {
			t.Errorf("%s is not shown", r.ID)
		}
	}
}

// ids returns the rules of findings, each once.
func ids(findings []policy.Finding) []string {
	var list []string
	for _, f := range findings {
		list = append(list, f.Rule)
	}
	return slices.Compact(list)
}

// A policy of the kind that people paste reports all of its faults.
func TestReview_pasted(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/pasted.rawxml")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range policy.Review(string(text), policy.FormatXML) {
		got = append(got, fmt.Sprintf("%d:%d %s %s", f.Line, f.Column, f.Rule, f.Path))
	}
	want := []string{
		"11:44 GP001 ", "32:17 GP010 inbound/choose[2]/when[1]/authentication-managed-identity[1]", "5:9 GP012 inbound/validate-jwt[1]",
		"5:9 GP014 inbound/validate-jwt[1]", "15:9 GP020 inbound/set-variable[5]", "23:17 GP031 inbound/choose[1]/otherwise[1]/llm-token-limit[1]/@counter-key",
		"1:1 GP040 on-error", "38:9 GP041 backend/forward-request[1]", "2:5 GP042 inbound",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Review() (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{"GP010", "GP012", "GP014", "GP020", "GP031", "GP040", "GP041", "GP042"}, ids(policy.Review(string(text), ""))); diff != "" {
		t.Errorf("Review() as rawxml (-want +got)\n%s", diff)
	}
}

// Nothing is found in what the constructors make, but that a discovery without Access lets in everybody.
func TestReview_made(t *testing.T) {
	t.Parallel()
	for name, d := range made(t) {
		var want []string
		if name == "list-deployments" {
			want = []string{"GP011", "GP040"}
		}
		for _, format := range []policy.Format{policy.FormatXML, policy.FormatRawXML} {
			text, err := d.Render(format)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, ids(policy.Review(text, format))); diff != "" {
				t.Errorf("%s (-want +got)\n%s", name, diff)
			}
		}
		if diff := cmp.Diff(want, ids(d.Review())); diff != "" {
			t.Errorf("%s as a document (-want +got)\n%s", name, diff)
		}
	}
}

// The article that this began with has a policy with these faults. It is not part of the project.
func TestReview_article(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob("../../../../shared/background/*.txt")
	found := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, document := range regexp.MustCompile(`(?s)<policies>.*?</policies>`).FindAllString(string(text), -1) {
			found++
			got := ids(policy.Review(document, policy.FormatXML))
			want := []string{"GP011", "GP040"}
			if strings.Contains(document, "validate-jwt") {
				want = []string{"GP001", "GP010", "GP012", "GP014", "GP020", "GP031", "GP040", "GP041", "GP042"}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got)\n%s\n%s", file, diff, document)
			}
		}
	}
	t.Logf("%d policies of articles looked at", found)
}
