// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
	ctyjson "github.com/zclconf/go-cty/cty/json"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/auth/raw"
)

// Terraform's own parser reads from what AzAPI writes the very body that was planned.
func FuzzAzAPI_readByTerraform(f *testing.F) {
	for _, body := range []string{
		`{}`,
		`{"properties":{"metadata":{"models":"[{\"name\":\"a\",\"n\":9007199254740993}]","ratio":"{\"r\":1.10}","a b":"\"q\"\\\n"}}}`,
		`{"a":"${x} %{y} $${z} %%{u} $ % \u0001 \u007f \u2028 ${","b":[1,2.50,null,true,[],{}],"c":"{\"d\":\"${e}\"}","":1,"é":"ß"}`,
		`{"a":"\\","b":"\\\"","c":"$","d":"%","e":"{","f":"[]","g":"[\"<>&\"]","h":" [1]"}`,
	} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		const id = "https://management.azure.com/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet"
		text, err := raw.AzAPI(azfoundry.PlannedWrite{Method: "PATCH", URL: id + "?api-version=1", Body: body})
		if err != nil {
			return // no JSON object
		}
		var want map[string]any
		if json.Unmarshal([]byte(body), &want) != nil {
			return
		}
		for _, name := range []string{"id", "name", "type"} {
			delete(want, name)
		}
		if got := evaluate(t, text); !cmp.Equal(plain(want), plain(got)) {
			t.Errorf("Terraform reads another body (-planned +read):\n%s\n%s", cmp.Diff(plain(want), plain(got)), text)
		}
	})
}

// plain makes JSON in strings comparable, whatever its spaces and escapes.
func plain(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for name, value := range v {
			out[name] = plain(value)
		}
		return out
	case []any:
		out := []any{}
		for _, item := range v {
			out = append(out, plain(item))
		}
		return out
	case string:
		var inside any
		if json.Unmarshal([]byte(v), &inside) == nil {
			return plain(inside)
		}
	}
	return v
}

// evaluate returns the body of a block as JSON.
func evaluate(t *testing.T, text string) map[string]any {
	t.Helper()
	file, faults := hclsyntax.ParseConfig([]byte(text), "main.tf", hcl.InitialPos)
	if faults.HasErrors() {
		t.Fatalf("%v in\n%s", faults, text)
	}
	attributes := file.Body.(*hclsyntax.Body).Blocks[0].Body.Attributes
	value, faults := attributes["body"].Expr.Value(&hcl.EvalContext{Functions: map[string]function.Function{"jsonencode": stdlib.JSONEncodeFunc}})
	if faults.HasErrors() {
		t.Fatalf("%v in\n%s", faults, text)
	}
	raw, err := ctyjson.Marshal(value, cty.DynamicPseudoType)
	var wrapped struct{ Value map[string]any }
	if err == nil {
		err = json.Unmarshal(raw, &wrapped)
	}
	if err != nil {
		t.Fatal(err)
	}
	return wrapped.Value
}
