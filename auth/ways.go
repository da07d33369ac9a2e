// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"os"
	"slices"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// way is a way to sign in that the environment may be set up for.
type way struct {
	credential string // the name of azidentity's type
	dev        bool
	// find returns the source, which is empty if something is missing, and why it is or is not.
	find func(*surroundings) (Source, string)
}

// ways are the ways in the order in which they are looked at, which is azidentity's.
func ways() []way {
	return []way{
		{"EnvironmentCredential", false, (*surroundings).application},
		{"WorkloadIdentityCredential", false, (*surroundings).workload},
		{"ManagedIdentityCredential", false, (*surroundings).managedIdentity},
		{"AzureCLICredential", true, tool("az", AzureCLI)},
		{"AzureDeveloperCLICredential", true, tool("azd", AzureDeveloperCLI)},
		{"AzurePowerShellCredential", true, tool("pwsh", AzurePowerShell)},
	}
}

// choose returns the first source that is complete, and what was looked at until then.
func (s *surroundings) choose() (Source, []Considered) {
	const variable = "AZURE_TOKEN_CREDENTIALS"
	wanted := s.get(variable)
	named := func(w way) bool { return strings.EqualFold(w.credential, wanted) }
	if wanted != "" && wanted != "dev" && wanted != "prod" && !slices.ContainsFunc(ways(), named) {
		s.fault(variable, "\""+wanted+"\" is neither dev nor prod nor the name of a credential", "use one of azidentity's names, such as AzureCLICredential")
		return Source{}, nil
	}
	var seen []Considered
	for _, w := range ways() {
		c := Considered{Credential: w.credential}
		var source Source
		switch {
		case wanted == "", wanted == "dev" && w.dev, wanted == "prod" && !w.dev, named(w):
			source, c.Why = w.find(s)
			c.Taken = source.make != nil
		default:
			c.Why = variable + " is " + wanted
		}
		seen = append(seen, c)
		if c.Taken {
			return source, seen
		}
	}
	return Source{}, seen
}

// application is an application with a secret or a certificate. A user with a password is no way: Entra
// ID refuses it wherever a second factor is asked for, which is everywhere by now.
func (s *surroundings) application() (Source, string) {
	id, secret, file := s.get("AZURE_CLIENT_ID"), s.options.variable("AZURE_CLIENT_SECRET"), s.get("AZURE_CLIENT_CERTIFICATE_PATH")
	switch {
	case id == "":
		return Source{}, "AZURE_CLIENT_ID is not set"
	case secret != "":
		return ClientSecret(id, secret, &s.options.Source), "AZURE_CLIENT_ID and AZURE_CLIENT_SECRET are set"
	case file == "":
		return Source{}, "neither AZURE_CLIENT_SECRET nor AZURE_CLIENT_CERTIFICATE_PATH is set"
	}
	text, err := os.ReadFile(file)
	if err != nil {
		s.fault("AZURE_CLIENT_CERTIFICATE_PATH", err.Error(), "name a PEM or PFX file that this program may read")
		return Source{}, "the certificate's file cannot be read"
	}
	opts := s.options.Source
	if chain := s.get("AZURE_CLIENT_SEND_CERTIFICATE_CHAIN"); chain != "" {
		opts.SendCertificateChain = chain == "1" || strings.EqualFold(chain, "true")
	}
	source, err := ClientCertificate(id, text, []byte(s.options.variable("AZURE_CLIENT_CERTIFICATE_PASSWORD")), &opts)
	if err != nil {
		s.fault("AZURE_CLIENT_CERTIFICATE_PATH", err.Error(), "check AZURE_CLIENT_CERTIFICATE_PASSWORD as well")
		return Source{}, "the certificate's file is not understood"
	}
	return source, "AZURE_CLIENT_ID and AZURE_CLIENT_CERTIFICATE_PATH are set"
}

func (s *surroundings) workload() (Source, string) {
	id, file := s.get("AZURE_CLIENT_ID"), s.get("AZURE_FEDERATED_TOKEN_FILE")
	switch {
	case id == "":
		return Source{}, "AZURE_CLIENT_ID is not set"
	case file == "":
		return Source{}, "AZURE_FEDERATED_TOKEN_FILE is not set"
	}
	return WorkloadIdentity(id, file, &s.options.Source), "AZURE_CLIENT_ID and AZURE_FEDERATED_TOKEN_FILE are set"
}

func (s *surroundings) managedIdentity() (Source, string) {
	var id azidentity.ManagedIDKind
	if client := s.get("AZURE_CLIENT_ID"); client != "" {
		id = azidentity.ClientID(client)
	}
	for _, endpoint := range []string{"IDENTITY_ENDPOINT", "MSI_ENDPOINT", "IMDS_ENDPOINT"} {
		if s.get(endpoint) != "" {
			return ManagedIdentity(id, &s.options.Source), endpoint + " is set"
		}
	}
	if strings.EqualFold(s.get("AZURE_TOKEN_CREDENTIALS"), "ManagedIdentityCredential") {
		return ManagedIdentity(id, &s.options.Source), "AZURE_TOKEN_CREDENTIALS names it"
	}
	return Source{}, "none of IDENTITY_ENDPOINT, MSI_ENDPOINT and IMDS_ENDPOINT is set, and AZURE_TOKEN_CREDENTIALS does not name it"
}

// tool is a way that takes a program.
func tool(program string, source func() Source) func(*surroundings) (Source, string) {
	return func(s *surroundings) (Source, string) {
		if !s.options.program(program) {
			return Source{}, "there is no program " + program
		}
		return source(), "there is a program " + program
	}
}
