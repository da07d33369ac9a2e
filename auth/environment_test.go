// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
)

// variables returns options with these variables and programs, and nothing of the machine's own.
func variables(set map[string]string, programs ...string) *EnvironmentOptions {
	return &EnvironmentOptions{
		variable: func(name string) string { return set[name] },
		program:  func(name string) bool { return slices.Contains(programs, name) },
	}
}

// and returns the union of two sets of variables.
func and(a, b map[string]string) map[string]string {
	out := map[string]string{}
	for _, set := range []map[string]string{a, b} {
		for k, v := range set {
			out[k] = v
		}
	}
	return out
}

var (
	inHome = map[string]string{"AZURE_TENANT_ID": tenantH}
	asApp  = and(inHome, map[string]string{"AZURE_CLIENT_ID": clientID})
)

func TestFromEnvironment_takesTheFirstWay(t *testing.T) {
	t.Parallel()
	pfx := map[string]string{"AZURE_CLIENT_CERTIFICATE_PATH": "testdata/certificate.pfx", "AZURE_CLIENT_CERTIFICATE_PASSWORD": pfxPassword}
	tests := []struct {
		name     string
		set      map[string]string
		programs []string
		want     string   // the source
		words    []string // of what is said about it
	}{
		{"secret", and(asApp, map[string]string{"AZURE_CLIENT_SECRET": "s"}), []string{"az"}, "client secret", []string{"EnvironmentCredential: AZURE_CLIENT_ID and AZURE_CLIENT_SECRET are set"}},
		{"secret before certificate", and(and(asApp, pfx), map[string]string{"AZURE_CLIENT_SECRET": "s"}), nil, "client secret", nil},
		{"certificate", and(and(asApp, pfx), map[string]string{"AZURE_CLIENT_SEND_CERTIFICATE_CHAIN": "true"}), nil, "client certificate", nil},
		{"workload identity", and(asApp, map[string]string{"AZURE_FEDERATED_TOKEN_FILE": "f"}), nil, "workload identity", []string{"not EnvironmentCredential: neither AZURE_CLIENT_SECRET nor AZURE_CLIENT_CERTIFICATE_PATH is set"}},
		{"managed identity", and(asApp, map[string]string{"IDENTITY_ENDPOINT": "http://localhost"}), []string{"az"}, "managed identity", []string{"not WorkloadIdentityCredential: AZURE_FEDERATED_TOKEN_FILE"}},
		{"az", inHome, []string{"azd", "az"}, "Azure CLI", []string{"not ManagedIdentityCredential: none of IDENTITY_ENDPOINT", "not EnvironmentCredential: AZURE_CLIENT_ID is not set"}},
		{"azd", inHome, []string{"azd", "pwsh"}, "Azure Developer CLI", []string{"not AzureCLICredential: there is no program az"}},
		{"PowerShell", inHome, []string{"pwsh"}, "Azure PowerShell", nil},
		{"by name", and(and(asApp, map[string]string{"AZURE_CLIENT_SECRET": "s"}), map[string]string{"AZURE_TOKEN_CREDENTIALS": "azureclicredential"}), []string{"az"}, "Azure CLI", []string{"not EnvironmentCredential: AZURE_TOKEN_CREDENTIALS is azureclicredential"}},
		{"dev", and(and(asApp, map[string]string{"AZURE_CLIENT_SECRET": "s"}), map[string]string{"AZURE_TOKEN_CREDENTIALS": "dev"}), []string{"azd"}, "Azure Developer CLI", nil},
		{"virtual machine", and(inHome, map[string]string{"AZURE_TOKEN_CREDENTIALS": "ManagedIdentityCredential"}), nil, "managed identity", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := FromEnvironment(variables(tt.set, tt.programs...))
			if err != nil {
				t.Fatal(err)
			}
			if got.Source.String() != tt.want || got.Chain.Home() != tenantH || !got.Considered[len(got.Considered)-1].Taken {
				t.Errorf("source = %s at home in %s, want %s: %s", got.Source, got.Chain.Home(), tt.want, got)
			}
			for _, w := range tt.words {
				if !strings.Contains(got.String(), w) {
					t.Errorf("said = %q, want %q in it", got, w)
				}
			}
		})
	}
}

func TestFromEnvironment_faults(t *testing.T) {
	t.Parallel()
	broken := filepath.Join(t.TempDir(), "broken.pem")
	if err := os.WriteFile(broken, []byte("no PEM"), 0o600); err != nil {
		t.Fatal(err)
	}
	secret := and(asApp, map[string]string{"AZURE_CLIENT_SECRET": "s"})
	tests := []struct {
		name     string
		set      map[string]string
		programs []string
		want     string   // pointers
		words    []string // of the error
	}{
		{"nothing", nil, nil, "AZURE_TOKEN_CREDENTIALS AZURE_TENANT_ID", []string{"not AzureCLICredential: there is no program az", "az login", "az account show"}},
		{"no tenant", map[string]string{}, []string{"az"}, "AZURE_TENANT_ID", nil},
		{"domain name", and(secret, map[string]string{"AZURE_TENANT_ID": "contoso.com"}), nil, "home.ID", nil},
		{"dev without tools", and(secret, map[string]string{"AZURE_TOKEN_CREDENTIALS": "dev"}), nil, "AZURE_TOKEN_CREDENTIALS", []string{"not EnvironmentCredential: AZURE_TOKEN_CREDENTIALS is dev"}},
		{"unknown name", and(secret, map[string]string{"AZURE_TOKEN_CREDENTIALS": "magic"}), nil, "AZURE_TOKEN_CREDENTIALS", []string{"magic"}},
		{"no file", and(asApp, map[string]string{"AZURE_CLIENT_CERTIFICATE_PATH": "testdata/none.pem"}), nil, "AZURE_CLIENT_CERTIFICATE_PATH", []string{"none.pem"}},
		{"broken file", and(asApp, map[string]string{"AZURE_CLIENT_CERTIFICATE_PATH": broken}), []string{"az"}, "AZURE_CLIENT_CERTIFICATE_PATH", []string{"PFX"}},
		{"unknown cloud", and(secret, map[string]string{"AZURE_AUTHORITY_HOST": "https://login.example/"}), nil, "AZURE_AUTHORITY_HOST", []string{"login.example", "auth.DiscoverCloud"}},
		{"clear text cloud", and(secret, map[string]string{"AZURE_AUTHORITY_HOST": "http://login.microsoftonline.com/"}), nil, "AZURE_AUTHORITY_HOST", nil},
		{"managed identity abroad", and(asApp, map[string]string{"MSI_ENDPOINT": "http://localhost", "AZURE_ADDITIONALLY_ALLOWED_TENANTS": tenantA}), nil, "others[0].Source", []string{"auth.FederatedManagedIdentity"}},
		{"malformed tenant", and(secret, map[string]string{"AZURE_ADDITIONALLY_ALLOWED_TENANTS": "contoso.com"}), nil, "others[0].ID", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := FromEnvironment(variables(tt.set, tt.programs...))
			bad, ok := errors.AsType[*azfoundry.ValidationError](err)
			if !ok || got.Chain != nil {
				t.Fatalf("FromEnvironment() = %v, want a *azfoundry.ValidationError and no chain", err)
			}
			var pointers []string
			for _, f := range bad.Faults {
				pointers = append(pointers, f.Pointer)
			}
			if d := cmp.Diff(tt.want, strings.Join(pointers, " ")); d != "" {
				t.Errorf("faults (-want +got):\n%s", d)
			}
			for _, w := range tt.words {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("error = %v, want %q in it", err, w)
				}
			}
		})
	}
}

func TestFromEnvironment_tenants(t *testing.T) {
	t.Parallel()
	var logs bytes.Buffer
	opts := variables(and(asApp, map[string]string{
		"AZURE_CLIENT_SECRET": "s3cret", "AZURE_AUTHORITY_HOST": "https://login.microsoftonline.us/",
		"AZURE_ADDITIONALLY_ALLOWED_TENANTS": tenantA + ";; *;" + strings.ToUpper(tenantA) + "; " + tenantB,
	}))
	opts.Chain.Logger = textLogger(&logs)
	opts.Tenants = []Tenant{{ID: tenantB, Subscriptions: []string{subB}}, {ID: tenantC, Credential: &credential{tenant: tenantC}}}
	got, err := FromEnvironment(opts)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{tenantH, tenantA, tenantB, tenantC}, got.Chain.Tenants()); d != "" {
		t.Errorf("tenants (-want +got):\n%s", d)
	}
	if owner, ok := got.Chain.core.owner([]byte(subB)); !ok || owner.key != tenantB || owner.source != "client secret" {
		t.Errorf("the subscription of the options belongs to %+v", owner)
	}
	if got.Cloud.ActiveDirectoryAuthorityHost != cloud.AzureGovernment.ActiveDirectoryAuthorityHost {
		t.Errorf("cloud = %s, want the government's", got.Cloud.ActiveDirectoryAuthorityHost)
	}
	if text := logs.String(); !strings.Contains(text, EventSourceChosen) || !strings.Contains(text, "client secret") || strings.Contains(text, "s3cret") {
		t.Errorf("logged %q", text)
	}
}

// TestFromEnvironment_signsIn gets tokens of both tenants of an emulator.
func TestFromEnvironment_signsIn(t *testing.T) {
	t.Parallel()
	_, o := inMemory(t)
	opts := variables(map[string]string{
		"AZURE_TENANT_ID": armtest.ManagedTenant, "AZURE_CLIENT_ID": armtest.DeployerClientID, "AZURE_CLIENT_SECRET": armtest.DeployerSecret,
		"AZURE_ADDITIONALLY_ALLOWED_TENANTS": armtest.ManagementTenant,
	})
	opts.Source = *o
	got, err := FromEnvironment(opts)
	if err != nil {
		t.Fatal(err)
	}
	for _, tenant := range got.Chain.Tenants() {
		if _, err := got.Chain.GetToken(t.Context(), asked(tenant)); err != nil {
			t.Error(err)
		}
	}
}

func TestFromEnvironment_readsTheProcess(t *testing.T) {
	for _, name := range []string{"AZURE_AUTHORITY_HOST", "AZURE_TOKEN_CREDENTIALS", "AZURE_ADDITIONALLY_ALLOWED_TENANTS"} {
		t.Setenv(name, "")
	}
	t.Setenv("AZURE_TENANT_ID", tenantH)
	t.Setenv("AZURE_CLIENT_ID", clientID)
	t.Setenv("AZURE_CLIENT_SECRET", "s")
	got, err := FromEnvironment(nil)
	if err != nil || got.Source.String() != "client secret" || got.Cloud.ActiveDirectoryAuthorityHost != cloud.AzurePublic.ActiveDirectoryAuthorityHost {
		t.Errorf("FromEnvironment() = %v, %v", got, err)
	}
	t.Setenv("AZURE_CLIENT_SECRET", "")
	t.Setenv("AZURE_TOKEN_CREDENTIALS", "AzureCLICredential")
	t.Setenv("PATH", t.TempDir())
	if got, err = FromEnvironment(nil); err == nil || !strings.Contains(got.String(), "no program az") {
		t.Errorf("FromEnvironment() = %v, %v, want no program", got, err)
	}
}
