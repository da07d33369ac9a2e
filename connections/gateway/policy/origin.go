// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// origin says where a value comes from, as far as the text of its expression tells.
type origin struct {
	headers []string // headers of the request that anybody can write, in lower case
	proven  bool     // a token that was validated, or a subscription
	path    bool     // the path of the request
	model   bool     // the body of the request, or the header of the model
}

// mostHeaders is how many headers a value is said to come from.
const mostHeaders = 8

// join is what comes from both.
func (o origin) join(other origin) origin {
	headers := append(slices.Clone(o.headers), other.headers...)
	slices.Sort(headers)
	headers = slices.Compact(headers)
	headers = headers[:min(len(headers), mostHeaders)]
	return origin{headers, o.proven || other.proven, o.path || other.path, o.model || other.model}
}

// forgeable reports whether anybody can say what the value is.
func (o origin) forgeable() bool { return len(o.headers) > 0 && !o.proven }

var (
	readsHeader = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`Request\.Headers\s*(?:\.\s*\w+\s*\(|\[)\s*"([^"]*)"`)
	})
	readsVariable = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`Variables\s*(?:\.\s*\w+\s*(?:<[^>]*>)?\s*\(|\[)\s*"([^"]*)"`)
	})
	readsPath = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`Url\.Path\b|MatchedParameters`) })
	readsBody = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`Request\.Body\s*\??\s*\.\s*As\s*<[^>]*>\s*\(([^)]*)\)`)
	})
)

// origin returns where a value comes from.
func (w *walker) origin(v Value) origin {
	var o origin
	if v == nil || isLiteral(v) {
		return o
	}
	code := v.source()
	for _, m := range readsHeader().FindAllStringSubmatch(code, -1) {
		switch name := strings.ToLower(m[1]); name {
		case "authorization":
			o.proven = o.proven || w.validated // what a token says counts once it was validated
		case "x-ms-foundry-model-id":
			o.model = true
			o.headers = append(o.headers, name)
		default:
			o.headers = append(o.headers, name)
		}
	}
	for _, m := range readsVariable().FindAllStringSubmatch(code, -1) {
		o = o.join(w.vars[m[1]])
	}
	o.proven = o.proven || strings.Contains(code, "context.Subscription") || strings.Contains(code, "context.User")
	o.path = o.path || readsPath().MatchString(code)
	o.model = o.model || readsBody().MatchString(code)
	return o.join(origin{})
}
