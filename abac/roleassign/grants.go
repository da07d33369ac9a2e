// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package roleassign

import (
	"slices"
	"strings"
	"sync"

	"github.com/azfoundry/azfoundry/abac"
)

// delegation is the service of abac's catalogue whose actions are no data actions.
const delegation = "authorization"

// catalogue is what conditions can look into, each action once, with its service.
var catalogue = sync.OnceValue(func() (list []abac.KnownAction) {
	for _, k := range abac.KnownActions() {
		if k.Suboperation == "" {
			list = append(list, k)
		}
	}
	return list
})

// serviceOf returns the service of an action that conditions can look into; "" for other actions.
func serviceOf(action string) string {
	for _, k := range catalogue() {
		if strings.EqualFold(k.Action, action) {
			return k.Service
		}
	}
	return ""
}

// grants reports whether the permission has an action, apart from its condition. What is not in abac's
// catalogue is looked for among both kinds of actions.
func (p *Permission) grants(action string) bool {
	service := serviceOf(action)
	plain := service == "" || service == delegation
	data := service != delegation
	return plain && has(p.Actions, action) && !has(p.NotActions, action) ||
		data && has(p.DataActions, action) && !has(p.NotDataActions, action)
}

func has(patterns []string, action string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matches(strings.ToLower(p), strings.ToLower(action)) })
}

// matches reports whether a name is what a pattern stands for: * is any text, also of several segments.
func matches(pattern, name string) bool {
	head, rest, wild := strings.Cut(pattern, "*")
	if !wild {
		return pattern == name
	}
	name, ok := strings.CutPrefix(name, head)
	for ok {
		head, pattern, wild = strings.Cut(rest, "*")
		if !wild {
			return strings.HasSuffix(name, rest)
		}
		i := strings.Index(name, head)
		ok = i >= 0
		if ok {
			name, rest = name[i+len(head):], pattern
		}
	}
	return false
}

// allowance is what is known of a role.
type allowance struct {
	name        string
	permissions []Permission
	// conditional is true where some permission has a condition of the role's own.
	conditional bool
	// whole is true where the permissions are all that the role has.
	whole bool
}

// allowanceOf takes a role's definition, or what is known of a built-in one; nil where that is nothing.
func allowanceOf(role Role, d *Definition) *allowance {
	if d != nil {
		p := d.Properties
		return &allowance{
			name: p.RoleName, permissions: p.Permissions, whole: true,
			conditional: slices.ContainsFunc(p.Permissions, func(p Permission) bool { return p.Condition != "" }),
		}
	}
	b := role.builtIn()
	if b == nil {
		return nil
	}
	return &allowance{
		name: b.name, conditional: b.conditional,
		permissions: []Permission{{Actions: b.actions, NotActions: b.notActions, DataActions: b.data}},
	}
}

// grants reports whether some permission has an action.
func (a *allowance) grants(action string) bool {
	return slices.ContainsFunc(a.permissions, func(p Permission) bool { return p.grants(action) })
}

// conditionable returns the actions that the role has and conditions can look into.
func (a *allowance) conditionable() []string {
	list := []string{}
	for _, k := range catalogue() {
		if a.grants(k.Action) {
			list = append(list, k.Action)
		}
	}
	return list
}

// free returns the role without what its own conditions restrict.
func (a *allowance) free() *allowance {
	b := *a
	b.permissions = slices.DeleteFunc(slices.Clone(a.permissions), func(p Permission) bool {
		return p.Condition != "" || a.conditional && !a.whole
	})
	return &b
}
