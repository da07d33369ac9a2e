// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// renewLimit bounds how long a call waits for new tokens after a 401.
const renewLimit = time.Minute

// carry is the policy that runs at each try, after azcore's token policy: it sets the auxiliary header
// and answers a rejection of tokens with one more try.
type carry struct{}

// Do implements policy.Policy.
func (*carry) Do(req *policy.Request) (*http.Response, error) {
	var l *load
	if !req.OperationValue(&l) {
		return req.Next() // azcore's own request, which attach did not see
	}
	l.put(req.Raw())
	resp, err := req.Next()
	if err != nil || resp.StatusCode != http.StatusUnauthorized || !l.renew(req.Raw(), resp) {
		return resp, err
	}
	if err := req.RewindBody(); err != nil {
		return resp, nil //nolint:nilerr // the 401 says more than a body that cannot be sent again
	}
	runtime.Drain(resp)
	l.put(req.Raw())
	return req.Next()
}

// put sets the headers.
func (l *load) put(req *http.Request) {
	if l.values != nil {
		req.Header[auxiliaryKey] = l.values
	}
	if l.stale != "" && req.Header.Get("Authorization") == l.stale {
		req.Header.Set("Authorization", l.authorization)
	}
}

// renew replaces the tokens that the service rejected, each once a call, and reports whether there is a
// new one to try.
func (l *load) renew(req *http.Request, resp *http.Response) bool {
	blamed, claims := l.blame(readChallenge(resp))
	sent, _ := strings.CutPrefix(req.Header.Get("Authorization"), bearerPrefix)
	ctx, cancel := context.WithTimeout(req.Context(), renewLimit)
	defer cancel()
	fresh := make([]held, len(l.have))
	copy(fresh, l.have)
	fresh[0].Token = sent
	var all sync.WaitGroup
	for i, a := range l.asks {
		if !blamed[i] || l.renewed[i] {
			continue
		}
		l.renewed[i] = true
		all.Go(func() {
			a.claims = claims
			if got, err := l.policy.chain.core.tokens.renew(ctx, a, fresh[i].Token); err == nil {
				fresh[i].issued = got
			}
		})
	}
	all.Wait()
	return l.replace(req, fresh, sent)
}

// replace puts new tokens into the load, and reports whether any is new.
func (l *load) replace(req *http.Request, fresh []held, sent string) bool {
	anew := false
	for i, h := range fresh {
		old := sent
		if i > 0 {
			old = l.have[i].Token
		}
		if h.Token != old {
			l.policy.chain.core.auditRenewed(req, l.asks[i].member, h.Token)
			l.policy.traceRenewed(req.Context(), l.asks[i].member)
			anew = true
		}
	}
	fresh[0].instead = sent
	b, err := newBundle(l.asks, fresh, 0)
	if err != nil || !anew {
		return false
	}
	l.bundle = b
	return true
}

// blame returns the places of the tokens that a challenge is about, and the claims to renew them with.
func (l *load) blame(c challenge) (blamed [1 + maxAuxiliary]bool, claims string) {
	named := false
	for i, a := range l.asks[1:] {
		if c.names(a.member.key) {
			blamed[i+1], named = true, true
		}
	}
	switch {
	case named:
		return blamed, c.claims
	case c.wrongTenant:
		// No other token of this tenant would do.
	case c.claims != "" && !l.challenged:
		l.challenged = true // azcore's policy renews the home's token and sends the request again
	case c.claims != "":
		// The home's new token did not help, so it was about the others.
		for i := range l.asks[1:] {
			blamed[i+1] = true
		}
	default:
		for i := range l.asks {
			blamed[i] = true
		}
	}
	return blamed, c.claims
}
