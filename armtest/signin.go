// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// refusal is an error of the token endpoint (RFC 6749, 5.2, with Entra's additions).
type refusal struct {
	status      int
	kind        string // OAuth's error code
	number      int    // AADSTS number
	description string
}

func (f *refusal) reply(w *World) reply {
	trace, correlation := randomGUID(), randomGUID()
	now := w.options.Clock().UTC().Format("2006-01-02 15:04:05Z")
	return reply{status: f.status, body: object{
		"error": f.kind,
		"error_description": fmt.Sprintf("AADSTS%d: %s Trace ID: %s Correlation ID: %s Timestamp: %s",
			f.number, f.description, trace, correlation, now),
		"error_codes": []any{f.number}, "timestamp": now, "trace_id": trace, "correlation_id": correlation,
		"error_uri": fmt.Sprintf("%s/error?code=%d", w.base, f.number),
	}}
}

func (w *World) unknownTenant(name, kind string) *refusal {
	return &refusal{http.StatusBadRequest, kind, 90002, fmt.Sprintf(
		"Tenant '%s' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. "+
			"Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.", name)}
}

// token answers the token endpoint: client credentials with a secret, in the form or as basic
// authentication, or with a client assertion.
func (w *World) token(r *http.Request, name string) reply {
	form, ok := tokenForm(r)
	if !ok {
		return (&refusal{http.StatusBadRequest, "invalid_request", 900144,
			"The request body must be a form, posted with the parameter 'grant_type'."}).reply(w)
	}
	p, refused := w.signIn(r, name, form)
	if refused != nil {
		return refused.reply(w)
	}
	aud, refused := w.tokenAudience(r, form, p.tenant)
	if refused != nil {
		return refused.reply(w)
	}
	now := w.now(r)
	token, err := w.tokens.sign(p, aud, capabilities(form.Get("claims")), validity{now, now.Add(w.options.TokenLifetime)})
	if err != nil {
		return (&refusal{http.StatusBadRequest, "invalid_request", 90000, err.Error()}).reply(w)
	}
	seconds := int(w.options.TokenLifetime.Seconds())
	return reply{status: http.StatusOK, body: object{
		"token_type": "Bearer", "expires_in": seconds, "ext_expires_in": seconds, "access_token": token,
	}}
}

func tokenForm(r *http.Request) (url.Values, bool) {
	if r.Method != http.MethodPost || r.ParseForm() != nil {
		return nil, false
	}
	form := r.PostForm
	if id, secret, ok := r.BasicAuth(); ok {
		form.Set("client_id", unescape(id))
		form.Set("client_secret", unescape(secret))
	}
	return form, form.Get("grant_type") != ""
}

// unescape undoes the form encoding that RFC 6749 2.3.1 demands of basic credentials.
func unescape(s string) string {
	if out, err := url.QueryUnescape(s); err == nil {
		return out
	}
	return s
}

// signIn finds the principal that a form speaks for.
func (w *World) signIn(r *http.Request, name string, form url.Values) (principal, *refusal) {
	w.mu.Lock()
	defer w.mu.Unlock()
	t, id := w.tenant(name), form.Get("client_id")
	app := w.applications[strings.ToLower(id)]
	refused := func(status int, kind string, number int, format string, args ...any) (principal, *refusal) {
		return principal{}, &refusal{status, kind, number, fmt.Sprintf(format, args...)}
	}
	switch {
	case t == nil:
		return principal{}, w.unknownTenant(name, "invalid_request")
	case form.Get("grant_type") != "client_credentials":
		return refused(http.StatusBadRequest, "unsupported_grant_type", 70003,
			"The app requested an unsupported grant type '%s'.", form.Get("grant_type"))
	case id == "":
		return refused(http.StatusBadRequest, "invalid_request", 900144,
			"The request body must contain the following parameter: 'client_id'.")
	case app == nil || t.principals[strings.ToLower(id)] == "":
		return refused(http.StatusBadRequest, "unauthorized_client", 700016,
			"Application with identifier '%s' was not found in the directory '%s'. This can happen if the application has not been "+
				"installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your "+
				"authentication request to the wrong tenant.", id, t.Name)
	}
	if refused := w.proven(r, app, form); refused != nil {
		return principal{}, refused
	}
	return principal{tenant: t.ID, object: t.principals[strings.ToLower(id)], client: app.ClientID}, nil
}

// proven refuses an application without a proof that it is the one. The world is locked.
func (w *World) proven(r *http.Request, app *Application, form url.Values) *refusal {
	switch {
	case form.Has("client_assertion"):
		return w.asserted(r, app, form)
	case !form.Has("client_secret"):
		return &refusal{http.StatusUnauthorized, "invalid_client", 7000218,
			"The request body must contain the following parameter: 'client_assertion' or 'client_secret'."}
	case subtle.ConstantTimeCompare([]byte(form.Get("client_secret")), []byte(app.ClientSecret)) == 0 || app.ClientSecret == "":
		return &refusal{http.StatusUnauthorized, "invalid_client", 7000215, fmt.Sprintf(
			"Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the "+
				"client secret ID, for a secret added to app '%s'.", app.ClientID)}
	}
	return nil
}

// tokenAudience returns the audience a form asks for: the one scope that ends in /.default. Clients add
// others, such as offline_access.
func (w *World) tokenAudience(r *http.Request, form url.Values, tenant string) (string, *refusal) {
	for scope := range strings.FieldsSeq(form.Get("scope")) {
		aud, ok := strings.CutSuffix(scope, "/.default")
		if !ok {
			continue
		}
		if !w.knownAudience(r, aud) && !w.graphKnows(aud) && strings.TrimSuffix(aud, "/") != modelsAudience {
			return "", &refusal{http.StatusBadRequest, "invalid_resource", 500011, fmt.Sprintf(
				"The resource principal named %s was not found in the tenant named %s. This can happen if the application has not been "+
					"installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your "+
					"authentication request to the wrong tenant.", aud, tenant)}
		}
		return aud, nil
	}
	return "", &refusal{http.StatusBadRequest, "invalid_scope", 1002012, fmt.Sprintf(
		"The provided value for scope %s is not valid. Client credential flows must have a scope value with /.default suffixed "+
			"to the resource identifier (application ID URI).", form.Get("scope"))}
}

// knownAudience reports whether a token for aud opens this Resource Manager: the names that clients
// use for the public cloud, and this world's own.
func (w *World) knownAudience(r *http.Request, aud string) bool {
	own := []string{audience, "https://management.core.windows.net", w.base, root(r)}
	return slices.Contains(own, strings.TrimSuffix(aud, "/")) && !w.graphKnows(aud)
}

// capabilities reads the client capabilities from a claims request.
func capabilities(request string) []string {
	var c struct {
		AccessToken struct {
			Capabilities struct {
				Values []string `json:"values"`
			} `json:"xms_cc"`
		} `json:"access_token"`
	}
	if json.Unmarshal([]byte(request), &c) != nil {
		return nil
	}
	return c.AccessToken.Capabilities.Values
}
