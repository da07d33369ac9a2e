// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"github.com/azfoundry/azfoundry/internal/pin"
)

// metadataVersions are the API versions of /metadata/endpoints, newest first. Azure Stack Hub knows the
// last one only.
func metadataVersions() []string { return []string{"2022-09-01", "2019-05-01", "2015-01-01"} }

// environment is what a Resource Manager says of its cloud.
type environment struct {
	ResourceManager string `json:"resourceManager"`
	MicrosoftGraph  string `json:"microsoftGraphResourceId"`
	Authentication  struct {
		LoginEndpoint    string   `json:"loginEndpoint"`
		Audiences        []string `json:"audiences"`
		IdentityProvider string   `json:"identityProvider"`
	} `json:"authentication"`
}

// DiscoverCloud returns the cloud of a Resource Manager, such as https://management.local.azurestack.external,
// from what it says of itself at /metadata/endpoints, with its Microsoft Graph if it has one. o may be nil; it gives the transport. The answer
// decides where credentials sign in, so ask an address that you would sign in to; it is asked without a
// token, over TLS only, and redirects to other hosts are refused. A cloud that signs in with AD FS has no
// tenants, and is an error.
func DiscoverCloud(ctx context.Context, endpoint string, o *policy.ClientOptions) (cloud.Configuration, error) {
	hosts, err := pin.NewHosts(endpoint)
	if err != nil {
		return cloud.Configuration{}, fmt.Errorf("auth: discover cloud: %w", err)
	}
	var base arm.ClientOptions
	if o != nil {
		base.ClientOptions = *o
	}
	d := newDirect(hosts, endpoint, &base)
	for _, version := range metadataVersions() {
		var resp *http.Response
		if resp, err = d.get(ctx, d.endpoint+"/metadata/endpoints?api-version="+version, ""); err != nil {
			break
		}
		if resp.StatusCode == http.StatusOK {
			var found cloud.Configuration
			if found, err = readMetadata(resp, d.endpoint); err == nil {
				return found, nil
			}
			break
		}
		err = fmt.Errorf("it answers %d to API version %s", resp.StatusCode, version)
	}
	return cloud.Configuration{}, fmt.Errorf("auth: discover cloud of %s: %w", hostOf(endpoint), err)
}

// readMetadata reads an answer: one environment, or all that are known there.
func readMetadata(resp *http.Response, endpoint string) (cloud.Configuration, error) {
	raw, err := runtime.Payload(resp)
	if err != nil {
		return cloud.Configuration{}, err
	}
	var all []environment
	if json.Unmarshal(raw, &all) != nil {
		var one environment
		if err := json.Unmarshal(raw, &one); err != nil {
			return cloud.Configuration{}, fmt.Errorf("its answer is no description of a cloud: %w", err)
		}
		all = []environment{one}
	}
	for _, e := range all {
		if len(all) == 1 || hostOf(e.ResourceManager) == hostOf(endpoint) {
			return e.cloud(endpoint)
		}
	}
	return cloud.Configuration{}, fmt.Errorf("none of the %d clouds it describes has this address", len(all))
}

// cloud returns the configuration for clients of an endpoint: of the one that was asked, whatever the
// answer says.
func (e environment) cloud(endpoint string) (cloud.Configuration, error) {
	login, err := url.Parse(e.Authentication.LoginEndpoint)
	switch {
	case err != nil || login.Scheme != "https" || login.Host == "":
		return cloud.Configuration{}, fmt.Errorf("it names no https address to sign in at, but %q", e.Authentication.LoginEndpoint)
	case strings.EqualFold(e.Authentication.IdentityProvider, "ADFS") || strings.EqualFold(strings.Trim(login.Path, "/"), "adfs"):
		return cloud.Configuration{}, fmt.Errorf("it signs in with AD FS at %s, which has no tenants that a chain could hold", login.Host)
	case len(e.Authentication.Audiences) == 0 || e.Authentication.Audiences[0] == "":
		return cloud.Configuration{}, fmt.Errorf("it names no audience for tokens")
	}
	services := map[cloud.ServiceName]cloud.ServiceConfiguration{
		cloud.ResourceManager: {Endpoint: endpoint, Audience: e.Authentication.Audiences[0]},
	}
	if strings.HasPrefix(e.MicrosoftGraph, "https://") {
		root := strings.TrimRight(e.MicrosoftGraph, "/")
		services[microsoftGraph] = cloud.ServiceConfiguration{Endpoint: root, Audience: root}
	}
	return cloud.Configuration{ActiveDirectoryAuthorityHost: "https://" + login.Host + "/", Services: services}, nil
}

// microsoftGraph is the name by which auth/onboard/graph looks for its service.
const microsoftGraph cloud.ServiceName = "microsoftGraph"

// hostOf returns the host of an address in lower case, with a port that is not https's own.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(strings.ToLower(u.Host), ":443")
}
