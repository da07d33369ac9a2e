// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry/abac"
	"github.com/azfoundry/azfoundry/armtest/internal/policyxml"
)

// modelsAudience is who tokens for models are for.
const modelsAudience = "https://cognitiveservices.azure.com"

// AIGateway returns what an API of an API Management service of this world is like as a gateway to models, for
// [NewAIGateway] and [StartAIGateway]: as it is set up now. The id is that of the API. What it takes from the
// world:
//
//   - the path, and from the operations whether models are in the path or in the body, and whether Foundry
//     can ask for them;
//   - from the policies who may call, which backend gets the calls, and which account is asked for models;
//     without a policy every call fails with 500;
//   - from the roles of the service's identity whether it may call and ask;
//   - the models, which are the deployments of the account that is asked, or else of the first backend. A
//     backend whose URL is not that of an account's models answers 404.
//
// Tokens are checked as validate-azure-ad-token says; policies that check otherwise it refuses, as it does an
// API that has no chat completions. A key of a subscription is what key says, as a world has no subscriptions;
// an API that demands one and gets an empty key here is refused too.
func (w *World) AIGateway(api, key string) (AIGatewayOptions, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	r := w.find(api)
	if r == nil {
		return AIGatewayOptions{}, fmt.Errorf("armtest: there is no API %q", api)
	}
	if _, ok := r.kind.behaviour.(apis); !ok {
		return AIGatewayOptions{}, fmt.Errorf("armtest: %q is no API of API Management", api)
	}
	v := &view{world: w, api: r, identity: textAt(w.find(gatewayOf(r.id)).body, "identity.principalId")}
	return v.options(key)
}

// view is an API that is looked at as a gateway.
type view struct {
	world    *World
	api      *resource
	identity string
}

// fail says why an API is no gateway.
func (v *view) fail(format string, args ...any) (AIGatewayOptions, error) {
	return AIGatewayOptions{}, fmt.Errorf("armtest: API %q: %s", v.api.id, fmt.Sprintf(format, args...))
}

func (v *view) options(key string) (AIGatewayOptions, error) {
	out := AIGatewayOptions{
		Path: textAt(v.api.body, "properties.path"), Key: key, KeyHeader: textAt(v.api.body, "properties.subscriptionKeyParameterNames.header"),
		Discovery: AIDiscoveryNone, Models: []AIModel{},
	}
	if out.KeyHeader == "" {
		out.KeyHeader = "Ocp-Apim-Subscription-Key"
	}
	chat := v.operation("POST", "/chat/completions")
	if chat == nil {
		return v.fail("has no operation for chat completions")
	}
	out.ModelInBody = !strings.HasPrefix(textAt(chat.body, "properties.urlTemplate"), "/deployments/")
	policy := v.policy(v.api.id)
	if policy == nil {
		out.Before = always(map[string]aiAnswer{"": aiManagement(http.StatusInternalServerError, "Internal server error")})
		return out, nil
	}
	token, demanded := policy.find("validate-azure-ad-token"), at(v.api.body, "properties.subscriptionRequired") == true
	switch {
	case policy.find("validate-jwt") != nil:
		return v.fail("its policy checks tokens with validate-jwt, which is not understood here")
	case demanded && key == "":
		return v.fail("demands a subscription; give a key")
	case token != nil:
		out.Token = v.takes(token)
	}
	account, refusal := v.backend(policy, out.ModelInBody)
	refusals := map[string]aiAnswer{}
	if refusal != nil {
		refusals[http.MethodPost] = *refusal
	}
	if asked := v.asked(); asked != nil {
		out.Discovery, account = AIDiscoveryAzureOpenAI, asked
		if !v.world.permits(principal{object: v.identity}, abac.Request{Action: askModels}, asked.id) {
			refusals[http.MethodGet] = aiRefusal(http.StatusForbidden, "AuthorizationFailed", "The client does not have authorization to perform action '"+askModels+"'.")
		}
	}
	if account != nil {
		out.Models = v.models(account)
	}
	out.Before = always(refusals)
	return out, nil
}

// always answers every call of a method in the same way; "" is every method.
func always(answers map[string]aiAnswer) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		for _, method := range []string{"", r.Method} {
			if a, ok := answers[method]; ok {
				a.write(w)
				return true
			}
		}
		return false
	}
}

// operation finds an operation by its method and the end of its template.
func (v *view) operation(method, suffix string) *resource {
	for _, r := range v.world.below(v.api.id) {
		if _, ok := r.kind.behaviour.(apiOperations); ok && strings.EqualFold(textAt(r.body, "properties.method"), method) &&
			strings.HasSuffix(textAt(r.body, "properties.urlTemplate"), suffix) {
			return r
		}
	}
	return nil
}

// asked is the account that both questions for models go to; nil for none.
func (v *view) asked() *resource {
	var found *resource
	for _, template := range []string{"/deployments", "}"} {
		operation := v.operation("GET", template)
		if operation == nil {
			return nil
		}
		policy := v.policy(operation.id)
		if policy == nil {
			return nil
		}
		address := policy.find("set-backend-service").attribute("base-url")
		if policy.find("authentication-managed-identity") == nil || !strings.HasPrefix(address, audience+"/") {
			return nil
		}
		if found = v.world.find(strings.TrimPrefix(address, audience)); found == nil {
			return nil
		}
	}
	return found
}

// backend returns the account that calls go to first, and what calls are answered with where they lead
// nowhere.
func (v *view) backend(policy *element, inBody bool) (*resource, *aiAnswer) {
	name := policy.find("set-backend-service").attribute("backend-id")
	r := v.world.find(gatewayOf(v.api.id) + "/backends/" + name)
	if r == nil {
		return nil, new(aiManagement(http.StatusInternalServerError, "Internal server error"))
	}
	if services := objectsAt(r.body, "properties.pool.services"); len(services) > 0 {
		r = v.world.find(memberID(r.id, textAt(services[0], "id")))
	}
	suffix := "openai"
	if inBody {
		suffix = "openai/v1"
	}
	for _, account := range v.world.below("") {
		endpoints, _ := at(account.body, "properties.endpoints").(object)
		if _, ok := account.kind.behaviour.(accounts); !ok || !slices.ContainsFunc(values(endpoints), func(url string) bool {
			return strings.EqualFold(url+suffix, strings.TrimSuffix(textAt(r.body, "properties.url"), "/"))
		}) {
			continue
		}
		if policy.find("authentication-managed-identity") == nil || !v.world.allowedData(v.identity, callModels, account.id) {
			return account, new(aiRefusal(http.StatusUnauthorized, "PermissionDenied", "The principal lacks the required data action "+callModels))
		}
		return account, nil
	}
	return nil, new(aiRefusal(http.StatusNotFound, "404", "Resource not found"))
}

// The rights to call a model, and to ask for models.
const (
	callModels = "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action"
	askModels  = "Microsoft.CognitiveServices/accounts/deployments/read"
)

// values are the texts of an object.
func values(o object) []string {
	var out []string
	for _, v := range o {
		if text, ok := v.(string); ok {
			out = append(out, text)
		}
	}
	return out
}

// models are the deployments of an account.
func (v *view) models(account *resource) []AIModel {
	out := []AIModel{}
	for _, r := range v.world.below(account.id) {
		if isDeployment(r) {
			model := "properties.model."
			out = append(out, AIModel{Alias: r.name(), Name: textAt(r.body, model+"name"), Version: textAt(r.body, model+"version"), Format: textAt(r.body, model+"format")})
		}
	}
	return out
}

// takes tells whether a token passes the element that validates it.
func (v *view) takes(e *element) func(string) bool {
	tenant, clients, audiences := e.attribute("tenant-id"), e.texts("application-id"), e.texts("audience")
	return func(text string) bool {
		c, err := v.world.tokens.verify(text, v.world.options.Clock())
		return err == nil && strings.EqualFold(c.Tenant, tenant) && slices.Contains(audiences, c.For) && slices.Contains(clients, c.Client)
	}
}

// element is an element of a policy.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Children []*element `xml:",any"`
}

// policy reads the policy of an API or an operation; nil for none.
func (v *view) policy(home string) *element {
	r := v.world.find(home + "/policies/policy")
	if r == nil {
		return nil
	}
	var out element
	if xml.Unmarshal([]byte(policyxml.Escaped(textAt(r.body, "properties.value"))), &out) != nil {
		return nil // it was well-formed when it was written
	}
	return &out
}

// find returns the first element of a name, the element itself included; nil for none.
func (e *element) find(name string) *element {
	if e == nil || e.XMLName.Local == name {
		return e
	}
	for _, c := range e.Children {
		if found := c.find(name); found != nil {
			return found
		}
	}
	return nil
}

func (e *element) attribute(name string) string {
	if e != nil {
		for _, a := range e.Attrs {
			if a.Name.Local == name {
				return a.Value
			}
		}
	}
	return ""
}

// texts are the texts of all elements of a name below.
func (e *element) texts(name string) []string {
	var out []string
	for _, c := range e.Children {
		if c.XMLName.Local == name {
			out = append(out, strings.TrimSpace(c.Text))
		}
		out = append(out, c.texts(name)...)
	}
	return out
}

func isDeployment(r *resource) bool { _, ok := r.kind.behaviour.(deployments); return ok }
