// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// AIFoundry calls models behind gateways as Foundry does for its prompt agents. It reads connections as
// strictly as Foundry does, and fails in its words, so that a connection that Resource Manager took and that
// does not work does not work here either. It is written from what is known of the service, and shares no
// code with the clients of connections.
type AIFoundry struct {
	// Connections are the connections of a project by name: bodies as they were written, with their secrets.
	Connections map[string][]byte
	// Client calls the gateways. Foundry trusts public authorities only; this trusts what the client trusts.
	Client *http.Client
	// IdentityToken is what the project's identity signs in with.
	IdentityToken string
}

// aiConnection is a connection as Foundry reads it. Members are found in any case, as Resource Manager
// stores them in one; the keys of metadata are not.
type aiConnection struct {
	Properties struct {
		Category, Target, AuthType, TokenURL string
		Scopes                               []string
		Credentials                          struct{ Key, ClientID, ClientSecret string }
		Metadata                             map[string]any
	}
}

// aiFailure is why a model did not answer, in Foundry's words.
func aiFailure(status int, format string, args ...any) error {
	return fmt.Errorf("%d: %s", status, fmt.Sprintf(format, args...))
}

var (
	errAINotFound = aiFailure(http.StatusNotFound, "Model gateway error: Upstream gateway returned NotFound")
	errAINot200   = aiFailure(http.StatusInternalServerError, "Model gateway error: backend returned a non-200 response")
)

// Complete has a model answer a short question: <connection>/<alias>. Its error has the status and the text
// that a run of an agent ends with.
func (f *AIFoundry) Complete(ctx context.Context, model string) error {
	name, alias, ok := strings.Cut(model, "/")
	if !ok {
		return aiFailure(http.StatusNotFound, "DeploymentNotFound: The API deployment for this resource does not exist.")
	}
	var c aiConnection
	if text, ok := f.Connections[name]; !ok || json.Unmarshal(text, &c) != nil || !c.leadsToGateway() {
		return aiFailure(http.StatusBadRequest, "Connection '%s' not found", name)
	}
	if c.Properties.Category == "ModelGateway" { // Our reading of the vendor's scripts, of which one does so.
		c.Properties.Target = strings.TrimRight(c.Properties.Target, "/")
	}
	call := &aiCall{client: f.Client, connection: &c, alias: alias}
	if err := call.signIn(ctx, f.IdentityToken); err != nil {
		return err
	}
	if err := call.discover(ctx); err != nil {
		return err
	}
	return call.infer(ctx)
}

// leadsToGateway reports whether a connection is one to a gateway, with the path of an API.
func (c *aiConnection) leadsToGateway() bool {
	u, err := url.Parse(c.Properties.Target)
	known := slices.Contains([]string{"ApiManagement", "ModelGateway"}, c.Properties.Category)
	return err == nil && known && u.Scheme == "https" && u.RawQuery == "" && (c.Properties.Category == "ModelGateway" || strings.Trim(u.Path, "/") != "")
}

// text returns metadata of an exact key; what is no string is not there.
func (c *aiConnection) text(key string) string {
	text, _ := c.Properties.Metadata[key].(string)
	return text
}

// object decodes metadata that are JSON in a string.
func (c *aiConnection) object(key string, to any) bool {
	return c.text(key) != "" && json.Unmarshal([]byte(c.text(key)), to) == nil
}

// aiCall is one call of a model.
type aiCall struct {
	client        *http.Client
	connection    *aiConnection
	alias         string
	header, value string
}

// signIn finds the header that carries the key or token.
func (c *aiCall) signIn(ctx context.Context, identity string) error {
	p := &c.connection.Properties
	switch {
	case p.AuthType == "ApiKey" && p.Credentials.Key != "":
		config := struct{ Type, Name, Format string }{Name: c.connection.text("authHeaderName"), Format: c.connection.text("authHeaderFormat")}
		c.connection.object("authConfig", &config)
		c.header, c.value = config.Name, config.Format
		if c.header == "" {
			c.header = "api-key"
		}
		if c.value == "" {
			c.value = "{api_key}"
		}
		c.value = strings.ReplaceAll(c.value, "{api_key}", p.Credentials.Key)
	case p.AuthType == "ProjectManagedIdentity" && p.Category == "ApiManagement":
		c.header, c.value = "Authorization", bearerName+identity
	case p.AuthType == "OAuth2" && p.Category == "ModelGateway":
		return c.clientCredentials(ctx)
	default:
		return aiFailure(http.StatusBadRequest, "AuthType %s is not supported for %s connections", p.AuthType, p.Category)
	}
	return nil
}

func (c *aiCall) clientCredentials(ctx context.Context) error {
	p := &c.connection.Properties
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {p.Credentials.ClientID}, "client_secret": {p.Credentials.ClientSecret},
		"scope": {strings.Join(p.Scopes, " ")},
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.TokenURL, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	var token struct {
		Text string `json:"access_token"`
	}
	if status, err := c.do(req, &token); err != nil || status != http.StatusOK || token.Text == "" {
		return aiFailure(http.StatusUnauthorized, "Model gateway error: no token from the token endpoint")
	}
	c.header, c.value = "Authorization", bearerName+token.Text
	return nil
}

// discover asks the gateway for the model, unless the connection lists it.
func (c *aiCall) discover(ctx context.Context) error {
	var list []struct{ Name string }
	if c.connection.object("models", &list) {
		if !slices.ContainsFunc(list, func(m struct{ Name string }) bool { return m.Name == c.alias }) {
			return errAINotFound
		}
		return nil
	}
	// The defaults are documented for API Management alone.
	d := map[string]string{"getModelEndpoint": "/deployments/{deploymentName}", "deploymentProvider": "AzureOpenAI"}
	if c.connection.Properties.Metadata["modelDiscovery"] != nil || c.connection.Properties.Category != "ApiManagement" {
		if d = nil; !c.connection.object("modelDiscovery", &d) {
			return errAINotFound
		}
	}
	endpoint := strings.ReplaceAll(d["getModelEndpoint"], "{deploymentName}", url.PathEscape(c.alias))
	if !strings.HasPrefix(endpoint, "https://") {
		endpoint = c.connection.Properties.Target + endpoint
	}
	var m struct {
		ID         string
		Properties struct {
			Model struct{ Name, Format string }
		}
	}
	status, err := c.ask(ctx, http.MethodGet, withVersion(endpoint, c.connection.text("deploymentAPIVersion")), nil, &m)
	if err != nil || status != http.StatusOK {
		return aiGatewayFailure(status, err)
	}
	known := map[string]bool{
		"AzureOpenAI": m.Properties.Model.Name != "" && m.Properties.Model.Format != "", "OpenAI": m.ID != "" && m.Properties.Model.Name == "",
	}
	if !known[d["deploymentProvider"]] {
		return aiFailure(http.StatusBadRequest, "Failed to parse deployment response for '%s' from provider '%s'", c.alias, d["deploymentProvider"])
	}
	return nil
}

// infer calls the model.
func (c *aiCall) infer(ctx context.Context) error {
	body := aiObject{"messages": []aiObject{{"role": "user", "content": "hello"}}}
	address := c.connection.Properties.Target
	switch c.connection.text("deploymentInPath") {
	case "true":
		address += "/deployments/" + url.PathEscape(c.alias) + "/chat/completions"
	case "false":
		address += "/chat/completions"
		body["model"] = c.alias
	default:
		return errAINotFound
	}
	var answer struct{ Choices []any }
	status, err := c.ask(ctx, http.MethodPost, withVersion(address, c.connection.text("inferenceAPIVersion")), body, &answer)
	if err != nil || status != http.StatusOK {
		return aiGatewayFailure(status, err)
	}
	if len(answer.Choices) == 0 {
		return aiFailure(http.StatusInternalServerError, "Model gateway error: the response has no choices")
	}
	return nil
}

// aiGatewayFailure says what Foundry makes of an answer that is none.
func aiGatewayFailure(status int, err error) error {
	switch {
	case err != nil: // Our reading: of the way to the gateway nothing is said.
		return aiFailure(http.StatusInternalServerError, "server_error: Sorry, something went wrong.")
	case status == http.StatusNotFound:
		return errAINotFound
	case status < http.StatusBadRequest:
		return errAINot200
	}
	return aiFailure(status, "Model gateway error: Upstream gateway returned %s", strings.ReplaceAll(http.StatusText(status), " ", ""))
}

// ask sends a request with the connection's headers and its key or token.
func (c *aiCall) ask(ctx context.Context, method, address string, body, to any) (int, error) {
	var text io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return 0, err
		}
		text = strings.NewReader(string(encoded))
	}
	req, err := http.NewRequestWithContext(ctx, method, address, text)
	if err != nil {
		return 0, err
	}
	var headers map[string]string
	c.connection.object("customHeaders", &headers)
	for name, value := range headers {
		req.Header.Set(name, value)
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("x-ms-foundry-model-id", c.alias)
	req.Header.Set(c.header, c.value)
	return c.do(req, to)
}

// do sends a request and decodes what worked; what cannot be decoded leaves to as it is.
func (c *aiCall) do(req *http.Request, to any) (int, error) {
	client := *c.client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxAIBody))
	if resp.StatusCode == http.StatusOK {
		_ = json.Unmarshal(text, to)
	}
	return resp.StatusCode, err
}

// withVersion adds an API version to an address that has none.
func withVersion(address, version string) string {
	u, err := url.Parse(address)
	if err != nil || version == "" || u.Query().Has("api-version") {
		return address
	}
	query := u.Query()
	query.Set("api-version", version)
	u.RawQuery = query.Encode()
	return u.String()
}
