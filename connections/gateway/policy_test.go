// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package gateway_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/connections/gateway"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// document is a policy that is no XML: its expressions stand as C#.
const document = `<policies>
	<inbound>
		<base />
		<set-variable name="limited" value="@(context.Variables.GetValueOrDefault<int>("n", 0) < 3 && true)" />
	</inbound>
	<backend><base /></backend>
	<outbound><base /></outbound>
	<on-error><base /></on-error>
</policies>`

// homes are the places of policies in a world.
func (w world) homes() []gateway.PolicyHome {
	w.t.Helper()
	id := w.api().Operation("get-deployment")
	testworld.Must[gateway.Operation](w.t)(w.Operations.CreateOrUpdate(w.t.Context(), id, deployment(), nil))
	return []gateway.PolicyHome{id.API, id}
}

func TestPolicies_lifeOfAPolicy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, home := range w.homes() {
		id := gateway.PolicyID{PolicyHome: home, Name: gateway.PolicyName}
		_, err := w.Policies.Get(t.Context(), id, nil)
		testworld.WantRefusal(t, err, http.StatusNotFound, "ResourceNotFound")
		testworld.Must[gateway.Policy](t)(w.Policies.CreateOrUpdate(t.Context(), id, gateway.RawPolicy(document), nil))
		raw := testworld.Must[gateway.Policy](t)(w.Policies.Get(t.Context(), id, &gateway.PolicyGetOptions{Format: string(gateway.PolicyFormatRawxml)}))
		if raw.Properties.Value != document || raw.Properties.Format != gateway.PolicyFormatRawxml {
			t.Errorf("as rawxml: %+v, want what was written", raw.Properties)
		}
		escaped := testworld.Must[gateway.Policy](t)(w.Policies.Get(t.Context(), id, nil))
		if !strings.Contains(escaped.Properties.Value, `GetValueOrDefault&lt;int&gt;(&quot;n&quot;, 0) &lt; 3 &amp;&amp; true)`) {
			t.Errorf("as xml: %s", escaped.Properties.Value)
		}
		if all := testworld.Collected[gateway.Policy](t)(w.Policies.List(t.Context(), home)); len(all) != 1 || all[0].ID != id.String() {
			t.Errorf("policies = %v, want the one", all)
		}
		for range 2 {
			if err := w.Policies.Delete(t.Context(), id, nil); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// Modify works on the document as it was written, and sends the tag of what it read.
func TestPolicies_Modify(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.api().Policy(gateway.PolicyName)
	_, err := w.Policies.Modify(t.Context(), id, func(*gateway.Policy) error { return nil })
	testworld.WantRefusal(t, err, http.StatusNotFound, "ResourceNotFound")
	testworld.Must[gateway.Policy](t)(w.Policies.CreateOrUpdate(t.Context(), id, gateway.RawPolicy(document), nil))
	before := w.count(http.MethodPut)
	testworld.Must[gateway.Policy](t)(w.Policies.Modify(t.Context(), id, func(p *gateway.Policy) error {
		p.Properties.Value = strings.Replace(p.Properties.Value, "< 3", "< 5", 1)
		return nil
	}))
	testworld.Must[gateway.Policy](t)(w.Policies.Modify(t.Context(), id, func(*gateway.Policy) error { return nil }))
	if n := w.count(http.MethodPut) - before; n != 1 {
		t.Errorf("%d writes, want 1", n)
	}
	if got := w.last(http.MethodPut).Header.Get("If-Match"); got == "" || got == "*" {
		t.Errorf("If-Match = %q, want the tag that was read", got)
	}
	got := testworld.Must[gateway.Policy](t)(w.Policies.Get(t.Context(), id, &gateway.PolicyGetOptions{Format: "rawxml"}))
	if want := strings.Replace(document, "< 3", "< 5", 1); got.Properties.Value != want {
		t.Errorf("value = %s, want %s", got.Properties.Value, want)
	}
}

// What the service gives as xml it takes back, and it is the same policy.
func TestPolicies_xmlAndBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.api().Policy(gateway.PolicyName)
	testworld.Must[gateway.Policy](t)(w.Policies.CreateOrUpdate(t.Context(), id, gateway.RawPolicy(document), nil))
	read := testworld.Must[gateway.Policy](t)(w.Policies.Get(t.Context(), id, &gateway.PolicyGetOptions{Format: "xml"}))
	testworld.Must[gateway.Policy](t)(w.Policies.CreateOrUpdate(t.Context(), id, read, nil))
	again := testworld.Must[gateway.Policy](t)(w.Policies.Get(t.Context(), id, &gateway.PolicyGetOptions{Format: "rawxml"}))
	if again.Properties.Value != document {
		t.Errorf("value = %s, want %s", again.Properties.Value, document)
	}
}

func TestPolicies_referToNamedValues(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.api().Policy(gateway.PolicyName)
	body := gateway.RawPolicy(`<policies><inbound><set-header name="k"><value>{{models-key}}</value></set-header></inbound></policies>`)
	_, err := w.Policies.CreateOrUpdate(t.Context(), id, body, nil)
	testworld.WantRefusal(t, err, http.StatusBadRequest, "ValidationError")
	key := service().NamedValue("models-key")
	testworld.Must[gateway.NamedValue](t)(w.NamedValues.CreateOrUpdate(t.Context(), key, named("models-key", "k"), nil))
	testworld.Must[gateway.Policy](t)(w.Policies.CreateOrUpdate(t.Context(), id, body, nil))
	err = w.NamedValues.Delete(t.Context(), key, nil)
	testworld.WantRefusal(t, err, http.StatusBadRequest, "ValidationError")
	if err := w.Policies.Delete(t.Context(), id, nil); err != nil {
		t.Fatal(err)
	}
	if err := w.NamedValues.Delete(t.Context(), key, nil); err != nil {
		t.Errorf("Delete() = %v, want no error once nothing refers to it", err)
	}
}

func TestPolicy_Validate(t *testing.T) {
	t.Parallel()
	policy := func(format gateway.PolicyFormat, value string) gateway.Policy {
		return gateway.Policy{Properties: gateway.PolicyProperties{Format: format, Value: value}}
	}
	for _, test := range []struct {
		name string
		body gateway.Policy
		want []string
	}{
		{"raw", gateway.RawPolicy(document), nil},
		{"raw as xml", policy("", document), []string{"/properties/value wellFormed"}},
		{"xml", policy(gateway.PolicyFormatXML, "<!-- ours --><?x?>\n<policies>\n<inbound a='&lt;&#39;&#x27;'><![CDATA[<&]]></inbound></policies>"), nil},
		{"empty element", policy("", "<policies />"), nil},
		{"nothing", gateway.Policy{}, []string{"/properties/value required"}},
		{"a fragment", gateway.RawPolicy("<fragment><base /></fragment>"), []string{"/properties/value policies"}},
		{"no markup", gateway.RawPolicy("policies"), []string{"/properties/value policies"}},
		{"half of one", gateway.RawPolicy("<policies><inbound>"), []string{"/properties/value policies"}},
		{"a comment alone", gateway.RawPolicy("<!-- policies"), []string{"/properties/value policies"}},
		{"a link", policy(gateway.PolicyFormatXMLLink, "https://contoso.com/p.xml"), nil},
		{"a link that is none", policy(gateway.PolicyFormatRawxmlLink, document), []string{"/properties/value link"}},
		{"a later format", policy("yaml", "policies: {}"), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			testworld.WantFaults(t, test.body.Validate(), test.want...)
		})
	}
}

// A fault of a document says where it is.
func TestPolicy_Validate_position(t *testing.T) {
	t.Parallel()
	body := gateway.Policy{Properties: gateway.PolicyProperties{Value: "<policies>\n  <inbound>&</inbound></policies>"}}
	if err := body.Validate(); err == nil || !strings.Contains(err.Error(), "line 2, column 12: & begins no reference") {
		t.Errorf("Validate() = %v, want line 2, column 12", err)
	}
}

func TestPolicyID_hasOneName(t *testing.T) {
	t.Parallel()
	if err := service().API("openai").Policy("default").Validate(); err == nil {
		t.Error("Validate() = nil, want an error for another name than policy")
	}
}
