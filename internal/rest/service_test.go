// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
)

var directory = Service{
	Name: "directory", Title: "The Directory", VersionInPath: true,
	Endpoints: Endpoints{Public: "https://directory.example.com", Government: "https://directory.example.us"},
}

// asked is a credential that keeps the scopes it was asked for.
type asked struct {
	staticToken

	scopes []string
}

func (a *asked) GetToken(ctx context.Context, opts policy.TokenRequestOptions) (azcore.AccessToken, error) {
	a.scopes = append(a.scopes, opts.Scopes...)
	return a.staticToken.GetToken(ctx, opts)
}

// ClientOptions makes it a chain of tenants, whose options are for Resource Manager.
func (a *asked) ClientOptions(*arm.ClientOptions) (*arm.ClientOptions, error) {
	panic("a service of its own asks no chain for the options of Resource Manager")
}

// in returns a client of the directory in a cloud, its service and its credential.
func inCloud(t *testing.T, c cloud.Configuration, answers ...func(*http.Request) *http.Response) (*Client, *service, *asked) {
	t.Helper()
	s, cred := &service{answers: answers}, &asked{}
	opts := &arm.ClientOptions{}
	opts.Cloud, opts.Transport, opts.Retry.MaxRetries = c, s, -1
	client, err := New(Config{Package: "things", Service: &directory}, cred, opts)
	if err != nil {
		t.Fatal(err)
	}
	return client, s, cred
}

var personGet = Operation{Name: "get person", APIVersion: "v2.0", Method: http.MethodGet, Codes: []int{200}}

// A service has a host and an audience of its own in each cloud, and its version in the path.
func TestNew_service(t *testing.T) {
	t.Parallel()
	elsewhere := cloud.Configuration{
		ActiveDirectoryAuthorityHost: "https://login.example.org/",
		Services: map[cloud.ServiceName]cloud.ServiceConfiguration{
			cloud.ResourceManager: {Endpoint: "https://arm.example.org", Audience: "https://arm.example.org"},
			"directory":           {Endpoint: "https://directory.example.org/", Audience: "https://people.example.org/"},
		},
	}
	bare := cloud.Configuration{Services: map[cloud.ServiceName]cloud.ServiceConfiguration{"directory": {Endpoint: "https://d.example.net"}}}
	slash := cloud.AzureGovernment
	slash.ActiveDirectoryAuthorityHost = strings.ToUpper(strings.TrimSuffix(slash.ActiveDirectoryAuthorityHost, "/"))
	tests := []struct {
		name        string
		cloud       cloud.Configuration
		host, scope string
	}{
		{"nothing said", cloud.Configuration{}, "https://directory.example.com", "https://directory.example.com/.default"},
		{"public", cloud.AzurePublic, "https://directory.example.com", "https://directory.example.com/.default"},
		{"government, spelled otherwise", slash, "https://directory.example.us", "https://directory.example.us/.default"},
		{"the configuration's own", elsewhere, "https://directory.example.org", "https://people.example.org/.default"},
		{"without an audience", bare, "https://d.example.net", "https://d.example.net/.default"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, s, cred := inCloud(t, tt.cloud, reply(200, `{"location":"a"}`))
			if _, err := Call[thing](t.Context(), c, &personGet, thingID("/people/p"), Input{}); err != nil {
				t.Fatal(err)
			}
			if want := tt.host + "/v2.0/people/p"; s.requests[0].url != want {
				t.Errorf("sent to %s, want %s", s.requests[0].url, want)
			}
			if diff := cmp.Diff([]string{tt.scope}, cred.scopes); diff != "" {
				t.Errorf("scopes (-want +got)\n%s", diff)
			}
		})
	}
}

// Where a cloud lacks the service, or names it without TLS, the client is not made.
func TestNew_serviceNotThere(t *testing.T) {
	t.Parallel()
	plain := cloud.Configuration{Services: map[cloud.ServiceName]cloud.ServiceConfiguration{"directory": {Endpoint: "http://d.example.net"}}}
	for want, c := range map[string]cloud.Configuration{
		`names no The Directory endpoint; set Services["directory"]`: cloud.AzureChina, "is not https": plain,
		"things: new client: ": {ActiveDirectoryAuthorityHost: "https://login.example.org/"},
	} {
		opts := &arm.ClientOptions{}
		opts.Cloud = c
		if _, err := New(Config{Package: "things", Service: &directory}, staticToken{}, opts); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("New() = %v, want an error with %q", err, want)
		}
	}
}

// Tokens of one service go to no other: neither in a link of a page, nor in a cloud whose Resource Manager
// is beside it.
func TestList_serviceStaysAtItsHost(t *testing.T) {
	t.Parallel()
	for _, link := range []string{"https://management.azure.com/v2.0/people?page=2", "https://directory.example.us/v2.0/people?page=2"} {
		c, s, _ := inCloud(t, cloud.AzurePublic, reply(200, `{"value":[{"location":"a"}],"@odata.nextLink":"`+link+`"}`))
		list := Operation{Name: "list people", APIVersion: "v2.0", Method: http.MethodGet, Suffix: "/people", Codes: []int{200}}
		_, err := azfoundry.Collect(List[thing](t.Context(), c, &list, thingID("/"), Input{}))
		if err == nil || len(s.requests) != 1 {
			t.Errorf("%s: %d requests, error %v, want one and a refusal", link, len(s.requests), err)
		}
	}
}

// A list of OData follows @odata.nextLink, and its errors name the request as Microsoft Graph does.
func TestList_odata(t *testing.T) {
	t.Parallel()
	const two = "https://directory.example.com/v2.0/people?$skiptoken=2"
	c, s, _ := inCloud(t, cloud.AzurePublic,
		reply(200, `{"@odata.context":"x","value":[{"location":"a"}],"@odata.nextLink":"`+two+`"}`),
		reply(200, `{"value":[{"location":"b"}],"@odata.nextLink":"`+two+`&$top=1"}`),
		reply(403, `{"error":{"code":"Authorization_RequestDenied","message":"No.","innerError":{}}}`, "request-id", "r-1"))
	var got []string
	var failed error
	for item, err := range List[thing](t.Context(), c, &personGet, thingID("/people/p"), Input{}) {
		if failed = err; err == nil {
			got = append(got, item.Location)
		}
	}
	e, ok := asOpError(failed)
	if diff := cmp.Diff([]string{"a", "b"}, got); diff != "" || s.requests[1].url != two {
		t.Errorf("items (-want +got)\n%s, second page from %s", diff, s.requests[1].url)
	}
	if !ok || e.Code != "Authorization_RequestDenied" || e.RequestID != "r-1" || e.Message != "No." {
		t.Errorf("error = %+v, want what the service said", failed)
	}
}
