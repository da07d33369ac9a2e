// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	jwtlib "github.com/golang-jwt/jwt/v5"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

const (
	pfxPassword  = "word"
	clientID     = "0a1b2c3d-0000-4000-8000-0000000000d1"
	cluster      = "https://cluster.example/"
	workloadName = "system:serviceaccount:default:deployer"
)

// inMemory returns an emulator without sockets and how sources talk to it.
func inMemory(t *testing.T) (*armtest.World, *SourceOptions) {
	t.Helper()
	w := testworld.Start(t, &armtest.Options{Listen: armtest.NoListener})
	return w, &SourceOptions{ClientOptions: w.CredentialOptions(), DisableInstanceDiscovery: true}
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// asPEM returns what a PFX file holds as a PEM file.
func asPEM(t *testing.T, pfx []byte) []byte {
	t.Helper()
	certificates, key, err := azidentity.ParseCertificates(pfx, []byte(pfxPassword))
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificates[0].Raw}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})...)
}

// clusterKey signs the service account tokens of a cluster.
var clusterKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

// serviceAccount lets the deployer trust a cluster and returns a token of that.
func serviceAccount(t *testing.T, w *armtest.World) string {
	t.Helper()
	key, err := clusterKey()
	if err != nil {
		t.Fatal(err)
	}
	trust := armtest.FederatedCredential{Issuer: cluster, Subject: workloadName, Audience: "api://AzureADTokenExchange", Key: &key.PublicKey}
	if err := w.AddFederatedCredential(armtest.DeployerClientID, trust); err != nil {
		t.Fatal(err)
	}
	token, err := jwtlib.NewWithClaims(jwtlib.SigningMethodRS256, jwtlib.RegisteredClaims{
		Issuer: trust.Issuer, Subject: trust.Subject, Audience: []string{trust.Audience}, ExpiresAt: jwtlib.NewNumericDate(time.Now().Add(time.Hour)),
	}).SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// newIdentity returns the client id of a managed identity that no other test has: azidentity keeps their
// tokens for the whole process.
func newIdentity() string {
	part := make([]byte, 6)
	_, _ = rand.Read(part) // never fails
	return fmt.Sprintf("0a1b2c3d-0000-4000-8000-%x", part)
}

// signIns are the ways to sign in as the emulator's deployer.
func signIns() map[string]func(*testing.T, *armtest.World, *SourceOptions) Source {
	certificate := func(file func(*testing.T) []byte, password []byte) func(*testing.T, *armtest.World, *SourceOptions) Source {
		return func(t *testing.T, w *armtest.World, o *SourceOptions) Source {
			certificates, _, err := azidentity.ParseCertificates(readFile(t, "testdata/certificate.pfx"), []byte(pfxPassword))
			if err != nil {
				t.Fatal(err)
			}
			if err := w.AddCertificate(armtest.DeployerClientID, certificates[0]); err != nil {
				t.Fatal(err)
			}
			return testworld.Must[Source](t)(ClientCertificate(armtest.DeployerClientID, file(t), password, o))
		}
	}
	return map[string]func(*testing.T, *armtest.World, *SourceOptions) Source{
		"client secret": func(_ *testing.T, _ *armtest.World, o *SourceOptions) Source {
			return ClientSecret(armtest.DeployerClientID, armtest.DeployerSecret, o)
		},
		"PFX":              certificate(func(t *testing.T) []byte { return readFile(t, "testdata/certificate.pfx") }, []byte(pfxPassword)),
		"PFX of OpenSSL 3": certificate(func(t *testing.T) []byte { return readFile(t, "testdata/openssl3.pfx") }, []byte(pfxPassword)),
		"PEM":              certificate(func(t *testing.T) []byte { return asPEM(t, readFile(t, "testdata/certificate.pfx")) }, nil),
		"assertion": func(t *testing.T, w *armtest.World, o *SourceOptions) Source {
			token := serviceAccount(t, w)
			return ClientAssertion(armtest.DeployerClientID, func(context.Context) (string, error) { return token, nil }, o)
		},
		"workload identity": func(t *testing.T, w *armtest.World, o *SourceOptions) Source {
			file := filepath.Join(t.TempDir(), "token")
			if err := os.WriteFile(file, []byte(serviceAccount(t, w)), 0o600); err != nil {
				t.Fatal(err)
			}
			return WorkloadIdentity(armtest.DeployerClientID, file, o)
		},
		"federated managed identity": func(t *testing.T, w *armtest.World, o *SourceOptions) Source {
			identity := newIdentity()
			object := testworld.Must[string](t)(w.AddManagedIdentity(armtest.ManagedTenant, identity))
			if err := w.AddFederatedCredential(armtest.DeployerClientID, armtest.FederatedCredential{
				Issuer:  "https://login.microsoftonline.com/" + armtest.ManagedTenant + "/v2.0",
				Subject: object, Audience: "api://AzureADTokenExchange",
			}); err != nil {
				t.Fatal(err)
			}
			return FederatedManagedIdentity(armtest.DeployerClientID, azidentity.ClientID(identity), o)
		},
	}
}

// TestSource_signsIn has every source get tokens of two tenants at the same time, for a write that needs
// both.
func TestSource_signsIn(t *testing.T) {
	t.Parallel()
	for name, make := range signIns() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, o := inMemory(t)
			source := make(t, w, o)
			chain, err := NewChain(
				Tenant{ID: armtest.ManagedTenant, Source: source},
				Tenant{ID: armtest.ManagementTenant, Source: source, Subscriptions: []string{armtest.ManagementSubscription}},
			)
			if err != nil {
				t.Fatal(err)
			}
			for _, tenant := range chain.Tenants() {
				got, err := chain.GetToken(t.Context(), asked(tenant))
				if err != nil {
					t.Fatal(err)
				}
				if tid := identityOf(got.Token).tenant; tid != tenant {
					t.Errorf("the token for %s is of %s", tenant, tid)
				}
			}
			if text := fmt.Sprintf("%v %+v %#v", source, source, chain); strings.Contains(text, armtest.DeployerSecret) {
				t.Errorf("the secret is in %s", text)
			}
		})
	}
}

// TestFederatedManagedIdentity_asksOnce has two tenants start cold: the machine's endpoint is asked once.
func TestFederatedManagedIdentity_asksOnce(t *testing.T) {
	t.Parallel()
	w, o := inMemory(t)
	source := signIns()["federated managed identity"](t, w, o)
	var all sync.WaitGroup
	for _, tenant := range []string{armtest.ManagedTenant, armtest.ManagementTenant} {
		cred := testworld.Must[azcore.TokenCredential](t)(source.Credential(tenant))
		all.Go(func() {
			if _, err := cred.GetToken(t.Context(), asked("")); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	asked := 0
	for _, r := range w.Requests() {
		if strings.Contains(r.URL, "/metadata/identity/") {
			asked++
		}
	}
	if asked != 1 {
		t.Errorf("the machine's endpoint was asked %d times, want once", asked)
	}
}

func TestManagedIdentity_home(t *testing.T) {
	t.Parallel()
	w, o := inMemory(t)
	identity := newIdentity()
	testworld.Must[string](t)(w.AddManagedIdentity(armtest.ManagedTenant, identity))
	source := ManagedIdentity(azidentity.ClientID(identity), o)
	chain := testworld.Must[*Chain](t)(NewChain(Tenant{ID: armtest.ManagedTenant, Source: source}))
	if _, err := chain.GetToken(t.Context(), asked("")); err != nil {
		t.Error(err)
	}
	_, err := NewChain(Tenant{ID: armtest.ManagedTenant, Source: source}, Tenant{ID: armtest.ManagementTenant, Source: source})
	if bad, ok := errors.AsType[*azfoundry.ValidationError](err); !ok || bad.Faults[0].Pointer != "others[0].Source" {
		t.Errorf("NewChain() = %v, want others[0].Source refused", err)
	}
}

func TestSource_faults(t *testing.T) {
	t.Parallel()
	secret := ClientSecret("client", "", nil)
	cred := &credential{tenant: tenantA}
	_, err := NewChain(Tenant{ID: "home", Source: secret}, Tenant{ID: tenantA, Source: secret}, Tenant{ID: tenantB, Source: secret, Credential: cred})
	testworld.WantFaults(t, err, "home.ID format", "others[0].Source credential", "others[1].Source credential")
	if _, err := (Source{}).Credential(tenantA); err == nil {
		t.Error("an empty source made a credential")
	}
	if _, err := secret.Credential(tenantA); err == nil || !strings.Contains(err.Error(), "client secret for tenant") {
		t.Errorf("Credential() = %v, want the source's name", err)
	}
}

// TestInTurn_oneAtATime has four tenants ask a program at once. One gives up while it waits.
func TestInTurn_oneAtATime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		running, most := 0, 0
		source := inTurn("program", func(string) (azcore.TokenCredential, error) {
			return credentialFunc(func() (azcore.AccessToken, error) {
				running++
				most = max(most, running)
				time.Sleep(time.Second)
				running--
				return azcore.AccessToken{}, nil
			}), nil
		})
		start := time.Now()
		var all sync.WaitGroup
		for i := range 4 {
			cred := testworld.Must[azcore.TokenCredential](t)(source.Credential(tenantA))
			ctx, cancel := context.WithTimeout(t.Context(), []time.Duration{time.Hour, time.Hour, time.Hour, time.Millisecond}[i])
			all.Go(func() {
				defer cancel()
				time.Sleep(time.Duration(i) * time.Microsecond)
				_, err := cred.GetToken(ctx, policy.TokenRequestOptions{})
				if gaveUp := errors.Is(err, context.DeadlineExceeded); gaveUp != (i == 3) {
					t.Errorf("GetToken() %d = %v", i, err)
				}
			})
		}
		all.Wait()
		if most != 1 || time.Since(start) != 3*time.Second {
			t.Errorf("%d ran at once for %v, want 1 for 3s", most, time.Since(start))
		}
	})
}

// TestTools runs programs that stand for the tools and answer with the tenant they were asked for.
func TestTools(t *testing.T) {
	folder := t.TempDir()
	later := time.Now().Add(time.Hour).UTC()
	token := jwt(tenantA, "tool")
	for name, answer := range map[string]string{
		"az":   fmt.Sprintf(`{"accessToken":%q,"expires_on":%d}`, token, later.Unix()),
		"azd":  fmt.Sprintf(`{"token":%q,"expiresOn":%q}`, token, later.Format(time.RFC3339)),
		"pwsh": fmt.Sprintf(`{"Token":%q,"ExpiresOn":%d}`, token, later.Unix()),
	} {
		script := "#!/bin/sh\ncase \"$*\" in *" + tenantA + "*|*-EncodedCommand*) echo '" + answer + "';; *) exit 1;; esac\n"
		if err := os.WriteFile(filepath.Join(folder, name), []byte(script), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", folder+string(os.PathListSeparator)+os.Getenv("PATH"))
	for _, source := range []Source{AzureCLI(), AzureDeveloperCLI(), AzurePowerShell()} {
		chain := testworld.Must[*Chain](t)(NewChain(Tenant{ID: tenantA, Source: source}))
		s := &service{}
		if _, err := send(t.Context(), pipeline(t, chain, s), http.MethodGet, network, ""); err != nil {
			t.Fatalf("%s: %v", source, err)
		}
		if got := s.got[0].Header.Get("Authorization"); got != "Bearer "+token {
			t.Errorf("%s: Authorization = %q", source, got)
		}
	}
}
