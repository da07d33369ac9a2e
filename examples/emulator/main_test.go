// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

//go:build unix

package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/azfoundry/azfoundry/examples/internal/ready"
)

// asProgram makes the test binary run the program itself.
const asProgram = "EMULATOR_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

func program(t *testing.T, args ...string) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProgram+"=1", "TMPDIR="+t.TempDir())
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	return cmd, &stderr
}

// The program as others use it: read the line, trust the file, sign in, interrupt.
func TestEmulator_serves(t *testing.T) {
	t.Parallel()
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		cmd, stderr := program(t, "-listen", "127.0.0.1:0")
		stdout, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewReader(stdout)
		line, err := lines.ReadBytes('\n')
		if err != nil {
			t.Fatalf("no line: %v %s", err, stderr)
		}
		var r ready.Line
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		checkReady(t, r)
		signInTo(t, r)
		if err := cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		if rest, _ := lines.ReadString(0); rest != "" {
			t.Errorf("more on stdout: %q", rest)
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("after %v: %v %s", signal, err, stderr)
		}
		if _, err := os.Stat(r.CAFile); !os.IsNotExist(err) {
			t.Errorf("%s is still there: %v", r.CAFile, err)
		}
	}
}

func checkReady(t *testing.T, r ready.Line) {
	t.Helper()
	switch {
	case !strings.HasPrefix(r.ResourceManager, "https://localhost:") || r.Authority != r.ResourceManager || !strings.HasPrefix(r.Graph, "https://127.0.0.1:"):
		t.Errorf("endpoints = %q, %q, %q", r.ResourceManager, r.Authority, r.Graph)
	case len(r.Tenants) != 2 || r.Tenants[0].Name != "management" || r.Tenants[1].Name != "managed" || len(r.Tenants[1].Subscriptions) != 1:
		t.Errorf("tenants = %+v", r.Tenants)
	case len(r.Clients) != 2 || r.Clients[0].Name != "deployer" || r.Clients[0].HomeTenant != r.Tenants[1].ID || r.Clients[1].Name != "administrator":
		t.Errorf("clients = %+v", r.Clients)
	case len(r.Pools) != 1 || !strings.HasPrefix(r.Pools[0], "/subscriptions/"+r.Tenants[0].Subscriptions[0]+"/"):
		t.Errorf("pools = %v", r.Pools)
	}
}

func signInTo(t *testing.T, r ready.Line) {
	t.Helper()
	pem, err := os.ReadFile(r.CAFile)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}}
	defer client.CloseIdleConnections()
	for _, c := range r.Clients {
		resp, err := client.PostForm(r.Authority+"/"+c.HomeTenant+"/oauth2/v2.0/token", url.Values{
			"grant_type": {"client_credentials"}, "client_id": {c.ClientID}, "client_secret": {c.ClientSecret},
			"scope": {r.ResourceManager + "/.default"},
		})
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			t.Errorf("%s signs in with %s", c.Name, resp.Status)
		}
	}
}

func TestEmulator_usage(t *testing.T) {
	t.Parallel()
	tests := []struct {
		args []string
		code int
		text string
	}{
		{[]string{"-h"}, 0, "Usage: go run ./examples/emulator"},
		{[]string{"-unheard-of"}, 2, "-listen"},
		{[]string{"extra"}, 2, `"extra"`},
		{[]string{"-listen", "nowhere"}, 2, "nowhere"},
	}
	for _, tt := range tests {
		cmd, stderr := program(t, tt.args...)
		_ = cmd.Run() // its exit code is looked at
		if code := cmd.ProcessState.ExitCode(); code != tt.code || !strings.Contains(stderr.String(), tt.text) {
			t.Errorf("emulator %v = %d %q, want %d and %q", tt.args, code, stderr, tt.code, tt.text)
		}
	}
}
