// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"strings"
	"time"

	"github.com/azfoundry/azfoundry/abac"
)

// facts are what the policies ask of a request. The peers have no operators without case and no GUIDs: they
// get names and ids in lower case, and times that are read already. What is missing is empty.
type facts struct {
	request             abac.Request
	action              string
	suboperation        string
	container           string
	tagKeys             []string
	level, clearance    string
	now                 time.Time
	requested, assigned string // ids of roles
}

const (
	levelTag  = "access_level"
	timestamp = "2006-01-02T15:04:05.0000000Z" // in the order of time
)

// factsOf reads a request.
func factsOf(r abac.Request) facts {
	f := facts{
		request: r, action: strings.ToLower(r.Action), suboperation: strings.ToLower(r.Suboperation),
		container: strings.ToLower(one(r.Resource, abac.ContainerName)),
		level:     one(r.Resource, abac.BlobTag(levelTag)),
		clearance: one(r.Principal, abac.SecurityAttribute("organization", "accesslevel")),
		requested: strings.ToLower(one(r.Request, abac.RoleDefinitionID)),
		assigned:  strings.ToLower(one(r.Resource, abac.RoleDefinitionID)),
	}
	f.tagKeys = several(r.Resource, abac.BlobTagKeys)
	f.now, _ = time.Parse(time.RFC3339, one(r.Environment, abac.UtcNow)) // zero if missing
	return f
}

// several returns the texts of an attribute.
func several(from abac.Attributes, name string) []string {
	v, ok := from[name]
	if !ok {
		return nil
	}
	text := strings.Trim(v.String(), "[]")
	var out []string
	for part := range strings.SplitSeq(text, ",") {
		out = append(out, strings.Trim(part, `"`))
	}
	return out
}

func one(from abac.Attributes, name string) string {
	if all := several(from, name); len(all) > 0 {
		return all[0]
	}
	return ""
}

// named lists what is there by the names that the policies of the peers use, times as texts.
func (f facts) named() map[string]any {
	out := map[string]any{"action": f.action, "suboperation": f.suboperation}
	for name, text := range map[string]string{
		"container": f.container, "level": f.level, "clearance": f.clearance, "requested": f.requested, "assigned": f.assigned,
	} {
		if text != "" {
			out[name] = text
		}
	}
	if f.tagKeys != nil {
		out["tagKeys"] = f.tagKeys
	}
	if !f.now.IsZero() {
		out["now"] = f.now.UTC().Format(timestamp)
	}
	return out
}
