// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

import (
	"fmt"
	"strings"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/armid"
)

// checked returns a document with all that is wrong with what it was made from and with itself.
func checked(d Document, f *faults, op string) (Document, error) {
	if f.found == nil {
		_, own := d.node()
		f.found = own.found
	}
	if f.found != nil {
		return Document{}, &azfoundry.ValidationError{Op: "policy: " + op, Faults: f.found}
	}
	return d, nil
}

// check reports what is wrong with who may call.
func (a *Access) check(f *faults) {
	applications := a.applications()
	h, ok := a.Cloud.hosts()
	if !ok {
		f.add("Cloud", wrong{"enum", "is no cloud", string(a.Cloud), "give CloudPublic, CloudGovernment or CloudChina"})
	}
	switch {
	case len(applications) == 0 && !a.Keys:
		f.add("Projects", wrong{"required", "are missing, and so are other applications and keys: nobody could call", "", "list projects or applications, or set Keys"})
	case len(applications) > 0:
		f.guid("Tenant", a.Tenant, "give the tenant's id, a GUID")
		if a.Audiences != nil && len(a.audiences(h)) == 0 {
			f.add("Audiences", wrong{"required", "is empty, which would accept a token for any service", "", "leave it nil for Cognitive Services, or name the audience"})
		}
	}
	f.verbatim("KeyHeader", a.KeyHeader)
	f.verbatim("KeyParameter", a.KeyParameter)
	for i, audience := range a.Audiences {
		if strings.Trim(audience, "/ ") == "" || strings.ContainsAny(audience, blanks) {
			f.add(fmt.Sprintf("Audiences/%d", i), wrong{"required", "is no audience", audience, "give a URI or a client id, such as " + h.cognitive})
		}
	}
	seen := make(map[string]string)
	for i, p := range a.Projects {
		f.in(fmt.Sprintf("/Projects/%d", i), func() { p.check(f, a.Keys, seen) })
	}
	for i, id := range a.Applications {
		f.guid(fmt.Sprintf("Applications/%d", i), id, "give the application's client id, a GUID")
		f.once(fmt.Sprintf("Applications/%d", i), seen, id)
	}
}

// check reports what is wrong with a project.
func (p Project) check(f *faults, keys bool, seen map[string]string) {
	switch {
	case p.Application == "" && p.Subscription == "":
		f.add("Application", wrong{"required", "is missing, and so is a subscription", "", "give the client id of the project's identity, not its object id"})
	case p.Application != "":
		f.guid("Application", p.Application, "give the client id of the project's identity, a GUID")
		f.once("Application", seen, p.Application)
	}
	if p.Subscription != "" {
		if !keys {
			f.add("Subscription", wrong{"keys", "is there, and keys are not accepted", p.Subscription, "set Keys, or take it out"})
		}
		f.once("Subscription", seen, p.Subscription)
	}
	if p.ID != "" {
		f.guid("ID", p.ID, "give the project's id, a GUID, or leave it empty")
	}
	f.verbatim("Subscription", p.Subscription)
	f.verbatim("Name", p.Name)
}

// verbatim reports a text that the service would not take as it is: it would run an expression, and put a
// named value in the place of {{name}}.
func (f *faults) verbatim(member, text string) {
	if begins(text) || strings.Contains(text, "{{") {
		f.add(member, wrong{"literal", "would be no plain text in a policy", text, "give a text without {{ that does not begin with @( or @{"})
	}
	f.characters(member, text)
}

// guid reports a text that is none.
func (f *faults) guid(member, text, advice string) {
	if !armid.IsGUID(text) {
		f.add(member, wrong{"guid", "is no GUID", text, advice})
	}
}

// once reports a caller that is listed a second time.
func (f *faults) once(member string, seen map[string]string, id string) {
	id = strings.ToLower(id)
	if first, there := seen[id]; there {
		f.add(member, wrong{"repeated", "is listed at " + first + " already", id, "take one out"})
		return
	}
	seen[id] = strings.Join(f.path, "") + "/" + member
}
