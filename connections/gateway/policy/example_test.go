// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy_test

import (
	"fmt"

	"github.com/azfoundry/azfoundry/connections/gateway/policy"
)

// Make the policy of an API for the agents of one project, and see what it lacks: nothing.
func Example() {
	d, err := policy.Inference{
		Access: policy.Access{
			Tenant:   "72f988bf-86f1-41af-91ab-2d7cd011db47",
			Projects: []policy.Project{{Application: "11111111-aaaa-4aaa-8aaa-111111111111", Name: "sales"}},
		},
		Backend: "models",
		Limits:  policy.Limits{By: policy.ByAgent, Projects: policy.Limit{TokensPerMinute: 10000}},
	}.Document()
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := d.Render(policy.FormatRawXML)
	fmt.Println(len(text) > 0, err, len(policy.Review(text, policy.FormatRawXML)))
	// Output: true <nil> 0
}

func ExampleDocument_Render() {
	d := policy.Document{Inbound: []policy.Element{
		policy.Base{},
		policy.Choose{When: []policy.When{{
			Condition: policy.Expression(`context.Request.Headers.ContainsKey("x-trace") && context.Subscription != null`),
			Then:      []policy.Element{policy.SetVariable{Name: "trace", Value: policy.Literal("yes")}},
		}}},
	}}
	text, err := d.Render(policy.FormatXML)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(text)
	// Output:
	// <policies>
	//     <inbound>
	//         <base />
	//         <choose>
	//             <when condition="@(context.Request.Headers.ContainsKey(&quot;x-trace&quot;) &amp;&amp; context.Subscription != null)">
	//                 <set-variable name="trace" value="yes" />
	//             </when>
	//         </choose>
	//     </inbound>
	//     <backend>
	//         <base />
	//     </backend>
	//     <outbound>
	//         <base />
	//     </outbound>
	//     <on-error>
	//         <base />
	//     </on-error>
	// </policies>
}

func ExampleRead() {
	d, err := policy.Read(`<policies>
  <inbound><set-variable name="id" value="@(context.Request.Headers.GetValueOrDefault("x-id", "none"))" /></inbound>
  <backend><base /></backend>
</policies>`)
	if err != nil {
		fmt.Println(err)
		return
	}
	v := d.Inbound[0].(policy.SetVariable)
	fmt.Printf("%s %T %s\n", v.Name, v.Value, v.Value)
	_, err = policy.Read(`<policies><inbound><set-variable name="id" value="@(f("a"]" /></inbound></policies>`)
	fmt.Println(err)
	// Output:
	// id policy.Expression context.Request.Headers.GetValueOrDefault("x-id", "none")
	// policy: line 1, column 58: in the expression of value: ] closes no bracket, ) is missing
}

func ExampleCompare() {
	limit := policy.LLMTokenLimit{CounterKey: policy.Expression("context.Subscription.Id"), TokensPerMinute: policy.Int(500)}
	want := policy.Document{Inbound: []policy.Element{policy.Base{}, limit}}
	got, err := policy.Read(`<policies><inbound><base/><llm-token-limit tokens-per-minute="100" counter-key="@( context.Subscription.Id )"/></inbound>
<backend><base/></backend><outbound><base/></outbound><on-error><base/></on-error></policies>`)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range policy.Compare(want, got) {
		fmt.Println(d)
	}
	// Output: inbound/llm-token-limit[1]/@tokens-per-minute: is "100", want "500"
}

func ExampleReview() {
	for _, f := range policy.Review(`<policies>
  <inbound>
    <base />
    <choose>
      <when condition="@(context.Request.Headers.ContainsKey("x-ms-foundry-agent-id"))">
        <authentication-managed-identity resource="https://cognitiveservices.azure.com" />
      </when>
    </choose>
  </inbound>
  <backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error>
</policies>`, policy.FormatRawXML) {
		fmt.Println(f.Line, f.Rule, f.Message)
	}
	// Output: 6 GP010 the condition for the gateway's identity looks at x-ms-foundry-agent-id, which any caller can write
}

func ExampleDiscovery() {
	d, err := policy.Discovery{
		Account: "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/models",
		Access:  &policy.Access{Keys: true},
	}.ListDeployments()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range d.Inbound {
		if e, ok := e.(policy.RewriteURI); ok {
			fmt.Println(e.Template)
		}
	}
	// Output: /deployments?api-version=2025-06-01
}

func ExampleStaticModels() {
	_, err := policy.StaticModels{Models: []policy.Model{{Alias: "openai/gpt-4o"}}}.ListDeployments()
	fmt.Println(err)
	// Output: policy: make policy of list-deployments: refused before sending: /Models/0/Alias: is no alias (got "openai/gpt-4o"); use letters, digits, dots, hyphens and underscores
}
