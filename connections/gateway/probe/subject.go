// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package probe

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/internal/check"
	"github.com/azfoundry/azfoundry/internal/secret"
)

// subject is what is probed. A model gateway is one as well: only the slashes at the end of its target
// differ, which are off.
type subject struct {
	connections.APIManagement

	target *url.URL
	signIn signIn
}

// signIn is how a subject signs in: with a key, with client credentials, with a token from elsewhere, or not
// at all.
type signIn struct {
	key          string
	header       connections.AuthHeader
	oauth        *connections.OAuth2
	clientSecret string
	fromCaller   bool
}

// subjectOf reads a connection. Its error is an *azfoundry.ValidationError with every fault.
func subjectOf(c connections.Connection, opts Options) (*subject, error) {
	var found check.Checker
	s := &subject{}
	builder, err := c.Builder()
	switch b := builder.(type) {
	case connections.APIManagement:
		s.APIManagement = b
	case connections.ModelGateway:
		s.APIManagement = connections.APIManagement{
			Target: strings.TrimRight(b.Target, "/"), Auth: b.Auth, Models: b.Models, DeploymentInPath: b.DeploymentInPath,
			InferenceAPIVersion: b.InferenceAPIVersion, DeploymentAPIVersion: b.DeploymentAPIVersion,
			Headers: b.Headers, AuthHeader: b.AuthHeader,
		}
	default:
		fault(&found, "category", azfoundry.Fault{
			Rule: "CN002", Message: "is not that of a gateway", Got: string(c.Properties.Category), Advice: "use ApiManagement or ModelGateway",
		})
	}
	s.checkTarget(&found)
	s.checkSignIn(&found, c, opts)
	if len(opts.Aliases) > MaxAliases {
		found.Add("", azfoundry.Fault{Rule: "maxItems", Message: fmt.Sprintf("names more than %d models", MaxAliases), Advice: "probe them in several runs"})
	}
	if refused, ok := errors.AsType[*azfoundry.ValidationError](err); ok {
		return nil, &azfoundry.ValidationError{Op: op, Resource: c.Name, Faults: append(refused.Faults, found.Faults()...)}
	}
	return s, found.Err(op)
}

// fault records a fault of a property.
func fault(found *check.Checker, property string, f azfoundry.Fault) {
	found.In("properties")
	found.Add(property, f)
	found.Out()
}

// checkTarget wants URLs that a secret may be sent to: https ones of one origin.
func (s *subject) checkTarget(found *check.Checker) {
	u, err := url.Parse(s.Target)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		fault(found, "target", azfoundry.Fault{
			Rule: "CN030", Message: "is no https URL without user, query and fragment", Advice: "write https://<host>/<path of the API>",
		})
		return
	}
	s.target = u
	calls := []connections.GatewayCall{s.Inference("x")}
	if call, ok := s.ListModels(); ok {
		calls = append(calls, call)
	}
	if call, ok := s.GetModel("x"); ok {
		calls = append(calls, call)
	}
	for _, call := range calls {
		at, err := url.Parse(call.URL)
		if err != nil || at.Scheme != u.Scheme || at.Host != u.Host || at.User != nil {
			fault(found, "metadata", azfoundry.Fault{
				Rule: "CN022", Message: "has an endpoint of modelDiscovery that leads away from the target, where no key may go",
				Got: shownURL(call.URL), Advice: "begin it with a slash, or with the target's own scheme, host and port",
			})
		}
	}
}

// checkSignIn wants what the connection signs in with.
func (s *subject) checkSignIn(found *check.Checker, c connections.Connection, opts Options) {
	missing := func(member, advice string) {
		fault(found, member, azfoundry.Fault{Rule: "CN004", Message: "has no secret, as in everything that was read", Advice: advice})
	}
	switch a := c.Properties.Auth().(type) {
	case connections.APIKey:
		s.signIn.key, s.signIn.header = reveal(a.Key, opts.Secret), s.AuthHeader
		if s.signIn.key == "" {
			missing("credentials", "give the key as Options.Secret")
		}
	case connections.OAuth2:
		s.signIn.oauth, s.signIn.clientSecret = &a, reveal(a.ClientSecret, opts.Secret)
		if s.signIn.clientSecret == "" {
			missing("credentials", "give the client secret as Options.Secret")
		}
		if u, err := url.Parse(a.TokenURL); err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
			fault(found, "tokenUrl", azfoundry.Fault{Rule: "CN045", Message: "is no https URL", Advice: "write the token endpoint of the authority"})
		}
	case connections.NoAuth:
	default:
		s.signIn.fromCaller = true
		if opts.Token == nil {
			fault(found, "authType", azfoundry.Fault{
				Rule: "CN004", Got: string(c.Properties.AuthType), Message: "signs in with tokens that only Foundry gets",
				Advice: "give Options.Token one of an application that the gateway takes as well",
			})
		}
	}
}

func reveal(first, second connections.Secret) string {
	if text := secret.Reveal(second); text != "" {
		return text
	}
	return secret.Reveal(first)
}

// aliases returns the models of a static list.
func (s *subject) aliases() []string {
	list, _ := s.Models.(connections.Static)
	var out []string
	for _, m := range list {
		if len(out) < MaxAliases {
			out = append(out, m.Alias)
		}
	}
	return out
}

// provider returns the form of answers that Foundry expects.
func (s *subject) provider() connections.ModelProvider {
	if d, ok := s.Models.(connections.Dynamic); ok {
		return d.Provider
	}
	return connections.ModelProviderAzureOpenAI
}

// shownURL returns a URL without what may be secret in it: users and all of the query but the API version.
func shownURL(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "a URL that cannot be read"
	}
	query := u.Query()
	u.User, u.RawQuery, u.Fragment = nil, "", ""
	if v := query.Get("api-version"); v != "" {
		u.RawQuery = "api-version=" + url.QueryEscape(v)
	}
	return u.String()
}
