// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy

import (
	"fmt"
	"time"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/check"
)

// Per is what a [Limit] counts by. All of them belong to a caller that a [Guard] knows; there is none for
// x-ms-client-request-id, with which every request would have a limit of its own.
type Per int

// What limits count by. A caller that speaks for no project is counted by its own name in all of them.
const (
	// PerCaller counts all requests of a caller together.
	PerCaller Per = iota
	// PerProject counts all requests of a project together, whatever callers they come through.
	PerProject
	// PerAgent counts those of each agent of a project, in all its versions. Whoever makes agents in a project
	// can make more of them: set a limit PerProject beside it.
	PerAgent
	// PerAgentVersion counts those of each version of an agent.
	PerAgentVersion
)

// Limit is how much may be asked for within a window of time.
type Limit struct {
	Per Per
	// Window is how long the span is that the numbers are for: 0 means a minute, a second is the least and 31
	// days the most. No span of that length, whenever it begins, holds more requests than Requests.
	Window time.Duration
	// Requests is how many requests are let through; 0 means any number.
	Requests int64
	// Tokens is how many tokens of models answers may use up; 0 means any number. They are known once an answer
	// says so: a request is let through while fewer were used, so that those that run at the same time may
	// together use more. What they used counts in full.
	Tokens int64
	// Unreported is how many tokens an answer of status 200 counts for that does not say how many it used, such as a
	// stream that was not asked for stream_options.include_usage, or that its caller left early. 0 means an
	// estimate: one for each event of a stream, and one for four bytes of any other answer.
	Unreported int64
}

// maxWindow is the longest window.
const maxWindow = 31 * 24 * time.Hour

// key returns what a request is counted by: its principal, and what belongs to the principal.
func (p Per) key(o Origin) (principal, part string) {
	principal = o.principal()
	switch p {
	case PerCaller:
		principal = "caller " + o.Caller
	case PerProject:
	case PerAgent:
		part = o.Foundry.Agent
	case PerAgentVersion:
		part = o.Foundry.Agent
		if o.Foundry.AgentVersion != "" {
			part += ":" + o.Foundry.AgentVersion
		}
	}
	return principal, part
}

// checkLimits finds what is wrong with limits.
func checkLimits(limits []Limit) error {
	var c check.Checker
	for i, l := range limits {
		c.At("limits", i)
		if l.Per < PerCaller || l.Per > PerAgentVersion {
			c.Add("Per", azfoundry.Fault{Rule: "enum", Message: "is none of the four", Got: fmt.Sprint(int(l.Per)), Advice: "use one of the constants Per…"})
		}
		if l.Window != 0 && (l.Window < time.Second || l.Window > maxWindow) {
			c.Add("Window", azfoundry.Fault{Rule: "maximum", Message: "is not between a second and 31 days", Got: l.Window.String(), Advice: "use a minute, an hour or a day"})
		}
		if l.Requests < 0 || l.Tokens < 0 || l.Unreported < 0 || l.Requests == 0 && l.Tokens == 0 {
			c.Add("", azfoundry.Fault{Rule: "minimum", Message: "limits nothing, or has a negative number", Advice: "set Requests or Tokens; to let nobody in, leave the caller out"})
		}
		c.Out()
	}
	return c.Err("proxy: make limiter")
}
