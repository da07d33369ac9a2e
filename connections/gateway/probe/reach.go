// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package probe

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// shownItems is how many names or addresses a report lists of many.
const shownItems = 8

func (r *run) host() string { return r.target.Hostname() }

// address is where the target listens.
func (r *run) address() string {
	port := r.target.Port()
	if port == "" {
		port = "443"
	}
	return net.JoinHostPort(r.host(), port)
}

func (r *run) probeDNS(ctx context.Context) {
	at := place{layer: LayerDNS}
	r.step(ctx, at, "look up "+r.host(), func(ctx context.Context, step *Step) *Finding {
		addresses, err := r.lookup(ctx, r.host())
		if err != nil || len(addresses) == 0 {
			return new(r.finding(at, VerdictHostUnknown, fmt.Sprintf("the name %s has no address%s", r.host(), because(err))))
		}
		step.Seen = describe(addresses)
		return nil
	})
}

// lookup finds addresses; an address is its own.
func (r *run) lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	if ip, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{ip}, nil
	}
	return r.options.Lookup(ctx, host)
}

// describe lists addresses, and says of private ones what follows from it.
func describe(addresses []netip.Addr) string {
	var names []string
	private := false
	for _, a := range addresses[:min(len(addresses), shownItems)] {
		names = append(names, a.Unmap().String())
		private = private || a.Unmap().IsPrivate() || a.IsLoopback()
	}
	text := strings.Join(names, ", ")
	if private {
		text += ": private, so that the agents' network must resolve the name and reach the address as well"
	}
	return text
}

func (r *run) probeConnect(ctx context.Context) {
	at := place{layer: LayerConnect}
	r.step(ctx, at, "connect with "+r.address(), func(ctx context.Context, step *Step) *Finding {
		conn, err := r.dial(ctx, "tcp", r.address())
		if err != nil {
			return new(r.finding(at, VerdictUnreachable, "no connection with "+r.address()+because(err)))
		}
		step.Seen = "connected with " + conn.RemoteAddr().String()
		_ = conn.Close() // nothing was sent
		return nil
	})
}

// dial connects with the first address of a host that answers.
func (r *run) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	addresses, err := r.lookup(ctx, host)
	if err != nil {
		return nil, err
	}
	var failures []error
	for _, a := range addresses {
		conn, err := r.options.Dial(ctx, network, net.JoinHostPort(a.Unmap().String(), port))
		if err == nil {
			return conn, nil
		}
		failures = append(failures, err)
		if ctx.Err() != nil {
			break
		}
	}
	return nil, errors.Join(append(failures, fmt.Errorf("%d addresses of %s tried", len(failures), host))...)
}

// newClient returns a client that trusts what the options trust, follows no redirection and speaks
// HTTP/1.1, as Foundry does.
func (r *run) newClient() *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			DialContext:            r.dial,
			TLSClientConfig:        &tls.Config{RootCAs: r.options.Roots, MinVersion: tls.VersionTLS12},
			DisableCompression:     true,
			MaxResponseHeaderBytes: 64 << 10,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// because appends the text of an error.
func because(err error) string {
	if err == nil {
		return ""
	}
	return ": " + strings.Join(strings.Fields(err.Error()), " ")
}
