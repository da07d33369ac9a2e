// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/examples/internal/ready"
)

const (
	good = `{"properties": {"category": "ApiManagement", "authType": "ProjectManagedIdentity", "audience": "https://cognitiveservices.azure.com",
 "target": "https://contoso.azure-api.net/openai", "metadata": {"deploymentInPath": "true", "inferenceAPIVersion": "2024-10-21",
 "models": "[{\"name\":\"gpt\",\"properties\":{\"model\":{\"name\":\"gpt-4o\",\"version\":\"\",\"format\":\"OpenAI\"}}}]"}}}
`
	cosmos = `{"name": "threads", "properties": {"category": "CosmosDb", "authType": "AAD", "target": "https://c.documents.azure.com:443/"}}`
	host   = `{"properties": {"capabilityHostKind": "Agents", "threadStorageConnections": ["threads"], "vectorStoreConnections": ["threads"]}}`
	secret = `{"properties": {"category": "Serp", "authType": "ApiKey", "credentials": {"key": "hush7f3a"}}}`
)

// bad is good with a key in the wrong case, and a comma that does not belong there.
var bad = strings.NewReplacer("deploymentInPath", "DeploymentInPath", `"}}}`+"\n", `"},}}`+"\n").Replace(good)

// run runs the program with what it reads on standard input.
func run(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, log bytes.Buffer
	p := program()
	p.Stdin = strings.NewReader(stdin)
	code = p.Execute(t.Context(), args, &out, &log)
	return code, out.String(), log.String()
}

// file writes a file and returns its name.
func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLint(t *testing.T) {
	t.Parallel()
	right, wrong := file(t, "right.json", good), file(t, "wrong.json", bad)
	threads, agents := file(t, "threads.json", cosmos), file(t, "agents.json", host)
	for _, test := range []struct {
		name  string
		args  []string
		code  int
		want  string // rules by file, in order
		shows string // on stdout without -json
	}{
		{"good", []string{right}, 0, "", ""},
		{"warnings", []string{right, "-scope", "Account"}, 0, "CN054", "fix: make one in each project"},
		{"errors", []string{wrong}, 1, "CN011 CN010 CN000", wrong + ":3:"},
		{"several", []string{right, wrong}, 1, " | CN011 CN010 CN000", "looks like: the PUT succeeds"},
		{"name", []string{right, "-name", "a.b"}, 1, "CN001", "CN001"},
		{"change", []string{"-operation", "patch", "-"}, 1, "CN063", "CN063"},
		{"capability host", []string{agents, threads}, 1, "CN052 | ", "vectorStoreConnections"},
		{"capability host beside a list", []string{agents, file(t, "list.json", `{"value": [`+cosmos+`]}`)}, 1, "CN052 | ", "vectorStoreConnections"},
		{"capability host beside an array", []string{agents, file(t, "array.json", `[`+cosmos+`]`)}, 1, "CN052 | ", "vectorStoreConnections"},
		{"preview", []string{wrong}, 1, "CN011 CN010 CN000", "prompt agents only"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			const change = `{"properties":{"metadata":{}}}`
			code, stdout, stderr := run(t, change, append([]string{"lint", "-json"}, test.args...)...)
			var got linted
			if err := json.Unmarshal([]byte(stdout), &got); err != nil || code != test.code {
				t.Fatalf("exit code %d, %v, stdout %s, stderr %s", code, err, stdout, stderr)
			}
			var files []string
			for _, f := range got.Files {
				var rules []string
				for _, finding := range f.Findings {
					rules = append(rules, finding.Rule)
				}
				files = append(files, strings.Join(rules, " "))
			}
			if rules := strings.Join(files, " | "); rules != test.want {
				t.Errorf("rules %q, want %q", rules, test.want)
			}
			code, stdout, stderr = run(t, change, append([]string{"lint"}, test.args...)...)
			if code != test.code || !strings.Contains(stdout, test.shows) || !strings.Contains(stderr, "errors: ") {
				t.Errorf("exit code %d, stdout %s, stderr %s", code, stdout, stderr)
			}
		})
	}
}

// The document is the one that other programs are promised.
func TestLint_document(t *testing.T) {
	t.Parallel()
	_, stdout, _ := run(t, bad, "lint", "-json", "-")
	for _, part := range []string{`{"files":[{"file":"-","findings":[{"rule":"CN011","severity":"error","pointer":"/properties/metadata/deploymentInPath",`, `"message":"`, `"fix":"write deploymentInPath"`} {
		if !strings.Contains(stdout, part) {
			t.Errorf("stdout lacks %s:\n%s", part, stdout)
		}
	}
	if _, stdout, _ := run(t, good, "lint", "-json", "-"); stdout != `{"files":[{"file":"-","findings":[]}]}`+"\n" {
		t.Errorf("stdout %s", stdout)
	}
}

func TestLint_fix(t *testing.T) {
	t.Parallel()
	wrong := file(t, "wrong.json", bad)
	code, stdout, stderr := run(t, "", "lint", "-fix", wrong)
	text, err := os.ReadFile(wrong)
	if err != nil || string(text) != good || code != 0 || stdout != "" || !strings.Contains(stderr, "corrected: 3") {
		t.Errorf("exit code %d, stdout %s, stderr %s, %v, the file is\n%s", code, stdout, stderr, err, text)
	}
	code, stdout, _ = run(t, strings.Replace(bad, "openai\"", "openai?a=b\"", 1), "lint", "-", "-fix")
	if want := strings.Replace(good, "openai\"", "openai?a=b\"", 1); code != 1 || stdout != want {
		t.Errorf("exit code %d, stdout\n%s", code, stdout)
	}
}

func TestPut(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := run(t, "", "put", "-json", file(t, "gateway.json", good))
	var got put
	if err := json.Unmarshal([]byte(stdout), &got); code != 0 || err != nil || got.Connection == nil || got.Connection.Name != "gateway" ||
		!strings.HasSuffix(got.ID, "/projects/agents/connections/gateway") {
		t.Errorf("exit code %d, %v, stdout %s, stderr %s", code, err, stdout, stderr)
	}
	if code, stdout, stderr = run(t, bad, "put", "-json", "-"); code != 1 || !strings.Contains(stdout, "CN010") || !strings.Contains(stderr, "CN010") {
		t.Errorf("exit code %d, stdout %s, stderr %s", code, stdout, stderr)
	}
	code, stdout, stderr = run(t, secret, "put", "-dry-run", "-")
	if code != 0 || !strings.Contains(stdout, "REDACTED") || strings.Contains(stdout+stderr, "hush") {
		t.Errorf("exit code %d, stdout %s, stderr %s", code, stdout, stderr)
	}
}

// running serves a world with the own project, and writes the file that leads to it.
func running(t *testing.T) (emulator string) {
	t.Helper()
	world, err := armtest.Start(nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = world.Close() })
	line, err := json.Marshal(ready.Describe(world, file(t, "ca.pem", string(world.CertificatePEM()))))
	if err != nil {
		t.Fatal(err)
	}
	home := ownProject()
	identity := map[string]any{"type": "SystemAssigned"}
	err = errors.Join(
		world.Put(home.Account.String(), map[string]any{
			"location": armtest.DefaultRegion, "kind": "AIServices", "sku": map[string]any{"name": "S0"}, "identity": identity,
			"properties": map[string]any{"allowProjectManagement": true},
		}),
		world.Put(home.String(), map[string]any{"location": armtest.DefaultRegion, "identity": identity, "properties": map[string]any{}}))
	if err != nil {
		t.Fatal(err)
	}
	return file(t, "ready.json", string(line))
}

// What was put into an emulator of another process can be listed there.
func TestList(t *testing.T) {
	t.Parallel()
	emulator, home := running(t), ownProject()
	shared := strings.Replace(good, `"audience"`, `"isSharedToAll": true, "audience"`, 1)
	if code, _, stderr := run(t, shared, "put", "-emulator", emulator, "-id", home.Connection("gateway").String(), "-"); code != 0 {
		t.Fatalf("exit code %d, stderr %s", code, stderr)
	}
	code, stdout, stderr := run(t, "", "list", "-json", "-lint", "-emulator", emulator, "-home", home.String())
	var got []listed
	if err := json.Unmarshal([]byte(stdout), &got); code != 0 || err != nil || len(got) != 1 || got[0].Category != "ApiManagement" || len(got[0].Findings) != 1 {
		t.Errorf("exit code %d, %v, stdout %s, stderr %s", code, err, stdout, stderr)
	}
	code, stdout, stderr = run(t, "", "list", "-emulator", emulator, "-home", home.Account.String())
	if code != 0 || strings.Contains(stderr, "gateway") || stdout != "" {
		t.Errorf("exit code %d, stdout %s, stderr %s", code, stdout, stderr)
	}
}

func TestConnection_refuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		args  []string
		shows []string
	}{
		{"nothing", nil, []string{"usage", "lint FILE…", "put FILE", "list"}},
		{"flags, all at once", []string{"lint", "-scope", "hub", "-operation", "POST"}, []string{"-scope \"hub\"", "-operation \"POST\"", "nothing to lint"}},
		{"one name for two", []string{"lint", "-name", "a", "b", "c"}, []string{"-name is for one file"}},
		{"a file that is missing", []string{"lint", "nowhere.json"}, []string{"nowhere.json"}},
		{"put of two", []string{"put", "a", "b"}, []string{"one file"}},
		{"put without an id", []string{"put", "-emulator", "x", "-"}, []string{"-id"}},
		{"put to another id", []string{"put", "-id", "/subscriptions/s", "-"}, []string{"refused"}},
		{"list of nothing", []string{"list"}, []string{"-home"}},
		{"list of another thing", []string{"list", "-home", "/subscriptions/s"}, []string{"refused"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := run(t, good, test.args...)
			if code != 2 || stdout != "" {
				t.Errorf("exit code %d, stdout %q, want 2 and nothing", code, stdout)
			}
			for _, s := range test.shows {
				if !strings.Contains(stderr, s) {
					t.Errorf("stderr lacks %q:\n%s", s, stderr)
				}
			}
		})
	}
}
