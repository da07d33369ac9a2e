// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"

	"github.com/azfoundry/azfoundry"
)

// EnvironmentOptions are what the environment does not say. The zero value, like nil, is ready.
type EnvironmentOptions struct {
	// Chain tunes the chain.
	Chain Options
	// Source says how to talk to Entra ID. A Cloud in it goes before AZURE_AUTHORITY_HOST.
	Source SourceOptions
	// Tenants are further tenants of the chain, which need not name a source: the environment's is used.
	// A tenant that the environment names as well gets its subscriptions from here.
	Tenants []Tenant

	variable func(string) string // os.Getenv for nil
	program  func(string) bool   // whether there is one; exec.LookPath for nil
}

// Environment is what was found in the environment.
type Environment struct {
	// Chain has AZURE_TENANT_ID as its home.
	Chain *Chain
	// Source is what the tenants sign in with.
	Source Source
	// Cloud is the one to give to clients, in their Cloud option.
	Cloud cloud.Configuration
	// Considered are the ways to sign in that were looked at, in their order. The last one was taken.
	Considered []Considered
}

// Considered is a way to sign in, and why it was taken or not.
type Considered struct {
	// Credential is the name that AZURE_TOKEN_CREDENTIALS knows it by, such as "AzureCLICredential".
	Credential string
	// Taken is true for one at most.
	Taken bool
	// Why names the variables or the program that decided.
	Why string
}

// String says on one line which way was taken, and why the others were not.
func (e Environment) String() string {
	var parts []string
	for _, c := range slices.Backward(e.Considered) {
		verdict := "not "
		if c.Taken {
			verdict = ""
		}
		parts = append(parts, verdict+c.Credential+": "+c.Why)
	}
	return strings.Join(parts, "; ")
}

// FromEnvironment returns a chain as the environment has it: AZURE_TENANT_ID is its home, the tenants of
// AZURE_ADDITIONALLY_ALLOWED_TENANTS, separated by semicolons, are the others, and all sign in the first
// way for which everything is there:
//
//   - EnvironmentCredential: AZURE_CLIENT_ID with AZURE_CLIENT_SECRET, or else with
//     AZURE_CLIENT_CERTIFICATE_PATH, AZURE_CLIENT_CERTIFICATE_PASSWORD and
//     AZURE_CLIENT_SEND_CERTIFICATE_CHAIN;
//   - WorkloadIdentityCredential: AZURE_CLIENT_ID with AZURE_FEDERATED_TOKEN_FILE;
//   - ManagedIdentityCredential: IDENTITY_ENDPOINT, MSI_ENDPOINT or IMDS_ENDPOINT, with AZURE_CLIENT_ID
//     for one that the user assigned. Virtual machines have none of these: choose it there by name;
//   - AzureCLICredential, AzureDeveloperCLICredential, AzurePowerShellCredential: the programs az, azd
//     and pwsh.
//
// AZURE_TOKEN_CREDENTIALS may choose one by name, or dev for the last three or prod for the others.
// AZURE_AUTHORITY_HOST names the cloud. Nothing is sent and no program is run, so the choice depends on
// nothing but the above. "*" among the allowed tenants adds none: a chain asks for tokens of the tenants
// it was given. What is missing or malformed is an *azfoundry.ValidationError, which says of each way why
// it was not taken; the Environment then has no chain.
func FromEnvironment(o *EnvironmentOptions) (Environment, error) {
	s := newSurroundings(o)
	out := Environment{}
	out.Cloud = s.cloud()
	out.Source, out.Considered = s.choose()
	if out.Source.make == nil && len(s.faults) == 0 {
		s.fault("AZURE_TOKEN_CREDENTIALS", "no way to sign in is complete: "+out.String(),
			"set AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or log in with az login")
	}
	home, others := s.tenants(out.Source)
	if len(s.faults) > 0 {
		return out, &azfoundry.ValidationError{Op: "auth: from environment", Faults: s.faults}
	}
	var err error
	if out.Chain, err = s.options.Chain.NewChain(home, others...); err != nil {
		return out, err
	}
	out.Chain.core.log.Info(EventSourceChosen, slog.String("source", out.Source.name),
		slog.Any("tenants", out.Chain.Tenants()), slog.String("why", out.String()))
	return out, nil
}

// surroundings are the variables and programs that FromEnvironment reads, and what is wrong with them.
type surroundings struct {
	options EnvironmentOptions
	faults  []azfoundry.Fault
}

func newSurroundings(o *EnvironmentOptions) *surroundings {
	s := &surroundings{}
	if o != nil {
		s.options = *o
	}
	if s.options.variable == nil {
		s.options.variable = os.Getenv
	}
	if s.options.program == nil {
		s.options.program = func(name string) bool {
			_, err := exec.LookPath(name)
			return err == nil
		}
	}
	return s
}

func (s *surroundings) get(name string) string { return strings.TrimSpace(s.options.variable(name)) }

func (s *surroundings) fault(name, message, advice string) {
	s.faults = append(s.faults, azfoundry.Fault{Pointer: name, Rule: "environment", Message: message, Advice: advice})
}

// cloud returns the cloud of the sources, which are changed to be in it.
func (s *surroundings) cloud() cloud.Configuration {
	given := s.options.Source.Cloud
	if given.ActiveDirectoryAuthorityHost != "" || given.Services != nil {
		return given
	}
	found := cloud.AzurePublic
	if authority := s.get("AZURE_AUTHORITY_HOST"); authority != "" {
		var ok bool
		if found, ok = cloudOf(authority); !ok {
			s.fault("AZURE_AUTHORITY_HOST", fmt.Sprintf("%q is not the authority of a cloud that is known here", authority),
				"give the cloud in EnvironmentOptions.Source.Cloud; auth.DiscoverCloud finds it from its Resource Manager")
		}
	}
	s.options.Source.Cloud = found
	return found
}

// tenants returns the tenants of the chain.
func (s *surroundings) tenants(source Source) (home Tenant, others []Tenant) {
	id := s.get("AZURE_TENANT_ID")
	if id == "" {
		s.fault("AZURE_TENANT_ID", "is not set, and a chain needs a home tenant", "az account show --query tenantId prints the one that az is logged in to")
	}
	all := []Tenant{{ID: id}}
	for name := range strings.SplitSeq(s.get("AZURE_ADDITIONALLY_ALLOWED_TENANTS"), ";") {
		if name = strings.TrimSpace(name); name != "" && name != "*" && !has(all, name) {
			all = append(all, Tenant{ID: name})
		}
	}
	for _, t := range s.options.Tenants {
		if i := slices.IndexFunc(all, func(have Tenant) bool { return strings.EqualFold(have.ID, t.ID) }); i >= 0 {
			all[i] = t
		} else {
			all = append(all, t)
		}
	}
	for i := range all {
		if all[i].Source.make == nil && all[i].Credential == nil {
			all[i].Source = source
		}
	}
	return all[0], all[1:]
}

func has(tenants []Tenant, id string) bool {
	return slices.ContainsFunc(tenants, func(t Tenant) bool { return strings.EqualFold(t.ID, id) })
}
