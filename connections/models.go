// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Models says which models a gateway offers, and how Foundry learns of them: [Static], [Dynamic] or, for API
// Management alone, [Defaults].
//
//sumtype:decl
type Models interface{ models() }

// ListedModels is [Static] or [Dynamic], which are what a model gateway can have.
//
//sumtype:decl
type ListedModels interface {
	Models
	listed()
}

// Static lists the models. Foundry then asks the gateway for none.
type Static []StaticModel

// StaticModel is a model of a gateway.
type StaticModel struct {
	// Alias is what the gateway calls the model, and what agents write after the connection's name: letters,
	// digits, dots, hyphens and underscores.
	Alias string
	// Model is the model's own name, in any characters; it may differ from the alias.
	Model string
	// Version is the model's version. It is sent also where it is empty, which the service wants.
	Version string
	// Format is how the model is spoken to.
	Format ModelFormat
	// Unknown holds the members that this version of the module does not know, nested as they are on the
	// wire: {"properties":{"model":{"publisher":"…"}}}.
	Unknown jsontext.Value
}

// ModelFormat is how a model is spoken to. Values that this module does not know pass through.
type ModelFormat string

// The known values of ModelFormat.
const (
	// ModelFormatOpenAI is chat completions as OpenAI has them, whoever made the model.
	ModelFormatOpenAI ModelFormat = "OpenAI"
	// ModelFormatAnthropic is the messages API.
	ModelFormatAnthropic ModelFormat = "Anthropic"
	// ModelFormatNonOpenAI is everything else.
	ModelFormatNonOpenAI ModelFormat = "NonOpenAI"
)

// Dynamic has Foundry ask the gateway for its models. Both endpoints are paths below the target that begin
// with a slash, or URLs of the target's own origin; GetModel holds {deploymentName} once.
type Dynamic struct {
	ListModels, GetModel string
	// Provider is the form of the answers.
	Provider ModelProvider
	// Unknown holds the members that this version of the module does not know.
	Unknown jsontext.Value
}

// ModelProvider is the form of what a gateway answers when it is asked for its models. Values that this
// module does not know pass through.
type ModelProvider string

// The known values of ModelProvider.
const (
	// ModelProviderAzureOpenAI is a list of deployments under "value", and one with properties.model.
	ModelProviderAzureOpenAI ModelProvider = "AzureOpenAI"
	// ModelProviderOpenAI is a list of models under "data", and one with an id.
	ModelProviderOpenAI ModelProvider = "OpenAI"
)

// Defaults relies on what Foundry does for API Management when a connection says nothing: it asks
// /deployments and /deployments/{deploymentName} in the form of Azure OpenAI. That is documented, but some
// found it not to work; [DefaultDiscovery] says the same in full.
type Defaults struct{}

// DefaultDiscovery returns in full what [Defaults] relies on.
func DefaultDiscovery() Dynamic {
	return Dynamic{ListModels: "/deployments", GetModel: "/deployments/{deploymentName}", Provider: ModelProviderAzureOpenAI}
}

func (Static) models()   {}
func (Dynamic) models()  {}
func (Defaults) models() {}
func (Static) listed()   {}
func (Dynamic) listed()  {}

// The members are in the order of the alphabet, as the encoders of Terraform and azapi have them too.
type (
	wireDeployment struct {
		Name       string         `json:"name,omitzero"`
		Properties wireProperties `json:"properties,omitzero"`
		Unknown    jsontext.Value `json:",embed,inline"`
	}
	wireProperties struct {
		Model   wireModel      `json:"model,omitzero"`
		Unknown jsontext.Value `json:",embed,inline"`
	}
	wireModel struct {
		Format  ModelFormat    `json:"format,omitzero"`
		Name    string         `json:"name,omitzero"`
		Version *string        `json:"version,omitzero"`
		Unknown jsontext.Value `json:",embed,inline"`
	}
	wireDiscovery struct {
		Provider   ModelProvider  `json:"deploymentProvider,omitzero"`
		GetModel   string         `json:"getModelEndpoint,omitzero"`
		ListModels string         `json:"listModelsEndpoint,omitzero"`
		Unknown    jsontext.Value `json:",embed,inline"`
	}
)

// text encodes the list as metadata have it; "" where an Unknown is no object.
func (s Static) text() string {
	list := make([]wireDeployment, len(s))
	for i, m := range s {
		d := &list[i]
		if m.Unknown != nil && json.Unmarshal(m.Unknown, d) != nil {
			return ""
		}
		d.Name = m.Alias
		d.Properties.Model.Name, d.Properties.Model.Version, d.Properties.Model.Format = m.Model, &m.Version, m.Format
	}
	return encoded(list)
}

// parseStatic reads the list. Unlike a body's, its members mind the case.
func parseStatic(text string) (Static, error) {
	var list []wireDeployment
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, err
	}
	out := make(Static, len(list))
	for i, d := range list {
		m := &d.Properties.Model
		out[i] = StaticModel{Alias: d.Name, Model: m.Name, Format: m.Format}
		if m.Version != nil {
			out[i].Version = *m.Version
		}
		d.Name, m.Name, m.Version, m.Format = "", "", nil, ""
		if rest := encoded(d); rest != "{}" {
			out[i].Unknown = jsontext.Value(rest)
		}
	}
	return out, nil
}

// text encodes the discovery as metadata have it.
func (d Dynamic) text() string {
	return encoded(wireDiscovery{Provider: d.Provider, GetModel: d.GetModel, ListModels: d.ListModels, Unknown: d.Unknown})
}

func parseDiscovery(text string) (Dynamic, error) {
	var w wireDiscovery
	if err := json.Unmarshal([]byte(text), &w); err != nil {
		return Dynamic{}, err
	}
	return Dynamic{ListModels: w.ListModels, GetModel: w.GetModel, Provider: w.Provider, Unknown: w.Unknown}, nil
}
