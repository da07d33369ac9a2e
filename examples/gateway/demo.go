// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/gateway/probe"
	"github.com/azfoundry/azfoundry/connections/gateway/proxy"
	"github.com/azfoundry/azfoundry/examples/internal/cli"
)

// What the demonstration is about.
const (
	project     = "455cbebf-a0bc-425e-99f6-d6bb6e2c1f01"
	modelsKey   = "key-of-the-models-0001"
	perAgent    = 5
	chatRequest = `{"model":"gpt-4o","messages":[{"role":"user","content":"Answer with the word ok."}]}`
)

// step is one of the demonstration, as -json prints it.
type step struct {
	Step   string `json:"step"`
	Result string `json:"result"`
}

// demo is a gateway on loopback with all that belongs to it.
type demo struct {
	world  *armtest.World
	models *armtest.AIGateway
	front  *httptest.Server
	client *http.Client
	roots  *x509.CertPool
	used   ledger
	steps  []step
	closer []func()
}

// demonstrate shows a gateway.
func demonstrate(ctx context.Context, out *cli.Output) (any, error) {
	d := &demo{}
	defer d.close()
	for _, s := range []struct {
		name string
		work func(context.Context) (string, error)
	}{
		{"start a tenant, models and the gateway", d.start},
		{"probe the gateway as Foundry would", d.probe},
		{"call a model with the token of the project's identity", d.call},
		{"stream an answer", d.stream},
		{"call without a credential", d.anonymous},
		{"name a project of somebody else", d.forge},
		{"call a model that the gateway does not have", d.unknown},
		{"use up what an agent may use", d.exhaust},
	} {
		var result string
		err := out.Step(s.name, func() (string, error) {
			var err error
			result, err = s.work(ctx)
			return result, err
		})
		if err != nil {
			return nil, err
		}
		d.steps = append(d.steps, step{s.name, result})
	}
	d.used.show(out)
	return map[string]any{"steps": d.steps, "used": d.used.document()}, nil
}

func (d *demo) close() {
	for i := range d.closer {
		d.closer[len(d.closer)-1-i]()
	}
}

func (d *demo) start(context.Context) (string, error) {
	var err error
	if d.world, err = armtest.Start(nil); err != nil {
		return "", err
	}
	d.closer = append(d.closer, func() { _ = d.world.Close() })
	if d.models, err = armtest.StartAIGateway(armtest.AIGatewayOptions{Key: modelsKey, Path: "/openai/v1", ModelInBody: true, Before: streams}); err != nil {
		return "", err
	}
	d.closer = append(d.closer, func() { _ = d.models.Close() })
	gateway, err := d.gateway()
	if err != nil {
		return "", err
	}
	d.front = httptest.NewUnstartedServer(gateway)
	d.front.Config.ErrorLog = gateway.Server().ErrorLog
	d.front.StartTLS()
	d.roots = x509.NewCertPool()
	d.roots.AddCert(d.front.Certificate())
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: d.roots, MinVersion: tls.VersionTLS12}}
	d.client = &http.Client{Transport: transport}
	d.closer = append(d.closer, d.front.Close, transport.CloseIdleConnections)
	return "a connection's target would be " + d.front.URL + "/openai", nil
}

// gateway is the gateway itself: this is what a program of one's own has.
func (d *demo) gateway() (*proxy.Proxy, error) {
	guard, err := proxy.NewGuard(proxy.GuardOptions{
		Tenant: armtest.ManagedTenant, Authority: d.world.Authority(), Transport: d.world.Transport().Transport,
		Audiences: []string{d.world.Authority()}, // the emulator has tokens for itself alone
		Callers: []proxy.Caller{{
			Name: "agents", AppID: armtest.DeployerClientID, Projects: []proxy.Project{{ID: project, Name: "sampleproject1"}},
		}},
	})
	if err != nil {
		return nil, err
	}
	limiter, err := proxy.NewLimiter([]proxy.Limit{
		{Per: proxy.PerProject, Requests: 100, Tokens: 100_000},
		{Per: proxy.PerAgent, Requests: perAgent},
	}, nil)
	if err != nil {
		return nil, err
	}
	through := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: d.models.Roots(), MinVersion: tls.VersionTLS12}}
	d.closer = append(d.closer, through.CloseIdleConnections)
	return proxy.New(proxy.Options{
		Guard: guard, Limiter: limiter, Models: proxy.Static(proxy.Model{Alias: "gpt-4o", Version: "2024-11-20"}), OnServed: d.used.add,
		Upstream: proxy.Upstream{
			URL: d.models.Target(), Key: connections.NewSecret(modelsKey), Transport: through,
		},
	})
}

// streams has the models answer in pieces where they are asked to.
func streams(w http.ResponseWriter, r *http.Request) bool {
	if r.Header.Get("Accept") != "text/event-stream" {
		return false
	}
	_, _ = io.Copy(io.Discard, r.Body)
	w.Header().Set("Content-Type", "text/event-stream")
	for _, word := range []string{"one", " two", " three"} {
		fmt.Fprintf(w, "data: {\"choices\":[{\"delta\":{\"content\":%q}}],\"usage\":null}\n\n", word)
		_ = http.NewResponseController(w).Flush() // the caller may be gone
	}
	fmt.Fprint(w, "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":3,\"total_tokens\":12}}\n\ndata: [DONE]\n\n")
	return true
}

// token is one of the project's identity.
func (d *demo) token(ctx context.Context) (string, error) {
	credential, err := azidentity.NewClientSecretCredential(armtest.ManagedTenant, armtest.DeployerClientID, armtest.DeployerSecret,
		&azidentity.ClientSecretCredentialOptions{ClientOptions: d.world.CredentialOptions(), DisableInstanceDiscovery: true})
	if err != nil {
		return "", err
	}
	token, err := credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{d.world.Authority() + "/.default"}})
	return token.Token, err
}

func (d *demo) probe(ctx context.Context) (string, error) {
	connection, err := connections.ModelGateway{
		Target: d.front.URL + "/openai", Auth: connections.OAuth2{
			ClientID: armtest.DeployerClientID, ClientSecret: connections.NewSecret(armtest.DeployerSecret),
			TokenURL: d.world.Authority() + "/" + armtest.ManagedTenant + "/oauth2/v2.0/token", Scopes: []string{d.world.Authority() + "/.default"},
		},
		Models: connections.Dynamic{ListModels: "/models", GetModel: "/models/{deploymentName}", Provider: connections.ModelProviderOpenAI},
	}.Connection()
	if err != nil {
		return "", err
	}
	roots := d.roots.Clone()
	roots.AppendCertsFromPEM(d.world.CertificatePEM())
	report, err := probe.Run(ctx, connection, &probe.Options{Roots: roots, Chat: true})
	if err != nil {
		return "", err
	}
	if !report.OK {
		return "", errors.New(report.Findings[0].Message)
	}
	return fmt.Sprintf("nothing is wrong, after %d requests", report.Requests), nil
}

// ask makes a request with headers, in pairs, and reads the answer.
func (d *demo) ask(ctx context.Context, body string, headers ...string) (*http.Response, string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.front.URL+"/openai/chat/completions", strings.NewReader(body))
	if err != nil {
		return nil, "", err
	}
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := d.client.Do(r)
	if err != nil {
		return nil, "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return resp, string(text), err
}

// agent makes a request of an agent, with the token of its project.
func (d *demo) agent(ctx context.Context, name, body string, headers ...string) (*http.Response, string, error) {
	token, err := d.token(ctx)
	if err != nil {
		return nil, "", err
	}
	return d.ask(ctx, body, append([]string{
		"Authorization", "Bearer " + token, proxy.HeaderProjectID, project, proxy.HeaderProjectName, "sampleproject1",
		proxy.HeaderAgentID, name + ":1", proxy.HeaderModelID, "gateway/gpt-4o",
	}, headers...)...)
}

func (d *demo) call(ctx context.Context) (string, error) {
	resp, text, err := d.agent(ctx, "Caller", chatRequest)
	return answered(resp, text, err)
}

func answered(resp *http.Response, text string, err error) (string, error) {
	if err == nil && resp.StatusCode != http.StatusOK {
		err = errors.New(text)
	}
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s, %d bytes", resp.Status, len(text)), nil
}

func (d *demo) stream(ctx context.Context) (string, error) {
	resp, text, err := d.agent(ctx, "Streamer", strings.Replace(chatRequest, "{", `{"stream":true,`, 1), "Accept", "text/event-stream")
	said, err := answered(resp, text, err)
	return fmt.Sprintf("%s in %d events", said, strings.Count(text, "data: ")), err
}

func (d *demo) anonymous(ctx context.Context) (string, error) {
	resp, text, err := d.ask(ctx, chatRequest)
	return refused(resp, text, err, http.StatusUnauthorized)
}

func (d *demo) forge(ctx context.Context) (string, error) {
	resp, text, err := d.agent(ctx, "Forger", chatRequest, proxy.HeaderProjectID, "00000000-0000-0000-0000-000000000009")
	return refused(resp, text, err, http.StatusForbidden)
}

func (d *demo) unknown(ctx context.Context) (string, error) {
	resp, text, err := d.agent(ctx, "Caller", strings.Replace(chatRequest, "gpt-4o", "gpt-9", 1))
	return refused(resp, text, err, http.StatusNotFound)
}

// refused wants a refusal, and returns its message.
func refused(resp *http.Response, text string, err error, want int) (string, error) {
	if err != nil {
		return "", err
	}
	var body struct{ Error struct{ Message string } }
	if err := json.Unmarshal([]byte(text), &body); err != nil || resp.StatusCode != want {
		return "", fmt.Errorf("%s where %d was wanted: %s", resp.Status, want, text)
	}
	return fmt.Sprintf("%d: %s", resp.StatusCode, body.Error.Message), nil
}

func (d *demo) exhaust(ctx context.Context) (string, error) {
	let, wait := 0, ""
	for range 2 * perAgent {
		resp, text, err := d.agent(ctx, "Greedy", chatRequest)
		if err != nil {
			return "", err
		}
		if resp.StatusCode == http.StatusOK {
			let++
			continue
		}
		if _, err := refused(resp, text, nil, http.StatusTooManyRequests); err != nil {
			return "", err
		}
		wait = resp.Header.Get("Retry-After")
	}
	if let != perAgent {
		return "", fmt.Errorf("%d requests were let through, want %d", let, perAgent)
	}
	if _, err := time.ParseDuration(wait + "s"); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d of %d requests let through, the others may try again in %s seconds or less", let, 2*perAgent, wait), nil
}
