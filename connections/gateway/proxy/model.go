// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"
)

// Model is a model that a gateway has.
type Model struct {
	// Alias is what agents call it, behind the connection's name: letters, digits, dots, hyphens and underscores.
	Alias string
	// Name, Version and Format are the model's own. Empty ones mean the alias, 1 and OpenAI; Format is OpenAI
	// for whatever speaks chat completions.
	Name, Version, Format string
}

// Static returns a list of models that stays as it is, for [Options].
func Static(models ...Model) func(context.Context) ([]Model, error) {
	models = slices.Clone(models)
	return func(context.Context) ([]Model, error) { return models, nil }
}

// deployment is a model as Azure Resource Manager shows it, which is the provider AzureOpenAI of a connection
// (Deployments - List, Microsoft.CognitiveServices 2026-05-01).
type deployment struct {
	Name       string `json:"name"`
	Type       string `json:"type"`
	Properties struct {
		Model struct {
			Format  string `json:"format"`
			Name    string `json:"name"`
			Version string `json:"version"`
		} `json:"model"`
		State string `json:"provisioningState"`
	} `json:"properties"`
}

func (m Model) deployment() any {
	d := deployment{Name: m.Alias, Type: "Microsoft.CognitiveServices/accounts/deployments"}
	d.Properties.Model.Format = cmp.Or(m.Format, "OpenAI")
	d.Properties.Model.Name = cmp.Or(m.Name, m.Alias)
	d.Properties.Model.Version = cmp.Or(m.Version, "1")
	d.Properties.State = "Succeeded"
	return d
}

// listed is a model as OpenAI shows it (GET /v1/models), which is the provider OpenAI of a connection.
type listed struct {
	ID      string `json:"id"`
	Object  string `json:"object"`
	Created int    `json:"created"`
	OwnedBy string `json:"owned_by"`
}

func (m Model) listed() any {
	return listed{ID: m.Alias, Object: "model", OwnedBy: "gateway"}
}

// discover answers /deployments, /deployments/{alias}, /models and /models/{alias}; alias is empty for the list.
func (p *Proxy) discover(w http.ResponseWriter, r *http.Request, collection, alias string) {
	models, refusal := p.models(r.Context())
	if refusal != nil {
		refusal.Write(w)
		return
	}
	show := Model.deployment
	if collection == modelsPath {
		show = Model.listed
	}
	if alias != "" {
		i := slices.IndexFunc(models, func(m Model) bool { return m.Alias == alias })
		if i < 0 {
			unknownModel(alias).Write(w)
			return
		}
		answer(w, show(models[i]))
		return
	}
	items := make([]any, len(models))
	for i, m := range models {
		items[i] = show(m)
	}
	if collection == modelsPath {
		answer(w, map[string]any{"object": "list", "data": items})
		return
	}
	answer(w, map[string]any{"value": items})
}

// models asks for what there is.
func (p *Proxy) models(ctx context.Context) ([]Model, *RefusedError) {
	models, err := p.options.Models(ctx)
	if err == nil {
		return models, nil
	}
	p.options.Logger.ErrorContext(ctx, "the models cannot be listed", "error", err.Error())
	return nil, &RefusedError{
		Status: http.StatusBadGateway, Kind: kindServer, Code: "models_unavailable",
		Message: "this gateway cannot tell which models it has now; try again later",
	}
}

func unknownModel(alias string) *RefusedError {
	if !plain(alias) {
		alias = "named in the request"
	}
	return &RefusedError{
		Status: http.StatusNotFound, Kind: kindInvalid, Code: "model_not_found", Param: "model",
		Message: "the model " + alias + " is not one of this gateway's; ask for the list, or have its operator add it",
	}
}

// answer writes a document with status 200.
func answer(w http.ResponseWriter, document any) {
	text, err := json.Marshal(document)
	if err != nil { // what is shown always encodes
		unguarded().Write(w)
		return
	}
	hurry(w)
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(append(text, '\n')) // the client is gone
}
