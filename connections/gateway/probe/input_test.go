// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package probe_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/gateway/probe"
)

// What cannot be probed is refused before anything is looked up.
func TestRun_refused(t *testing.T) {
	t.Parallel()
	const target = "https://contoso-apim.azure-api.net/openai"
	away := connections.Dynamic{ListModels: "https://contoso.example/models", GetModel: "/models/{deploymentName}", Provider: connections.ModelProviderOpenAI}
	joined := connections.Dynamic{ListModels: "v1/models", GetModel: "v1/models/{deploymentName}", Provider: connections.ModelProviderOpenAI}
	raw := func(category connections.Category, target string, auth connections.Auth) connections.Connection {
		c := connections.New(category, target, auth)
		c.Properties.Metadata = map[string]string{"deploymentInPath": "true"}
		return c
	}
	withDiscovery := func(at string, d connections.Dynamic) connections.Connection {
		b := keyed(target, key)
		b.Models = connections.Defaults{}
		c := body(t, b)
		c.Properties.Target = at
		c.Properties.Metadata["modelDiscovery"] = `{"deploymentProvider":"OpenAI","listModelsEndpoint":"` + d.ListModels + `","getModelEndpoint":"` + d.GetModel + `"}`
		return c
	}
	secret := connections.APIKey{Key: connections.NewSecret(key)}
	oauth := connections.OAuth2{ClientID: "x", TokenURL: "http://login.example/token", Scopes: []string{"s"}}
	tests := []struct {
		name string
		in   connections.Connection
		opts *probe.Options
		want []string // pointer and rule
	}{
		{"no gateway", raw(connections.CategoryAzureOpenAI, target, secret), nil, []string{"/properties/category CN002", "/properties/target CN030"}},
		{"key left on the service", raw(connections.CategoryAPIManagement, target, connections.APIKey{}), nil, []string{"/properties/credentials CN004"}},
		{"client secret left, token URL without TLS", raw(connections.CategoryAPIManagement, target, oauth), nil,
			[]string{"/properties/credentials CN004", "/properties/tokenUrl CN045"}},
		{"token of the project's", raw(connections.CategoryAPIManagement, target, connections.ProjectManagedIdentity{Audience: "a"}), nil, []string{"/properties/authType CN004"}},
		{"plain HTTP", raw(connections.CategoryAPIManagement, "http://contoso-apim.azure-api.net/openai", secret), nil, []string{"/properties/target CN030"}},
		{"user in the target", raw(connections.CategoryAPIManagement, "https://me:pw@contoso-apim.azure-api.net/openai", secret), nil, []string{"/properties/target CN030"}},
		{"query in the target", raw(connections.CategoryAPIManagement, target+"?code=1", secret), nil, []string{"/properties/target CN030"}},
		{"discovery elsewhere", withDiscovery(target, away), nil, []string{"/properties/metadata CN022"}},
		{"discovery that joins the host", withDiscovery("https://api.contoso.example", joined), nil, []string{"/properties/metadata CN022", "/properties/metadata CN022"}},
		{"too many models", raw(connections.CategoryAPIManagement, target, secret), &probe.Options{Aliases: make([]string, probe.MaxAliases+1)}, []string{" maxItems"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			opts := probe.Options{}
			if tt.opts != nil {
				opts = *tt.opts
			}
			opts.Lookup = func(context.Context, string) ([]netip.Addr, error) {
				t.Error("a name was looked up")
				return nil, nil
			}
			_, err := probe.Run(t.Context(), tt.in, &opts)
			refused, ok := errors.AsType[*azfoundry.ValidationError](err)
			if !ok {
				t.Fatalf("Run() error = %v, want a ValidationError", err)
			}
			var got []string
			for _, f := range refused.Faults {
				got = append(got, f.Pointer+" "+f.Rule)
			}
			for _, want := range tt.want {
				if !slices.Contains(got, want) {
					t.Errorf("faults %q, want %q", got, tt.want)
				}
			}
			if strings.Contains(err.Error(), "canary") || strings.Contains(err.Error(), "pw@") {
				t.Errorf("the error shows a secret: %v", err)
			}
		})
	}
}

func TestRun_secretOfOptions(t *testing.T) {
	t.Parallel()
	g := start(t, armtest.AIGatewayOptions{Key: key})
	b := keyed(g.Target(), key)
	c := body(t, b)
	c.Properties.Credentials = connections.Credentials{} // as a read returns it
	report, err := probe.Run(t.Context(), c, &probe.Options{Roots: g.Roots(), Secret: connections.NewSecret(key)})
	if err != nil || !report.OK {
		t.Errorf("Run() = %+v, %v, want OK", report.Findings, err)
	}
}

func TestRun_withoutSignIn(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		text string
		want probe.Verdict
	}{
		{"key wanted", `{"message":"Access denied due to missing subscription key."}`, probe.VerdictSubscription},
		{"anything wanted", `{"message":"Unauthorized"}`, probe.VerdictRefused},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			g := start(t, armtest.AIGatewayOptions{Before: answerWith("", 401, jsonText, tt.text)})
			c := body(t, keyed(g.Target(), key))
			c.Properties.SetAuth(connections.NoAuth{})
			report, err := probe.Run(t.Context(), c, &probe.Options{Roots: g.Roots()})
			if err != nil {
				t.Fatal(err)
			}
			if f := the(t, report); f.Verdict != tt.want || f.Rule != probe.RuleAuth || report.Requests != 1 {
				t.Errorf("finding %+v after %d requests, want %s after 1", f, report.Requests, tt.want)
			}
		})
	}
}

func TestRun_names(t *testing.T) {
	t.Parallel()
	g := start(t, armtest.AIGatewayOptions{Key: key, Hosts: []string{"gateway.contoso.com"}})
	_, port, _ := net.SplitHostPort(strings.TrimSuffix(strings.TrimPrefix(g.Target(), "https://"), "/openai"))
	b := keyed("https://gateway.contoso.com:"+port+"/openai", key)
	lookup := func(addresses ...string) func(context.Context, string) ([]netip.Addr, error) {
		return func(_ context.Context, host string) ([]netip.Addr, error) {
			if host != "gateway.contoso.com" || addresses == nil {
				return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
			}
			var out []netip.Addr
			for _, a := range addresses {
				out = append(out, netip.MustParseAddr(a))
			}
			return out, nil
		}
	}
	var tried []string
	report := run(t, b, &probe.Options{Roots: g.Roots(), Lookup: lookup("192.0.2.1", "127.0.0.1"), Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		tried = append(tried, address)
		if strings.HasPrefix(address, "192.0.2.1:") {
			return nil, errors.New("no route")
		}
		return new(net.Dialer).DialContext(ctx, network, address)
	}})
	if !report.OK || len(tried) < 2 || tried[0] != "192.0.2.1:"+port {
		t.Errorf("report %+v after dialing %q, want OK at the second address", report.Findings, tried)
	}
	if seen := report.Steps[0].Seen; !strings.Contains(seen, "192.0.2.1, 127.0.0.1: private") {
		t.Errorf("seen %q, want the addresses and that one is private", seen)
	}
	f := the(t, run(t, b, &probe.Options{Roots: g.Roots(), Lookup: lookup()}))
	if f.Verdict != probe.VerdictHostUnknown || f.Rule != probe.RuleURL || !strings.Contains(f.Message, "no such host") {
		t.Errorf("finding %+v, want host-unknown", f)
	}
}
