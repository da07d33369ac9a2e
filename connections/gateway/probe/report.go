// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package probe

// Report is what a probe found. It encodes as JSON and holds no secret.
type Report struct {
	// Target is that of the connection.
	Target string `json:"target"`
	// OK tells whether nothing failed. What was skipped did not fail: see Steps.
	OK bool `json:"ok"`
	// Failed is the first layer that failed; empty for none.
	Failed Layer `json:"failed,omitzero"`
	// Findings are what is wrong in that layer: one, or one per model.
	Findings []Finding `json:"findings"`
	// Steps are what was done, in order, with what was skipped.
	Steps []Step `json:"steps"`
	// Aliases are the models that the gateway listed, 100 at the most.
	Aliases []string `json:"aliases,omitzero"`
	// Requests counts the HTTP requests that were made.
	Requests int `json:"requests"`
}

// Layer is a part of the way from Foundry to a model.
type Layer string

// The layers, in the order in which they are probed.
const (
	// LayerDNS is the host's name.
	LayerDNS Layer = "dns"
	// LayerConnect is a TCP connection.
	LayerConnect Layer = "connect"
	// LayerTLS is the certificate and its chain.
	LayerTLS Layer = "tls"
	// LayerToken is the token of a connection that does not sign in with a key.
	LayerToken Layer = "token"
	// LayerList is the question for all models.
	LayerList Layer = "list"
	// LayerGet is the question for one model, which Foundry asks before it calls it.
	LayerGet Layer = "get"
	// LayerChat is the call of a model.
	LayerChat Layer = "chat"
)

// Step is something that a probe did.
type Step struct {
	Layer Layer `json:"layer"`
	// Alias is the model that it was about, if it was about one.
	Alias string `json:"alias,omitzero"`
	// Outcome tells how it went.
	Outcome Outcome `json:"outcome"`
	// Request is the method and URL of an HTTP request.
	Request string `json:"request,omitzero"`
	// Status is that of the answer, 0 without one.
	Status int `json:"status,omitzero"`
	// Seen says what was found, for people.
	Seen string `json:"seen"`
	// Milliseconds is how long it took.
	Milliseconds int64 `json:"milliseconds"`
}

// Outcome is how a step went.
type Outcome string

// A step passed, it failed, or it was not done: because of one before it, or because the connection does
// not need it.
const (
	OutcomePassed  Outcome = "passed"
	OutcomeFailed  Outcome = "failed"
	OutcomeSkipped Outcome = "skipped"
)

// Rule is the id of a rule about connections that only a probe can judge.
type Rule string

// The rules.
const (
	// RuleTLS is about the certificate and its chain.
	RuleTLS Rule = "LIVE-TLS"
	// RuleDiscovery is about the answers to the questions for models.
	RuleDiscovery Rule = "LIVE-DISCOVERY"
	// RuleAuth is about a key or token that is refused.
	RuleAuth Rule = "LIVE-AUTH"
	// RuleURL is about URLs where nothing answers as it must.
	RuleURL Rule = "LIVE-URL"
)

// Finding is something that is wrong.
type Finding struct {
	Rule Rule `json:"rule"`
	// Severity is always error: with any finding Foundry cannot use the gateway, or the model.
	Severity string  `json:"severity"`
	Verdict  Verdict `json:"verdict"`
	Layer    Layer   `json:"layer"`
	// Alias is the model that it is about, if it is about one.
	Alias string `json:"alias,omitzero"`
	// Message says what was seen.
	Message string `json:"message"`
	// Symptom is what one sees of it in Foundry.
	Symptom string `json:"symptom"`
	// Fix says what to do.
	Fix string `json:"fix"`
}

// String returns the finding on one line.
func (f Finding) String() string {
	at := string(f.Layer)
	if f.Alias != "" {
		at += " " + f.Alias
	}
	return string(f.Rule) + " (" + at + "): " + f.Message + "; " + f.Fix
}
