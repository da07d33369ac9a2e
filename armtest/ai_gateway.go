// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"cmp"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// AIGateway is a gateway to models as Foundry's connections lead to one: an http.Handler that lists models in
// either form, answers chat completions, and insists on its own shape of paths, its own header for keys
// and its own API versions, in the words of API Management and of the models' services. It belongs to no
// world. All methods are safe for concurrent use.
type AIGateway struct {
	options  AIGatewayOptions
	base     string
	certs    *certificate
	server   *http.Server
	served   sync.WaitGroup
	mu       sync.Mutex // guards requests
	requests []AIGatewayRequest
}

// AIGatewayOptions say what a gateway is like. The zero value is an API of API Management before the classic
// API of Azure OpenAI, with the model gpt-4o and no sign-in.
type AIGatewayOptions struct {
	// Path is where the API is; empty means /openai.
	Path string
	// Models are what it has; nil means gpt-4o alone.
	Models []AIModel
	// Discovery is how it tells of its models.
	Discovery AIDiscovery
	// ModelInBody takes the model from the body, as version 1 of the API does, not from the path.
	ModelInBody bool
	// APIVersions are what chat completions take as api-version. Nil takes any or none for models in the
	// path, and none at all for models in the body.
	APIVersions []string
	// Key, if it is not empty, must come in the header KeyHeader, which is api-key where it is empty. KeyFormat
	// is the header's value with {api_key} for the key; empty means the key alone.
	Key, KeyHeader, KeyFormat string
	// Token, if it is not nil, tells whether it takes a bearer token.
	Token func(token string) bool
	// ClientSecret, if it is not empty, is what [AIGateway.TokenURL] takes for [AIClientID] and
	// [AIScope]; then the gateway takes its tokens.
	ClientSecret string
	// Success is the status of what worked; 0 means 200, which is the only one that Foundry takes.
	Success int
	// Hosts are further names on the certificate of a gateway that [StartAIGateway] serves.
	Hosts []string
	// Before, if it is not nil, sees every request first, and may answer it: then it returns true.
	Before func(w http.ResponseWriter, r *http.Request) bool
}

// AIModel is a model of an [AIGateway].
type AIModel struct {
	// Alias is what the gateway calls it. Name, Version and Format are the model's own; where they are empty
	// they are the alias, 1 and OpenAI.
	Alias, Name, Version, Format string
}

// AIDiscovery is how an [AIGateway] tells of its models.
type AIDiscovery string

// The ways to tell of models: deployments of Resource Manager at /deployments, models of OpenAI at /models,
// and not at all.
const (
	AIDiscoveryAzureOpenAI AIDiscovery = ""
	AIDiscoveryOpenAI      AIDiscovery = "OpenAI"
	AIDiscoveryNone        AIDiscovery = "none"
)

// What [AIGateway.TokenURL] takes beside [AIGatewayOptions.ClientSecret].
const (
	AIClientID = "ai-gateway-client"
	AIScope    = "api://ai-gateway/.default"
)

// AIGatewayRequest is a request that a gateway saw. It has no values of headers.
type AIGatewayRequest struct {
	Method, Path, Query string
	// Headers are the names of the request's headers, in the order of the alphabet.
	Headers []string
	// Status is what it was answered with, 0 before that and if [AIGatewayOptions.Before] answered.
	Status int
}

// NewAIGateway returns a gateway that somebody else serves.
func NewAIGateway(opts AIGatewayOptions) *AIGateway {
	opts.Path = "/" + strings.Trim(cmp.Or(opts.Path, "/openai"), "/")
	opts.KeyHeader, opts.KeyFormat = cmp.Or(opts.KeyHeader, "api-key"), cmp.Or(opts.KeyFormat, "{api_key}")
	opts.Success = cmp.Or(opts.Success, http.StatusOK)
	if opts.Models == nil {
		opts.Models = []AIModel{{Alias: "gpt-4o", Version: "2024-11-20"}}
	}
	opts.Models = slices.Clone(opts.Models)
	for i, m := range opts.Models {
		opts.Models[i] = AIModel{
			Alias: m.Alias, Name: cmp.Or(m.Name, m.Alias), Version: cmp.Or(m.Version, "1"), Format: cmp.Or(m.Format, "OpenAI"),
		}
	}
	return &AIGateway{options: opts}
}

// StartAIGateway serves a gateway on loopback over TLS, with a certificate of an authority of its own, until
// [AIGateway.Close].
func StartAIGateway(opts AIGatewayOptions) (*AIGateway, error) {
	g := NewAIGateway(opts)
	var err error
	if g.certs, err = newCertificate(opts.Hosts...); err != nil {
		return nil, fmt.Errorf("armtest: make certificate: %w", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("armtest: listen: %w", err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	g.base = "https://localhost:" + port
	g.server = &http.Server{
		Handler: g, TLSConfig: g.certs.server(), ReadHeaderTimeout: 30 * time.Second,
		ErrorLog: log.New(io.Discard, "", 0), // clients that do not trust it
	}
	g.served.Go(func() { _ = g.server.ServeTLS(listener, "", "") })
	return g, nil
}

// Close stops serving and cuts what is under way; it returns when nothing runs any more.
func (g *AIGateway) Close() error {
	if g.server == nil {
		return nil
	}
	err := g.server.Close()
	g.served.Wait()
	return err
}

// Target returns what a connection to a served gateway has as its target: https://localhost:PORT/openai.
func (g *AIGateway) Target() string { return g.base + g.options.Path }

// TokenURL returns where a served gateway gives tokens to clients with [AIGatewayOptions.ClientSecret].
func (g *AIGateway) TokenURL() string { return g.base + tokenPath }

// Roots returns a pool with the authority of a served gateway alone.
func (g *AIGateway) Roots() *x509.CertPool { return g.certs.client().RootCAs }

// CertificatePEM returns the certificate of that authority, for clients in other processes.
func (g *AIGateway) CertificatePEM() []byte { return g.certs.pem() }

// Requests returns what the gateway saw so far, in the order in which it came.
func (g *AIGateway) Requests() []AIGatewayRequest {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.requests)
}

// ServeHTTP answers as the gateway does.
func (g *AIGateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	number := len(g.requests)
	g.requests = append(g.requests, AIGatewayRequest{
		Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Headers: headerNames(r.Header),
	})
	g.mu.Unlock()
	if g.options.Before != nil && g.options.Before(w, r) {
		return
	}
	answer := g.answer(r)
	g.mu.Lock()
	g.requests[number].Status = answer.status
	g.mu.Unlock()
	answer.write(w)
}

// answer routes a request. As in API Management, the sign-in comes after the operation is found.
func (g *AIGateway) answer(r *http.Request) aiAnswer {
	if r.URL.Path == tokenPath && g.options.ClientSecret != "" {
		return g.token(r)
	}
	below, ok := strings.CutPrefix(r.URL.EscapedPath(), g.options.Path)
	if !ok {
		return aiNotFound
	}
	operation := g.operation(r.Method, below)
	if operation == nil {
		return aiNotFound
	}
	if refused, ok := g.refused(r); ok {
		return refused
	}
	answer := operation(r)
	if answer.status == http.StatusOK {
		answer.status = g.options.Success
	}
	return answer
}

// operation finds what a path asks for; nil is nothing.
func (g *AIGateway) operation(method, below string) func(*http.Request) aiAnswer {
	parts := strings.Split(strings.TrimPrefix(below, "/"), "/")
	for i, p := range parts {
		parts[i], _ = url.PathUnescape(p)
	}
	collection := map[AIDiscovery]string{AIDiscoveryAzureOpenAI: "deployments", AIDiscoveryOpenAI: "models"}[g.options.Discovery]
	switch {
	case method == http.MethodGet && len(parts) == 1 && parts[0] == collection && collection != "":
		return func(*http.Request) aiAnswer { return g.list() }
	case method == http.MethodGet && len(parts) == 2 && parts[0] == collection:
		return func(*http.Request) aiAnswer { return g.get(parts[1]) }
	case method == http.MethodPost && !g.options.ModelInBody && len(parts) == 4 && parts[0] == "deployments" &&
		parts[2] == "chat" && parts[3] == "completions":
		return func(r *http.Request) aiAnswer { return g.chat(r, parts[1]) }
	case method == http.MethodPost && g.options.ModelInBody && slices.Equal(parts, []string{"chat", "completions"}):
		return func(r *http.Request) aiAnswer { return g.chat(r, "") }
	}
	return nil
}
