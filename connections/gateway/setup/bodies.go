// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package setup

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry/connections/gateway"
	"github.com/azfoundry/azfoundry/foundry"
)

// keyHeader is the header in which Foundry sends a key unless a connection says otherwise.
const keyHeader = "api-key"

// keyQuery is the query parameter in which a key may be, by the service's default.
const keyQuery = "subscription-key"

// openAIEndpoint is the name of the endpoint of models among those that an account lists.
const openAIEndpoint = "OpenAI Language Model Instance API"

// modelsURL is where the models of an account are called: its endpoint with /openai, and for version 1 /v1
// behind it. A backend without /openai answers every call with 404.
func (g Gateway) modelsURL(a foundry.Account) string {
	base := strings.TrimRight(cmp.Or(a.Properties.Endpoints[openAIEndpoint], a.Properties.Endpoint), "/")
	if g.Kind == Classic {
		return base + "/openai"
	}
	return base + "/openai/v1"
}

// shapeBackend lets the backend of an account be as it is to be; what a set-up does not speak of stays.
func (g Gateway) shapeBackend(url string) func(*gateway.Backend) {
	return func(b *gateway.Backend) {
		p := &b.Properties
		if strings.EqualFold(string(p.Type), string(gateway.BackendTypePool)) {
			p.Pool = gateway.BackendPool{}
		}
		if single := strings.EqualFold(string(p.Type), string(gateway.BackendTypeSingle)); !single && (p.Type != "" || b.ID == "") {
			p.Type = gateway.BackendTypeSingle
		}
		p.Protocol = gateway.BackendProtocolHTTP
		if !sameURL(p.URL, url) {
			p.URL = url
		}
		if want := g.CircuitBreaker.Rules; len(want) > 0 && !slices.EqualFunc(p.CircuitBreaker.Rules, want, sameRule) {
			p.CircuitBreaker.Rules = slices.Clone(want)
		}
	}
}

// sameURL reports whether two URLs lead to the same: the service may keep or take away a slash at the end.
func sameURL(a, b string) bool {
	return strings.EqualFold(strings.TrimRight(a, "/"), strings.TrimRight(b, "/"))
}

// sameRule reports whether two rules say the same. What the service adds, such as empty lists, does not count.
func sameRule(a, b gateway.CircuitBreakerRule) bool {
	a, b = plainRule(a), plainRule(b)
	return reflect.DeepEqual(a, b)
}

// plainRule is a rule without what says nothing.
func plainRule(r gateway.CircuitBreakerRule) gateway.CircuitBreakerRule {
	r.Unknown, r.FailureCondition.Unknown = nil, nil
	r.AcceptRetryAfter = new(r.AcceptRetryAfter != nil && *r.AcceptRetryAfter)
	ranges := make([]gateway.StatusCodeRange, 0, len(r.FailureCondition.StatusCodeRanges))
	for _, s := range r.FailureCondition.StatusCodeRanges {
		s.Unknown = nil
		ranges = append(ranges, s)
	}
	r.FailureCondition.StatusCodeRanges = ranges
	if len(r.FailureCondition.ErrorReasons) == 0 {
		r.FailureCondition.ErrorReasons = nil
	}
	return r
}

// shapePool lets the pool have exactly the accounts.
func (g Gateway) shapePool(b *gateway.Backend) {
	members := make([]gateway.PoolMember, 0, len(g.Accounts))
	for _, a := range g.Accounts {
		members = append(members, g.backend(a).Member(a.Priority, cmp.Or(a.Weight, 1)))
	}
	p := &b.Properties
	p.Type, p.URL, p.Protocol = gateway.BackendTypePool, "", ""
	if !sameMembers(p.Pool.Services, members) {
		p.Pool.Services = members
	}
}

// sameMembers reports whether two pools have the same members. Their order means nothing: calls go by priority
// and weight.
func sameMembers(a, b []gateway.PoolMember) bool {
	return len(a) == len(b) && !slices.ContainsFunc(b, func(m gateway.PoolMember) bool {
		return !slices.ContainsFunc(a, func(other gateway.PoolMember) bool { return sameMember(other, m) })
	})
}

// sameMember reports whether two members are the same backend with the same share; the service may shorten
// an id and spell it in another case.
func sameMember(a, b gateway.PoolMember) bool {
	name := func(m gateway.PoolMember) string { return m.ID[strings.LastIndexByte(m.ID, '/')+1:] }
	number := func(n *int32) int32 {
		if n == nil {
			return 0
		}
		return *n
	}
	return strings.EqualFold(name(a), name(b)) && number(a.Priority) == number(b.Priority) && number(a.Weight) == number(b.Weight)
}

// shapeAPI lets the API be found, and asks for keys where they are the only way in.
func (g Gateway) shapeAPI(a *gateway.API) {
	p := &a.Properties
	p.DisplayName = cmp.Or(p.DisplayName, g.API)
	p.Path = g.Path
	if !slices.Equal(p.Protocols, []gateway.Protocol{gateway.ProtocolHTTPS}) {
		p.Protocols = []gateway.Protocol{gateway.ProtocolHTTPS}
	}
	p.SubscriptionRequired = new(!g.tokens())
	if names := &p.SubscriptionKeyParameterNames; g.Access.Keys {
		if !strings.EqualFold(names.Header, keyHeader) {
			names.Header = keyHeader
		}
		names.Query = keyQuery // the policy takes it out of the URL under this name
	}
}

// operation is an operation that the API is to have.
type operation struct {
	name, title, method, template string
}

const deploymentParameter = "deploymentName"

// The two operations by which Foundry asks for models.
var (
	listDeployments = operation{"list-deployments", "List deployments", "GET", "/deployments"}
	getDeployment   = operation{"get-deployment-by-name", "Get deployment by name", "GET", "/deployments/{" + deploymentParameter + "}"}
)

// operations are those of the API: the calls of models, and where Foundry asks for them the questions.
func (g Gateway) operations() []operation {
	model := ""
	if g.Kind == Classic {
		model = "/deployments/{" + deploymentParameter + "}"
	}
	out := []operation{
		{"chat-completions", "Chat completions", "POST", model + "/chat/completions"},
		{"embeddings", "Embeddings", "POST", model + "/embeddings"},
		{"responses", "Responses", "POST", "/responses"},
	}
	if g.discovery() {
		out = append(out, getDeployment, listDeployments)
	}
	return out
}

// shape lets an operation have the method and the URLs of this one.
func (o operation) shape(m *gateway.Operation) {
	p := &m.Properties
	p.DisplayName = cmp.Or(p.DisplayName, o.title)
	p.Method, p.URLTemplate = o.method, o.template
	if !strings.Contains(o.template, "{"+deploymentParameter+"}") {
		return
	}
	declared := slices.ContainsFunc(p.TemplateParameters, func(t gateway.Parameter) bool { return t.Name == deploymentParameter })
	if !declared {
		p.TemplateParameters = []gateway.Parameter{{Name: deploymentParameter, Type: "string", Required: new(true)}}
	}
}
