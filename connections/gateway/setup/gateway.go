// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package setup

import (
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/gateway"
	"github.com/azfoundry/azfoundry/connections/gateway/policy"
	"github.com/azfoundry/azfoundry/foundry"
)

// Gateway says what a service is to have: one API in front of the models of one or more accounts. It is plain
// data, which a set-up neither keeps nor changes.
type Gateway struct {
	// Service is the API Management service, which must be there.
	Service gateway.ServiceID
	// API is the name of the API, and the beginning of the names of its backends.
	API string
	// Path is what follows the gateway's host, without slashes around it: models/openai/v1. Foundry takes no
	// API at the root.
	Path string
	// Kind is which of the two forms of Azure OpenAI's API it is; the zero value is V1.
	Kind Kind
	// Accounts are what the calls go to; one at least, 30 at the most. Several become a pool.
	Accounts []Account
	// Access is who may call. Where applications are listed, as those of projects are, they call with tokens, and
	// with Keys whoever has a key of a subscription of API Management calls without one; with Keys alone the API
	// demands a subscription. A set-up makes no subscription. Keys are in the header api-key or the parameter
	// subscription-key; KeyHeader and KeyParameter change nothing here.
	Access policy.Access
	// Static lists the models for the connection. Nil has Foundry ask the gateway: then the API gets the two
	// operations for that, and the gateway's identity becomes Reader of the accounts.
	Static connections.Static
	// Limits bound the tokens that callers may use up; the zero value does not.
	Limits policy.Limits
	// Logger is the name of a logger of the service for Application Insights, which must be there. Empty
	// counts no tokens, and then there is nothing to charge for.
	Logger string
	// Metrics says by what tokens are told apart; nil means as [policy.Metrics] does by itself, if there is a
	// Logger.
	Metrics *policy.Metrics
	// Retries is how often another try is made when an account answers 429 or 503, such as with another one of
	// the pool; 0 for none.
	Retries int
	// CircuitBreaker is when an account gets no calls for a while, such as [WhenThrottled]. The zero value
	// leaves what the backends have.
	CircuitBreaker gateway.CircuitBreaker
	// Identity is the id of the user-assigned identity with which the gateway signs in to the accounts; empty
	// means the service's own.
	Identity string
	// GatewayURL is where the service is called; empty means https://<service>.azure-api.net. The answer to
	// [Client.Plan] has what the service says, which differs in other clouds.
	GatewayURL string
	// InferenceAPIVersion is the api-version that the connection to a Classic API asks for; empty means
	// [DefaultInferenceAPIVersion].
	InferenceAPIVersion string
}

// DefaultInferenceAPIVersion is the latest stable api-version of the classic API of Azure OpenAI.
const DefaultInferenceAPIVersion = "2024-10-21"

// Kind is a form of the API of Azure OpenAI.
type Kind string

// The kinds.
const (
	// V1 has the model in the body: POST /chat/completions.
	V1 Kind = ""
	// Classic has the deployment in the path, and an api-version: POST /deployments/{name}/chat/completions.
	Classic Kind = "classic"
)

// Account is a Foundry resource behind the gateway.
type Account struct {
	ID foundry.AccountID
	// Priority and Weight are those in the pool: the accounts of the lowest priority share the calls by
	// weight, and the next ones take over when these are throttled. From 0 to 100; a weight of 0 means 1.
	Priority, Weight int32
}

// WhenThrottled is a circuit breaker that opens when an account answers 429, for as long as the answer
// says, or a minute.
func WhenThrottled() gateway.CircuitBreaker {
	return gateway.CircuitBreaker{Rules: []gateway.CircuitBreakerRule{{
		Name: "throttled", TripDuration: "PT1M", AcceptRetryAfter: new(true),
		FailureCondition: gateway.FailureCondition{
			Count: new(int32(1)), Interval: "PT1M", StatusCodeRanges: []gateway.StatusCodeRange{{Min: 429, Max: 429}},
		},
	}}}
}

// api is the id of the API.
func (g Gateway) api() gateway.APIID { return g.Service.API(g.API) }

// backend is the id of the backend of an account.
func (g Gateway) backend(a Account) gateway.BackendID {
	return g.Service.Backend(g.API + "-" + strings.ToLower(a.ID.Name))
}

// entrance is the id of the backend that calls go to: the pool of several accounts, or the only one.
func (g Gateway) entrance() gateway.BackendID {
	if len(g.Accounts) > 1 {
		return g.Service.Backend(g.API + "-pool")
	}
	return g.backend(g.Accounts[0])
}

// discovery reports whether Foundry asks the gateway for its models.
func (g Gateway) discovery() bool { return g.Static == nil }

// tokens reports whether callers sign in with tokens.
func (g Gateway) tokens() bool {
	return len(g.Access.Applications) > 0 || slices.ContainsFunc(g.Access.Projects, func(p policy.Project) bool { return p.Application != "" })
}
