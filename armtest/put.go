// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// admit runs a write: it drops what clients may not set, checks the rest and stores it.
func (w *World) admit(t *write) (*resource, error) {
	if err := t.prepare(); err != nil {
		return nil, err
	}
	if err := t.kind.admit(t); err != nil {
		return nil, err
	}
	return w.store(t), nil
}

// prepare drops what clients may not set and makes the checks that are the same for all types.
func (t *write) prepare() error {
	for _, path := range append([]string{"id", "name", "type", "etag", "systemData", "properties.provisioningState"}, t.kind.readOnly...) {
		drop(t.next, path)
	}
	if err := t.checkName(); err != nil {
		return err
	}
	return t.checkLocation()
}

// store commits a write that nothing refused.
func (w *World) store(t *write) *resource {
	for _, f := range t.commit {
		f()
	}
	r := t.old
	if r == nil {
		r = &resource{kind: t.kind, id: t.id}
		w.resources[key(t.id)] = r
	}
	r.body, r.failed = t.next, false
	if t.kind.tags != untagged {
		r.etag = `W/"` + randomGUID() + `"`
	}
	return r
}

func (t *write) checkName() error {
	name := t.id[strings.LastIndexByte(t.id, '/')+1:]
	if t.kind.name == nil || t.kind.name.MatchString(name) {
		return nil
	}
	return refuse(http.StatusBadRequest, "InvalidResourceName",
		"Resource name %s is invalid. The name must match %s.", name, t.kind.name)
}

// checkLocation sees to it that a tracked resource has a region and stays there.
func (t *write) checkLocation() error {
	if !t.kind.tracked {
		return nil
	}
	want := region(textAt(t.next, "location"))
	switch {
	case want == "":
		return refuse(http.StatusBadRequest, "LocationRequired", "The location property is required for this definition.")
	case t.old != nil && t.old.location() != want && t.kind.scope == platformScope:
		return refuse(http.StatusConflict, "InvalidResourceGroupLocation",
			"Invalid resource group location '%s'. The Resource group already exists in location '%s'.", want, t.old.location())
	case t.old != nil && t.old.location() != want:
		return refuse(http.StatusConflict, "InvalidResourceLocation",
			"The resource '%s' already exists in location '%s'. A resource with the same name cannot be created in location '%s'. "+
				"Please select a new resource name.", t.old.name(), t.old.location(), want)
	}
	t.next["location"] = want
	return nil
}

// Put stores a resource without asking anyone's rights, for contents of a world. The body is what a
// client would send, as JSON values or anything that encodes to them. It fails for an id of no known
// type, when what the resource is in does not exist, and when the service would refuse the body.
func (w *World) Put(id string, body map[string]any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("armtest: put %q: %w", id, err)
	}
	next, err := parseObject(text)
	if err != nil {
		return fmt.Errorf("armtest: put %q: %w", id, err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.put(id, next); err != nil {
		return fmt.Errorf("armtest: put %q: %w", id, err)
	}
	return nil
}

func (w *World) put(id string, body object) error {
	t, ok := w.kinds.target(http.MethodPut, strings.Split(strings.TrimPrefix(id, "/"), "/"))
	if !ok || t.collection {
		return errors.New("not the id of a resource of a known type")
	}
	if up := parent(t.id); up != "" && w.find(up) == nil {
		return fmt.Errorf("make %q first", up)
	}
	_, err := w.admit(&write{
		world: w, kind: t.kind, id: t.id, old: w.find(t.id), next: body,
		version: t.kind.versions[len(t.kind.versions)-1],
	})
	return err
}
