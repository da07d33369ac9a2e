// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
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
	r.body = t.next
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
	case t.old != nil && t.old.location() != want:
		return refuse(http.StatusConflict, "InvalidResourceLocation",
			"The resource '%s' already exists in location '%s'. A resource with the same name cannot be created in location '%s'. "+
				"Please select a new resource name.", t.old.name(), t.old.location(), want)
	}
	t.next["location"] = want
	return nil
}

// put stores a resource without asking anyone's rights, for the world's own contents.
func (w *World) put(id string, body object) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.putLocked(id, body)
}

func (w *World) putLocked(id string, body object) error {
	t, ok := w.kinds.target(http.MethodPut, strings.Split(strings.TrimPrefix(id, "/"), "/"))
	if !ok || t.collection {
		return fmt.Errorf("%q is not the id of a resource of a known type", id)
	}
	if up := parent(t.id); up != "" && w.find(up) == nil {
		return fmt.Errorf("%q needs %q first", id, up)
	}
	_, err := w.admit(&write{
		world: w, kind: t.kind, id: t.id, old: w.find(t.id), next: cloneObject(body),
		version: t.kind.versions[len(t.kind.versions)-1],
	})
	return err
}
