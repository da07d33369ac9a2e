// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"log/slog"
	"time"
)

// Options change a world. The zero value, like nil, gives the default world.
type Options struct {
	// Listen is the address to listen on; empty means 127.0.0.1:0. Clients are always told
	// https://localhost:PORT. [NoListener] listens nowhere.
	Listen string
	// Logger gets one debug record per request, without headers and bodies; nil discards.
	Logger *slog.Logger
	// Clock tells the time for tokens, operations and timestamps; nil means time.Now.
	Clock func() time.Time
	// Empty leaves out the contents of the default world.
	Empty bool
	// Unconnected leaves out the connection between the default world's network manager and the managed
	// subscription, so that no network there can draw on its pool.
	Unconnected bool
	// Features are the previews that every subscription is registered for, such as [FeatureLinks]. What
	// takes another one is refused, as the service does.
	Features []string
	// PageSize is how many items one page of a list has; 0 means 100.
	PageSize int
	// OperationTime ends a long-running operation that nobody looks at; 0 means 2 seconds. Looking
	// ends it sooner, see [World].
	OperationTime time.Duration
	// DirectoryDelay is how long role assignments do not find a new service principal unless they say what
	// it is, how long Microsoft Graph's reads do not find it, and how long other tenants do not know that an
	// application became multi-tenant; 0 means not at all.
	DirectoryDelay time.Duration
	// TokenLifetime is how long tokens are valid; 0 means one hour.
	TokenLifetime time.Duration
}

// NoListener as [Options.Listen] makes a world that is reached in memory only, through
// [World.Transport]. Such a world has no goroutines, and can be used inside testing/synctest.
const NoListener = "none"

// completed returns a copy with the defaults filled in.
func (o *Options) completed() Options {
	var out Options
	if o != nil {
		out = *o
	}
	if out.Listen == "" {
		out.Listen = "127.0.0.1:0"
	}
	if out.Logger == nil {
		out.Logger = slog.New(slog.DiscardHandler)
	}
	if out.Clock == nil {
		out.Clock = time.Now
	}
	if out.PageSize <= 0 {
		out.PageSize = 100
	}
	if out.OperationTime <= 0 {
		out.OperationTime = 2 * time.Second
	}
	if out.TokenLifetime <= 0 {
		out.TokenLifetime = time.Hour
	}
	return out
}
