// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package lint

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry/internal/check"
)

// discoveryMembers is CN019.
func (s *subject) discoveryMembers() {
	in := &s.discovery
	if !in.ok {
		return
	}
	in.children(0, func(n int) {
		name := in.named(n)
		if slices.Contains(discoveryKeys, name) {
			return
		}
		if known, _ := meantBy(name, discoveryKeys, nil); known != "" && in.exact(0, known) < 0 {
			span := in.nodes[n].name
			s.report(in.at, fmt.Sprintf("modelDiscovery spells %s as %q", known, name), "write "+known, in.edit(Edit{span.in, span.out, known}))
		} else if near := check.Nearest(name, discoveryKeys); near != "" {
			s.report(in.at, fmt.Sprintf("modelDiscovery has %q, which nothing reads", name), "did you mean "+near+"?")
		}
	})
	for _, name := range discoveryKeys {
		if name == discoveryKeys[2] && s.category != modelGateway { // API Management has a default
			continue
		}
		n := in.exact(0, name)
		if value, isText := in.string(n); value == "" && (isText || n < 0 || in.is(n, null) || name != discoveryKeys[2]) {
			s.report(in.at, "modelDiscovery lacks "+name, "give "+map[string]string{
				discoveryKeys[0]: "the path of the list, such as /deployments", discoveryKeys[1]: "the path of one model, such as /deployments/{deploymentName}",
				discoveryKeys[2]: "AzureOpenAI or OpenAI, by the form of the answers",
			}[name])
		}
	}
}

// provider is CN020.
func (s *subject) provider() {
	in := &s.discovery
	n := in.memberOf(discoveryKeys[2])
	value, isText := in.string(n)
	switch {
	case n < 0 || isText && value == "" || in.is(n, null):
		return
	case !isText:
		s.report(in.at, "deploymentProvider is "+in.nodes[n].kind.String()+" and no string", "give AzureOpenAI or OpenAI, by the form of the answers")
		return
	case !slices.Contains(providers, value):
		if name, _ := meantBy(value, providers, nil); name != "" {
			s.report(in.at, fmt.Sprintf("deploymentProvider is %q", value), "write "+name, in.value(n, name))
			return
		}
		s.report(in.at, fmt.Sprintf("deploymentProvider is %q", value), "give AzureOpenAI for answers with value, OpenAI for answers with data; it is not the maker of the models")
		return
	}
	list, _ := in.string(in.memberOf(discoveryKeys[0]))
	path, _, _ := strings.Cut(list, "?")
	last := path[strings.LastIndexByte(path, '/')+1:]
	if value == providers[0] && last == "models" || value == providers[1] && last == "deployments" {
		s.warn(in.at, fmt.Sprintf("deploymentProvider is %s, and %s is where the other form of answers comes from", value, last),
			"look at an answer: AzureOpenAI has value, OpenAI has data")
	}
}

// modelPlaceholder is CN021.
func (s *subject) modelPlaceholder() {
	in := &s.discovery
	if list, _ := in.string(in.memberOf(discoveryKeys[0])); strings.Contains(list, placeholder) {
		s.report(in.at, "listModelsEndpoint has "+placeholder+", which nothing fills in", "write the path of the list, such as /deployments")
	}
	endpoint, _ := in.string(in.memberOf(discoveryKeys[1]))
	if endpoint == "" {
		return
	}
	path, _, _ := strings.Cut(endpoint, "?")
	switch n := strings.Count(path, placeholder); {
	case n == 0:
		s.report(in.at, "getModelEndpoint does not have "+placeholder+" in its path", "write the path of one model, such as /deployments/"+placeholder)
	case n > 1 || strings.Contains(endpoint[len(path):], placeholder):
		s.report(in.at, "getModelEndpoint has "+placeholder+" more than once", "keep the one in the path")
	}
}

// eachEndpoint calls f with the two endpoints of the discovery.
func (s *subject) eachEndpoint(f func(n int, name, endpoint string)) {
	in := &s.discovery
	for _, name := range discoveryKeys[:2] {
		n := in.memberOf(name)
		if endpoint, _ := in.string(n); endpoint != "" {
			f(n, name, endpoint)
		}
	}
}

// endpoints is CN022.
func (s *subject) endpoints() {
	s.eachEndpoint(func(n int, name, endpoint string) {
		in := &s.discovery
		u, err := url.Parse(strings.ReplaceAll(endpoint, placeholder, "x"))
		path, _, _ := strings.Cut(endpoint, "?")
		lower := strings.ToLower(path)
		steps := strings.Split(strings.ReplaceAll(lower, "%2e", "."), "/")
		switch {
		case err != nil:
			s.report(in.at, name+" is no URL", "write a path that starts with /")
		case u.Scheme == "" && u.Host == "" && !strings.HasPrefix(endpoint, "/"):
			at := in.nodes[n].span.in
			s.report(in.at, name+" does not start with /, and is glued to the target", "put a / before it", in.edit(Edit{at, at, "/"}))
		case u.Host != "" && !s.sameOrigin(u):
			s.report(in.at, name+" is not on the target's own origin", "use the target's scheme, host and port, or a path alone")
		case u.User != nil:
			s.report(in.at, name+" holds user information", "take it away")
		case u.Fragment != "" || strings.Contains(endpoint, "#"):
			s.report(in.at, name+" holds a fragment", "take away what follows the #")
		case slices.Contains(steps, "..") || slices.Contains(steps, "."):
			s.report(in.at, name+" climbs out of its path", "write the path without . and ..")
		case strings.Contains(lower, "%2f") || strings.Contains(lower, "%5c") || strings.Contains(path, `\`):
			s.report(in.at, name+" has an encoded separator, or a backslash", "write /")
		}
	})
}

// sameOrigin reports whether a URL is https and of the target's host and port.
func (s *subject) sameOrigin(u *url.URL) bool {
	port := func(u *url.URL) string {
		if p := u.Port(); p != "443" {
			return p
		}
		return ""
	}
	return s.url == nil || u.Scheme == "https" && strings.EqualFold(u.Hostname(), s.url.Hostname()) && port(u) == port(s.url)
}

// endpointVersions is CN023.
func (s *subject) endpointVersions() {
	s.eachEndpoint(func(_ int, name, endpoint string) {
		_, query, _ := strings.Cut(endpoint, "?")
		n := 0
		for pair := range strings.SplitSeq(query, "&") {
			key, _, _ := strings.Cut(pair, "=")
			if plain, err := url.QueryUnescape(key); err == nil && strings.EqualFold(plain, "api-version") {
				n++
			}
		}
		if n > 1 {
			s.report(s.discovery.at, fmt.Sprintf("%s has %d times api-version", name, n), "keep one; it goes before deploymentAPIVersion")
		}
	})
}

// memberOf returns a member of the value, -1 where there is no value.
func (in *inner) memberOf(name string) int {
	if !in.ok {
		return -1
	}
	return in.exact(0, name)
}
