// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"log/slog"
	"net/http"
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
	id, status := req.Header.Get(correlation), 0
	if resp != nil {
		status = resp.StatusCode
		if given := resp.Header.Get(correlation); given != "" {
			id = given
		}
	}
	c.event(slog.LevelInfo, "auth: auxiliary tokens sent", req,
		slog.Any("tenants", keys(l.ids)), slog.String("why", string(l.why)),
		slog.Int("status", status), slog.String("correlation", id))
}

func (c *core) auditRenewed(req *http.Request, l *load) {
	c.event(slog.LevelInfo, "auth: auxiliary tokens renewed after 401", req, slog.Any("tenants", keys(l.ids)))
}

func (c *core) auditTooMany(req *http.Request, tenants []*source) {
	c.event(slog.LevelWarn, "auth: no auxiliary tokens sent, the body refers to more tenants than the service takes", req,
		slog.Any("tenants", keys(tenants)), slog.String("why", string(referred)))
}
