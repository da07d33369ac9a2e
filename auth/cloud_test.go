// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	armruntime "github.com/Azure/azure-sdk-for-go/sdk/azcore/arm/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/auth/onboard/graph"
	"github.com/azfoundry/azfoundry/internal/pin"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// TestClouds has a client in each cloud that Microsoft runs: tokens are for its Resource Manager, and go
// to it and not to another cloud's.
func TestClouds(t *testing.T) {
	t.Parallel()
	for name, host := range map[string]string{
		"AzureCloud": "management.azure.com", "AzureUSGovernment": "management.usgovcloudapi.net", "AzureChinaCloud": "management.chinacloudapi.cn",
	} {
		config := testworld.Must[cloud.Configuration](t)(CloudNamed(name))
		e, s := newEstate(), &service{}
		chain := e.chain(t)
		o, err := chain.ClientOptions(&arm.ClientOptions{ClientOptions: policy.ClientOptions{Cloud: config, Transport: &http.Client{Transport: s}}})
		if err != nil {
			t.Fatal(err)
		}
		pl, err := armruntime.NewPipeline("test", "v1.0.0", chain, runtime.PipelineOptions{}, o)
		if err != nil {
			t.Fatal(err)
		}
		for _, to := range []string{"management.azure.com", "management.usgovcloudapi.net", "management.chinacloudapi.cn"} {
			req, err := newRequest(t, http.MethodGet, "https://"+to+network)
			if err != nil {
				t.Fatal(err)
			}
			_, err = pl.Do(req)
			if _, refused := errors.AsType[*pin.RefusedError](err); refused == (to == host) {
				t.Errorf("%s: a request to %s: %v", name, to, err)
			}
		}
		want := config.Services[cloud.ResourceManager].Audience + "/.default"
		if got := e.h.asked[0].Scopes[0]; got != want || len(s.got) != 1 {
			t.Errorf("%s: asked for %s, want %s", name, got, want)
		}
	}
}

// TestDiscoverCloud finds an emulator's own cloud, and signs in there.
func TestDiscoverCloud(t *testing.T) {
	t.Parallel()
	w, o := inMemory(t)
	got, err := DiscoverCloud(t.Context(), w.ResourceManager()+"/", &policy.ClientOptions{Transport: w.Transport()})
	if err != nil {
		t.Fatal(err)
	}
	o.Cloud = got
	source := ClientSecret(armtest.AdministratorClientID, armtest.AdministratorSecret, o)
	chain := testworld.Must[*Chain](t)(NewChain(Tenant{ID: armtest.ManagedTenant, Source: source, Subscriptions: []string{armtest.ManagedSubscription}}))
	r, err := chain.Preflight(t.Context(), &arm.ClientOptions{ClientOptions: policy.ClientOptions{Cloud: got, Transport: w.Transport()}})
	if err != nil || r.Err() != nil || !r.Tenants[0].Subscriptions[0].Readable {
		t.Errorf("Preflight() = %v, %v in the discovered cloud %+v", r, err, got)
	}
}

func TestDiscoverCloud_answers(t *testing.T) {
	t.Parallel()
	const (
		stack = "https://management.local.azurestack.external"
		login = `"authentication":{"loginEndpoint":"https://login.example/","audiences":["https://management.contoso.onmicrosoft.com/guid"]}`
	)
	describe := func(manager, authentication string) string {
		return `{"name":"n","resourceManager":"` + manager + `",` + authentication + `}`
	}
	for _, tt := range []struct {
		name    string
		answers map[string]string // by API version; 400 for others
		want    string            // a part of the error, "" for none
	}{
		{"one environment", map[string]string{"2022-09-01": describe(stack, login)}, ""},
		{"only the oldest version", map[string]string{"2015-01-01": `{"galleryEndpoint":"x",` + login + `}`}, ""},
		{"many environments", map[string]string{"2019-05-01": "[" + describe("https://management.azure.com", strings.ReplaceAll(login, "login.example", "login.microsoftonline.com")) + "," + describe(strings.ToUpper(stack)+":443/", login) + "]"}, ""},
		{"none of many", map[string]string{"2019-05-01": "[" + describe("https://a", login) + "," + describe("https://b", login) + "]"}, "none of the 2 clouds"},
		{"AD FS", map[string]string{"2022-09-01": describe(stack, strings.ReplaceAll(login, "login.example/", "adfs.local/adfs"))}, "AD FS at adfs.local"},
		{"clear text", map[string]string{"2022-09-01": describe(stack, strings.ReplaceAll(login, "https://login", "http://login"))}, "no https address"},
		{"no audience", map[string]string{"2022-09-01": describe(stack, `"authentication":{"loginEndpoint":"https://login.example/"}`)}, "no audience"},
		{"no JSON", map[string]string{"2022-09-01": "<html>"}, "no description of a cloud"},
		{"unknown", nil, "400 to API version 2015-01-01"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := &service{answer: func(_ int, r *http.Request) (int, http.Header, string) {
				if r.Header.Get("Authorization") != "" || r.URL.Path != "/metadata/endpoints" {
					t.Errorf("request = %s with %v", r.URL, r.Header)
				}
				if body, ok := tt.answers[r.URL.Query().Get("api-version")]; ok {
					return http.StatusOK, nil, body
				}
				return http.StatusBadRequest, nil, "{}"
			}}
			got, err := DiscoverCloud(t.Context(), stack, &policy.ClientOptions{Transport: &http.Client{Transport: s}})
			if tt.want != "" {
				if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "azurestack") {
					t.Errorf("DiscoverCloud() = %v, want %q", err, tt.want)
				}
				return
			}
			manager := got.Services[cloud.ResourceManager]
			if err != nil || got.ActiveDirectoryAuthorityHost != "https://login.example/" || manager.Endpoint != stack || manager.Audience != "https://management.contoso.onmicrosoft.com/guid" {
				t.Errorf("DiscoverCloud() = %+v, %v", got, err)
			}
		})
	}
}

// The client of Microsoft Graph finds its service in a cloud that was discovered.
func TestDiscoverCloud_hasMicrosoftGraph(t *testing.T) {
	t.Parallel()
	w := testworld.Start(t, &armtest.Options{Listen: armtest.NoListener})
	got, err := DiscoverCloud(t.Context(), w.ResourceManager(), &policy.ClientOptions{Transport: w.Transport()})
	// Its root is the audience of its tokens, as everywhere.
	if want := (cloud.ServiceConfiguration{Endpoint: w.Graph(), Audience: w.Graph()}); err != nil || got.Services[graph.Service] != want {
		t.Errorf("DiscoverCloud() = %+v, %v, want Microsoft Graph at %+v", got.Services, err, want)
	}
}

func TestDiscoverCloud_refuses(t *testing.T) {
	t.Parallel()
	if _, err := DiscoverCloud(t.Context(), "http://management.local", nil); err == nil || !strings.Contains(err.Error(), "https") {
		t.Errorf("DiscoverCloud() = %v, want TLS only", err)
	}
	s := &service{answer: func(int, *http.Request) (int, http.Header, string) {
		return http.StatusFound, http.Header{"Location": {"https://evil.example/metadata/endpoints"}}, ""
	}}
	_, err := DiscoverCloud(t.Context(), "https://management.local", &policy.ClientOptions{Transport: &http.Client{Transport: s}})
	if _, ok := errors.AsType[*pin.RefusedError](err); !ok || len(s.got) != 1 {
		t.Errorf("DiscoverCloud() = %v after %d requests, want the redirect refused", err, len(s.got))
	}
}

func TestCloudNamed(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]cloud.Configuration{
		"AzureCloud": cloud.AzurePublic, "azureusgovernment": cloud.AzureGovernment, "AzureChinaCloud": cloud.AzureChina, "public": cloud.AzurePublic,
	} {
		got, err := CloudNamed(name)
		if err != nil || got.ActiveDirectoryAuthorityHost != want.ActiveDirectoryAuthorityHost {
			t.Errorf("CloudNamed(%q) = %v, %v", name, got, err)
		}
	}
	if _, err := CloudNamed("AzureGermanCloud"); err == nil || !strings.Contains(err.Error(), "AzureUSGovernment") {
		t.Errorf("CloudNamed() = %v, want the names there are", err)
	}
}

func TestExchange(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]cloud.Configuration{
		"api://AzureADTokenExchange": {}, "api://AzureADTokenExchangeUSGov": cloud.AzureGovernment, "api://AzureADTokenExchangeChina": cloud.AzureChina,
	} {
		if got := exchange(c); got != want {
			t.Errorf("exchange() = %s, want %s", got, want)
		}
	}
}
