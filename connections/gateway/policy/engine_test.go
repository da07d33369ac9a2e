// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/connections/gateway/policy"
)

// request is a call of a gateway. Its token is valid; what it is for and by whom is checked.
type request struct {
	path, query  string
	headers      map[string]string
	params       params
	body         string
	token        map[string]string // claims of the token in Authorization; nil for none
	subscription string            // "" for no key
}

// outcome is what became of a call.
type outcome struct {
	Status    int // 0 if the backend was called
	Body      string
	Variables map[string]string // those that say more than "none"
	Headers   []string          // of those that matter, what the backend gets
	Query     string
	Counter   string
	Metrics   map[string]string
	Identity  string // what the gateway's token was for
	Backend   string
}

// engine runs the policies of the section inbound.
type engine struct {
	t      *testing.T
	in     request
	scope  scope
	vars   vars
	header http.Header
	query  url.Values
	out    outcome
}

// run runs a document for a call.
func run(t *testing.T, d policy.Document, in request) outcome {
	t.Helper()
	e := engine{t: t, in: in, vars: vars{}, header: http.Header{}, out: outcome{Variables: map[string]string{}}}
	for name, value := range in.headers {
		e.header.Set(name, value)
	}
	if in.token != nil {
		e.header.Set("Authorization", "Bearer of-the-caller")
	}
	e.query, _ = url.ParseQuery(in.query)
	var content, subscription any
	if in.body != "" {
		content = body(in.body)
	}
	if in.subscription != "" {
		subscription = scope{"Id": in.subscription}
	}
	if subscription == nil {
		subscription = any(nil)
	}
	e.scope = scope{
		"Variables": e.vars, "Subscription": subscription,
		"Request": scope{"Headers": e.header, "Body": content, "OriginalUrl": scope{"Path": in.path}, "MatchedParameters": in.params},
	}
	e.elements(d.Inbound)
	for name, v := range e.vars {
		if text, ok := v.(string); ok && text != policy.Unknown {
			e.out.Variables[name] = text
		}
	}
	for name := range e.header {
		e.out.Headers = append(e.out.Headers, name+": "+e.header.Get(name))
	}
	slices.Sort(e.out.Headers)
	e.out.Query = e.query.Encode()
	return e.out
}

// value evaluates a value to text; what throws ends the call with 500.
func (e *engine) value(v policy.Value) any {
	var source string
	switch v := v.(type) {
	case policy.Literal:
		return string(v)
	case policy.Expression:
		source = "@(" + string(v) + ")"
	case policy.Block:
		source = "@{" + string(v) + "}"
	}
	result, err := evaluate(e.t, source, e.scope)
	if err != nil {
		e.out.Status, e.out.Body = 500, err.Error()
	}
	return result
}

// elements runs policies until one ends the call.
func (e *engine) elements(list []policy.Element) {
	for _, element := range list {
		if e.out.Status != 0 {
			return
		}
		e.element(element)
	}
}

func (e *engine) element(element policy.Element) {
	switch p := element.(type) {
	case policy.Base, policy.Comment:
	case policy.SetVariable:
		e.vars[p.Name] = e.value(p.Value)
	case policy.SetHeader:
		if p.ExistsAction != policy.Delete {
			e.t.Errorf("another use of set-header: %v", p)
		}
		e.header.Del(string(p.Name.(policy.Literal)))
	case policy.SetQueryParameter:
		e.query.Del(string(p.Name.(policy.Literal)))
	case policy.Choose:
		e.choose(p)
	case policy.ReturnResponse:
		e.out.Status, e.out.Body = map[policy.Value]int{policy.Int(200): 200, policy.Int(401): 401, policy.Int(403): 403, policy.Int(404): 404}[p.Status.Code], string(p.Body.Body.(policy.Literal))
	case policy.ValidateAzureADToken:
		e.validate(p.Audiences, p.ClientApplicationIDs, []policy.Value{
			"https://sts.windows.net/" + p.TenantID.(policy.Literal) + "/", "https://login.microsoftonline.com/" + p.TenantID.(policy.Literal) + "/v2.0",
		}, p.OutputTokenVariable)
	case policy.ValidateJWT:
		issuer := strings.TrimSuffix(p.OpenIDConfigs[0], "/.well-known/openid-configuration")
		e.validate(p.Audiences, nil, append(p.Issuers, policy.Literal(issuer)), p.OutputTokenVariable)
	case policy.LLMTokenLimit:
		e.out.Counter += e.value(p.CounterKey).(string)
	case policy.LLMEmitTokenMetric:
		e.out.Metrics = make(map[string]string)
		for _, d := range p.Dimensions {
			if d.Value != nil {
				e.out.Metrics[string(d.Name.(policy.Literal))] = e.value(d.Value).(string)
			}
		}
	case policy.AuthenticationManagedIdentity:
		e.out.Identity = string(p.Resource.(policy.Literal))
		e.header.Set("Authorization", "Bearer of-the-gateway")
	case policy.RewriteURI:
		path := string(p.Template.(policy.Literal))
		for name, value := range e.in.params {
			path = strings.ReplaceAll(path, "{"+name+"}", value)
		}
		e.query, e.out.Backend = url.Values{}, path
	case policy.SetBackendService:
		if p.BaseURL != nil {
			e.out.Backend = string(p.BaseURL.(policy.Literal)) + e.out.Backend
		} else {
			e.out.Backend = string(p.BackendID.(policy.Literal))
		}
	default:
		e.t.Fatalf("the engine does not run %T", p)
	}
}

func (e *engine) choose(p policy.Choose) {
	for _, w := range p.When {
		if e.value(w.Condition) == true {
			e.elements(w.Then)
			return
		}
	}
	e.elements(p.Otherwise)
}

// validate ends the call unless the token fits.
func (e *engine) validate(audiences, applications, issuers []policy.Value, variable string) {
	token := e.in.token
	application := token["appid"] + token["azp"]
	if e.header.Get("Authorization") == "" || !slices.Contains(audiences, policy.Value(policy.Literal(token["aud"]))) ||
		!slices.Contains(issuers, policy.Value(policy.Literal(token["iss"]))) || applications != nil && !slices.Contains(applications, policy.Value(policy.Literal(application))) {
		e.out.Status = 401
		return
	}
	e.vars[variable] = jwt{Claims: token}
}
