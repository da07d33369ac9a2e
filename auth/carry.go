// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"context"
	"net/http"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"github.com/azfoundry/azfoundry/internal/pin"
)

// carry is the policy that runs at each try, after azcore's token policy: it sets the auxiliary header
// and answers a rejection of its tokens with one more try.
type carry struct{}

// Do implements policy.Policy.
func (*carry) Do(req *policy.Request) (*http.Response, error) {
	var l *load
	if !req.OperationValue(&l) {
		return req.Next() // azcore's own request, which attach did not see
	}
	if len(l.tokens) > 0 {
		req.Raw().Header.Set(pin.Auxiliary, l.header())
	}
	resp, err := req.Next()
	if err != nil || resp.StatusCode != http.StatusUnauthorized {
		return resp, err
	}
	p := l.policy
	p.chain.core.tokens.drop(p.ask(p.chain.home))
	// A challenge with claims is about the home token, and azcore's policy answers it.
	if len(l.tokens) == 0 || hasClaims(resp) || !l.renew(req.Raw().Context()) {
		return resp, nil
	}
	if err := req.RewindBody(); err != nil {
		return resp, nil //nolint:nilerr // the 401 says more than a body that cannot be sent again
	}
	runtime.Drain(resp)
	p.chain.core.auditRenewed(req.Raw(), l)
	req.Raw().Header.Set(pin.Auxiliary, l.header())
	return req.Next()
}

// hasClaims reports whether a 401 asks for a token with certain claims (continuous access evaluation).
func hasClaims(resp *http.Response) bool {
	for _, challenge := range resp.Header.Values("WWW-Authenticate") {
		if strings.Contains(challenge, "claims=") {
			return true
		}
	}
	return false
}

// renew replaces the tokens after the service rejected one of them without saying which.
func (l *load) renew(ctx context.Context) bool {
	fresh := make([]issued, len(l.tokens))
	anew := false
	for i, s := range l.ids {
		got, ok := l.policy.chain.core.tokens.renew(ctx, l.policy.ask(s), l.tokens[i].Token)
		if !ok || s.mayBeAuxiliary(got) != nil {
			got = l.tokens[i]
		} else {
			anew = true
		}
		fresh[i] = got
	}
	l.tokens = fresh
	return anew
}
