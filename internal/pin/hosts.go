// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package pin keeps tokens at Resource Manager: a pipeline guarded by [Hosts] sends requests to the
// origins it was told and to no other, whatever a redirect, poll address, next link or resume token
// says. What it refuses is never sent, so no token has been fetched or attached for it.
package pin

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
)

// Hosts is a set of origins (scheme, host and port; RFC 6454) that may be given tokens. It is immutable
// and safe for concurrent use. Two sets with the same origins are equal, see [Hosts.Guard].
type Hosts struct {
	origins []string // sorted, "https://host:port" in lower case
	usual   []string // the same as most URLs spell them, "host" or "host:port"
}

// NewHosts returns the set of endpoint, Resource Manager's address, and of further origins such as
// "https://westeurope.management.azure.com". Paths are ignored. Every address must be https; all
// faults are reported together.
func NewHosts(endpoint string, extra ...string) (*Hosts, error) {
	h := &Hosts{}
	var faults []error
	for _, address := range append([]string{endpoint}, extra...) {
		o, err := parseOrigin(address)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		h.origins = append(h.origins, o)
	}
	slices.Sort(h.origins)
	h.origins = slices.Compact(h.origins)
	for _, o := range h.origins {
		host := strings.TrimPrefix(o, "https://")
		h.usual = append(h.usual, host, strings.TrimSuffix(host, ":443"))
	}
	return h, errors.Join(faults...)
}

// parseOrigin returns the origin of an address that may be given tokens.
func parseOrigin(address string) (string, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return "", fmt.Errorf("host %q is no URL; write it as https://host", address)
	case !strings.EqualFold(u.Scheme, "https"):
		return "", fmt.Errorf("host %q is not https; tokens are sent over TLS only, write it as https://host", address)
	case u.Hostname() == "" || u.User != nil:
		return "", fmt.Errorf("host %q must name a host and no user; write it as https://host", address)
	}
	return origin(u), nil
}

// origin returns scheme, host and port of u in one spelling: lower case, https's own port written out.
func origin(u *url.URL) string {
	scheme, port := strings.ToLower(u.Scheme), u.Port()
	if port == "" && scheme == "https" {
		port = "443"
	}
	return scheme + "://" + net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}

// Check returns a *[RefusedError] unless u lies at one of the origins.
func (h *Hosts) Check(u *url.URL) error {
	if u == nil {
		return &RefusedError{Why: "the request has no URL"}
	}
	if u.User != nil {
		return &RefusedError{Host: u.Host, Why: "the URL names a user"}
	}
	if !h.has(u) {
		return &RefusedError{Host: u.Host, Why: h.difference(u)}
	}
	return nil
}

// has compares without putting the origin together where it can: each request is checked three times.
func (h *Hosts) has(u *url.URL) bool {
	return u.Scheme == "https" && slices.Contains(h.usual, u.Host) || slices.Contains(h.origins, origin(u))
}

// difference says in which way u's origin differs from those of the set.
func (h *Hosts) difference(u *url.URL) string {
	if !strings.EqualFold(u.Scheme, "https") {
		return "it is not https"
	}
	for _, o := range h.origins {
		if known, err := url.Parse(o); err == nil && strings.EqualFold(known.Hostname(), u.Hostname()) {
			return "it is another port of the service's host"
		}
	}
	return "it is not the service's host"
}
