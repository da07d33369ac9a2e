// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/azfoundry/azfoundry/armtest"
)

const (
	apiVersion = "2025-07-01"
	workload   = "/subscriptions/" + armtest.ManagedSubscription + "/resourceGroups/" + armtest.DefaultWorkloadGroup
	network    = "/subscriptions/" + armtest.ManagementSubscription + "/resourceGroups/" + armtest.DefaultNetworkGroup
)

type object = map[string]any

// start runs a world until the test ends.
func start(t *testing.T, opts *armtest.Options) *armtest.World {
	t.Helper()
	if opts == nil {
		opts = &armtest.Options{}
	}
	if opts.OperationTime == 0 {
		opts.OperationTime = time.Hour // only looking ends operations, however slow the machine
	}
	w, err := armtest.Start(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

// credential signs in with a secret, by the official library.
func credential(t *testing.T, w *armtest.World, tenant, client, secret string) *azidentity.ClientSecretCredential {
	t.Helper()
	cred, err := azidentity.NewClientSecretCredential(tenant, client, secret, &azidentity.ClientSecretCredentialOptions{
		ClientOptions: w.CredentialOptions(), DisableInstanceDiscovery: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return cred
}

func signIn(t *testing.T, w *armtest.World, tenant, client, secret string) string {
	t.Helper()
	token, err := credential(t, w, tenant, client, secret).GetToken(t.Context(), policy.TokenRequestOptions{
		Scopes: []string{"https://management.azure.com/.default"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return token.Token
}

// session sends requests with fixed tokens.
type session struct {
	t      *testing.T
	world  *armtest.World
	client *http.Client
	header http.Header
}

func newSession(t *testing.T, w *armtest.World, token string, auxiliary ...string) *session {
	t.Helper()
	s := &session{t: t, world: w, client: w.HTTPClient(), header: http.Header{"Authorization": {"Bearer " + token}}}
	for i, a := range auxiliary {
		auxiliary[i] = "Bearer " + a
	}
	if len(auxiliary) > 0 {
		s.header.Set("X-Ms-Authorization-Auxiliary", strings.Join(auxiliary, ", "))
	}
	return s
}

// administrator may do everything in one tenant, and holds an auxiliary token for the other.
func administrator(t *testing.T, w *armtest.World, tenant string) *session {
	t.Helper()
	other := armtest.ManagementTenant
	if tenant == other {
		other = armtest.ManagedTenant
	}
	return newSession(t, w, signIn(t, w, tenant, armtest.AdministratorClientID, armtest.AdministratorSecret),
		signIn(t, w, other, armtest.AdministratorClientID, armtest.AdministratorSecret))
}

// deployer is the story's application, with its token for the management tenant where withAux is set.
func deployer(t *testing.T, w *armtest.World, withAux bool) *session {
	t.Helper()
	home := signIn(t, w, armtest.ManagedTenant, armtest.DeployerClientID, armtest.DeployerSecret)
	if !withAux {
		return newSession(t, w, home)
	}
	return newSession(t, w, home, signIn(t, w, armtest.ManagementTenant, armtest.DeployerClientID, armtest.DeployerSecret))
}

// answer is a response with its body read.
type answer struct {
	status int
	header http.Header
	text   string
	body   object
}

// code is the error code, or the status.
func (a answer) code() string {
	if e, ok := a.body["error"].(object); ok {
		return fmt.Sprint(e["code"])
	}
	return fmt.Sprint(a.status)
}

func (a answer) message() string {
	e, _ := a.body["error"].(object)
	return fmt.Sprint(e["message"])
}

// do sends one request. A path without api-version gets one; a URL is taken as it is.
func (s *session) do(method, path string, body any, header ...string) answer {
	s.t.Helper()
	a, err := s.try(method, path, body, header...)
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

func (s *session) try(method, path string, body any, header ...string) (answer, error) {
	url := path
	if strings.HasPrefix(path, "/") {
		url = s.world.ResourceManager() + path
		if !strings.Contains(path, "api-version=") {
			url += map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")] + "api-version=" + versionFor(path)
		}
	}
	var text []byte
	if body != nil {
		text, _ = json.Marshal(body)
	}
	req, err := http.NewRequestWithContext(s.t.Context(), method, url, bytes.NewReader(text))
	if err != nil {
		return answer{}, err
	}
	for name, values := range s.header {
		req.Header[name] = values
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	return s.send(req)
}

// versionFor is a version that was published for what the path names.
func versionFor(path string) string {
	switch {
	case strings.Contains(path, "Microsoft.Authorization"):
		return "2022-04-01"
	case strings.Contains(strings.ToLower(path), "/microsoft.network/"):
		return apiVersion
	}
	return "2022-12-01"
}

func (s *session) send(req *http.Request) (answer, error) {
	resp, err := s.client.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	a := answer{status: resp.StatusCode, header: resp.Header, text: string(raw)}
	_ = json.Unmarshal(raw, &a.body) // arrays and empty bodies stay nil
	return a, err
}

// want sends a request and demands an outcome: a status, or an error's code.
func (s *session) want(outcome, method, path string, body any, header ...string) answer {
	s.t.Helper()
	a := s.do(method, path, body, header...)
	if a.code() != outcome {
		s.t.Fatalf("%s %s = %d %s, want %s", method, path, a.status, a.text, outcome)
	}
	return a
}

// texts returns the strings at a path of member names and array indices.
func texts(v any, path ...any) []string {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			o, _ := v.(object)
			v = o[step]
		case int:
			list, _ := v.([]any)
			if step >= len(list) {
				return nil
			}
			v = list[step]
		}
	}
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, item := range v {
			out = append(out, fmt.Sprint(item))
		}
		return out
	}
	return nil
}

// network bodies.
func drawing(pool, number string) object {
	return object{"location": armtest.DefaultRegion, "properties": object{"addressSpace": object{
		"ipamPoolPrefixAllocations": []any{allocation(pool, number)},
	}}}
}

func allocation(pool, number string) object {
	return object{"numberOfIpAddresses": number, "pool": object{"id": pool}}
}

func vnet(name string) string {
	return workload + "/providers/Microsoft.Network/virtualNetworks/" + name
}

func poolBody(parent string, prefixes ...any) object {
	p := object{"addressPrefixes": prefixes}
	if parent != "" {
		p["parentPoolName"] = parent
	}
	return object{"location": armtest.DefaultRegion, "properties": p}
}

func pool(name string) string { return armtest.DefaultManager + "/ipamPools/" + name }
