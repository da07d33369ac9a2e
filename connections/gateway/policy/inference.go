// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

import (
	"strings"
	"time"
)

// Upstream is which of the APIs of a model account is behind the gateway.
type Upstream string

// The APIs.
const (
	// UpstreamV1 is /openai/v1: the model is in the body, and there is no api-version.
	UpstreamV1 Upstream = ""
	// UpstreamClassic is /openai with deployments in the path and an api-version.
	UpstreamClassic Upstream = "classic"
)

// Inference makes the policy of an API with models behind it. It lets in who [Access] says, keeps their keys
// and tokens from the backend, and calls the backend with the gateway's own identity, after all of that.
type Inference struct {
	// Access is who may call. Required.
	Access Access
	// Backend is the name of a backend or of a pool of the service. Required.
	Backend string
	// Upstream is the API behind it; that of v1 if empty.
	Upstream Upstream
	// Resource is what the gateway's token for the backend is for; that of Cognitive Services if empty.
	Resource string
	// IdentityClientID is the client id of the gateway's identity, if it is a user-assigned one.
	IdentityClientID string
	// Limits limit tokens; the zero value does not.
	Limits Limits
	// Metrics sends how many tokens are used to Application Insights; nil for nothing.
	Metrics *Metrics
	// Timeout is how long to wait for an answer to begin; 0 for the 300 seconds of the service. It is cut to
	// seconds.
	Timeout time.Duration
	// Retries is how often another try is made, up to 50, when the backend answers 429 or 503, such as with
	// another member of a pool; 0 for none.
	Retries int
}

// Document returns the policy of the API. It fails with an *azfoundry.ValidationError that has all faults.
func (i Inference) Document() (Document, error) {
	var f faults
	i.check(&f)
	list := []Element{Base{}}
	list = append(list, i.Access.elements()...)
	list = append(list, model())
	list = append(list, i.Limits.elements()...)
	if i.Metrics != nil {
		list = append(list, i.Metrics.element())
	}
	list = append(list, i.Access.surrender()...)
	if i.Upstream == UpstreamV1 {
		list = append(list, SetQueryParameter{Name: Literal("api-version"), ExistsAction: Delete})
	}
	h, _ := i.Access.Cloud.hosts()
	resource := h.cognitive
	if i.Resource != "" {
		resource = i.Resource
	}
	list = append(list,
		SetBackendService{BackendID: Literal(i.Backend)},
		AuthenticationManagedIdentity{Resource: Literal(resource), ClientID: i.IdentityClientID})
	return checked(Document{Inbound: list, Backend: []Element{i.forward()}}, &f, "make policy of API")
}

// forward returns the policy that calls the backend. Answers are streamed.
func (i Inference) forward() Element {
	call := ForwardRequest{BufferResponse: new(false)}
	if i.Timeout > 0 {
		call.Timeout = Int(int(i.Timeout / time.Second))
	}
	if i.Retries == 0 {
		return call
	}
	call.BufferRequestBody = new(true)
	return Retry{
		Condition: Expression("context.Response.StatusCode == 429 || context.Response.StatusCode == 503"),
		Count:     Int(i.Retries), Interval: Int(1), FirstFastRetry: Bool(true),
		Do: []Element{call},
	}
}

// check reports what is wrong.
func (i Inference) check(f *faults) {
	f.in("/Access", func() { i.Access.check(f) })
	if i.Backend == "" || strings.ContainsAny(i.Backend, blanks+"/@{") {
		f.add("Backend", wrong{"required", "is no name of a backend", i.Backend, "give the name of a backend or of a pool, not its id"})
	}
	f.verbatim("Resource", i.Resource)
	if i.Upstream != UpstreamV1 && i.Upstream != UpstreamClassic {
		f.add("Upstream", wrong{"enum", "is none that is known", string(i.Upstream), "give UpstreamV1 or UpstreamClassic"})
	}
	if i.IdentityClientID != "" {
		f.guid("IdentityClientID", i.IdentityClientID, "give the client id of the identity, or leave it empty for the identity of the system")
	}
	if i.Timeout < 0 || i.Timeout > 0 && i.Timeout < time.Second {
		f.add("Timeout", wrong{"range", "is less than a second", i.Timeout.String(), "give at least a second, or 0 for the service's own"})
	}
	if i.Retries < 0 || i.Retries > 50 {
		f.add("Retries", wrong{"range", "is not from 0 to 50", Int(i.Retries).source(), "give a number within these"})
	}
	i.Limits.check(f)
	if i.Metrics != nil {
		i.Metrics.check(f)
	}
}

// model returns the policy that says which model is called: the one in the path, else the one in the header
// of Foundry, after the name of the connection, else the one in the body.
func model() Element {
	const name = "x-ms-foundry-model-id"
	whole := header(name, "")
	set := func(v Value) []Element { return []Element{SetVariable{Name: VariableModel, Value: v}} }
	return Choose{
		When: []When{
			{
				Comments:  []Comment{" The model: from the path, from the header of Foundry, or from the body. "},
				Condition: Expression(regex + `.IsMatch(context.Request.OriginalUrl.Path, "/deployments/[^/]+")`),
				Then:      set(Expression(regex + `.Match(context.Request.OriginalUrl.Path, "/deployments/([^/]+)").Groups[1].Value`)),
			},
			{
				Condition: Expression(`context.Request.Headers.ContainsKey(` + Quote(name) + `)`),
				Then:      set(Expression(whole + ".Substring(" + whole + ".IndexOf('/') + 1)")),
			},
			{
				Condition: Expression(`context.Request.Body != null && ` + header("Content-Type", "") + `.Contains("json")`),
				Then: set(Block(` try { return (string)context.Request.Body.As<JObject>(preserveContent: true)["model"] ?? ` + Quote(Unknown) +
					`; } catch (Exception) { return ` + Quote(Unknown) + `; } `)),
			},
		},
		Otherwise: set(Literal(Unknown)),
	}
}
