// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package raw

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"sync"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/armid"
	"github.com/azfoundry/azfoundry/internal/secret"
)

// ErrNoWords is in the chain of what [Bicep] returns for a write that Bicep cannot say.
var ErrNoWords = errors.New("bicep has no words for it; use AzREST or AzAPI")

// target is where a planned write goes, taken apart.
type target struct {
	id         armid.ID
	path       string
	action     string // what follows the id in the path of a POST
	apiVersion string
	query      url.Values // without api-version
}

// aim takes the URL of a write apart.
func aim(w azfoundry.PlannedWrite) (target, error) {
	u, err := url.Parse(w.URL)
	if err != nil {
		return target{}, fmt.Errorf("raw: the plan holds no URL for %q", w.Op)
	}
	t := target{path: strings.TrimSuffix(u.Path, "/"), query: u.Query()}
	t.apiVersion = t.query.Get("api-version")
	t.query.Del("api-version")
	id, ok := armid.Split(t.path)
	if !ok {
		// The path of an action has one segment more than an id.
		cut := strings.LastIndexByte(t.path, '/')
		t.path, t.action = t.path[:max(cut, 0)], t.path[cut+1:]
		id, ok = armid.Split(t.path)
	}
	if !ok || id.Provider == "" && !isScope(id) {
		return target{}, fmt.Errorf("raw: %s is not the address of a resource", u.Redacted())
	}
	t.id = id
	return t, nil
}

// isScope reports whether an id without a provider is a subscription or a resource group.
func isScope(id armid.ID) bool {
	n := strings.Count(id.Scope, "/")
	return id.Subscription != "" && (n == 2 || n == 4 && id.ResourceGroup != "")
}

// kind returns the type of the resource; scopes have one too.
func (t target) kind() string {
	switch {
	case t.id.Provider != "":
		return t.id.Type()
	case t.id.ResourceGroup != "":
		return "Microsoft.Resources/resourceGroups"
	}
	return "Microsoft.Resources/subscriptions"
}

// parent returns the id of what holds the resource, and the resource's own name in it.
func (t target) parent() (id, name string) {
	cut := strings.LastIndexByte(t.path, '/')
	name = t.path[cut+1:]
	if len(t.id.Types) > 1 {
		return t.path[:strings.LastIndexByte(t.path[:cut], '/')], name
	}
	if t.id.Provider != "" {
		return t.id.Scope, name
	}
	return t.path[:strings.LastIndexByte(t.path[:cut], '/')], name
}

// body returns the members of a body that are written, without those that the address says.
func body(w azfoundry.PlannedWrite) (object, error) {
	if w.Body == "" {
		return nil, nil
	}
	v, err := parse(w.Body)
	if err != nil {
		return nil, fmt.Errorf("raw: the plan's body of %q is no JSON: %w", w.Op, err)
	}
	out, ok := v.(object)
	if !ok {
		return nil, fmt.Errorf("raw: the plan's body of %q is no JSON object", w.Op)
	}
	for _, name := range []string{"id", "name", "type"} {
		out.take(name)
	}
	return out, nil
}

var identifier = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`) })

// label makes a name for a block of a resource's name.
func label(name string) string {
	out := strings.Map(func(r rune) rune {
		if r < 128 && identifier().MatchString("a"+string(r)) {
			return r
		}
		return '_'
	}, name)
	if !identifier().MatchString(out) {
		out = "r_" + out
	}
	return out
}

// secretsNote is the comment on top of a script that has secrets to fill in, or nothing.
func secretsNote(w azfoundry.PlannedWrite, comment string) string {
	if !strings.Contains(w.Body, `"`+secret.Redacted+`"`) {
		return ""
	}
	return comment + " fill in the secrets that read " + secret.Redacted + "\n"
}

// digits writes a number as it is.
func digits(n json.Number) string { return n.String() }
