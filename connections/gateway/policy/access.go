// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

import (
	"slices"
	"strings"
)

// Access says who may call a gateway: applications of one tenant that are listed, by their tokens, and, if
// Keys is set, whoever has a key of a subscription of the gateway. There is no way to let in all of a tenant:
// anybody in it can get a token for Cognitive Services.
//
// Tokens are those of version 1.0, which identities of projects send, and of version 2.0. The audience is
// demanded, with a slash at its end or without.
type Access struct {
	// Tenant is the id of the tenant whose tokens are accepted. Required, unless there are no applications.
	Tenant string
	// Cloud is where the tenant and the gateway are.
	Cloud Cloud
	// Audiences are for whom tokens must be; nil for Cognitive Services, https://cognitiveservices.azure.com
	// in the public cloud. Each is accepted with and without a slash at its end.
	Audiences []string
	// Generic validates with validate-jwt, which names issuers and discovery, rather than with
	// validate-azure-ad-token.
	Generic bool
	// Keys lets in who has a key of a subscription, without a token. The API must not demand subscriptions
	// if applications are listed, and the policy then sees to it that nobody comes in with neither.
	Keys bool
	// KeyHeader and KeyParameter are where the API has keys (subscriptionKeyParameterNames), if the header is
	// neither api-key nor Ocp-Apim-Subscription-Key, and the parameter of the query not subscription-key. What
	// is in any of them does not go on to the backend.
	KeyHeader, KeyParameter string
	// Projects are projects of Foundry. Headers of Foundry count for their calls alone.
	Projects []Project
	// Applications are the client ids of other callers.
	Applications []string
}

// Project is a project of Foundry that calls the gateway.
type Project struct {
	// Application is the client id of the project's managed identity, the claim appid of its tokens.
	Application string
	// Subscription is the name of the gateway's subscription whose key the project's connection has. It
	// takes Keys. One of both is required; with both the project may call in either way.
	Subscription string
	// ID is the project's id, a GUID, as the header x-ms-foundry-project-id has it; "" for what that header
	// says, and then who has a key of Subscription can name another project in metrics. Limits do not follow
	// the header.
	ID string
	// Name is the project's name; "" for what the header openai-project says.
	Name string
}

// Variables that the policies set, each a string that is [Unknown] as long as there is nothing to say.
const (
	// VariableApplication is the client id of a caller with a token.
	VariableApplication = "appId"
	// VariableCaller is what the caller is: CallerProject, CallerApplication or CallerSubscription.
	VariableCaller = "caller"
	// VariableProject is the id of a project.
	VariableProject = "projectId"
	// VariableProjectName is its name.
	VariableProjectName = "projectName"
	// VariableAgentRevision is an agent with its version, name:version.
	VariableAgentRevision = "agentRevision"
	// VariableAgent is the agent's name alone.
	VariableAgent = "agentName"
	// VariableModel is the model that is called, as the gateway knows it.
	VariableModel = "model"

	variableToken   = "callerToken" // a Jwt, after it was found to be valid
	variableCounter = "counter"     // what a project is counted by: what it was listed with, and no header
)

// Values of variables.
const (
	// Unknown is the value of a variable that there is nothing to say in.
	Unknown = "none"
	// CallerProject is a project of Foundry.
	CallerProject = "project"
	// CallerApplication is another application.
	CallerApplication = "application"
	// CallerSubscription is whoever has a key of a subscription that is not a project's.
	CallerSubscription = "subscription"
)

// variable returns C# that reads a variable.
func variable(name string) string { return `(string)context.Variables[` + Quote(name) + `]` }

// header returns C# that reads a header of the request.
func header(name, missing string) string {
	return `context.Request.Headers.GetValueOrDefault(` + Quote(name) + `, ` + Quote(missing) + `)`
}

// foundryHeaders are the headers of Foundry that policies read, and openai-project, which it sends too.
var foundryHeaders = []string{"x-ms-foundry-agent-id", "x-ms-foundry-model-id", "x-ms-foundry-project-id", "openai-project"}

// elements returns the policies that let callers in, or end the call, and say in variables who it is.
func (a *Access) elements() []Element {
	list := []Element{Comment(" Nobody is known before a token or a key was checked. ")}
	for _, name := range []string{
		VariableApplication, VariableCaller, VariableProject, VariableProjectName, VariableAgentRevision, VariableAgent,
	} {
		list = append(list, SetVariable{Name: name, Value: Literal(Unknown)})
	}
	tokens := append(a.validation(), SetVariable{
		Name: VariableApplication,
		// Tokens of version 1.0 have appid, those of 2.0 azp.
		Value: Expression(claim("appid", claim("azp", Quote(Unknown)))),
	})
	switch {
	case !a.Keys:
		list = append(list, tokens...)
	case len(a.applications()) == 0:
		list = append(list, Choose{When: []When{{
			Condition: Expression("context.Subscription == null"),
			Then:      []Element{refuse(401, "Unauthorized", "A key of a subscription is missing.")},
		}}})
	default:
		list = append(list, Choose{When: []When{{
			Comments:  []Comment{" Only a key that is valid comes with a subscription; all others need a token. "},
			Condition: Expression("context.Subscription == null"),
			Then:      tokens,
		}}})
	}
	return append(list, a.callers())
}

// claim returns C# that reads a claim of the token that was validated.
func claim(name, missing string) string {
	return `((Jwt)context.Variables[` + Quote(variableToken) + `]).Claims.GetValueOrDefault(` + Quote(name) + `, ` + missing + `)`
}

// validation returns the policy that validates tokens.
func (a *Access) validation() []Element {
	const message = "The token is missing or expired, or its tenant, audience or application is not one that this gateway accepts."
	h, _ := a.Cloud.hosts()
	var audiences, applications []Value
	for _, audience := range a.audiences(h) {
		audiences = append(audiences, Literal(audience), Literal(audience+"/"))
	}
	for _, id := range a.applications() {
		applications = append(applications, Literal(id))
	}
	tenant := strings.ToLower(a.Tenant)
	if !a.Generic {
		return []Element{ValidateAzureADToken{
			TenantID: Literal(tenant), HeaderName: Literal("Authorization"), FailedValidationHTTPCode: Int(401),
			FailedValidationErrorMessage: Literal(message), OutputTokenVariable: variableToken,
			ClientApplicationIDs: applications, Audiences: audiences,
		}}
	}
	return []Element{ValidateJWT{
		HeaderName: Literal("Authorization"), FailedValidationHTTPCode: Int(401), FailedValidationErrorMessage: Literal(message),
		RequireExpirationTime: Bool(true), RequireScheme: Literal("Bearer"), RequireSignedTokens: Bool(true), OutputTokenVariable: variableToken,
		OpenIDConfigs: []string{h.login + "/" + tenant + "/v2.0/.well-known/openid-configuration"},
		Audiences:     audiences,
		Issuers:       []Value{Literal(h.issuer + "/" + tenant + "/"), Literal(h.login + "/" + tenant + "/v2.0")},
	}}
}

// audiences returns for whom tokens must be, without slashes at their ends.
func (a *Access) audiences(h hosts) []string {
	if a.Audiences == nil {
		return []string{h.cognitive}
	}
	var list []string
	for _, audience := range a.Audiences {
		list = append(list, strings.TrimRight(audience, "/"))
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// applications returns all client ids that are let in, in lower case as tokens have them.
func (a *Access) applications() []string {
	var list []string
	for _, p := range a.Projects {
		if p.Application != "" {
			list = append(list, strings.ToLower(p.Application))
		}
	}
	for _, id := range a.Applications {
		list = append(list, strings.ToLower(id))
	}
	return list
}

// refuse ends the call with an error of the form that clients of OpenAI know.
func refuse(status int, reason, message string) ReturnResponse {
	return ReturnResponse{
		Status:  &SetStatus{Code: Int(status), Reason: Literal(reason)},
		Headers: []SetHeader{{Name: Literal("Content-Type"), ExistsAction: Override, Values: []Value{Literal("application/json")}}},
		Body:    &SetBody{Body: Literal(`{"error":{"message":` + Quote(message) + `,"type":"invalid_request_error","code":"` + strings.ReplaceAll(strings.ToLower(reason), " ", "_") + `"}}`)},
	}
}
