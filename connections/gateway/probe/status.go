// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package probe

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/azfoundry/azfoundry/connections"
)

// sent is a request with what came of it.
type sent struct {
	at   place
	call connections.GatewayCall
	body any
	got  answer
}

// refusal tells why an answer is none, whatever it should have been about; nil means that it has status
// 200. Statuses that mean something else in each layer are left to it.
func (r *run) refusal(ctx context.Context, s sent) *Finding {
	status, at := s.got.status, s.at
	said := fmt.Sprintf("the gateway answered %d with %s", status, r.words(s.got))
	plain := func(v Verdict) *Finding { return new(r.finding(at, v, said)) }
	switch {
	case s.got.err != nil:
		return r.broken(at, s.got.err)
	case s.got.large:
		return new(r.finding(at, VerdictAnswer, fmt.Sprintf("the answer has more than %d bytes", maxAnswer)))
	case status == http.StatusOK:
		return nil
	case status < 300:
		return plain(VerdictNot200)
	case status < 400:
		return new(r.finding(at, VerdictRedirect, fmt.Sprintf("the gateway answered %d, to go to %s", status, r.location(s))))
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return r.unauthorized(ctx, s, said)
	case status == http.StatusTooManyRequests:
		return plain(VerdictLimited)
	case status >= http.StatusInternalServerError:
		return plain(VerdictServerError)
	case status == http.StatusBadRequest && r.refusesVersion(s.got):
		f := r.finding(at, VerdictAPIVersion, said)
		f.Fix = r.versionAdvice(at.layer)
		return &f
	case status == http.StatusNotFound, status == http.StatusMethodNotAllowed:
		return r.notThere(at, said)
	}
	return plain(VerdictRefused)
}

// notThere tells of a URL at which nothing is.
func (r *run) notThere(at place, said string) *Finding {
	v := map[Layer]Verdict{LayerList: VerdictNoDiscovery, LayerGet: VerdictAliasUnknown, LayerChat: VerdictNotFound}[at.layer]
	return new(r.finding(at, v, said))
}

// location is where a redirection leads.
func (r *run) location(s sent) string {
	to, err := url.Parse(s.got.header.Get("Location"))
	if err != nil || to.String() == "" {
		return "nowhere"
	}
	if from, err := url.Parse(s.call.URL); err == nil {
		to = from.ResolveReference(to)
	}
	return r.secrets.short(shownURL(to.String()))
}

// refusesVersion reports whether an answer is about the API version, in the words of Azure OpenAI or in
// those of Resource Manager.
func (r *run) refusesVersion(got answer) bool {
	said := strings.ToLower(strings.NewReplacer("-", "", " ", "").Replace(r.words(got)))
	return strings.Contains(said, "apiversion")
}

func (r *run) versionAdvice(layer Layer) string {
	key, version := "deploymentAPIVersion", r.DeploymentAPIVersion
	if layer == LayerChat {
		key, version = "inferenceAPIVersion", r.InferenceAPIVersion
	}
	if version == "" {
		return "set " + key + " to an API version that the gateway's backend knows"
	}
	return "leave " + key + " out, where the backend is version 1 of the API, or set it to a version that it knows, in place of " + version
}

// unauthorized tells why a request was refused, and for a key tries other headers, once.
func (r *run) unauthorized(ctx context.Context, s sent, said string) *Finding {
	switch {
	case r.signIn.key == "" && strings.Contains(strings.ToLower(said), "subscription key"):
		return new(r.finding(s.at, VerdictSubscription, said))
	case r.token != "":
		return new(r.finding(s.at, VerdictTokenRefused, said))
	case r.signIn.key == "":
		f := r.finding(s.at, VerdictRefused, said)
		f.Rule, f.Fix = RuleAuth, "have the connection sign in: the gateway takes no request without a key or token"
		return &f
	case r.retried:
		return new(r.finding(s.at, VerdictKeyRefused, said))
	}
	r.retried = true
	used := r.credential().name
	for _, other := range r.otherHeaders(used) {
		again := r.send(ctx, s.call, s.body, other)
		if again.err == nil && again.status != http.StatusUnauthorized && again.status != http.StatusForbidden {
			f := r.finding(s.at, VerdictKeyHeader, fmt.Sprintf("the gateway refuses the key in the header %s, and takes it in %s (%d)", used, other.name, again.status))
			f.Fix = headerAdvice(used, other.name)
			return &f
		}
	}
	return new(r.finding(s.at, VerdictKeyRefused, said+", and refused the key in other headers too"))
}

const (
	subscriptionHeader  = "Ocp-Apim-Subscription-Key"
	authorizationHeader = "Authorization"
)

// otherHeaders are the usual headers of keys, but for the connection's own.
func (r *run) otherHeaders(used string) []credential {
	var out []credential
	for _, c := range []credential{
		{defaultHeader, r.signIn.key}, {subscriptionHeader, r.signIn.key}, {authorizationHeader, "Bearer " + r.signIn.key},
	} {
		if !strings.EqualFold(c.name, used) {
			out = append(out, c)
		}
	}
	return out
}

func headerAdvice(used, works string) string {
	format := keyPlaceholder
	if works == authorizationHeader {
		format = "Bearer " + keyPlaceholder
	}
	if works == defaultHeader {
		return "leave authConfig out: then Foundry sends the key in " + defaultHeader
	}
	advice := fmt.Sprintf(`say {"type":"api_key","name":%q,"format":%q} in authConfig`, works, format)
	if works == subscriptionHeader {
		advice = fmt.Sprintf("set subscriptionKeyParameterNames.header of the API to %s, or %s", used, advice)
	}
	return advice
}
