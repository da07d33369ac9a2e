// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
)

// known is a cloud that Microsoft runs, by the names and the authorities it goes by.
type known struct {
	names       []string
	authorities []string
	config      cloud.Configuration
}

func knownClouds() []known {
	return []known{
		{[]string{"AzureCloud", "AzurePublic", "public"}, []string{"login.microsoftonline.com", "login.windows.net"}, cloud.AzurePublic},
		{[]string{"AzureUSGovernment", "AzureGovernment", "usgovernment"}, []string{"login.microsoftonline.us"}, cloud.AzureGovernment},
		{[]string{"AzureChinaCloud", "AzureChina", "china"}, []string{"login.chinacloudapi.cn", "login.partner.microsoftonline.cn"}, cloud.AzureChina},
	}
}

// CloudNamed returns the cloud that Azure's tools call by a name, in any case: AzureCloud,
// AzureUSGovernment or AzureChinaCloud, and azcore's and Terraform's names for these. For others see
// [DiscoverCloud].
func CloudNamed(name string) (cloud.Configuration, error) {
	var all []string
	for _, k := range knownClouds() {
		for _, n := range k.names {
			if strings.EqualFold(n, name) {
				return k.config, nil
			}
		}
		all = append(all, k.names[0])
	}
	return cloud.Configuration{}, fmt.Errorf("auth: no cloud is called %q; there are %s, and others can be had from "+
		"auth.DiscoverCloud with the address of their Resource Manager", name, strings.Join(all, ", "))
}

// cloudOf returns the cloud of an authority such as https://login.microsoftonline.us/.
func cloudOf(authority string) (cloud.Configuration, bool) {
	u, err := url.Parse(authority)
	if err != nil || u.Scheme != "https" {
		return cloud.Configuration{}, false
	}
	for _, k := range knownClouds() {
		for _, host := range k.authorities {
			if strings.EqualFold(host, u.Host) {
				return k.config, true
			}
		}
	}
	return cloud.Configuration{}, false
}
