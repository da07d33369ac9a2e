// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

import (
	"encoding/json"
	"fmt"
)

// Provider is the form in which models are listed.
type Provider string

// The forms, as modelDiscovery of a connection names them.
const (
	// ProviderAzureOpenAI is that of Resource Manager: value, name, properties.model.
	ProviderAzureOpenAI Provider = ""
	// ProviderOpenAI is that of OpenAI: data, id.
	ProviderOpenAI Provider = "OpenAI"
)

// StaticModels makes the policies of the operations that Foundry asks for models with, which answer with a
// list of their own and ask nobody.
type StaticModels struct {
	// Provider is the form of the answers.
	Provider Provider
	// Models are the models, at least one.
	Models []Model
	// Access is who may ask; nil takes over what the API checks.
	Access *Access
	// Parameter is the parameter of the operation for one model; deploymentName if empty.
	Parameter string
}

// Model is a model behind a gateway.
type Model struct {
	// Alias is what the gateway knows the model by: letters, digits, dots, hyphens and underscores. Required.
	Alias string
	// Name is the model's own name; the alias if empty.
	Name string
	// Version is the model's version, which may be empty.
	Version string
	// Format is how the model is spoken to, OpenAI if empty, or Anthropic or NonOpenAI.
	Format string
}

// deployment is a model as Resource Manager has it.
type deployment struct {
	Name       string               `json:"name"`
	Properties deploymentProperties `json:"properties"`
}

type deploymentProperties struct {
	Model deploymentModel `json:"model"`
}

type deploymentModel struct {
	Format  string `json:"format"`
	Name    string `json:"name"`
	Version string `json:"version"`
}

// openAIModel is a model as OpenAI has it.
type openAIModel struct {
	ID      string `json:"id"`
	Object  string `json:"object"`
	Created int    `json:"created"`
	OwnedBy string `json:"owned_by"`
}

// openAIModels is a list of models as OpenAI has it.
type openAIModels struct {
	Object string        `json:"object"`
	Data   []openAIModel `json:"data"`
}

// ListDeployments returns the policy of the operation that lists models. It fails with an
// *azfoundry.ValidationError that has all faults.
func (s StaticModels) ListDeployments() (Document, error) {
	var f faults
	s.check(&f)
	var value []deployment
	var data []openAIModel
	for _, m := range s.Models {
		value = append(value, m.deployment())
		data = append(data, m.openAI())
	}
	body := encode(map[string][]deployment{"value": value})
	if s.Provider == ProviderOpenAI {
		body = encode(openAIModels{Object: "list", Data: data})
	}
	return checked(Document{Inbound: append(s.access(), answer(body))}, &f, "make policy of list-deployments")
}

// GetDeployment returns the policy of the operation for one model, which answers 404 for one that is not
// listed. It fails as ListDeployments does.
func (s StaticModels) GetDeployment() (Document, error) {
	var f faults
	s.check(&f)
	c := Choose{Otherwise: []Element{refuse(404, "Not Found", "There is no such model.")}}
	for _, m := range s.Models {
		body := encode(m.deployment())
		if s.Provider == ProviderOpenAI {
			body = encode(m.openAI())
		}
		c.When = append(c.When, When{
			Condition: Expression(matched(parameter(s.Parameter)) + " == " + Quote(m.Alias)),
			Then:      []Element{answer(body)},
		})
	}
	return checked(Document{Inbound: append(s.access(), c)}, &f, "make policy of get-deployment-by-name")
}

// access returns what stands before the answer.
func (s StaticModels) access() []Element {
	if s.Access == nil {
		return []Element{Base{}}
	}
	return s.Access.elements()
}

// answer ends the call with a body.
func answer(body string) Element {
	return ReturnResponse{
		Status:  &SetStatus{Code: Int(200), Reason: Literal("OK")},
		Headers: []SetHeader{{Name: Literal("Content-Type"), ExistsAction: Override, Values: []Value{Literal("application/json")}}},
		Body:    &SetBody{Body: Literal(body)},
	}
}

// encode returns plain data as JSON.
func encode(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return "" // cannot be: these types encode always
	}
	return string(b)
}

func (m Model) deployment() deployment {
	d := deployment{Name: m.Alias}
	d.Properties.Model = deploymentModel{Format: "OpenAI", Name: m.Alias, Version: m.Version}
	if m.Name != "" {
		d.Properties.Model.Name = m.Name
	}
	if m.Format != "" {
		d.Properties.Model.Format = m.Format
	}
	return d
}

func (m Model) openAI() openAIModel {
	return openAIModel{ID: m.Alias, Object: "model", OwnedBy: "gateway"}
}

// check reports what is wrong.
func (s StaticModels) check(f *faults) {
	if s.Provider != ProviderAzureOpenAI && s.Provider != ProviderOpenAI {
		f.add("Provider", wrong{"enum", "is none that is known", string(s.Provider), "give ProviderAzureOpenAI or ProviderOpenAI"})
	}
	if len(s.Models) == 0 {
		f.add("Models", wrong{"required", "are missing", "", "list at least one model"})
	}
	seen := make(map[string]string)
	for i, m := range s.Models {
		f.in(fmt.Sprintf("/Models/%d", i), func() {
			if !alias(m.Alias) {
				f.add("Alias", wrong{"pattern", "is no alias", m.Alias, "use letters, digits, dots, hyphens and underscores"})
			}
			f.once("Alias", seen, m.Alias)
			f.verbatim("Name", m.Name)
			f.verbatim("Version", m.Version)
			switch m.Format {
			case "", "OpenAI", "Anthropic", "NonOpenAI":
			default:
				f.add("Format", wrong{"enum", "is no format of a model", m.Format, "give OpenAI, Anthropic or NonOpenAI"})
			}
		})
	}
	if s.Access != nil {
		f.in("/Access", func() { s.Access.check(f) })
	}
	checkParameter(f, s.Parameter)
}

// alias reports whether a text can be the alias of a model.
func alias(s string) bool {
	for i := range len(s) {
		if !word(s[i]) && s[i] != '.' && s[i] != '-' || s[i] >= 0x80 {
			return false
		}
	}
	return s != ""
}
