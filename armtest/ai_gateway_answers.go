// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
)

const (
	tokenPath  = "/oauth2/token"
	aiToken    = "token-of-the-ai-gateway"
	maxAIBody  = 1 << 20
	bearerName = "Bearer "
)

// aiAnswer is an answer of a gateway.
type aiAnswer struct {
	status int
	body   any
}

func (a aiAnswer) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	if a.status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `AzureApiManagementKey realm="gateway",name="api-key",type="header"`)
	}
	w.WriteHeader(a.status)
	_ = json.NewEncoder(w).Encode(a.body) // the client is gone
}

type aiObject map[string]any

// aiManagement is an answer in API Management's own words.
func aiManagement(status int, message string) aiAnswer {
	return aiAnswer{status, aiObject{"statusCode": status, "message": message}}
}

// aiRefusal is an answer in the words of a service of models.
func aiRefusal(status int, code, message string) aiAnswer {
	return aiAnswer{status, aiObject{"error": aiObject{"code": code, "message": message}}}
}

// aiNotFound is what API Management says of an operation that it does not have.
var aiNotFound = aiManagement(http.StatusNotFound, "Resource not found")

// refused tells why a request may not be made.
func (g *AIGateway) refused(r *http.Request) (aiAnswer, bool) {
	o := &g.options
	token, bearer := strings.CutPrefix(r.Header.Get("Authorization"), bearerName)
	switch {
	case o.ClientSecret != "" && bearer && token == aiToken, o.Token != nil && bearer && o.Token(token):
		return aiAnswer{}, false
	case o.Key != "" && r.Header.Get(o.KeyHeader) == "":
		return aiManagement(http.StatusUnauthorized, "Access denied due to missing subscription key. "+
			"Make sure to include subscription key when making requests to an API."), true
	case o.Key != "":
		return aiManagement(http.StatusUnauthorized, "Access denied due to invalid subscription key. "+
				"Make sure to provide a valid key for an active subscription."),
			r.Header.Get(o.KeyHeader) != strings.ReplaceAll(o.KeyFormat, "{api_key}", o.Key)
	case (o.Token != nil || o.ClientSecret != "") && !bearer:
		return aiManagement(http.StatusUnauthorized, "JWT not present."), true
	case o.Token != nil || o.ClientSecret != "":
		return aiManagement(http.StatusUnauthorized, "Invalid JWT."), true
	}
	return aiAnswer{}, false
}

// token answers a request for a token with client credentials (RFC 6749, section 4.4).
func (g *AIGateway) token(r *http.Request) aiAnswer {
	fail := func(code, text string) aiAnswer {
		return aiAnswer{http.StatusBadRequest, aiObject{"error": code, "error_description": text}}
	}
	r.Body = http.MaxBytesReader(nil, r.Body, maxAIBody)
	switch {
	case r.Method != http.MethodPost || r.ParseForm() != nil:
		return fail("invalid_request", "The request is no form.")
	case r.PostForm.Get("grant_type") != "client_credentials":
		return fail("unsupported_grant_type", "The grant type is not supported.")
	case r.PostForm.Get("client_id") != AIClientID || r.PostForm.Get("client_secret") != g.options.ClientSecret:
		return aiAnswer{http.StatusUnauthorized, aiObject{"error": "invalid_client", "error_description": "Invalid client secret provided."}}
	case r.PostForm.Get("scope") != AIScope:
		return fail("invalid_scope", "The scope is not known.")
	}
	return aiAnswer{http.StatusOK, aiObject{"access_token": aiToken, "token_type": "Bearer", "expires_in": 3600}}
}

func (g *AIGateway) list() aiAnswer {
	items := make([]any, len(g.options.Models))
	for i, m := range g.options.Models {
		items[i] = g.shown(m)
	}
	if g.options.Discovery == AIDiscoveryOpenAI {
		return aiAnswer{http.StatusOK, aiObject{"object": "list", "data": items}}
	}
	return aiAnswer{http.StatusOK, aiObject{"value": items}}
}

func (g *AIGateway) get(alias string) aiAnswer {
	if m, ok := g.model(alias); ok {
		return aiAnswer{http.StatusOK, g.shown(m)}
	}
	if g.options.Discovery == AIDiscoveryOpenAI {
		return aiRefusal(http.StatusNotFound, "model_not_found", fmt.Sprintf("The model '%s' does not exist", alias))
	}
	return aiRefusal(http.StatusNotFound, "ResourceNotFound", fmt.Sprintf("The Resource "+
		"'Microsoft.CognitiveServices/accounts/ai-gateway/deployments/%s' under resource group 'rg-gateway' was not found.", alias))
}

func (g *AIGateway) model(alias string) (AIModel, bool) {
	i := slices.IndexFunc(g.options.Models, func(m AIModel) bool { return m.Alias == alias })
	if i < 0 {
		return AIModel{}, false
	}
	return g.options.Models[i], true
}

// shown is a model in the form of the gateway's discovery: a model of OpenAI has an id alone.
func (g *AIGateway) shown(m AIModel) any {
	if g.options.Discovery == AIDiscoveryOpenAI {
		return aiObject{"id": m.Alias, "object": "model", "created": 0, "owned_by": "armtest"}
	}
	return aiObject{
		"id": "/subscriptions/" + ManagedSubscription + "/resourceGroups/rg-gateway/providers/" +
			"Microsoft.CognitiveServices/accounts/ai-gateway/deployments/" + m.Alias,
		"name": m.Alias, "type": "Microsoft.CognitiveServices/accounts/deployments",
		"properties": aiObject{
			"model":             aiObject{"format": m.Format, "name": m.Name, "version": m.Version},
			"provisioningState": "Succeeded",
		},
	}
}

// chat answers a chat completion; alias is "" where the body names the model.
func (g *AIGateway) chat(r *http.Request, alias string) aiAnswer {
	var body struct {
		Model    string            `json:"model"`
		Messages []json.RawMessage `json:"messages"`
	}
	text, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxAIBody))
	if err != nil || json.Unmarshal(text, &body) != nil {
		return aiRefusal(http.StatusBadRequest, "invalid_request_error", "The body is not JSON")
	}
	if version, ok := r.URL.Query()["api-version"]; !g.takes(version, ok) {
		return aiRefusal(http.StatusBadRequest, "BadRequest", "API version not supported")
	}
	if g.options.ModelInBody {
		alias = body.Model
	}
	m, ok := g.model(alias)
	if !ok {
		return aiRefusal(http.StatusNotFound, "DeploymentNotFound", "The API deployment for this resource does not exist. "+
			"If you created the deployment within the last 5 minutes, please wait a moment and try again.")
	}
	if len(body.Messages) == 0 {
		return aiRefusal(http.StatusBadRequest, "invalid_request_error", "[] is too short - 'messages'")
	}
	return aiAnswer{http.StatusOK, aiObject{
		"id": "chatcmpl-1", "object": "chat.completion", "created": 0, "model": m.Name,
		"choices": []aiObject{{"index": 0, "finish_reason": "stop", "message": aiObject{"role": "assistant", "content": "ok"}}},
		"usage":   aiObject{"prompt_tokens": 8, "completion_tokens": 1, "total_tokens": 9},
	}}
}

// takes reports whether a chat completion may have an api-version.
func (g *AIGateway) takes(version []string, given bool) bool {
	switch {
	case g.options.APIVersions != nil:
		return len(version) == 1 && slices.Contains(g.options.APIVersions, version[0])
	case g.options.ModelInBody:
		return !given
	}
	return true
}

func headerNames(h http.Header) []string { return slices.Sorted(maps.Keys(h)) }
