// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

import (
	"fmt"
	"strconv"
	"strings"
)

// Period is how long a quota of tokens lasts.
type Period string

// The periods, each from the beginning of the unit in UTC.
const (
	Hourly  Period = "Hourly"
	Daily   Period = "Daily"
	Weekly  Period = "Weekly"
	Monthly Period = "Monthly"
	Yearly  Period = "Yearly"
)

// LLMTokenLimit limits the tokens that a key uses: more a minute end with 429, more in a period with 403.
type LLMTokenLimit struct {
	// CounterKey is what is counted by. One counter serves all scopes of the service that have the policy.
	// Required.
	CounterKey Value
	// TokensPerMinute is how many tokens a minute are allowed. It, or TokenQuota with TokenQuotaPeriod, or
	// all, are required.
	TokensPerMinute Value
	// TokenQuota is how many tokens a TokenQuotaPeriod are allowed.
	TokenQuota       Value
	TokenQuotaPeriod Period
	// EstimatePromptTokens counts the tokens of prompts before the model does. The service wants it to be
	// said; nil leaves it out.
	EstimatePromptTokens *bool
	// RetryAfterHeader is the header that says when to try again; Retry-After if empty. The other headers
	// and variables are not there if empty.
	RetryAfterHeader, RetryAfterVariable                     string
	RemainingQuotaTokensHeader, RemainingQuotaTokensVariable string
	RemainingTokensHeader, RemainingTokensVariable           string
	TokensConsumedHeader, TokensConsumedVariable             string
	Extra
}

// LLMEmitTokenMetric sends how many tokens a call used to Application Insights.
type LLMEmitTokenMetric struct {
	// Namespace is the namespace of the metrics; API Management if empty.
	Namespace string
	// Dimensions are at least one, and at most five that are not of the service's own.
	Dimensions []Dimension
	Extra
}

// Dimension is a dimension of a metric.
type Dimension struct {
	// Name is the dimension's name. Required.
	Name Value
	// Value is its value; nil for a dimension of the service's own, such as API ID.
	Value Value
}

// RateLimitByKey limits the calls with a key; more end with 429.
type RateLimitByKey struct {
	// Calls are allowed in RenewalPeriod, in seconds, at most 300, for each CounterKey. All are required.
	Calls, RenewalPeriod, CounterKey Value
	// IncrementCondition says whether a call counts, IncrementCount for how many; all for one if nil.
	IncrementCondition, IncrementCount Value
	// RetryAfterHeader is the header that says when to try again; Retry-After if empty. The other headers
	// and variables are not there if empty.
	RetryAfterHeader, RetryAfterVariable         string
	RemainingCallsHeader, RemainingCallsVariable string
	TotalCallsHeader                             string
	Extra
}

// maxDimensions is how many dimensions of a metric may be custom.
const maxDimensions = 5

// defaultDimension reports whether a dimension is one that the service fills in by itself.
func defaultDimension(name string) bool {
	switch name {
	case "API ID", "Operation ID", "Product ID", "User ID", "Subscription ID", "Location", "Gateway ID", "Backend ID":
		return true
	}
	return false
}

func (LLMTokenLimit) tag() string      { return "llm-token-limit" }
func (LLMEmitTokenMetric) tag() string { return "llm-emit-token-metric" }
func (RateLimitByKey) tag() string     { return "rate-limit-by-key" }

func (e LLMTokenLimit) bind(b *binder) Element {
	b.value("counter-key", &e.CounterKey, required)
	b.value("tokens-per-minute", &e.TokensPerMinute, optional)
	b.value("token-quota", &e.TokenQuota, optional)
	one(b, "token-quota-period", &e.TokenQuotaPeriod, Hourly, Daily, Weekly, Monthly, Yearly)
	b.flag("estimate-prompt-tokens", &e.EstimatePromptTokens)
	b.plain("retry-after-header-name", &e.RetryAfterHeader, optional)
	b.plain("retry-after-variable-name", &e.RetryAfterVariable, optional)
	b.plain("remaining-quota-tokens-header-name", &e.RemainingQuotaTokensHeader, optional)
	b.plain("remaining-quota-tokens-variable-name", &e.RemainingQuotaTokensVariable, optional)
	b.plain("remaining-tokens-header-name", &e.RemainingTokensHeader, optional)
	b.plain("remaining-tokens-variable-name", &e.RemainingTokensVariable, optional)
	b.plain("tokens-consumed-header-name", &e.TokensConsumedHeader, optional)
	b.plain("tokens-consumed-variable-name", &e.TokensConsumedVariable, optional)
	b.whole("tokens-per-minute", e.TokensPerMinute, 1, largestNumber)
	b.whole("token-quota", e.TokenQuota, 1, largestNumber)
	if !b.reading {
		switch {
		case e.TokensPerMinute == nil && e.TokenQuota == nil:
			b.faults.add("tokens-per-minute", wrong{"required", "is missing, and so is a quota", "", "give tokens-per-minute, or token-quota with token-quota-period"})
		case (e.TokenQuota == nil) != (e.TokenQuotaPeriod == ""):
			b.faults.add("token-quota-period", wrong{"required", "and token-quota go together, and one is missing", "", "give both"})
		}
	}
	b.extra(&e.Extra)
	return e
}

func (e LLMEmitTokenMetric) bind(b *binder) Element {
	b.plain("namespace", &e.Namespace, optional)
	children(b, "dimension", &e.Dimensions, func(d *Dimension, inner *binder) {
		inner.value("name", &d.Name, required)
		inner.value("value", &d.Value, optional)
	})
	if !b.reading {
		b.dimensions(e.Dimensions)
	}
	b.extra(&e.Extra)
	return e
}

// dimensions refuses what the service does not take as dimensions.
func (b *binder) dimensions(list []Dimension) {
	custom := 0
	for i, d := range list {
		name, literal := d.Name.(Literal)
		if !literal || !defaultDimension(string(name)) {
			custom++
			if d.Value == nil && literal {
				b.faults.add("dimension/"+strconv.Itoa(i)+"/value", wrong{"required", "is missing, and the name is none that the service fills in", string(name), "give it a value"})
			}
		}
	}
	switch {
	case len(list) == 0:
		b.faults.add("dimension", wrong{"required", "is missing", "", "give at least one dimension, such as API ID"})
	case custom > maxDimensions:
		b.faults.add("dimension", wrong{"maxItems", fmt.Sprintf("has %d custom dimensions, and the service takes %d", custom, maxDimensions), "", "take some out"})
	}
}

func (e RateLimitByKey) bind(b *binder) Element {
	b.value("calls", &e.Calls, required)
	b.value("renewal-period", &e.RenewalPeriod, required)
	b.value("increment-condition", &e.IncrementCondition, optional)
	b.value("increment-count", &e.IncrementCount, optional)
	b.value("counter-key", &e.CounterKey, required)
	b.plain("retry-after-header-name", &e.RetryAfterHeader, optional)
	b.plain("retry-after-variable-name", &e.RetryAfterVariable, optional)
	b.plain("remaining-calls-header-name", &e.RemainingCallsHeader, optional)
	b.plain("remaining-calls-variable-name", &e.RemainingCallsVariable, optional)
	b.plain("total-calls-header-name", &e.TotalCallsHeader, optional)
	b.whole("calls", e.Calls, 1, largestNumber)
	b.whole("renewal-period", e.RenewalPeriod, 1, 300)
	b.extra(&e.Extra)
	return e
}

// Bounds of numbers that have no narrower ones.
const (
	day           = 24 * 60 * 60 // seconds
	largestNumber = 1<<63 - 1
)

// whole refuses a literal that is no whole number within bounds. Named values pass, as they are numbers later.
func (b *binder) whole(name string, v Value, low, high int) {
	l, literal := v.(Literal)
	if b.reading || !literal || strings.Contains(string(l), "{{") {
		return
	}
	if n, err := strconv.Atoi(strings.Trim(string(l), blanks)); err != nil || n < low || n > high {
		advice := fmt.Sprintf("give a number from %d to %d, or an expression", low, high)
		if high == largestNumber {
			advice = fmt.Sprintf("give a number from %d on, or an expression", low)
		}
		b.faults.add(name, wrong{"range", "is not what the service takes", string(l), advice})
	}
}
