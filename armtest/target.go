// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// target is what the path of a request to Resource Manager names.
type target struct {
	kind *kind
	// id is the resource, with the service's spelling of keywords and types and the client's of names.
	// For a collection it is the scope or resource that the collection is in.
	id                  string
	subscription, group string
	// collection is set for a list, action for a POST below a resource.
	collection bool
	action     string
}

// key is how ids are compared.
func key(id string) string { return strings.ToLower(id) }

// name is the last part of the id.
func (t target) name() string { return t.id[strings.LastIndexByte(t.id, '/')+1:] }

// segmentsOf splits a path, without its empty segments: clients write //subscriptions as well. It
// reports false for a path that is badly escaped.
func segmentsOf(u *url.URL) ([]string, bool) {
	var out []string
	for s := range strings.SplitSeq(u.EscapedPath(), "/") {
		if s == "" {
			continue
		}
		text, err := url.PathUnescape(s)
		if err != nil || strings.Contains(text, "/") {
			return nil, false
		}
		out = append(out, text)
	}
	return out, true
}

// target finds what the segments of a path name. It reports false when that is nothing known.
func (ks kinds) target(method string, segments []string) (target, bool) {
	last := -1
	for i, s := range segments {
		if strings.EqualFold(s, "providers") {
			last = i
		}
	}
	if last < 0 {
		return ks.scope(method, segments)
	}
	t := target{}
	if last > 0 {
		scope, ok := ks.target(http.MethodGet, segments[:last])
		if !ok || scope.collection {
			return target{}, false
		}
		t = target{id: scope.id, subscription: scope.subscription, group: scope.group}
	}
	return ks.below(t, method, segments[last+1:])
}

// scope parses a path without providers: a subscription, a group, or a collection of them.
func (ks kinds) scope(method string, segments []string) (target, bool) {
	if len(segments) == 0 || !strings.EqualFold(segments[0], "subscriptions") {
		return target{}, false
	}
	t := target{kind: ks["microsoft.resources/subscriptions"], collection: true}
	if len(segments) == 1 {
		return t, true
	}
	t.subscription, t.id, t.collection = segments[1], "/subscriptions/"+segments[1], false
	rest := segments[2:]
	if len(rest) > 0 && strings.EqualFold(rest[0], "resourceGroups") {
		t.kind, t.collection = ks["microsoft.resources/subscriptions/resourcegroups"], true
		if rest = rest[1:]; len(rest) > 0 {
			t.group, t.id, t.collection = rest[0], t.id+"/resourceGroups/"+rest[0], false
			rest = rest[1:]
		}
	}
	if len(rest) == 1 && method == http.MethodPost && !t.collection {
		t.action, rest = rest[0], nil
	}
	return t, len(rest) == 0
}

// below completes a target with what follows /providers/ in the path.
func (ks kinds) below(t target, method string, segments []string) (target, bool) {
	if len(segments) < 2 {
		return target{}, false
	}
	namespace, rest := segments[0], segments[1:]
	if len(rest)%2 == 1 {
		t.collection = method != http.MethodPost
		if !t.collection {
			t.action, rest = rest[len(rest)-1], rest[:len(rest)-1]
		}
	}
	scope := t.id
	var types, names []string
	for pair := range slices.Chunk(rest, 2) {
		types = append(types, pair[0])
		if len(pair) == 2 {
			names = append(names, pair[1])
		}
	}
	t.kind = ks[key(namespace+"/"+strings.Join(types, "/"))]
	if t.kind == nil {
		return target{}, false
	}
	canonical := strings.Split(t.kind.typ, "/")
	if len(names) > 0 {
		t.id += "/providers/" + canonical[0]
	}
	for i, name := range names {
		t.id += "/" + canonical[i+1] + "/" + name
	}
	return t, t.kind.fits(scope, t.collection && len(types) == 1)
}

// parent returns the id of the resource, group or subscription that must exist before id can; "" for
// the tenant.
func parent(id string) string {
	up := dropPair(id)
	if above := dropPair(up); strings.HasPrefix(up[len(above):], "/providers/") {
		return above
	}
	return up
}

// dropPair removes the last two segments.
func dropPair(id string) string {
	for range 2 {
		id = id[:max(0, strings.LastIndexByte(id, '/'))]
	}
	return id
}
