// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/connections/gateway/proxy"
)

const secret = "hush-7f3a91c4d2e85b60"

// file writes a file and returns its name.
func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "gateway.json")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestDemonstration(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	if code := program().Execute(t.Context(), []string{"-json"}, &stdout, &stderr); code != 0 {
		t.Fatalf("exit code %d\n%s", code, &stderr)
	}
	var got struct {
		Steps []step
		Used  []entry
	}
	if err := json.Unmarshal(stdout.Bytes(), &got); err != nil || len(got.Steps) != 8 {
		t.Fatalf("%v: %s", err, &stdout)
	}
	for step, want := range map[int]string{3: "in 5 events", 4: "401: the request has no credential", 5: "403: ", 6: "404: the model gpt-9", 7: "5 of 10 requests let through"} {
		if !strings.Contains(got.Steps[step].Result, want) {
			t.Errorf("step %q: %s, want %s", got.Steps[step].Step, got.Steps[step].Result, want)
		}
	}
	want := []entry{
		{Caller: "agents", Project: project, Model: "gpt-4o", Requests: 1, Tokens: 9},
		{Caller: "agents", Project: project, Agent: "Caller", Refused: 1},
		{Caller: "agents", Project: project, Agent: "Caller", Model: "gpt-4o", Requests: 1, Tokens: 9},
		{Caller: "agents", Project: project, Agent: "Greedy", Refused: 5},
		{Caller: "agents", Project: project, Agent: "Greedy", Model: "gpt-4o", Requests: 5, Tokens: 45},
		{Caller: "agents", Project: project, Agent: "Streamer", Model: "gpt-4o", Requests: 1, Tokens: 12},
	}
	if diff := cmp.Diff(want, got.Used); diff != "" {
		t.Errorf("used (-want +got)\n%s", diff)
	}
	for _, shown := range []string{stdout.String(), stderr.String()} {
		if strings.Contains(shown, "eyJ") || strings.Contains(shown, modelsKey) {
			t.Errorf("a secret is shown: %s", shown)
		}
	}
}

func TestSample(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	if code := program().Execute(t.Context(), []string{"-sample"}, &stdout, &stderr); code != 0 {
		t.Fatalf("exit code %d\n%s", code, &stderr)
	}
	c, err := parse(stdout.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	o, err := c.options(func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := proxy.New(o); err != nil {
		t.Error(err)
	}
}

// All that is wrong with a file is said at once.
func TestConfig_faults(t *testing.T) {
	t.Parallel()
	c, err := parse([]byte(`{"upstream": {"url": "http://ai.example", "keyEnv": "UPSTREAM"}, "callers": [{"name": "a", "keyEnv": ["ONE", "TWO"]}, {"name": "a"}],
 "limits": [{"per": "x", "requests": 1}, {"per": "caller"}, {"per": "caller", "window": "1"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.options(func(string) string { return "" })
	for _, want := range []string{"UPSTREAM is empty", "ONE is empty", "TWO is empty", "/Callers/1/Name", "/Upstream/URL", "models is empty", `not "x"`, "write 1m"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("options() error = %v, want %s in it", err, want)
		}
	}
	if err != nil && strings.Contains(err.Error(), "/Guard") {
		t.Errorf("options() error = %v says that there is no guard", err)
	}
}

// Agents who name themselves do not fill the memory, and all of their tokens count.
func TestLedger_bounded(t *testing.T) {
	t.Parallel()
	var l ledger
	for n := range maxEntries + 500 {
		s := proxy.Served{Status: 200, Usage: proxy.Usage{Total: 1}}
		s.Origin.Caller, s.Origin.Foundry.Agent = "a", strconv.Itoa(n)
		l.add(t.Context(), s)
	}
	var sum int64
	for _, e := range l.document() {
		sum += e.Tokens
	}
	if len(l.entries) != maxEntries+1 || sum != maxEntries+500 {
		t.Errorf("%d entries with %d tokens", len(l.entries), sum)
	}
}

// The gateway of a file serves until it is interrupted.
func TestServe(t *testing.T) {
	t.Setenv("GATEWAY_TEST_KEY", secret)
	name := file(t, `{"upstream": {"url": "https://ai.example/openai/v1", "keyEnv": "GATEWAY_TEST_KEY"}, "models": [{"alias": "gpt-4o"}],
 "callers": [{"name": "batch", "keyEnv": ["GATEWAY_TEST_KEY"]}], "limits": [{"per": "caller", "requests": 1}]}`)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	from, to := io.Pipe()
	var stderr bytes.Buffer
	code := make(chan int, 1)
	go func() {
		code <- program().Execute(ctx, []string{"-config", name, "-listen", "127.0.0.1:0", "-json"}, to, &stderr)
		_ = to.Close()
	}()
	lines := json.NewDecoder(from)
	var line ready
	if err := lines.Decode(&line); err != nil {
		t.Fatal(err, stderr.String())
	}
	r, err := http.NewRequestWithContext(ctx, "GET", line.Listening+"/openai/models", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("api-key", secret)
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	resp, err := (&http.Client{Transport: transport}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if resp.StatusCode != 200 || !strings.Contains(string(text), `"id":"gpt-4o"`) {
		t.Errorf("%s %s", resp.Status, text)
	}
	cancel()
	var used []entry
	if err := lines.Decode(&used); err != nil || len(used) != 0 {
		t.Errorf("used %v, %v, want nothing", used, err)
	}
	if got := <-code; got != 0 || strings.Contains(stderr.String(), secret) {
		t.Errorf("exit code %d\n%s", got, &stderr)
	}
}

func TestServe_refuses(t *testing.T) {
	t.Setenv("GATEWAY_TEST_KEY", secret)
	const whole = `{"upstream": {"url": "https://ai.example/openai/v1", "keyEnv": "GATEWAY_TEST_KEY"}, "models": [{"alias": "gpt-4o"}],
 "callers": [{"name": "batch", "keyEnv": ["GATEWAY_TEST_KEY"]}]}`
	for _, tt := range []struct{ name, text, says string }{
		{"open to others", whole, "tokens need TLS"},
		{"misspelled", strings.Replace(whole, `"models"`, `"limit": [], "models"`, 1), "unknown field"},
		{"no key", strings.Replace(whole, `["GATEWAY_TEST_KEY"]`, `["GATEWAY_TEST_NO_KEY"]`, 1), "GATEWAY_TEST_NO_KEY is empty"},
		{"a limit of nothing", strings.Replace(whole, `"models"`, `"limits": [{"per": "request", "requests": 1}], "models"`, 1), `not "request"`},
		{"something behind it", whole + `{"limits": []}`, "behind the object"},
		{"a window of nothing", strings.Replace(whole, `"models"`, `"limits": [{"per": "caller", "requests": 1, "window": "1 minute"}], "models"`, 1), "write 1m"},
		{"no models", strings.Replace(whole, `{"alias": "gpt-4o"}`, "", 1), "models is empty"},
		{"nobody", `{"upstream": {"url": "https://ai.example", "keyEnv": "GATEWAY_TEST_KEY"}}`, "nobody gets in"},
		{"no upstream", strings.Replace(whole, "https:", "http:", 1), "/Upstream/URL"},
	} {
		var stdout, stderr bytes.Buffer
		code := program().Execute(t.Context(), []string{"-config", file(t, tt.text), "-listen", "0.0.0.0:0"}, &stdout, &stderr)
		if code != 2 || !strings.Contains(stderr.String(), tt.says) || strings.Contains(stderr.String(), secret) {
			t.Errorf("%s: exit code %d, %s", tt.name, code, &stderr)
		}
	}
	for _, args := range [][]string{{"-cert", "x"}, {"-config", file(t, whole), "-cert", "x"}, {"-config", "nowhere.json"}, {"more"}} {
		if code := program().Execute(t.Context(), args, io.Discard, io.Discard); code != 2 {
			t.Errorf("%v: exit code %d", args, code)
		}
	}
}
