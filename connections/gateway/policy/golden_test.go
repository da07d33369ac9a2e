// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy_test

import (
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/connections/gateway/policy"
)

var update = flag.Bool("update", false, "write the documents in testdata/golden, and docs/gateway-policies.md, anew")

// Ids of the documents of the tests.
const (
	tenant      = "72F988BF-86F1-41AF-91AB-2D7CD011DB47"
	firstAgent  = "11111111-aaaa-4aaa-8aaa-111111111111"
	secondAgent = "22222222-bbbb-4bbb-8bbb-222222222222"
	application = "33333333-cccc-4ccc-8ccc-333333333333"
	projectID   = "455cbebf-a0bc-425e-99f6-0123456789ab"
	account     = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/models"
)

// access lets in two projects and another application, and keys.
func access() policy.Access {
	return policy.Access{
		Tenant: tenant, Keys: true,
		Projects: []policy.Project{
			{Application: strings.ToUpper(firstAgent), ID: projectID, Name: "sales"},
			{Application: secondAgent, Subscription: "hr"},
		},
		Applications: []string{application},
	}
}

// inference is an API with all that there is.
func inference() policy.Inference {
	return policy.Inference{
		Access: access(), Backend: "models-pool", Metrics: &policy.Metrics{}, Timeout: 2 * time.Minute, Retries: 2,
		Limits: policy.Limits{
			By:       policy.ByAgent,
			Projects: policy.Limit{TokensPerMinute: 10000, Quota: 5000000, Period: policy.Daily},
			Others:   policy.Limit{TokensPerMinute: 1000},
		},
	}
}

// made are the documents that the constructors make, by the names of their files.
func made(t *testing.T) map[string]policy.Document {
	t.Helper()
	all := access()
	generic := policy.Access{Tenant: tenant, Generic: true, Projects: []policy.Project{{Application: firstAgent}}}
	keys := policy.Access{Keys: true}
	elsewhere := policy.Access{Keys: true, KeyHeader: "X-Key", KeyParameter: "key"}
	models := []policy.Model{{Alias: "gpt-4o", Version: "2024-11-20"}, {Alias: "claude", Name: `a<b>&"c"`, Format: "Anthropic"}}
	out := make(map[string]policy.Document)
	for name, make := range map[string]func() (policy.Document, error){
		"inference":          inference().Document,
		"inference-classic":  policy.Inference{Access: generic, Backend: "models", Upstream: policy.UpstreamClassic}.Document,
		"inference-keys":     policy.Inference{Access: elsewhere, Backend: "models"}.Document,
		"get-deployment":     policy.Discovery{Account: account, Access: &all}.GetDeployment,
		"list-deployments":   policy.Discovery{Account: account, APIVersion: "2023-05-01"}.ListDeployments,
		"list-static":        policy.StaticModels{Models: models}.ListDeployments,
		"get-static":         policy.StaticModels{Models: models, Access: &keys, Parameter: "model"}.GetDeployment,
		"list-static-openai": policy.StaticModels{Models: models, Provider: policy.ProviderOpenAI}.ListDeployments,
		"get-static-openai":  policy.StaticModels{Models: models, Provider: policy.ProviderOpenAI}.GetDeployment,
	} {
		d, err := make()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out[name] = d
	}
	return out
}

func TestDocument_Render_golden(t *testing.T) {
	t.Parallel()
	for name, d := range made(t) {
		for format, ext := range map[policy.Format]string{policy.FormatXML: ".xml", policy.FormatRawXML: ".rawxml"} {
			file := filepath.Join("testdata", "golden", name+ext)
			text, err := d.Render(format)
			if err != nil {
				t.Fatal(err)
			}
			if *update {
				if err := os.WriteFile(file, []byte(text+"\n"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), text+"\n"); diff != "" {
				t.Errorf("%s is another than it was: look, and run go test -update (-want +got)\n%s", file, diff)
			}
			if format == policy.FormatXML {
				wellFormed(t, name, text)
			}
		}
		again(t, d)
	}
}

// wellFormed wants encoding/xml to read a text, to its end.
func wellFormed(t *testing.T, name, text string) {
	t.Helper()
	if err := parses(text); err != nil {
		t.Errorf("%s is not well-formed: %v", name, err)
	}
}

// parses returns what encoding/xml has against a text.
func parses(text string) error {
	decoder := xml.NewDecoder(strings.NewReader(text))
	for {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// What encoding/xml reads in a document is what the document has: an oracle for escaping.
func TestDocument_Render_oracle(t *testing.T) {
	t.Parallel()
	const code = "a[\"b\"] < c && d == '\\'' // e > \"f\"\n\t&& g"
	d := policy.Document{Inbound: []policy.Element{
		policy.SetVariable{Name: "x", Value: policy.Expression(code)},
		policy.SetBody{Body: policy.Block(" return " + code + "\n; ")},
		policy.SetVariable{Name: "y", Value: policy.Literal("\"<&>'\t\r\n]]>")},
	}}
	text, err := d.Render(policy.FormatXML)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Inbound struct {
			Variables []struct {
				Value string `xml:"value,attr"`
			} `xml:"set-variable"`
			Body string `xml:"set-body"`
		} `xml:"inbound"`
	}
	if err := xml.Unmarshal([]byte(text), &got); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	want := []string{"@(" + code + ")", "\"<&>'\t\r\n]]>", "@{ return " + code + "\n; }"}
	if diff := cmp.Diff(want, []string{got.Inbound.Variables[0].Value, got.Inbound.Variables[1].Value, got.Inbound.Body}); diff != "" {
		t.Errorf("encoding/xml reads (-want +got)\n%s\n%s", diff, text)
	}
	again(t, d)
}

// Where an expression would be read as escaped, rawxml escapes it.
func TestDocument_Render_mistakable(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"a /* &lt; */", "&quot;", `"&amp;"`, "a && '&quot;'", "a<b> /*&amp;*/", "a /* &#x41; */"} {
		again(t, policy.Document{Inbound: []policy.Element{
			policy.SetVariable{Name: "x", Value: policy.Expression(code)}, policy.SetBody{Body: policy.Block(code)},
			policy.Raw{Name: "a", Attributes: []policy.Attribute{{Name: "b", Value: policy.Block(code)}}},
		}})
	}
}

func TestDocument_Render_raw(t *testing.T) {
	t.Parallel()
	d := policy.Document{Inbound: []policy.Element{
		policy.Choose{When: []policy.When{{Condition: policy.Expression(`a["b"] == "c" && d<e>()`)}}},
		policy.SetBody{Body: policy.Expression(`As<string>("&")`)},
	}, Backend: []policy.Element{}}
	got, err := d.Render(policy.FormatRawXML)
	if err != nil {
		t.Fatal(err)
	}
	const want = `<policies>
    <inbound>
        <choose>
            <when condition="@(a["b"] == "c" && d<e>())" />
        </choose>
        <set-body>@(As<string>("&"))</set-body>
    </inbound>
    <backend />
    <outbound>
        <base />
    </outbound>
    <on-error>
        <base />
    </on-error>
</policies>`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Render() (-want +got)\n%s", diff)
	}
}
