// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package ready

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"os"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// audience is the one that tokens for public Resource Manager have; the emulator takes it as well.
const audience = "https://management.azure.com"

// ClientOptions leads Azure clients and credentials to the emulator, over a transport that trusts its
// certificate authority and nobody else's.
func (l Line) ClientOptions() (policy.ClientOptions, error) {
	pem, err := os.ReadFile(l.CAFile)
	if err != nil {
		return policy.ClientOptions{}, fmt.Errorf("is the emulator still running? %w", err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return policy.ClientOptions{}, fmt.Errorf("%s holds no certificate", l.CAFile)
	}
	return policy.ClientOptions{
		Cloud: cloud.Configuration{
			ActiveDirectoryAuthorityHost: l.Authority + "/",
			Services: map[cloud.ServiceName]cloud.ServiceConfiguration{
				cloud.ResourceManager: {Endpoint: l.ResourceManager, Audience: audience},
			},
		},
		Transport: &http.Client{Transport: &http.Transport{
			TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: true,
		}},
	}, nil
}
