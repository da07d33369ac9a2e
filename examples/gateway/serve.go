// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/azfoundry/azfoundry/connections/gateway/proxy"
	"github.com/azfoundry/azfoundry/examples/internal/cli"
)

// patience is how long streams may go on once the program is interrupted.
const patience = 20 * time.Second

// ready is the line on stdout that says that the gateway serves.
type ready struct {
	Listening string `json:"listening"`
}

// serve runs the gateway of a file until ctx ends; then it returns who used how much.
func (c *command) serve(ctx context.Context, out *cli.Output) (any, error) {
	if (c.cert == "") != (c.key == "") {
		return nil, errors.New("-cert and -key belong together")
	}
	opts, err := c.load(out.Read)
	if err != nil {
		return nil, err
	}
	used := &ledger{}
	opts.OnServed = used.add
	if c.verbose {
		opts.Logger = slog.New(slog.NewJSONHandler(os.Stderr, nil))
	}
	gateway, err := proxy.New(opts)
	if err != nil {
		return nil, err
	}
	listener, err := c.listener()
	if err != nil {
		return nil, err
	}
	server := gateway.Server()
	var open sync.RWMutex // held for reading by each request
	server.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		open.RLock()
		defer open.RUnlock()
		gateway.ServeHTTP(w, r)
	})
	scheme, serving := "http", func() error { return server.Serve(listener) }
	if c.cert != "" {
		scheme, serving = "https", func() error { return server.ServeTLS(listener, c.cert, c.key) }
	}
	ended := make(chan error, 1)
	go func() { ended <- serving() }()
	if err := json.NewEncoder(out.Stdout).Encode(ready{scheme + "://" + listener.Addr().String()}); err != nil {
		_ = server.Close()
		return nil, err
	}
	select {
	case err := <-ended:
		return nil, err
	case <-ctx.Done():
	}
	waiting, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	if server.Shutdown(waiting) != nil {
		_ = server.Close() // whoever streams still is cut
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return nil, err
	}
	open.Lock() // requests that were cut count too, and end at once
	defer open.Unlock()
	used.show(out)
	return used.document(), nil
}

// listener listens; without a certificate on loopback alone, since callers send tokens.
func (c *command) listener() (net.Listener, error) {
	listener, err := net.Listen("tcp", c.listen)
	if err != nil {
		return nil, err
	}
	at, ok := listener.Addr().(*net.TCPAddr)
	if c.cert == "" && (!ok || !at.IP.IsLoopback()) {
		_ = listener.Close()
		return nil, fmt.Errorf("-listen %s can be reached from elsewhere, where tokens need TLS: give -cert and -key, or listen on 127.0.0.1", c.listen)
	}
	return listener, nil
}
