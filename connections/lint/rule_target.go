// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package lint

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// isID reports whether a target is a resource id.
func isID(target string) bool {
	return len(target) > 0 && strings.HasPrefix(strings.ToLower(target), "/subscriptions/")
}

// wants reports whether the target of the category is a URL.
func (s *subject) wantsURL() bool {
	return s.gateway || s.known != nil && (s.known.target == aURL || s.known.target == aURLOrNone)
}

// targetURL is CN030.
func (s *subject) targetURL() {
	if !s.wantsURL() {
		return
	}
	const fix = "give an absolute URL that starts with https://"
	switch {
	case s.target == "":
		if s.operation == Put && (s.known == nil || s.known.target != aURLOrNone) {
			s.missing("the target is missing", fix, "target")
		} else if s.targetAt > 0 && s.request() && (s.known == nil || s.known.target != aURLOrNone) {
			s.report(s.targetAt, "the target is empty", fix)
		}
	case strings.TrimSpace(s.target) != s.target:
		s.report(s.targetAt, "the target begins or ends with a blank", "take it away", s.trim(s.targetAt)...)
	case isID(s.target):
		if s.gateway {
			s.report(s.targetAt, "the target is a resource id and no URL", fix)
		} // of other categories CN051
	case s.url == nil:
		s.report(s.targetAt, "the target is no absolute URL", fix)
	case strings.ContainsAny(s.url.Host, "<>{}$()%\"' "):
		s.report(s.targetAt, "the host of the target holds a character that no host has, as a placeholder that was not filled in", fix)
	case s.url.Scheme != "https":
		s.report(s.targetAt, fmt.Sprintf("the target is a %s URL", s.url.Scheme), fix)
	case s.url.User != nil:
		s.report(s.targetAt, "the target holds user information", "take it away: credentials go under credentials")
	}
}

// trim returns the edits that take blanks off the ends of a string node.
func (s *subject) trim(n int) []Edit {
	span := s.nodes[n].span
	inside := string(s.text[span.in:span.out])
	left := len(inside) - len(strings.TrimLeft(inside, " "))
	right := len(inside) - len(strings.TrimRight(inside, " "))
	if span.escaped || left+right == 0 || left+right >= len(inside) {
		return nil
	}
	var edits []Edit
	if left > 0 {
		edits = append(edits, Edit{span.in, span.in + left, ""})
	}
	if right > 0 {
		edits = append(edits, Edit{span.out - right, span.out, ""})
	}
	return edits
}

// targetKind is CN051.
func (s *subject) targetKind() {
	if s.known == nil || s.gateway || s.target == "" {
		return
	}
	switch id := isID(s.target); {
	case id && (s.wantsURL() || s.known.target == aHost):
		s.report(s.targetAt, "the target is a resource id, and "+s.category+" wants "+s.wanted(), "give the service's endpoint; the id goes into the metadata ResourceId")
	case !id && s.known.target == aResourceID && s.url != nil:
		s.report(s.targetAt, "the target is a URL, and "+s.category+" wants a resource id", "give the id of the resource, beginning with /subscriptions/")
	}
}

func (s *subject) wanted() string {
	if s.known.target == aHost {
		return "a host"
	}
	return "a URL"
}

// zone splits the host of a target on API Management into what stands before the domain and the domain.
func zone(host string) (before string, ok bool) {
	for _, z := range gatewayZones {
		if before, ok := strings.CutSuffix(host, z); ok && before != "" {
			return before, true
		}
	}
	return "", false
}

// targetHost is CN031.
func (s *subject) targetHost() {
	if s.category != apiManagement || s.url == nil {
		return
	}
	before, ok := zone(s.host())
	last := before[strings.LastIndexByte(before, '.')+1:]
	switch {
	case !ok:
		s.report(s.targetAt, fmt.Sprintf("the host %s is not a gateway's *.azure-api.net; for one of your own domain the service was seen to answer that it is \"not supported\"", s.host()),
			"use the gateway's host, or the category ModelGateway")
	case before != last && slices.Contains(ownHosts, last):
		s.refuse(s.targetAt, fmt.Sprintf("the host %s is API Management's %s server and no gateway", s.host(), last), "use the gateway's host, "+strings.TrimSuffix(before, "."+last)+s.host()[len(before):])
	}
}

// targetPath is CN032.
func (s *subject) targetPath() {
	if s.gateway && s.url != nil && strings.Trim(s.url.Path, "/") == "" {
		s.report(s.targetAt, "the target has no path", "add the path of the API on the gateway, such as /openai")
	}
}

// targetRest is CN033.
func (s *subject) targetRest() {
	if !s.gateway || s.url == nil {
		return
	}
	const fix = "keep what comes before the operation"
	path := strings.ToLower(strings.TrimRight(s.url.Path, "/"))
	switch {
	case s.url.RawQuery != "" || s.url.ForceQuery:
		s.report(s.targetAt, "the target has a query", "take it away; inferenceAPIVersion says the API version")
	case s.url.Fragment != "":
		s.report(s.targetAt, "the target has a fragment", "take it away")
	}
	for _, ending := range operations {
		if strings.HasSuffix(path, ending) {
			s.report(s.targetAt, "the target is the whole path of an operation, "+ending, fix)
			return
		}
	}
	if strings.HasSuffix(path, "/deployments") || strings.Contains(path, "/deployments/") {
		s.report(s.targetAt, "the target holds /deployments, which is added to it", fix)
	}
}

// targetSlash is CN034.
func (s *subject) targetSlash() {
	if !s.gateway || s.url == nil || strings.Trim(s.url.Path, "/") == "" || !strings.HasSuffix(s.target, "/") {
		return
	}
	slashes := len(s.target) - len(strings.TrimRight(s.target, "/"))
	span := s.nodes[s.targetAt].span
	var edits []Edit
	if !span.escaped {
		edits = []Edit{{span.out - slashes, span.out, ""}}
	}
	s.report(s.targetAt, "the target ends with a slash", "take it away", edits...)
}

// targetPrivate is CN035.
func (s *subject) targetPrivate() {
	host := s.host()
	if !s.gateway || host == "" {
		return
	}
	why := ""
	switch _, err := netip.ParseAddr(host); {
	case err == nil:
		why = "an IP address"
	case !strings.Contains(host, "."):
		why = "a name without a domain"
	case within(host, privateEndings):
		why = "a name of a private domain"
	case strings.Contains(host, ".privatelink."):
		why = "a name of a private endpoint's zone, which certificates do not hold"
	default:
		return
	}
	s.report(s.targetAt, fmt.Sprintf("the host %s is %s, and no public authority certifies it", host, why),
		"use a public name with a certificate of a public authority; it may well resolve to a private address")
}

// inferenceVersion is CN027.
func (s *subject) inferenceVersion() {
	if !s.gateway {
		return
	}
	n := s.exact(s.meta, keyInference)
	version, _ := s.string(n)
	last := s.lastStep()
	v1 := last == "v1" || last == "openai-v1" || last == "openai_v1" || last == "openaiv1"
	inPath, _ := s.metadata(keyInPath)
	switch {
	case version != "" && v1:
		s.report(n, "inferenceAPIVersion is set, and the target is a /v1 API, which has no versions", `leave it out, or write ""`)
	case version != "" && !isVersion(version):
		s.report(n, fmt.Sprintf("inferenceAPIVersion %q is no API version", version), "write a date, such as 2025-03-01-preview")
	case version == "" && inPath == "true" && s.azure() && !strings.HasSuffix(last, "v1") && s.whole() && !s.misspelled(keyInference) && !s.speaksMessages():
		s.missing("inferenceAPIVersion is missing, and paths with /deployments want an API version", "give one, such as 2024-10-21", "metadata", keyInference)
	}
}

// lastStep returns the last step of the target's path, in lower case.
func (s *subject) lastStep() string {
	if s.url == nil {
		return ""
	}
	path := strings.ToLower(strings.TrimRight(s.url.Path, "/"))
	return path[strings.LastIndexByte(path, '/')+1:]
}

// azure reports whether the target is one in front of Azure's models, as far as one can tell.
func (s *subject) azure() bool {
	return s.category == apiManagement || within(s.host(), []string{".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com"})
}

// speaksMessages reports whether all models that are listed are Anthropic's.
func (s *subject) speaksMessages() bool {
	all, any := true, false
	s.eachModel(func(_, model int) {
		format, _ := s.models.string(s.models.exact(model, "format"))
		all, any = all && format == formats[1], true
	})
	return all && any
}

// deploymentVersion is CN028.
func (s *subject) deploymentVersion() {
	version, there := s.metadata(keyDeployment)
	if !s.gateway || !there {
		return
	}
	n := s.exact(s.meta, keyDeployment)
	switch {
	case !isVersion(version):
		s.report(n, fmt.Sprintf("deploymentAPIVersion %q is no API version", version), "write a date, such as 2024-10-01")
	case s.discovery.at <= 0 && (s.models.at > 0 || s.category == modelGateway && s.whole()):
		s.report(n, "deploymentAPIVersion is the API version of a discovery, and there is none", "take it away, or give modelDiscovery")
	}
}

// isVersion reports whether a text is an API version: a date, with or without the name of a stage.
func isVersion(v string) bool {
	if len(v) < len("2024-10-21") || v[4] != '-' || v[7] != '-' {
		return false
	}
	date, stage := v[:10], v[10:]
	for i := range date {
		if i != 4 && i != 7 && (date[i] < '0' || date[i] > '9') {
			return false
		}
	}
	if month, day := date[5:7], date[8:10]; month < "01" || month > "12" || day < "01" || day > "31" {
		return false
	}
	return stage == "" || stage == "-preview" || stage == "-alpha" || stage == "-beta" || strings.HasPrefix(stage, "-preview.")
}
