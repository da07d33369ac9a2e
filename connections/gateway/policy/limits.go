// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

import "fmt"

// LimitBy is what the tokens of projects are counted by.
type LimitBy string

// What tokens are counted by. A project is known by what it is listed with: its ID, or else its application, or
// else its subscription, and no header changes that. Agents are known by the header x-ms-foundry-agent-id, which
// Foundry writes and whoever has a token or a key of the project can write: count by project where that matters.
const (
	// ByProject counts by project.
	ByProject LimitBy = ""
	// ByAgent counts by agent, all of its versions together.
	ByAgent LimitBy = "agent"
	// ByAgentRevision counts each version of an agent by itself.
	ByAgentRevision LimitBy = "agentRevision"
)

// Limits limit the tokens of callers. Other applications are counted by their client ids, and who has a key by
// subscription. The counters are those of the service: other policies with the same keys count with them.
type Limits struct {
	// By is what the tokens of projects are counted by.
	By LimitBy
	// Projects is the limit of each project or agent, Others that of each other caller. The zero value is
	// none.
	Projects, Others Limit
}

// Limit is how many tokens are allowed. Zero is no limit.
type Limit struct {
	// TokensPerMinute are allowed each minute; more end with 429 and Retry-After.
	TokensPerMinute int
	// Quota tokens are allowed each Period; more end with 403.
	Quota  int
	Period Period
}

// key returns C# that says what is counted by.
func (l Limits) key() string {
	key := Quote("project/") + " + " + variable(variableCounter)
	switch l.By {
	case ByAgent:
		key += ` + "/agent/" + ` + variable(VariableAgent)
	case ByAgentRevision:
		key += ` + "/agent/" + ` + variable(VariableAgentRevision)
	case ByProject:
	}
	return key
}

// elements returns the policies that limit.
func (l Limits) elements() []Element {
	var c Choose
	add := func(limit Limit, caller, key string) {
		if limit != (Limit{}) {
			c.When = append(c.When, When{Condition: Expression(is(VariableCaller, caller)), Then: []Element{limit.element(key)}})
		}
	}
	add(l.Projects, CallerProject, l.key())
	add(l.Others, CallerApplication, Quote("application/")+" + "+variable(VariableApplication))
	add(l.Others, CallerSubscription, Quote("subscription/")+" + context.Subscription.Id")
	if c.When == nil {
		return nil
	}
	return []Element{c}
}

// element returns the policy of one limit.
func (l Limit) element(key string) Element {
	e := LLMTokenLimit{
		CounterKey: Expression(key), EstimatePromptTokens: new(true),
		RemainingTokensHeader: "x-ratelimit-remaining-tokens", TokensConsumedHeader: "x-ratelimit-consumed-tokens",
	}
	if l.TokensPerMinute > 0 {
		e.TokensPerMinute = Int(l.TokensPerMinute)
	}
	if l.Quota > 0 {
		e.TokenQuota, e.TokenQuotaPeriod = Int(l.Quota), l.Period
	}
	return e
}

// check reports what is wrong.
func (l Limits) check(f *faults) {
	switch l.By {
	case ByProject, ByAgent, ByAgentRevision:
	default:
		f.add("Limits/By", wrong{"enum", "is none that is known", string(l.By), "give ByProject, ByAgent or ByAgentRevision"})
	}
	for i, limit := range []Limit{l.Projects, l.Others} {
		f.in("/Limits/"+[]string{"Projects", "Others"}[i], func() {
			if limit.TokensPerMinute < 0 || limit.Quota < 0 {
				f.add("", wrong{"range", "is negative", fmt.Sprint(min(limit.TokensPerMinute, limit.Quota)), "give 0 for no limit"})
			}
			if (limit.Quota > 0) != (limit.Period != "") {
				f.add("Period", wrong{"required", "and Quota go together, and one is missing", "", "give both, or none"})
			}
		})
	}
}

// Metrics says how to send how many tokens are used.
type Metrics struct {
	// Namespace is the namespace of the metrics; azfoundry if empty.
	Namespace string
	// Dimensions are what the metrics are split by; nil for the project, the agent, its version, the model
	// and the application, under the names of their variables, and Subscription ID. At most five may be
	// custom.
	Dimensions []Dimension
}

// DefaultNamespace is the namespace of metrics that say no other.
const DefaultNamespace = "azfoundry"

// element returns the policy.
func (m *Metrics) element() Element {
	e := LLMEmitTokenMetric{Namespace: DefaultNamespace, Dimensions: m.Dimensions}
	if m.Namespace != "" {
		e.Namespace = m.Namespace
	}
	if m.Dimensions == nil {
		for _, name := range []string{VariableProject, VariableAgent, VariableAgentRevision, VariableModel, VariableApplication} {
			e.Dimensions = append(e.Dimensions, Dimension{Name: Literal(name), Value: Expression(variable(name))})
		}
		e.Dimensions = append(e.Dimensions, Dimension{Name: Literal("Subscription ID")})
	}
	return e
}

// check reports what is wrong with the dimensions.
func (m *Metrics) check(f *faults) {
	if begins(m.Namespace) {
		f.add("Metrics/Namespace", wrong{"literal", "is an expression, and takes none", m.Namespace, "give a text"})
	}
}
