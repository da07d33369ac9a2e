// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"net/url"
	"strings"
)

// entra answers the paths of the sign-in service, and reports false for all others. Segments are the
// unescaped path.
func (w *World) entra(r *http.Request, segments []string) (reply, bool) {
	if len(segments) < 3 {
		return reply{}, false
	}
	name, rest := segments[0], strings.ToLower(strings.Join(segments[1:], "/"))
	switch rest {
	case "v2.0/.well-known/openid-configuration":
		return w.configuration(r, name), true
	case "oauth2/v2.0/token":
		return w.token(r, name), true
	case "discovery/v2.0/keys", "discovery/keys":
		return reply{status: http.StatusOK, body: w.tokens.keys()}, true
	case "discovery/instance":
		return w.instance(r), true
	case "identity/oauth2/token":
		return w.identityToken(r), strings.EqualFold(name, "metadata")
	}
	return reply{}, false
}

// configuration is the OpenID configuration. Clients want the issuer on the authority's own host; the
// tokens for Resource Manager still name sts.windows.net, as version 1.0 tokens do.
func (w *World) configuration(r *http.Request, name string) reply {
	w.mu.Lock()
	t := w.tenant(name)
	w.mu.Unlock()
	if t == nil {
		return w.unknownTenant(name, "invalid_tenant").reply(w)
	}
	at := root(r) + "/" + t.ID
	return reply{status: http.StatusOK, body: object{
		"issuer":                                at + "/v2.0",
		"authorization_endpoint":                at + "/oauth2/v2.0/authorize",
		"token_endpoint":                        at + "/oauth2/v2.0/token",
		"device_authorization_endpoint":         at + "/oauth2/v2.0/devicecode",
		"end_session_endpoint":                  at + "/oauth2/v2.0/logout",
		"jwks_uri":                              at + "/discovery/v2.0/keys",
		"response_types_supported":              []any{"code", "id_token"},
		"subject_types_supported":               []any{"pairwise"},
		"id_token_signing_alg_values_supported": []any{"RS256"},
		"scopes_supported":                      []any{"openid", "profile", "email", "offline_access"},
		"token_endpoint_auth_methods_supported": []any{"client_secret_post", "client_secret_basic"},
		"claims_supported":                      []any{"sub", "iss", "aud", "exp", "iat", "tid", "oid"},
		"tenant_region_scope":                   "NA",
		"cloud_instance_name":                   r.Host,
	}}
}

// instance answers instance discovery: every authority is known. Some clients drop the port from the
// authority they ask about, hence the answer names the host that was asked.
func (w *World) instance(r *http.Request) reply {
	name := "common"
	if asked, err := url.Parse(r.URL.Query().Get("authorization_endpoint")); err == nil {
		if first, _, _ := strings.Cut(strings.TrimPrefix(asked.Path, "/"), "/"); first != "" {
			name = first
		}
	}
	host := strings.TrimPrefix(w.base, "https://")
	return reply{status: http.StatusOK, body: object{
		"tenant_discovery_endpoint": w.base + "/" + name + "/v2.0/.well-known/openid-configuration",
		"api-version":               "1.1",
		"metadata": []any{object{
			"preferred_network": host, "preferred_cache": host, "aliases": []any{host, "localhost", r.Host},
		}},
	}}
}
