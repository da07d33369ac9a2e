// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"net/netip"
	"strings"

	"github.com/azfoundry/azfoundry/internal/armid"
)

// FeatureServiceTags is the preview that access rules with service tags take, for [Options].Features.
const FeatureServiceTags = "Microsoft.Network/EnableServiceTagsInNsp"

// maxElements is how many elements the rules of a profile may have in one direction (learn.microsoft.com,
// "What is a network security perimeter?", limitations).
const maxElements = 200

// accessRules are the access rules of a profile.
type accessRules struct{ plain }

// The members of a rule that say what it allows.
func inbound() []string { return []string{"addressPrefixes", "subscriptions", "serviceTags"} }
func outbound() []string {
	return []string{"fullyQualifiedDomainNames", "emailAddresses", "phoneNumbers"}
}

// links asks for a right on every subscription that a rule names.
func (accessRules) links(_ *World, _ string, body object) []link {
	var out []link
	for _, s := range objectsAt(body, "properties.subscriptions") {
		out = append(out, link{
			id: textAt(s, "id"), path: "properties.subscriptions[*].id", subscription: true,
			action: "Microsoft.Resources/subscriptions/joinPerimeterRule/action",
		})
	}
	return out
}

func (a accessRules) admit(t *write) error {
	direction := textAt(t.next, "properties.direction")
	own, other := inbound(), outbound()
	switch direction {
	case "Inbound":
	case "Outbound":
		own, other = other, own
	default:
		return badRule("the direction '%s' of rule '%s' is neither Inbound nor Outbound", direction, t.id)
	}
	if t.old != nil && textAt(t.old.body, "properties.direction") != direction {
		return badRule("the direction of rule '%s' cannot be changed after it was made", t.id)
	}
	for _, name := range other {
		if elements(t.next, name) > 0 {
			return badRule("the rule '%s' is %s, which %s is not for", t.id, direction, name)
		}
	}
	filled := 0
	for _, name := range own {
		filled += min(1, elements(t.next, name))
	}
	if filled > 1 || filled == 0 && t.old == nil {
		return badRule("the rule '%s' needs exactly one of %s", t.id, strings.Join(own, ", "))
	}
	if err := a.checkValues(t); err != nil {
		return err
	}
	if err := a.checkRoom(t, direction, own); err != nil {
		return err
	}
	t.onCommit(func() { t.world.countUp(parent(t.id), profileRules) })
	return nil
}

func badRule(format string, args ...any) *fault {
	f := refuse(http.StatusBadRequest, "InvalidAccessRule", format, args...)
	f.message = capitalise(f.message) + "."
	return f
}

// elements counts what a list of a rule holds.
func elements(body object, name string) int {
	list, _ := at(body, "properties."+name).([]any)
	return len(list)
}

// checkValues refuses prefixes that are none, subscriptions by a bare GUID, and service tags where they
// are not offered.
func (accessRules) checkValues(t *write) error {
	for _, text := range textsAt(t.next, "properties.addressPrefixes") {
		if p, err := netip.ParsePrefix(text); err != nil || p.Masked() != p {
			return badRule("'%s' is no address prefix", text)
		}
	}
	for _, s := range objectsAt(t.next, "properties.subscriptions") {
		id, ok := armid.Split(textAt(s, "id"))
		if !ok || !armid.IsGUID(id.Subscription) || id.Provider != "" || id.ResourceGroup != "" {
			return badRule("'%s' is not the id of a subscription", textAt(s, "id"))
		}
	}
	if elements(t.next, "serviceTags") > 0 {
		return t.offered(FeatureServiceTags)
	}
	return nil
}

// checkRoom counts the elements of all rules of the profile in one direction.
func (accessRules) checkRoom(t *write, direction string, lists []string) error {
	total := 0
	count := func(body object) {
		for _, name := range lists {
			total += elements(body, name)
		}
	}
	count(t.next)
	for _, r := range t.world.below(parent(t.id)) {
		if r != t.old && textAt(r.body, "properties.direction") == direction {
			count(r.body)
		}
	}
	if total > maxElements {
		return badRule("the %s rules of profile '%s' would have %d elements, more than %d", strings.ToLower(direction), parent(t.id), total, maxElements)
	}
	return nil
}

func (accessRules) removed(w *World, r *resource) { w.countUp(parent(r.id), profileRules) }

// show adds the lists that are empty.
func (accessRules) show(_ *World, _ *resource, body object) {
	properties, _ := body["properties"].(object)
	lists := object{"networkSecurityPerimeters": []any{}}
	for _, name := range append(inbound(), outbound()...) {
		lists[name] = []any{}
	}
	body["properties"] = with(lists, properties)
}

// act answers reconcile.
func (a accessRules) act(c *call, r *resource) (reply, error) {
	if strings.EqualFold(c.target.action, "reconcile") {
		return reply{status: http.StatusOK, body: object{}}, nil
	}
	return a.plain.act(c, r)
}
