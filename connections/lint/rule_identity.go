// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package lint

import (
	"fmt"
	"slices"
	"strings"
)

// audienceMissing is CN040.
func (s *subject) audienceMissing() {
	if s.authType == projectIdentity && s.operation != Patch && s.property("audience") == "" {
		s.missing("ProjectManagedIdentity asks for no token without an audience", "give "+s.usualAudience()+" under properties", "audience")
	}
}

// usualAudience is what the category's targets usually are.
func (s *subject) usualAudience() string {
	switch s.category {
	case "RemoteA2A":
		return "https://ai.azure.com"
	case "RemoteTool":
		return "the audience of the tool, such as https://search.azure.com/ for a knowledge base"
	}
	return "https://cognitiveservices.azure.com"
}

// audienceMisplaced is CN041.
func (s *subject) audienceMisplaced() {
	if n := s.member(s.meta, "audience"); n > 0 {
		s.report(n, "the audience stands among the metadata, where nothing reads it", "put it under properties")
	}
}

// audienceUnusual is CN042.
func (s *subject) audienceUnusual() {
	audience := s.property("audience")
	if s.category != apiManagement || audience == "" || slices.Contains(audiences, strings.TrimSuffix(audience, "/")) {
		return
	}
	s.report(s.member(s.props, "audience"), "the policies of gateways in front of models want tokens for Cognitive Services, and this is another audience",
		"give https://cognitiveservices.azure.com, unless the gateway's policy names this one")
}

// identityOnGateway is CN043.
func (s *subject) identityOnGateway() {
	if s.authType == projectIdentity && s.category == modelGateway {
		s.report(s.member(s.props, "authType"), "ModelGateway does not take ProjectManagedIdentity", "use ApiKey or OAuth2, or ApiManagement for a gateway of API Management")
	}
}

// entraOnGateway is CN044.
func (s *subject) entraOnGateway() {
	if s.authType == "AAD" && s.gateway {
		fix := "use ProjectManagedIdentity with an audience"
		if s.category == modelGateway {
			fix = "use ApiKey or OAuth2"
		}
		s.report(s.member(s.props, "authType"), "gateways are not signed in to with AAD, although documentation says so", fix)
	}
}

// oauth is CN045.
func (s *subject) oauth() {
	tool := s.category == "RemoteTool" || s.category == "RemoteA2A"
	scopes := s.member(s.props, "scopes")
	s.scopesForm(scopes)
	if s.authType != oauth2 || !tool && s.category != modelGateway {
		return
	}
	if s.operation != Put || tool && s.managed() {
		return
	}
	if s.property("tokenUrl") == "" {
		s.missing("OAuth2 has no tokenUrl to ask for tokens", "give the token endpoint of the issuer under properties", "tokenUrl")
	}
	if !tool && (scopes < 0 || s.is(scopes, null) || s.is(scopes, array) && s.count(scopes) == 0) {
		s.missing("OAuth2 has no scopes to ask for", "give an array under properties, such as the gateway's id with /.default", "scopes")
	}
	for _, name := range []string{"clientId", "clientSecret"} {
		if s.empty(s.member(s.creds, name)) {
			s.missing("the credentials of OAuth2 lack "+name, "give it, or the name of a managed connector for a tool", "credentials", name)
		}
	}
}

// scopesForm judges what is read as an array of texts, whatever the connection is.
func (s *subject) scopesForm(scopes int) {
	if scopes < 0 || s.is(scopes, null) {
		return
	}
	if !s.is(scopes, array) {
		n := s.nodes[scopes]
		s.report(scopes, "scopes is "+n.kind.String()+" and no array", "put it in [ ]", Edit{n.start, n.start, "["}, Edit{n.end, n.end, "]"})
		return
	}
	s.children(scopes, func(n int) {
		if value, isText := s.string(n); !isText || strings.TrimSpace(value) == "" {
			s.report(n, "a scope is empty or no string", "give the scope as a string")
		}
	})
}

// oauthMisplaced is CN046.
func (s *subject) oauthMisplaced() {
	for _, name := range outsideCredentials {
		if n := s.member(s.creds, name); n > 0 {
			s.report(n, name+" stands among the credentials, where nothing reads it", "put it under properties")
		}
	}
}

// sharedGateway is CN054.
func (s *subject) sharedGateway() {
	if !s.gateway {
		return
	}
	shared := s.member(s.props, "isSharedToAll")
	switch {
	case s.scope == Account:
		s.report(max(s.member(s.props, "category"), s.root), "a gateway connection of the account has mixed behavior in its projects", "make one in each project")
	case s.is(shared, boolean) && s.text[s.nodes[shared].start] == 't':
		s.report(shared, "a gateway connection that is shared to all has mixed behavior", fmt.Sprintf("write false, and make one in each project that wants %s", s.category))
	}
}
