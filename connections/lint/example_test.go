// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package lint_test

import (
	"fmt"

	"github.com/azfoundry/azfoundry/connections/lint"
)

// A key in the wrong case is stored and ignored, and a trailing comma makes the text no JSON at all. Both can
// be corrected; what is left is for a person.
func Example() {
	text := []byte(`{"properties": {
  "category": "ModelGateway", "authType": "ApiKey", "credentials": {"key": "…"},
  "target": "https://models.contoso.com/v1",
  "metadata": {
    "DeploymentInPath": "false",
  }
}}`)
	opts := lint.Options{Scope: lint.Project, Operation: lint.Put, Name: "models"}
	for _, f := range lint.Check(text, opts) {
		fmt.Println(f.Line, f.Rule)
	}
	text = lint.Fix(text, lint.Check(text, opts))
	for _, f := range lint.Check(text, opts) {
		fmt.Println("left:", f.Rule, f.Message)
		fmt.Println("looks like:", f.Symptom)
		fmt.Println("fix:", f.Fix)
	}
	// Output:
	// 4 CN011
	// 4 CN013
	// 5 CN010
	// 5 CN000
	// left: CN013 the metadata have neither models nor modelDiscovery
	// looks like: the PUT succeeds; a call fails with 400 "Model gateway error: Upstream gateway returned NotFound"
	// fix: list the models, or say where the gateway lists them
}

// The stages of the service are data.
func ExampleStages() {
	for _, s := range lint.Stages() {
		fmt.Println(s.Category, s)
	}
	// Output:
	// ApiManagement preview: prompt agents only (Responses API); hosted agents and Assistants do not use it
	// ModelGateway preview: prompt agents only (Responses API); hosted agents and Assistants do not use it
}
