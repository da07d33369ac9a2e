// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package probe

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

func (r *run) probeToken(ctx context.Context) {
	at := place{layer: LayerToken}
	if r.signIn.fromCaller {
		r.step(ctx, at, "get a token", func(ctx context.Context, step *Step) *Finding {
			token, err := r.options.Token(ctx)
			if err != nil || token == "" {
				f := r.finding(at, VerdictNoToken, "Options.Token gave no token"+because(err))
				f.Fix = "see why the caller's own credential gives no token: this says nothing of Foundry's"
				return &f
			}
			r.keep(token)
			step.Seen = "a token of the caller's"
			return nil
		})
		return
	}
	r.step(ctx, at, "ask for a token", func(ctx context.Context, step *Step) *Finding {
		got, err := r.askToken(ctx)
		if err != nil {
			return new(r.finding(at, VerdictNoToken, "the tokenUrl cannot be asked"+because(err)))
		}
		step.Request, step.Status = "POST "+shownURL(r.signIn.oauth.TokenURL), got.status
		var body struct {
			Token string `json:"access_token"`
		}
		switch {
		case got.err != nil:
			return new(r.finding(at, VerdictNoToken, "no answer from the tokenUrl"+because(withoutURL(got.err))))
		case got.status != http.StatusOK:
			return new(r.finding(at, VerdictNoToken, fmt.Sprintf("the tokenUrl answered %d with %s", got.status, r.words(got))))
		case json.Unmarshal(got.body, &body) != nil || body.Token == "":
			return new(r.finding(at, VerdictNoToken, "the answer of the tokenUrl has no access_token"))
		}
		r.keep(body.Token)
		step.Seen = "a token"
		return nil
	})
}

func (r *run) keep(token string) {
	r.token = token
	r.secrets.add(token)
}

// askToken asks for a token with client credentials in a form (RFC 6749, section 4.4), as Foundry does.
func (r *run) askToken(ctx context.Context) (answer, error) {
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {r.signIn.oauth.ClientID}, "client_secret": {r.signIn.clientSecret},
		"scope": {strings.Join(r.signIn.oauth.Scopes, " ")},
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.signIn.oauth.TokenURL, strings.NewReader(form.Encode()))
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r.do(req), nil
}
