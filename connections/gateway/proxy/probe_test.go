// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"testing"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/gateway/probe"
	"github.com/azfoundry/azfoundry/connections/gateway/proxy"
)

// The probe, which calls a gateway as Foundry would, finds nothing wrong with this one before models in both
// shapes of paths, with a key, with a key in another header, and with a token of Entra's.
func TestProxy_probed(t *testing.T) {
	t.Parallel()
	classicModels := armtest.AIGatewayOptions{Key: upstreamKey, APIVersions: []string{"2025-03-01-preview"}, Models: []armtest.AIModel{{Alias: "gpt-4o"}, {Alias: "mini"}}}
	version1Models := classicModels
	version1Models.Path, version1Models.ModelInBody, version1Models.APIVersions = "/openai/v1", true, nil
	version1Models.Success = http.StatusCreated // which Foundry would not take
	bearer := connections.AuthHeader{Name: "Authorization", Format: "Bearer {api_key}"}
	listed := connections.Dynamic{ListModels: "/models", GetModel: "/models/{deploymentName}", Provider: connections.ModelProviderOpenAI}
	static := connections.Static{{Alias: "mini", Model: "gpt-4o-mini", Format: connections.ModelFormatOpenAI}}
	withKey, withToken := connections.APIKey{Key: connections.NewSecret(key)}, connections.ProjectManagedIdentity{Audience: connections.AudienceCognitiveServices}
	tests := []struct {
		name    string
		models  armtest.AIGatewayOptions
		change  func(*proxy.GuardOptions)
		builder func(target string) connections.Builder
	}{
		{"classic with a key", classicModels, nil, func(target string) connections.Builder {
			return connections.APIManagement{Target: target, Auth: withKey, Models: connections.DefaultDiscovery(), DeploymentInPath: true, InferenceAPIVersion: "2025-03-01-preview"}
		}},
		{"classic with a token", classicModels, nil, func(target string) connections.Builder {
			return connections.APIManagement{Target: target, Auth: withToken, Models: connections.DefaultDiscovery(), DeploymentInPath: true, InferenceAPIVersion: "2025-03-01-preview"}
		}},
		{"version 1 with a key as bearer", version1Models, bearerKeys, func(target string) connections.Builder {
			return connections.ModelGateway{Target: target, Auth: withKey, Models: listed, AuthHeader: bearer}
		}},
		{"version 1 with a token, static", version1Models, nil, func(target string) connections.Builder {
			return connections.APIManagement{Target: target, Auth: withToken, Models: static}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			i := newIssuer()
			report, l := probed(t, i, tt.models, tt.change, tt.builder)
			if !report.OK || len(report.Findings) > 0 || report.Requests < 1 {
				t.Errorf("findings %v in %+v\n%s", report.Findings, report.Steps, l)
			}
			clean(t, l.String(), fmt.Sprint(report))
		})
	}
}

// probed has a gateway probed.
func probed(
	t *testing.T, i *issuer, models armtest.AIGatewayOptions, change func(*proxy.GuardOptions), builder func(string) connections.Builder,
) (probe.Report, *logs) {
	t.Helper()
	upstream, err := armtest.StartAIGateway(models)
	if err != nil {
		t.Fatal(err)
	}
	through := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: upstream.Roots(), MinVersion: tls.VersionTLS12}}
	o := options(i)
	if change != nil {
		change(&o)
	}
	l := &logs{}
	p, err := proxy.New(proxy.Options{
		Guard: guard(t, o), Logger: l.logger(), Limiter: limiter(t, nil, proxy.Limit{Per: proxy.PerAgent, Requests: 100}),
		Models:   proxy.Static(proxy.Model{Alias: "gpt-4o"}, proxy.Model{Alias: "mini", Name: "gpt-4o-mini"}),
		Upstream: proxy.Upstream{URL: upstream.Target(), Key: connections.NewSecret(upstreamKey), Transport: through},
	})
	if err != nil {
		t.Fatal(err)
	}
	front := listen(t, p, false)
	defer func() {
		front.Close()
		through.CloseIdleConnections()
		_ = upstream.Close()
	}()
	roots := x509.NewCertPool()
	roots.AddCert(front.Certificate())
	connection, err := builder(front.URL + "/openai").Connection()
	if err != nil {
		t.Fatal(err)
	}
	token := i.token(claims(nil))
	report, err := probe.Run(t.Context(), connection, &probe.Options{
		Roots: roots, Chat: true, Token: func(context.Context) (string, error) { return token, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return report, l
}

// What is wrong is found too: an oracle that always agrees proves nothing.
func TestProxy_probedWrong(t *testing.T) {
	t.Parallel()
	report, _ := probed(t, newIssuer(), armtest.AIGatewayOptions{Key: upstreamKey}, nil, func(target string) connections.Builder {
		return connections.APIManagement{
			Target: target, Auth: connections.APIKey{Key: connections.NewSecret("canary-key-of-nobody")}, Models: connections.DefaultDiscovery(), DeploymentInPath: true,
		}
	})
	if report.OK || report.Findings[0].Verdict != probe.VerdictKeyRefused {
		t.Errorf("findings %v, want the key refused", report.Findings)
	}
}
