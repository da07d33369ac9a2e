// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"strings"
)

// FeatureLinks is the preview that links between perimeters take, for [Options].Features.
const FeatureLinks = "Microsoft.Network/AllowNspLink"

// maxLinks is how many links a perimeter may have (learn.microsoft.com, "What is a network security
// perimeter?", limitations).
const maxLinks = 10

const (
	linkStatus = "properties.status"
	linkRemote = "properties.autoApprovedRemotePerimeterResourceId"
)

// perimeterLinks are links to other perimeters, all of which are approved at once.
type perimeterLinks struct{ plain }

// links asks for a right on the other perimeter.
func (perimeterLinks) links(_ *World, _ string, body object) []link {
	return []link{{id: textAt(body, linkRemote), path: linkRemote, action: perimeterType + "/linkPerimeter/action"}}
}

func (l perimeterLinks) admit(t *write) error {
	if err := t.offered(FeatureLinks); err != nil {
		return err
	}
	own, remote := t.world.find(parent(t.id)), t.world.find(textAt(t.next, linkRemote))
	if own == nil || remote == nil || remote == own || remote.kind != own.kind {
		return badLink("'%s' is no other perimeter to link '%s' to", textAt(t.next, linkRemote), t.id)
	}
	if err := l.checkOthers(t); err != nil {
		return err
	}
	for member, perimeter := range map[string]*resource{"localInboundProfiles": own, "remoteInboundProfiles": remote} {
		for _, name := range textsAt(t.next, "properties."+member) {
			if name != "*" && t.world.find(perimeter.id+"/profiles/"+name) == nil {
				return badLink("the perimeter '%s' has no profile '%s'", perimeter.id, name)
			}
		}
	}
	all := []any{"*"}
	set(t.next, linkStatus, "Approved")
	set(t.next, "properties.description", "Auto Approved")
	set(t.next, "properties.remotePerimeterGuid", textAt(remote.body, "properties.perimeterGuid"))
	set(t.next, "properties.remotePerimeterLocation", textAt(remote.body, "location"))
	set(t.next, "properties.localOutboundProfiles", all)
	set(t.next, "properties.remoteOutboundProfiles", all)
	t.onCommit(func() { l.mirror(t, own, remote) })
	return nil
}

func badLink(format string, args ...any) *fault {
	f := refuse(http.StatusBadRequest, "InvalidPerimeterLink", format, args...)
	f.message = capitalise(f.message) + "."
	return f
}

// checkOthers refuses a second link to the same perimeter, too many of them, and another end.
func (perimeterLinks) checkOthers(t *write) error {
	if t.old != nil {
		if !strings.EqualFold(textAt(t.old.body, linkRemote), textAt(t.next, linkRemote)) {
			return badLink("the perimeter that '%s' links to cannot be changed after it was made", t.id)
		}
		return nil
	}
	n := 0
	for _, r := range t.world.below(parent(t.id)) {
		if _, ok := r.kind.behaviour.(perimeterLinks); !ok {
			continue
		}
		if n++; strings.EqualFold(textAt(r.body, linkRemote), textAt(t.next, linkRemote)) {
			return refuse(http.StatusConflict, "PerimeterLinkExists", "The link '%s' leads to the same perimeter already.", r.id)
		}
	}
	if n >= maxLinks {
		return badLink("the perimeter of '%s' has %d links already", t.id, n)
	}
	return nil
}

// mirror makes the reference on the other perimeter, or updates it.
func (perimeterLinks) mirror(t *write, own, remote *resource) {
	w, body := t.world, t.next
	reference := referenceOf(t.id, own, remote)
	r := w.find(reference)
	if r == nil {
		r = &resource{kind: w.kinds[key(perimeterType+"/linkReferences")], id: reference}
		w.resources[key(reference)] = r
	}
	r.body = object{"properties": object{
		"remotePerimeterResourceId": own.id,
		"remotePerimeterGuid":       textAt(own.body, "properties.perimeterGuid"),
		"remotePerimeterLocation":   textAt(own.body, "location"),
		"localInboundProfiles":      clone(at(body, "properties.remoteInboundProfiles")),
		"localOutboundProfiles":     []any{"*"},
		"remoteInboundProfiles":     clone(at(body, "properties.localInboundProfiles")),
		"remoteOutboundProfiles":    []any{"*"},
		"description":               at(body, "properties.description"),
		"status":                    "Approved",
	}}
}

// referenceOf returns the id of the reference of a link: its name is the link's and the GUID of the
// perimeter that has the link.
func referenceOf(link string, own, remote *resource) string {
	return remote.id + "/linkReferences/" + link[strings.LastIndexByte(link, '/')+1:] + "-" + textAt(own.body, "properties.perimeterGuid")
}

// removed leaves the reference, which shows from then on that there is no link.
func (perimeterLinks) removed(w *World, r *resource) {
	own, remote := w.find(parent(r.id)), w.find(textAt(r.body, linkRemote))
	if own == nil || remote == nil {
		return
	}
	if reference := w.find(referenceOf(r.id, own, remote)); reference != nil {
		set(reference.body, linkStatus, "Disconnected")
	}
}

// linkReferences are the other sides of links. Nobody writes them.
type linkReferences struct{ plain }

func (linkReferences) admit(*write) error { return notAllowed(http.MethodPut) }

// show has the type as the service spells it here.
func (linkReferences) show(_ *World, _ *resource, body object) {
	body["type"] = perimeterType + "/linkreferences"
}

// removed leaves the link, which shows from then on that it leads nowhere.
func (linkReferences) removed(w *World, r *resource) {
	own := w.find(textAt(r.body, "properties.remotePerimeterResourceId"))
	if own == nil {
		return
	}
	for _, l := range w.below(own.id) {
		if _, ok := l.kind.behaviour.(perimeterLinks); ok && strings.EqualFold(textAt(l.body, linkRemote), parent(r.id)) {
			set(l.body, linkStatus, "Disconnected")
		}
	}
}
