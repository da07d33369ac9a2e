// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"github.com/azfoundry/azfoundry/armtest"
)

// calls are what an official client did in a world, by the official names of the operations.
type calls map[string]call

// call is how often an operation was asked for, page by page, and how often it was looked at after that.
type call struct{ requests, looks int }

// ear is a policy that hears what an official client does, one thing at a time.
type ear struct {
	calls calls
	last  string
}

// Do implements policy.Policy.
func (e *ear) Do(req *policy.Request) (*http.Response, error) {
	name, asked := req.Raw().Context().Value(runtime.CtxAPINameKey{}).(string)
	if asked {
		e.last = name
	}
	c := e.calls[e.last]
	if asked {
		c.requests++
	} else {
		c.looks++
	}
	e.calls[e.last] = c
	return req.Next()
}

// thing is a resource in a world.
type thing struct {
	// of is our client that a row makes it with, which finds nothing there then; empty if none does.
	of, id string
	body   any
	// needs is the id of another thing, without which there is none; may be empty.
	needs string
}

// room is a world with things in it, and the administrator who signs in.
type room struct {
	world *armtest.World
	cred  azcore.TokenCredential
}

// noon is the time in all of these worlds.
var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// newRoom returns a world with the things of a suite, but for those that the row of this name makes, or
// that keep it from deleting what it deletes. Lists have one item a page.
func newRoom(t *testing.T, row string, things []thing) room {
	t.Helper()
	w := start(t, &armtest.Options{
		Listen: armtest.NoListener, PageSize: 1, Clock: func() time.Time { return noon },
		Features: []string{armtest.FeatureLinks, armtest.FeatureServiceTags},
	})
	for _, x := range append([]thing{{id: group.String(), body: body{"location": armtest.DefaultRegion}}}, present(t, row, things)...) {
		content, err := recoded[body](x.body)
		if err == nil {
			err = w.Put(x.id, content)
		}
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(x.id, "/managementGroups/") {
			own(t, w, x.id)
		}
	}
	return room{w, administrator.signIn(t, w, armtest.ManagementTenant)}
}

// makes matches rows that make something, empties those that delete something.
var (
	makes   = regexp.MustCompile(`\.(Create|CreateIfNotExist|CreateOrUpdate|BeginCreateOrUpdate|Resume)(/[^i]|$)`)
	empties = regexp.MustCompile(`\.(Begin|Resume)?(Delete|Purge)|^DeletedAccountsClient`)
)

// present returns the things that are there when a row begins: what is in one that is absent, or says its
// id, is absent as well.
func present(t *testing.T, row string, things []thing) []thing {
	t.Helper()
	client, _, _ := strings.Cut(strings.Replace(row, "DeletedAccounts", "Accounts", 1), ".")
	var out []thing
	var absent []string
	for _, x := range things {
		text, err := json.Marshal(x.body)
		if err != nil {
			t.Fatal(err)
		}
		own := x.of == client
		without := slices.ContainsFunc(absent, func(id string) bool {
			return strings.HasPrefix(x.id, id+"/") || x.needs == id || strings.Contains(string(text), id)
		})
		if without || own && (makes.MatchString(row) || empties.MatchString(row)) {
			absent = append(absent, x.id)
		}
		if !without && !(own && makes.MatchString(row)) {
			out = append(out, x)
		}
	}
	return out
}

// own makes the administrator the owner of a scope.
func own(t *testing.T, w *armtest.World, scope string) {
	t.Helper()
	id, err := w.AddServicePrincipal(armtest.ManagementTenant, administrator.id)
	if err == nil {
		err = w.Assign(scope, id, armtest.RoleOwner)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// options are those of a client in the room.
func (r room) options(policies ...policy.Policy) *arm.ClientOptions {
	o := r.world.ClientOptions()
	o.PerCallPolicies = policies
	return o
}

// nameKey is the key of the name that a world gave what a row is about, or of none.
type nameKey struct{}

// called returns the name that a world gave what fake servers know as name.
func called(ctx context.Context, name string) string {
	if given, _ := ctx.Value(nameKey{}).(string); given != "" {
		return given
	}
	return name
}

// startAt returns where a list shall begin: somewhere made up on fake servers, and at its beginning in worlds,
// which know their own tokens.
func startAt(ctx context.Context) string {
	if _, world := ctx.Value(nameKey{}).(string); world {
		return ""
	}
	return "a b&c"
}

func startAtPointer(ctx context.Context) *string {
	if text := startAt(ctx); text != "" {
		return &text
	}
	return nil
}

// world does an operation with the official client and with ours, each in a world of its own. What the
// official client makes of the answers must be in what ours does, but for GUIDs, and be complete.
func (s suite[C, D]) world(t *testing.T, row rowOf[C, D]) calls {
	t.Helper()
	heard := &ear{calls: calls{}}
	ctx, first := s.enter(t, row)
	theirs, err := s.theirs(group.Subscription, first.cred, first.options(heard))
	if err != nil {
		t.Fatal(err)
	}
	want, err := row.theirs(ctx, theirs)
	if err != nil {
		t.Fatalf("official client: %v", err)
	}
	ctx, second := s.enter(t, row)
	ours, err := s.ours(second.cred, second.options())
	if err != nil {
		t.Fatal(err)
	}
	got, err := row.ours(ctx, ours)
	if err != nil {
		t.Fatalf("our client: %v", err)
	}
	for _, d := range lacking("", generic(t, want), generic(t, got)) {
		t.Errorf("results differ at %s", d)
	}
	for _, d := range unfinished(want) {
		t.Errorf("the official client ended with %s", d)
	}
	for name, c := range heard.calls {
		if takesTime.MatchString(name) && c.looks == 0 {
			t.Errorf("nobody looked at %s", name)
		}
	}
	return heard.calls
}

// enter returns a furnished room for a row.
func (s suite[C, D]) enter(t *testing.T, row rowOf[C, D]) (context.Context, room) {
	t.Helper()
	r, name := newRoom(t, row.name(), s.furniture()), ""
	if s.before != nil {
		c, err := s.theirs(group.Subscription, r.cred, r.options())
		if err != nil {
			t.Fatal(err)
		}
		if name, err = s.before(t.Context(), row.method, c); err != nil {
			t.Fatal(err)
		}
	}
	return context.WithValue(t.Context(), nameKey{}, name), r
}

// takesTime matches the operations that worlds take time for; the others they do at once.
var takesTime = regexp.MustCompile(`\.Begin(Create|Delete|Purge)`)

// guid matches what differs from world to world.
var guid = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// lacking returns where got, as JSON data, has not what want has.
func lacking(at string, want, got any) []string {
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			break
		}
		var out []string
		for _, k := range slices.Sorted(maps.Keys(w)) {
			out = append(out, lacking(at+"/"+k, w[k], g[k])...)
		}
		return out
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			break
		}
		var out []string
		for i := range w {
			out = append(out, lacking(fmt.Sprintf("%s/%d", at, i), w[i], g[i])...)
		}
		return out
	case string:
		if g, ok := got.(string); ok && g == "REDACTED" || guid.ReplaceAllString(w, "") == guid.ReplaceAllString(g, "") {
			return nil
		}
	default:
		if want == got {
			return nil
		}
	}
	return []string{fmt.Sprintf("%q: official %v, ours %v", at, want, got)}
}

// unfinished returns what is not complete in an official result: an empty list, or a resource that the
// service still works on.
func unfinished(v any) []string {
	if v == nil {
		return nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		return []string{err.Error()}
	}
	if string(b) == "{}" || string(b) == "[]" || string(b) == "null" {
		return []string{string(b)}
	}
	var out []string
	for _, m := range state.FindAllStringSubmatch(string(b), -1) {
		if m[1] != "Succeeded" {
			out = append(out, m[0])
		}
	}
	return out
}

var state = regexp.MustCompile(`"provisioningState":"(\w+)"`)
