// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package probe

import (
	"cmp"
	"context"
	"crypto/x509"
	"net"
	"net/netip"
	"time"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/connections"
)

// How long one step may take where [Options] do not say, and how many models one probe takes.
const (
	DefaultTimeout     = 10 * time.Second
	DefaultChatTimeout = 30 * time.Second
	MaxAliases         = 50
)

// Options say how to probe. The zero value, like nil, spends no tokens and trusts public authorities only,
// as far as the machine's own list of authorities does.
type Options struct {
	// Secret is the key, or the client secret, of a connection that does not hold it because it was read.
	Secret connections.Secret
	// Token returns a token for connections that sign in with Entra ID, such as one of an application that
	// the gateway takes too: nobody but Foundry gets a token of the project's identity. Its error may appear
	// in the report, so that it must not hold a secret.
	Token func(ctx context.Context) (string, error)
	// Aliases are the models to look at, [MaxAliases] at the most. Nil means all of a static list, and of a
	// gateway that is asked the first of what it lists.
	Aliases []string
	// Chat has every model answer one short chat completion, which costs tokens. Without it the models of a
	// static list are sent an empty question, which they refuse and nobody pays for.
	Chat bool
	// Timeout is how long each step may take; 0 means [DefaultTimeout].
	Timeout time.Duration
	// ChatTimeout is how long each chat completion may take; 0 means [DefaultChatTimeout].
	ChatTimeout time.Duration
	// Roots are the authorities to trust; nil means those of the machine. Foundry trusts public ones alone:
	// on a machine that trusts one of its company's, set Roots.
	Roots *x509.CertPool
	// FetchIssuers downloads, without the key, the certificates that an incomplete chain names as its
	// issuers, two at the most, to tell a missing intermediate from a private authority.
	FetchIssuers bool
	// Lookup finds the addresses of a host; nil asks the machine's resolver.
	Lookup func(ctx context.Context, host string) ([]netip.Addr, error)
	// Dial connects with an address; nil means directly. No proxy is used.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// OnProgress, if it is not nil, is called before every step, in the goroutine of [Run].
	OnProgress func(azfoundry.Progress)
}

// completed returns the options with their defaults.
func (o *Options) completed() Options {
	var out Options
	if o != nil {
		out = *o
	}
	out.Timeout = cmp.Or(out.Timeout, DefaultTimeout)
	out.ChatTimeout = cmp.Or(out.ChatTimeout, DefaultChatTimeout)
	if out.Lookup == nil {
		out.Lookup = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	if out.Dial == nil {
		out.Dial = new(net.Dialer).DialContext
	}
	if out.OnProgress == nil {
		out.OnProgress = func(azfoundry.Progress) {}
	}
	return out
}
