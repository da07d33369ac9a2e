// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package ipam

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/rest"
)

// right is an action on a pool, with what a caller without it is told.
type right struct{ action, rule, advice string }

// drawing is checked on every write of a network that draws from the pool, and of its subnets;
// settingAside on every write of a static CIDR.
var (
	drawing = right{
		"Microsoft.Network/networkManagers/ipamPools/associateResourcesToPool/action", "LinkedAuthorizationFailed",
		"assign IPAM Pool User (7b3e853f-ad5d-4fb5-a7b8-56a3581c7037) on the pool to whoever writes",
	}
	settingAside = right{
		"Microsoft.Network/networkManagers/ipamPools/staticCidrs/write", "AuthorizationFailed",
		"assign Network Contributor (4d97b98b-1d4f-4787-a291-c67834d212e7) on the pool to whoever writes",
	}
)

// permissionList reads what the caller may do at a scope, role by role (Permissions, list for a
// resource).
var permissionList = rest.Operation{
	Name: "list permissions", APIVersion: "2022-04-01", Method: http.MethodGet,
	Suffix: "/providers/Microsoft.Authorization/permissions", Codes: []int{http.StatusOK},
}

// permission is what one role allows.
type permission struct {
	Actions    []string `json:"actions"`
	NotActions []string `json:"notActions"`
}

// allows reports whether the role has an action and does not except it.
func (p permission) allows(action string) bool {
	in := func(patterns []string) bool {
		return slices.ContainsFunc(patterns, func(pattern string) bool { return covers(pattern, action) })
	}
	return in(p.Actions) && !in(p.NotActions)
}

// covers reports whether an action fits a pattern, in which * is any text, also none. Case does not
// matter.
func covers(pattern, action string) bool {
	action = strings.ToLower(action)
	parts := strings.Split(strings.ToLower(pattern), "*")
	first, last := parts[0], parts[len(parts)-1]
	if len(parts) == 1 {
		return action == first
	}
	action, ok := strings.CutPrefix(action, first)
	for _, middle := range parts[1 : len(parts)-1] {
		at := strings.Index(action, middle)
		if at < 0 {
			return false
		}
		action = action[at+len(middle):]
	}
	return ok && strings.HasSuffix(action, last)
}

// permit finds that the caller lacks a right on a pool.
func (s *survey) permit(ctx context.Context, pointer string, pool PoolID, need right) {
	allowed := false
	for p, err := range rest.List[permission](ctx, s.pools.rest, &permissionList, pool, rest.Input{}) {
		if err != nil {
			s.heard(pointer, "what the caller may do on the pool", err)
			return
		}
		allowed = allowed || p.allows(need.action)
	}
	s.answered = true
	if !allowed {
		s.refuse(azfoundry.Fault{
			Pointer: pointer, Rule: need.rule, Message: "the caller may not do " + need.action + " on the pool", Got: pool.String(), Advice: need.advice,
		}, nil)
	}
}
