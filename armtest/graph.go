// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// graphAudience is who tokens for Microsoft Graph are for, in the public cloud.
const graphAudience = "https://graph.microsoft.com"

// graphApplication is Microsoft Graph's client id, which is one of its audiences.
const graphApplication = "00000003-0000-0000-c000-000000000000"

// graphKnows reports whether a token for aud opens Microsoft Graph.
func (w *World) graphKnows(aud string) bool {
	return slices.Contains([]string{graphAudience, graphApplication, w.graphBase}, strings.TrimSuffix(aud, "/"))
}

// isGraph reports whether a path is one of Microsoft Graph: its version comes first.
func isGraph(segments []string) bool {
	return len(segments) > 0 && strings.EqualFold(segments[0], "v1.0")
}

// graphCall is one request to Microsoft Graph on its way through.
type graphCall struct {
	world  *World
	req    *http.Request
	caller principal
	tenant *tenant
	body   object
}

// graphError is an answer of Microsoft Graph that is an error (learn.microsoft.com, "Microsoft Graph error
// responses and resource types").
type graphError struct {
	status        int
	code, message string
}

// Error returns the code and the message.
func (f *graphError) Error() string { return f.code + ": " + f.message }

func refuseGraph(status int, code, format string, args ...any) *graphError {
	return &graphError{status, code, fmt.Sprintf(format, args...)}
}

// The refusals that more than one place makes, in the service's words.
func badGraphRequest(format string, args ...any) *graphError {
	return refuseGraph(http.StatusBadRequest, "Request_BadRequest", format, args...)
}

func deniedByGraph() *graphError {
	return refuseGraph(http.StatusForbidden, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
}

func missingInGraph(id string) *graphError {
	return refuseGraph(http.StatusNotFound, "Request_ResourceNotFound",
		"Resource '%s' does not exist or one of its queried reference-property objects are not present.", id)
}

// serveGraph answers a request to Microsoft Graph; segments are the path behind the version. The world is
// locked.
func (w *World) serveGraph(r *http.Request, segments []string, text []byte) reply {
	c := &graphCall{world: w, req: r}
	rep, err := c.serve(segments, text)
	if rep.header == nil {
		rep.header = http.Header{}
	}
	id := randomGUID()
	rep.header.Set("request-id", id)
	rep.header.Set("client-request-id", id)
	if given := r.Header.Get("client-request-id"); given != "" {
		rep.header.Set("client-request-id", given)
	}
	if err == nil {
		return rep
	}
	f, ok := errors.AsType[*graphError](err)
	if !ok {
		f = badGraphRequest("%s", err)
	}
	if f.status == http.StatusUnauthorized {
		rep.header.Set("WWW-Authenticate", fmt.Sprintf(`Bearer realm="", authorization_uri="%s/common/oauth2/authorize", client_id="%s"`, w.base, graphApplication))
	}
	rep.status, rep.body = f.status, object{"error": object{
		"code": f.code, "message": f.message,
		"innerError": object{
			"date": w.now(r).UTC().Format("2006-01-02T15:04:05"), "request-id": id, "client-request-id": rep.header.Get("client-request-id"),
		},
	}}
	return rep
}

// serve finds who asks, and for what.
func (c *graphCall) serve(segments []string, text []byte) (reply, error) {
	if err := c.authenticate(); err != nil {
		return reply{}, err
	}
	if c.req.Method == http.MethodPost || c.req.Method == http.MethodPatch {
		var err error
		if c.body, err = parseObject(text); err != nil {
			return reply{}, refuseGraph(http.StatusBadRequest, "BadRequest", "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.")
		}
	}
	if len(segments) == 0 || len(segments) > 2 {
		return reply{}, refuseGraph(http.StatusBadRequest, "BadRequest", "Resource not found for the segment '%s'.", strings.Join(segments, "/"))
	}
	set, named := segments[0], ""
	if len(segments) == 2 {
		named = "id eq '" + segments[1] + "'"
	} else if at := strings.IndexByte(set, '('); at >= 0 {
		set, named = set[:at], byKey(set[at:])
	}
	switch {
	case strings.EqualFold(set, "applications"):
		return c.serveSet(applicationSet{}, named)
	case strings.EqualFold(set, "servicePrincipals"):
		return c.serveSet(principalSet{}, named)
	}
	return reply{}, refuseGraph(http.StatusBadRequest, "BadRequest", "Resource not found for the segment '%s'.", set)
}

// byKey returns the filter of an alternate key: (appId='…').
func byKey(text string) string {
	inner, _ := strings.CutPrefix(text, "(")
	inner, _ = strings.CutSuffix(inner, ")")
	return strings.Replace(inner, "=", " eq ", 1)
}

// authenticate finds whom the token speaks for. One for Resource Manager does not count.
func (c *graphCall) authenticate() error {
	refuse := func(message string) error {
		return refuseGraph(http.StatusUnauthorized, "InvalidAuthenticationToken", "%s", message)
	}
	token, ok := strings.CutPrefix(c.req.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return refuse("Access token is empty.")
	}
	claims, err := c.world.tokens.verify(strings.TrimSpace(token), c.world.now(c.req))
	switch {
	case errors.Is(err, jwt.ErrTokenExpired):
		return refuse("Lifetime validation failed, the token is expired.")
	case err != nil:
		return refuse("CompactToken parsing failed with error code: 80049217")
	case !c.world.graphKnows(claims.For):
		return refuse("Access token validation failure. Invalid audience.")
	}
	c.caller = principal{tenant: claims.Tenant, object: claims.Object, client: claims.Client}
	if c.tenant = c.world.tenant(claims.Tenant); c.tenant == nil {
		return refuse("Access token validation failure.")
	}
	return nil
}

// settled reports whether a change made then is known everywhere in the directory.
func (w *World) settled(since time.Time) bool {
	return w.options.Clock().Sub(since) >= w.options.DirectoryDelay
}
