// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// World is a running Resource Manager and Entra with its own tenants and resources. Worlds share
// nothing. All methods are safe for concurrent use.
//
// A long-running operation is over at the second look at it: the first poll, or the first GET of the
// resource, finds it running, the next finds it done. One that nobody looks at is over after
// [Options.OperationTime].
type World struct {
	options     Options
	base        string
	graphBase   string
	listener    net.Listener
	server      *http.Server
	certificate *certificate
	tokens      *issuer
	kinds       kinds
	schemas     schemas

	served  sync.WaitGroup
	clients clients
	record  record
	faults  faults

	mu sync.Mutex // guards what follows
	directory
	resources  map[string]*resource // by lower-case id
	grants     map[string][]grant   // by object id of a principal
	ledger     ledger
	operations map[string]*operation // by id
	running    []*operation          // in the order they began
	graph      graphState
	metrics    map[string][]metric // by lower-case id of a component
}

// Start makes a world and serves it on loopback until [World.Close]. It fails when it cannot listen.
func Start(opts *Options) (*World, error) {
	w := &World{
		options:    opts.completed(),
		kinds:      newKinds(),
		directory:  directory{tenants: map[string]*tenant{}, applications: map[string]*Application{}, subscriptions: map[string]*tenant{}},
		resources:  map[string]*resource{},
		grants:     map[string][]grant{},
		ledger:     ledger{},
		operations: map[string]*operation{},
		graph:      newGraphState(),
		metrics:    map[string][]metric{},
	}
	var err error
	if w.certificate, err = newCertificate("management.azure.com", "login.microsoftonline.com", "graph.microsoft.com"); err != nil {
		return nil, fmt.Errorf("armtest: make certificate: %w", err)
	}
	if w.tokens, err = newIssuer(); err != nil {
		return nil, fmt.Errorf("armtest: make signing key: %w", err)
	}
	if w.schemas, err = loadSchemas(); err != nil {
		return nil, fmt.Errorf("armtest: load specs: %w", err)
	}
	if !w.options.Empty {
		if err := w.populate(); err != nil {
			return nil, fmt.Errorf("armtest: populate world: %w", err)
		}
	}
	if err := w.listen(); err != nil {
		return nil, fmt.Errorf("armtest: listen on %q: %w", w.options.Listen, err)
	}
	return w, nil
}

func (w *World) listen() error {
	if w.options.Listen == NoListener {
		w.base, w.graphBase = "https://localhost", "https://127.0.0.1"
		return nil
	}
	listener, err := net.Listen("tcp", w.options.Listen)
	if err != nil {
		return err
	}
	host, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return err
	}
	if host != net.IPv6loopback.String() {
		host = "127.0.0.1"
	}
	w.listener, w.base, w.graphBase = listener, "https://localhost:"+port, "https://"+net.JoinHostPort(host, port)
	w.server = &http.Server{
		Handler:           w,
		TLSConfig:         w.certificate.server(),
		ReadHeaderTimeout: 30 * time.Second,
		ErrorLog:          slog.NewLogLogger(w.options.Logger.Handler(), slog.LevelDebug),
	}
	w.served.Go(func() {
		if err := w.server.ServeTLS(listener, "", ""); err != http.ErrServerClosed {
			w.options.Logger.Error("serve", "error", err)
		}
	})
	return nil
}

// Close stops serving, cuts what is under way and closes the connections of the world's clients. It
// returns when nothing of the world runs any more; closing again does nothing.
func (w *World) Close() error {
	w.clients.close()
	if w.server == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	if w.server.Shutdown(ctx) != nil {
		_ = w.server.Close() // requests that hang are cut; the listener is closed already
	}
	w.served.Wait()
	return nil
}

// ResourceManager returns the root of Resource Manager, such as https://localhost:41234.
func (w *World) ResourceManager() string { return w.base }

// Authority returns the root of Entra; tenants are below it.
func (w *World) Authority() string { return w.base }

// Graph returns the root of Microsoft Graph, such as https://127.0.0.1:41234: the same listener under
// another name, so that clients can tell the two services apart as they do in Azure.
func (w *World) Graph() string { return w.graphBase }

// CertificatePEM returns the certificate of the world's own authority, for clients in other processes.
func (w *World) CertificatePEM() []byte { return w.certificate.pem() }

// HTTPClient returns a client that trusts this world. Its transport is new, and closed with the world.
// Where the world does not listen it is the one of [World.Transport].
func (w *World) HTTPClient() *http.Client {
	if w.server == nil {
		return w.Transport()
	}
	return w.clients.open(w.certificate)
}

// Cloud returns the configuration that leads Azure clients to this world.
func (w *World) Cloud() cloud.Configuration {
	return cloud.Configuration{
		ActiveDirectoryAuthorityHost: w.base + "/",
		Services: map[cloud.ServiceName]cloud.ServiceConfiguration{
			cloud.ResourceManager: {Endpoint: w.base, Audience: audience},
			"microsoftGraph":      {Endpoint: w.graphBase, Audience: graphAudience},
		},
	}
}

// CredentialOptions returns options for azidentity. Credentials need DisableInstanceDiscovery as well,
// else they ask login.microsoftonline.com whether it knows this authority.
func (w *World) CredentialOptions() policy.ClientOptions {
	return policy.ClientOptions{Cloud: w.Cloud(), Transport: w.HTTPClient()}
}

// ClientOptions returns options for clients of Resource Manager.
func (w *World) ClientOptions() *arm.ClientOptions {
	return &arm.ClientOptions{ClientOptions: w.CredentialOptions()}
}
