// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"maps"
	"net/http"
	"strings"
	"sync"
	"time"
)

const (
	// learnedFor is how long a tenant found out is believed: subscriptions move seldom, and the service
	// takes up to an hour to know it itself.
	learnedFor = 24 * time.Hour
	// unknownFor is how long it is believed that nobody knows.
	unknownFor = 5 * time.Minute
	// learnedMost bounds what is remembered; beyond it everything is found out anew.
	learnedMost = 4096
)

// learnings are what a chain found out about who owns what.
type learnings struct {
	mu     sync.RWMutex
	owners map[string]lesson[ownership] // by subscription in lower case
	scopes map[scope]lesson[tenantSet]  // what writes to a resource need
	lists  map[*member]time.Time        // when subscriptions were listed
}

// ownership is what was found out about a subscription: the tenant of the chain, or another one, or that
// nobody would say.
type ownership struct {
	member  *member
	foreign string
}

// lesson is something found out, and until when to believe it.
type lesson[T any] struct {
	what  T
	until time.Time
}

// scope is a resource with all that is in it, and whether it is to be removed.
type scope struct {
	resource string
	remove   bool
}

func newLearnings() *learnings {
	return &learnings{owners: map[string]lesson[ownership]{}, scopes: map[scope]lesson[tenantSet]{}, lists: map[*member]time.Time{}}
}

// owner returns the tenant of a subscription in lower case, nil for none of the chain's, and whether
// that is known.
func (l *learnings) owner(subscription []byte) (*member, bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if len(l.owners) == 0 {
		return nil, false
	}
	have := l.owners[string(subscription)]
	if !time.Now().Before(have.until) {
		return nil, false
	}
	return have.what.member, true
}

// owns reports whether the tenant of any subscription was found out.
func (l *learnings) owns() bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return len(l.owners) > 0
}

// foreign returns the tenant outside the chain that a subscription was found to belong to, "" for none.
func (l *learnings) foreign(subscription string) string {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if have := l.owners[fold(subscription)]; time.Now().Before(have.until) {
		return have.what.foreign
	}
	return ""
}

// learn records what was found out about a subscription.
func (l *learnings) learn(subscription string, o ownership) {
	last := learnedFor
	if o == (ownership{}) {
		last = unknownFor
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.owners) >= learnedMost {
		clear(l.owners)
	}
	l.owners[fold(subscription)] = lesson[ownership]{o, time.Now().Add(last)}
}

// justListed reports whether the subscriptions of a tenant were listed a moment ago, and notes that they
// are now.
func (l *learnings) justListed(m *member) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if time.Since(l.lists[m]) < unknownFor {
		return true
	}
	l.lists[m] = time.Now()
	return false
}

// forget drops the tenant of a subscription.
func (l *learnings) forget(subscription string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.owners[fold(subscription)].what.member != nil {
		delete(l.owners, fold(subscription))
	}
}

// needs returns the tenants that writes to this resource turned out to need.
func (l *learnings) needs(req *http.Request) tenantSet {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if len(l.scopes) == 0 {
		return tenantSet{}
	}
	have := l.scopes[scopeOf(req)]
	if time.Now().After(have.until) {
		return tenantSet{}
	}
	return have.what
}

// need records that writes to the resource of a request need a tenant, which a refusal said that went
// away with the tenant's token.
func (l *learnings) need(req *http.Request, m *member) {
	at := scopeOf(req)
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if len(l.scopes) >= learnedMost {
		maps.DeleteFunc(l.scopes, func(_ scope, have lesson[tenantSet]) bool { return now.After(have.until) })
		if len(l.scopes) >= learnedMost {
			clear(l.scopes)
		}
	}
	var all selection
	if have := l.scopes[at]; now.Before(have.until) {
		for _, old := range have.what.members() {
			all.add(old, learned)
		}
	}
	all.add(m, learned)
	l.scopes[at] = lesson[tenantSet]{all.tenants, now.Add(learnedFor)}
}

// scopeOf returns the resource that a request is about, with all that is in it: a subnet needs what its
// virtual network needs. It is the first three segments behind /providers/.
func scopeOf(req *http.Request) scope {
	path := strings.ToLower(strings.TrimSuffix(req.URL.Path, "/"))
	end := len(path)
	if _, rest, ok := strings.Cut(path, "/"+providersSegment+"/"); ok {
		names := strings.SplitN(rest, "/", 4)
		if len(names) == 4 {
			end = len(path) - len(names[3]) - 1
		}
	}
	return scope{resource: path[:end], remove: req.Method == http.MethodDelete}
}
