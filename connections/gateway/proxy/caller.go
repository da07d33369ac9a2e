// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy

import (
	"context"
	"strings"

	"github.com/azfoundry/azfoundry/connections"
)

// Caller is somebody who may use a gateway, by a token of an application, by keys, or by both.
type Caller struct {
	// Name is what logs, limits and reports call it; it must be there, and no other caller's.
	Name string
	// AppID is the application (client) id whose tokens it has: the claim appid of version 1.0 tokens, azp of
	// version 2.0 ones. For a project of Foundry that is the client id of the project's managed identity, not
	// of an agent's. Empty takes no tokens.
	AppID string
	// Keys are the keys that it has: two, while one takes the place of the other. None takes no keys.
	Keys []connections.Secret
	// Projects are those that it speaks for. For a caller without any, and for the projects of others,
	// Foundry's headers do not count.
	Projects []Project
	// Delegated takes tokens with the claim scp too, with which an application acts for a user who
	// signed in. Identities of projects have none; with a public application, such as the Azure CLI, every
	// user of the tenant would get in.
	Delegated bool
}

// Project is a project of Foundry that a caller speaks for.
type Project struct {
	// ID is the GUID that x-ms-foundry-project-id has.
	ID string
	// Name, if it is not empty, is what openai-project must say where it is there.
	Name string
}

// Origin is who made a request, as a [Guard] found it.
type Origin struct {
	// Caller is the name of the caller, and AppID its application where it came with a token.
	Caller, AppID string
	// Object is the claim oid: the object id of the caller's service principal. Empty with a key.
	Object string
	// Foundry is what the headers say, as far as the caller may say it: ProjectID is one of the caller's own
	// projects. For a caller without projects only ClientRequestID is there.
	Foundry Foundry
}

// principal is whom limits count: a project, or a caller outside of Foundry. There are as many as a guard was
// told of, whatever requests say.
func (o Origin) principal() string {
	if o.Foundry.ProjectID != "" {
		return "project " + o.Foundry.ProjectID
	}
	return "caller " + o.Caller
}

type originKey struct{}

// FromContext returns who made the request of which ctx is the context, below [Guard.Handler] and in a [Proxy]'s
// hooks. Elsewhere ok is false.
func FromContext(ctx context.Context) (o Origin, ok bool) {
	o, ok = ctx.Value(originKey{}).(Origin)
	return o, ok
}

// attribute lets the headers count as far as they are the caller's to say. A header that names somebody else's
// project is refused and not corrected: one of the two is wrong, and a report that went by either would hide it.
func (c *Caller) attribute(f Foundry) (Foundry, *RefusedError) {
	if len(c.Projects) == 0 {
		return Foundry{ClientRequestID: f.ClientRequestID}, nil
	}
	for _, name := range f.Dropped {
		if name == strings.ToLower(HeaderProjectID) || name == strings.ToLower(HeaderProjectName) {
			return Foundry{}, &RefusedError{
				Status: 400, Kind: kindInvalid, Code: "invalid_header", Param: name,
				Message: "the header " + name + " is there twice, too long, or no text; send it once, as the project has it",
			}
		}
	}
	if f.ProjectID == "" && len(c.Projects) == 1 { // as when Foundry asks for models
		f.ProjectID = strings.ToLower(c.Projects[0].ID)
	}
	if f.ProjectID == "" { // a name alone may be anybody's
		f.ProjectName = ""
		return f, nil
	}
	for _, p := range c.Projects {
		if !strings.EqualFold(p.ID, f.ProjectID) {
			continue
		}
		if p.Name != "" && f.ProjectName != "" && p.Name != f.ProjectName {
			return Foundry{}, c.foreign(HeaderProjectName)
		}
		return f, nil
	}
	return Foundry{}, c.foreign(HeaderProjectID)
}

func (c *Caller) foreign(header string) *RefusedError {
	return &RefusedError{
		Status: 403, Kind: kindDenied, Code: "project_mismatch", Param: strings.ToLower(header),
		Message: "the header " + strings.ToLower(header) + " names a project that the caller " + c.Name + " does not speak for; " +
			"have the operator of this gateway add the project to the caller, or use the identity of the project itself",
	}
}
