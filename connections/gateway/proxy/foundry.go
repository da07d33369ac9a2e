// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy

import (
	"net/http"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/azfoundry/azfoundry/connections"
)

// The headers that Foundry sends with a request to a gateway.
const (
	HeaderProjectID       = "X-Ms-Foundry-Project-Id"
	HeaderProjectName     = "Openai-Project"
	HeaderAgentID         = "X-Ms-Foundry-Agent-Id"
	HeaderModelID         = "X-Ms-Foundry-Model-Id"
	HeaderClientRequestID = "X-Ms-Client-Request-Id"
)

// foundryPrefix is how the names of Foundry's own headers begin.
const foundryPrefix = "X-Ms-Foundry-"

// What of a request's headers is kept.
const (
	maxHeaderValue = 256 // bytes; longer values are dropped
	maxOthers      = 16  // headers with names that this package does not know
)

// Foundry is what the headers of a request say of where in Foundry it comes from. They prove nothing: whoever
// sends a request writes them. A [Guard] lets them count for the callers alone that it was told speak for a
// project. A field is empty where its header is not there or was dropped.
//
// The headers are those that were seen at gateways in 2026; no document lists them.
type Foundry struct {
	// ProjectID is the GUID of the project, in lower case, from x-ms-foundry-project-id.
	ProjectID string
	// ProjectName is its name, from openai-project.
	ProjectName string
	// Agent and AgentVersion are the two sides of the last colon of x-ms-foundry-agent-id
	// (TestAgent:5). Without a colon, or with nothing before it, all is the name.
	Agent, AgentVersion string
	// Connection and Model are the two sides of the first slash of x-ms-foundry-model-id
	// (gateway/gpt-4o): the connection through which the request comes, and the alias. Without a slash all
	// is the alias.
	Connection, Model string
	// ClientRequestID is x-ms-client-request-id, which is another one for each request. No limit can count
	// by it.
	ClientRequestID string
	// Others are the headers x-ms-foundry-… that this package does not know, by their names in lower case; 16
	// at the most. Nil where there are none.
	Others map[string]string
	// Dropped names, in lower case and in order, the headers whose values are not kept: longer than 256
	// bytes, with control characters, not UTF-8, or there more than once. Of unknown headers also those
	// beyond the sixteenth.
	Dropped []string
}

// ParseFoundry reads the headers of a request.
func ParseFoundry(h http.Header) Foundry {
	var f Foundry
	f.ProjectID = strings.ToLower(f.keep(h, HeaderProjectID))
	f.ProjectName = f.keep(h, HeaderProjectName)
	f.Agent, f.AgentVersion = splitAgent(f.keep(h, HeaderAgentID))
	f.Connection, f.Model = splitModel(f.keep(h, HeaderModelID))
	f.ClientRequestID = f.keep(h, HeaderClientRequestID)
	f.keepOthers(h)
	slices.Sort(f.Dropped)
	return f
}

// keep returns the one value of a header, or drops it.
func (f *Foundry) keep(h http.Header, name string) string {
	values := h[name]
	if len(values) == 0 {
		return ""
	}
	value := strings.TrimSpace(values[0])
	if len(values) > 1 || !plain(value) {
		f.Dropped = append(f.Dropped, strings.ToLower(name))
		return ""
	}
	return value
}

// keepOthers keeps the headers that are new, in the order of their names so that the same ones are kept of too
// many.
func (f *Foundry) keepOthers(h http.Header) {
	var names []string
	for name := range h {
		if strings.HasPrefix(name, foundryPrefix) && !known(name) && len(name) <= maxHeaderValue {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for i, name := range names {
		if i >= maxOthers {
			f.Dropped = append(f.Dropped, strings.ToLower(name))
			continue
		}
		dropped := len(f.Dropped)
		value := f.keep(h, name)
		if len(f.Dropped) > dropped {
			continue
		}
		if f.Others == nil {
			f.Others = map[string]string{}
		}
		f.Others[strings.ToLower(name)] = value
	}
}

func known(name string) bool {
	return name == HeaderProjectID || name == HeaderAgentID || name == HeaderModelID
}

// plain reports whether a value can stand in a log as it is.
func plain(value string) bool {
	unseen := func(r rune) bool {
		return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029'
	}
	return len(value) <= maxHeaderValue && utf8.ValidString(value) && !strings.ContainsFunc(value, unseen)
}

// splitAgent splits at the last colon: versions have none.
func splitAgent(id string) (name, version string) {
	i := strings.LastIndexByte(id, ':')
	if i <= 0 {
		return id, ""
	}
	return id[:i], id[i+1:]
}

// splitModel takes a model reference apart.
func splitModel(id string) (connection, alias string) {
	if connection, alias, ok := connections.SplitModelReference(id); ok {
		return connection, alias
	}
	return "", id
}
