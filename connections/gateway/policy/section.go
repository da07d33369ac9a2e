// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

import (
	"fmt"
	"strings"
)

// The sections of a document, as bits.
const (
	inbound = 1 << iota
	backend
	outbound
	onError
	anywhere = inbound | backend | outbound | onError
)

// sectionNames are the sections in their order.
var sectionNames = [...]string{"inbound", "backend", "outbound", "on-error"}

// sectionsOf returns which sections take a policy, after "Usage" in its reference; all for one that is not
// known here. The reference has authentication-managed-identity for inbound only; samples of the vendor that
// are in use have it in outbound too.
func sectionsOf(name string) int {
	switch name {
	case "check-header", "llm-emit-token-metric", "llm-token-limit", "rate-limit-by-key",
		"rewrite-uri", "validate-azure-ad-token", "validate-jwt":
		return inbound
	case "set-backend-service", "set-query-parameter":
		return inbound | backend
	case "forward-request":
		return backend
	case "set-body":
		return inbound | backend | outbound
	}
	return anywhere
}

// placed refuses a policy in a section that does not take it.
func (f *faults) placed(name string) {
	allowed := sectionsOf(name)
	switch {
	case f.inRaw:
		return // the element around it decides
	case allowed&f.section == 0:
		var names []string
		for i, s := range sectionNames {
			if allowed&(1<<i) != 0 {
				names = append(names, s)
			}
		}
		f.add("", wrong{"section", fmt.Sprintf("<%s> stands in a section that does not take it", name), "", "put it into " + strings.Join(names, " or ")})
	case name == "base" && f.depth > 1:
		f.add("", wrong{"section", "<base /> stands within another element", "", "put it right into the section"})
	}
	if name == "base" {
		if f.bases++; f.bases > 1 {
			f.add("", wrong{"repeated", "<base /> is there twice in a section", "", "take one out"})
		}
	}
}
