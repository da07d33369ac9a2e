// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package pin

import (
	"crypto/tls"
	"net"
	"net/http"
	"sync"
	"time"
)

// defaultClient is set up as azcore sets up its own, which cannot be reached from here. All clients of
// the process share it, as they share azcore's, so that they share connections.
var defaultClient = sync.OnceValue(func() *http.Client {
	dialer := &net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Client{Transport: &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           dialer.DialContext,
		ForceAttemptHTTP2:     true,
		MaxIdleConns:          100,
		MaxIdleConnsPerHost:   10,
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   10 * time.Second,
		ExpectContinueTimeout: time.Second,
		TLSClientConfig: &tls.Config{
			MinVersion:    tls.VersionTLS12,
			Renegotiation: tls.RenegotiateFreelyAsClient,
		},
		// A connection without traffic for 10 seconds is pinged and dropped if nobody answers in 5.
		HTTP2: &http.HTTP2Config{SendPingTimeout: 10 * time.Second, PingTimeout: 5 * time.Second},
	}}
})
