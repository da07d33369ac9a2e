// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net/http"
)

// The audit events, which are the messages of the records that [Options.Logger] gets. docs/auth.md lists
// their attributes.
const (
	// EventTokenSent is a request that carried the token of a tenant other than its home, one record for
	// each such tenant.
	EventTokenSent = "auth: auxiliary token sent"
	// EventTooManyTenants is a request whose body refers to more tenants than the service takes, and
	// which was sent without any.
	EventTooManyTenants = "auth: too many tenants, no auxiliary token sent"
	// EventTokenFetched is a credential that answered, at level debug.
	EventTokenFetched = "auth: token fetched"
	// EventTokenUnavailable is a credential that got no token, or one that was not accepted.
	EventTokenUnavailable = "auth: token unavailable"
	// EventTokenRenewed is a token that the service rejected and that was fetched anew.
	EventTokenRenewed = "auth: rejected token renewed"
	// EventTenantLearned is a subscription whose tenant was found out.
	EventTenantLearned = "auth: tenant of a subscription learned"
	// EventSourceChosen is the way to sign in that [FromEnvironment] took.
	EventSourceChosen = "auth: source chosen"
)

// correlation is the header of the id that Resource Manager, or the caller, gives a request.
const correlation = "x-ms-correlation-request-id"

// event logs what happened to a request. Neither path nor query is logged: poll addresses are signed.
func (c *core) event(level slog.Level, text string, req *http.Request, attrs ...slog.Attr) {
	attrs = append(attrs, slog.String("method", req.Method), slog.String("host", req.URL.Host))
	c.log.LogAttrs(req.Context(), level, text, attrs...)
}

// auditSent records that a request carried tokens of other tenants.
func (c *core) auditSent(req *http.Request, l *load, resp *http.Response) {
	if !c.log.Enabled(req.Context(), slog.LevelInfo) {
		return
	}
	id, status := req.Header.Get(correlation), 0
	if resp != nil {
		status = resp.StatusCode
		if given := resp.Header.Get(correlation); given != "" {
			id = given
		}
	}
	for i, m := range l.selection.tenants.members() {
		c.event(slog.LevelInfo, EventTokenSent, req,
			slog.String("tenant", m.key), slog.String("token", c.marks.of(l.have[i+1].Token)),
			slog.String("reason", string(l.selection.reasons[i])), slog.Int("status", status), slog.String("correlation", id))
	}
}

func (c *core) auditRenewed(req *http.Request, m *member, token string) {
	c.event(slog.LevelInfo, EventTokenRenewed, req, slog.String("tenant", m.key), slog.String("token", c.marks.of(token)))
}

func (c *core) auditTooMany(req *http.Request, s *selection) {
	c.event(slog.LevelWarn, EventTooManyTenants, req, slog.Any("tenants", append(keys(s.tenants.members()), s.over.key)))
}

// marks names tokens in events: equal tokens have equal marks, and nobody without the key, which is made
// with the chain and never leaves it, can try tokens out.
type marks struct{ key [32]byte }

func newMarks() *marks {
	m := &marks{}
	_, _ = rand.Read(m.key[:]) // never fails
	return m
}

func (m *marks) of(token string) string {
	h := hmac.New(sha256.New, m.key[:])
	h.Write([]byte(token))
	return hex.EncodeToString(h.Sum(nil)[:6])
}
