// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections

import (
	"slices"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/check"
)

// Service makes connections of every category but the two of gateways. Categories differ in what they need:
// [NewService] fills in what is always the same, and functions such as [BingGrounding] the rest.
type Service struct {
	// Category is the kind of service.
	Category Category
	// Target is where it is: a URL, a bare host for a registry, a resource id for Application Insights.
	Target string
	// Auth is how it is signed in to.
	Auth Auth
	// APIType is metadata of that name; usually Azure.
	APIType string
	// Type is metadata of that name: what the service is within its category, such as bing_grounding.
	Type string
	// ResourceID is metadata of that name: the id of the resource that the service is.
	ResourceID string
	// Location is metadata of that name: the region.
	Location string
	// IsSharedToAll says on an account whether every project sees the connection; nil says nothing.
	IsSharedToAll *bool
	// Metadata are further metadata. A key that a field above stands for may be here too, in any case; what the
	// field says goes before it.
	Metadata map[string]string
	// Other is all else of a connection that was read.
	Other Connection
}

// ParseService takes a connection apart. It never loses anything.
func ParseService(c Connection) Service {
	s := Service{Category: c.Properties.Category}
	f := frameOf(c)
	for _, e := range s.entries() {
		*e.field = e.read(f.metadata)
	}
	f.forget(plainEntries(s.entries()))
	s.Target, s.Auth, s.IsSharedToAll, s.Metadata, s.Other = f.target, f.auth, f.shared, f.metadata, f.other
	return s
}

// Connection returns the body. It fails with an *azfoundry.ValidationError that has every fault.
func (s Service) Connection() (Connection, error) {
	var found check.Checker
	if s.Category == CategoryAPIManagement || s.Category == CategoryModelGateway {
		found.In("properties")
		found.Add("category", azfoundry.Fault{Rule: "category", Message: "is one of gateways", Advice: "use APIManagement or ModelGateway"})
		found.Out()
	}
	return checked(s.body(), &found, "build connection to "+string(s.Category))
}

func (s Service) body() Connection {
	f := frame{target: s.Target, auth: s.Auth, shared: s.IsSharedToAll, metadata: s.Metadata, other: s.Other}
	said := slices.DeleteFunc(plainEntries(s.entries()), func(e entry) bool { return !e.said })
	return f.body(s.Category, said)
}

func plainEntries(of []fieldEntry) []entry {
	out := make([]entry, len(of))
	for i, e := range of {
		out[i] = e.entry
	}
	return out
}

// fieldEntry is an entry that a field stands for.
type fieldEntry struct {
	entry

	field *string
}

func (s *Service) entries() []fieldEntry {
	key := "Type"
	if s.Category == CategoryRemoteTool {
		key = "type"
	}
	return []fieldEntry{
		{anyCaseEntry("ApiType", s.APIType), &s.APIType}, {anyCaseEntry(key, s.Type), &s.Type},
		{anyCaseEntry("ResourceId", s.ResourceID), &s.ResourceID}, {anyCaseEntry("location", s.Location), &s.Location},
	}
}
