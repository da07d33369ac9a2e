// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package lint_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/connections/lint"
)

// fixed applies all edits there are, as often as there are some.
func fixed(text []byte, opts lint.Options) []byte {
	for range 9 {
		text = lint.Fix(text, lint.Check(text, opts))
	}
	return text
}

func TestFix(t *testing.T) {
	t.Parallel()
	headers := func(value string) string { return apim(`"metadata":{`, `"metadata":{"customHeaders":`+value+`,`) }
	for _, test := range []struct{ name, text, want string }{
		{"nothing", " " + apim() + "\n", " " + apim() + "\n"},
		{"category", apim("ApiManagement", "api_management"), apim()},
		{"authType", apim("ProjectManagedIdentity", "projectmanagedidentity"), apim()},
		{"agent", props(`"category":"RemoteTool","authType":"AgenticIdentity","target":"https://a.b"`), props(`"category":"RemoteTool","authType":"AgenticIdentityToken","target":"https://a.b"`)},
		{"key", apim(inPath, `"deployment_in_path" :  "true"`), apim(inPath, `"deploymentInPath" :  "true"`)},
		{"boolean", apim(inPath, `"deploymentInPath":true`), apim()},
		{"text of a boolean", apim(inPath, `"deploymentInPath":" TRUE"`), apim()},
		{"number", props(`"category":"Git","authType":"None","metadata":{"a":1.50}`), props(`"category":"Git","authType":"None","metadata":{"a":"1.50"}`)},
		{"object", headers("{\n  \"a\": \"b \\\"c\\\" \\u00e9\"\n}"), headers(`"{  \"a\": \"b \\\"c\\\" \\u00e9\"}"`)},
		{"twice", headers(`"\"{\\\"a\\\":\\\"b\\\\\\\"c\\\\n\\\\\\\\\\\"}\""`), headers(`"{\"a\":\"b\\\"c\\n\\\\\"}"`)},
		{"Python", headers(`"{'a': 'b', }"`), headers(`"{\"a\": \"b\" }"`)},
		{"one object", apim(`"[{`, `"{`, `}}}]"`, `}}}"`), apim()},
		{"format", apim("OpenAI", "openai"), apim()},
		{"escaped before it", apim(`"[{`, `"[\n\u007b`, "OpenAI", "openai"), apim(`"[{`, `"[\n\u007b`)},
		{"member of the discovery", mg("listModelsEndpoint", "list_models_endpoint"), mg()},
		{"provider", mg(`\"OpenAI\"`, `\"openai\"`), mg()},
		{"slash before an endpoint", mg(`\"/models\"`, `\"models\"`), mg()},
		{"type of authConfig", mg(`"metadata":{`, `"metadata":{"authConfig":"{\"type\":\"apiKey\",\"name\":\"a\"}",`), mg(`"metadata":{`, `"metadata":{"authConfig":"{\"type\":\"api_key\",\"name\":\"a\"}",`)},
		{"header", headers(`"{\"a\":1}"`), headers(`"{\"a\":\"1\"}"`)},
		{"slashes behind the target", apim(`/openai"`, `/openai//"`), apim()},
		{"scopes", mg(`"authType":"ApiKey","credentials":{"key":"hush"}`, strings.Replace(oauth, `["models"]`, `"models"`, 1)), mg(`"authType":"ApiKey","credentials":{"key":"hush"}`, oauth)},
		{"keys", props(`"category":"CustomKeys","authType":"CustomKeys","credentials":{ "a":"hush" }`), props(`"category":"CustomKeys","authType":"CustomKeys","credentials":{"keys":{ "a":"hush" }}`)},
		{"all at once", printed, strings.Replace(strings.TrimSpace(changed(printed, []string{"/openai\",", "/openai\"", "DeploymentInPath", "deploymentInPath"})), "\n  }", "\n  }}\n", 1)},
		{"quotes and words", "{'properties': {category: “Git”, \"authType\": 'None', \"useWorkspaceManagedIdentity\": False,}} // x", `{"properties": {"category": "Git", "authType": "None", "useWorkspaceManagedIdentity": false}} `},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := string(fixed([]byte(test.text), lint.Options{}))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("Fix() (-want +got)\n%s", diff)
			}
			if !json.Valid([]byte(got)) {
				t.Error("the result is no JSON")
			}
		})
	}
}

// Edits that overlap, and edits of another text, change nothing twice and break nothing.
func TestFix_overlap(t *testing.T) {
	t.Parallel()
	findings := []lint.Finding{
		{Edits: []lint.Edit{{Start: 0, End: 2, Text: "x"}}}, {Edits: []lint.Edit{{Start: 1, End: 3, Text: "y"}}},
		{Edits: []lint.Edit{{Start: 4, End: 99}}}, {Edits: []lint.Edit{{Start: 3, End: 2}}}, {Edits: []lint.Edit{{Start: -1, End: 2}}},
	}
	if got := string(lint.Fix([]byte("abcd"), findings)); got != "xcd" {
		t.Errorf("Fix() = %q, want %q", got, "xcd")
	}
}

// No finding shows a secret, wherever somebody put it.
func TestCheck_secrets(t *testing.T) {
	t.Parallel()
	const hush = "hush7f3a"
	bodies := []string{
		mg(`{"key":"hush"}`, `"hush7f3a"`), mg(`{"key":"hush"}`, `{"key":["hush7f3a"],"sas":"hush7f3a"}`),
		mg(`{"key":"hush"}`, `{"apikey":"hush7f3a"}`), mg(`"credentials":{"key":"hush"}`, `"key":"hush7f3a"`),
		mg(`https://`, `https://hush7f3a:hush7f3a@`), mg(`/v1"`, `/v1?key=hush7f3a#hush7f3a"`), mg(`https://llm.contoso.com/v1`, `hush7f3a`),
		mg(`\"/models\"`, `\"https://hush7f3a@evil.com/?k=hush7f3a\"`), mg(`\"/models\"`, `\"m?k=hush7f3a&api-version=1&api-version=2\"`),
		mg(`"metadata":{`, `"metadata":{"customHeaders":{"api-key":"hush7f3a"},`), mg(`"metadata":{`, `"metadata":{"customHeaders":"{'api-key':'hush7f3a'}",`),
		mg(`"metadata":{`, `"metadata":{"customHeaders":"\"{\\\"a\\\":\\\"hush7f3a\\\"}\"",`), mg(`"metadata":{`, `"metadata":{"customHeaders":"{\"api-key\":{\"hush7f3a\":1}}",`),
		mg(`"metadata":{`, `"metadata":{"authHeaderFormat":"Bearer hush7f3a","authConfig":"{\"format\":\"hush7f3a\"}",`),
		mg(`{"key":"hush"}`, `{"keys":{"a":hush7f3a}}`), mg(`"hush"`, `'hush7f3a'`), mg(`"hush"`, `“hush7f3a”`), mg(`"hush"`, `"hush7f3a`), mg(`"hush"`, `hush7f3a`),
		mg(`"authType":"ApiKey","credentials":{"key":"hush"}`, strings.Replace(oauth, `"clientSecret":"hush"`, `"tokenUrl":"hush7f3a","client_secret":"hush7f3a"`, 1)),
		mg(`"authType":"ApiKey","credentials":{"key":"hush"}`, strings.Replace(oauth, `["models"]`, `"hush7f3a"`, 1)),
		props(`"category":"CustomKeys","authType":"CustomKeys","credentials":{"a":"hush7f3a","b":"hush7f3a"}`),
		`hush7f3a`, `"hush7f3a"`, `{"properties":{"credentials":{"key":"hush7f3a" "hush7f3a"`,
	}
	for _, body := range bodies {
		if !strings.Contains(body, hush) {
			t.Errorf("%s holds no secret", body)
		}
		findings := lint.Check([]byte(body), lint.Options{Advice: true})
		text, err := json.Marshal(findings)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text)+fmt.Sprint(findings), hush) {
			t.Errorf("Check(%s) shows the secret: %s", body, text)
		}
		if len(findings) == 0 {
			t.Errorf("Check(%s) finds nothing", body)
		}
	}
}
