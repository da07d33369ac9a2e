// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package lint_test

import (
	"bytes"
	"encoding/json"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/azfoundry/azfoundry/connections/lint"
)

// printed is a body as a web page prints it: with a trailing comma and without its last brace.
const printed = `{
  "name": "gateway",
  "properties": {
    "category": "ApiManagement",
    "authType": "ProjectManagedIdentity",
    "audience": "https://cognitiveservices.azure.com",
    "metadata": {"DeploymentInPath": "true", "inferenceAPIVersion": "2024-10-21",
      "models": "[{\"name\":\"gpt\",\"properties\":{\"model\":{\"name\":\"gpt-4o\",\"version\":\"\",\"format\":\"OpenAI\"}}}]"},
    "target": "https://contoso.azure-api.net/openai",
  }
`

func TestCheck_noJSON(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, text   string
		line, column int
		says         string
		further      string // another rule that still finds something
	}{
		{"trailing comma", printed, 9, 53, "trailing comma", "CN010"},
		{"missing brace", printed, 10, 4, "ends before the } of line 1", "CN010"},
		{"comment", "{\n // a\n\"properties\":{\"category\":\"git\",\"authType\":\"None\"}}", 2, 2, "comment", "CN002"},
		{"block comment", "{/* a */\"properties\":{\"category\":\"git\",\"authType\":\"None\"}}", 1, 2, "comment", "CN002"},
		{"smart quotes", `{“properties”:{"category":“git”,"authType":"None"}}`, 1, 2, "typographic", "CN002"},
		{"smart quote at the end", "{\"properties\":{\"category\":\"git”\n}}", 1, 31, "typographic", "CN002"},
		{"single quotes", `{'properties':{'category':'git','authType':'None'}}`, 1, 2, "single quotes", "CN002"},
		{"names without quotes", `{properties:{category:"git","authType":"None"}}`, 1, 2, "without quotes", "CN002"},
		{"words of Python", `{"properties":{"category":"git","authType":"None","isSharedToAll":True}}`, 1, 67, "another language", "CN002"},
		{"missing comma", `{"properties":{"category":"git" "authType":"None"}}`, 1, 32, "comma is missing", "CN002"},
		{"two commas", `{"properties":{"category":"git",,"authType":"None"}}`, 1, 33, "comma too much", "CN002"},
		{"one brace more", `{"properties":{"category":"git","authType":"None"}}}`, 1, 52, "more behind", "CN002"},
		{"byte order mark", "\uFEFF" + `{"properties":{"category":"git","authType":"None"}}`, 1, 1, "byte order mark", "CN002"},
		{"no-break space", "{\"properties\":\u00a0{\"category\":\"git\",\"authType\":\"None\"}}", 1, 15, "no-break space", "CN002"},
		{"backslash", `{"properties":{"category":"git","authType":"None","target":"a\b\d"}}`, 1, 64, "backslash", "CN002"},
		{"tab in a string", "{\"properties\":{\"category\":\"git\",\"authType\":\"None\",\"target\":\"a\tb\"}}", 1, 62, "control character", "CN002"},
		{"number of another language", `{"properties":{"category":"git","authType":"None","x":+01}}`, 1, 55, "no number", "CN002"},
		{"not UTF-8", "{\"properties\":{\"category\":\"git\",\"authType\":\"None\",\"target\":\"\xff\"}}", 1, 61, "not UTF-8", "CN002"},
		{"Terraform", `{"properties" = {}}`, 1, 15, "Terraform", ""},
		{"no colon", `{"properties" {}}`, 1, 15, "without a colon", ""},
		{"string without an end", "{\"properties\":{\"category\":\"git\n}}", 1, 27, "does not end", ""},
		{"value without quotes", `{"properties":{"category":git}}`, 1, 27, "text without quotes", ""},
		{"no value", `{"properties":}`, 1, 15, "no value", ""},
		{"closed by another", `{"properties":{]}`, 1, 16, "closed with a ]", ""},
		{"two bodies", `{} {}`, 1, 4, "more behind", ""},
		{"deep", strings.Repeat("[", 200), 1, 101, "too deep", ""},
		{"web page", `<html>`, 1, 1, "unexpected '<'", ""},
		{"empty", " \n", 1, 1, "empty", ""},
		{"UTF-16", "\xff\xfe{\x00}\x00", 1, 1, "UTF-16", ""},
		{"UTF-16 without a mark", "{\x00}\x00", 1, 1, "UTF-16", ""},
		{"compressed", "\x1f\x8b\x08", 1, 1, "compressed", ""},
		{"text", `"hush"`, 1, 1, "a string and no object", ""},
		{"long", strings.Repeat(" ", lint.MaxBytes+1), 1, 1, "was not read", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			findings := lint.Check([]byte(test.text), lint.Options{})
			found := false
			for _, f := range find(findings, "CN000") {
				found = found || f.Line == test.line && f.Column == test.column && strings.Contains(f.Message, test.says) && f.Fix != "" && f.Severity == lint.Error
			}
			if !found {
				t.Errorf("findings = %v, want CN000 at %d:%d that says %q", findings, test.line, test.column, test.says)
			}
			if test.further != "" && len(find(findings, test.further)) == 0 {
				t.Errorf("findings = %v, want %s as well", findings, test.further)
			}
			if test.further == "" && len(findings) != len(find(findings, "CN000")) {
				t.Errorf("findings = %v, want nothing of what cannot be read", findings)
			}
		})
	}
}

// Check agrees with a JSON library on what is JSON, and panics on nothing.
func FuzzCheck(f *testing.F) {
	for _, p := range pairs {
		f.Add([]byte(p.bad))
	}
	for _, seed := range []string{printed, apim(), mg(), `{"a":"\ud83d\ude00\u00e9\\\/"}`, `[1,-0.5e+7,true,null]`, `{'a':"b”` + "\n}", "{“a”:'b'}//x", `{a:1,,b:[}`, "\uFEFF[]", `"`, `{"properties":{"category":"ModelGateway","metadata":{"models":"\"[\\\"","customHeaders":"{'a':'\"'}"}}}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		before := bytes.Clone(text)
		findings := lint.Check(text, lint.Options{})
		if !bytes.Equal(text, before) {
			t.Fatal("Check() changed the text")
		}
		readable := true
		for _, f := range findings {
			if f.Rule == "CN000" && !strings.Contains(f.Message, "there twice") && !strings.Contains(f.Message, "no object") {
				readable = false
			}
			if f.Pointer != "" && !strings.HasPrefix(f.Pointer, "/") && f.Pointer != "name" || f.Message == "" || f.Fix == "" || f.Severity == "" {
				t.Errorf("incomplete finding %+v", f)
			}
		}
		if valid := jsontext.Value(text).IsValid(jsontext.AllowDuplicateNames(true)); valid != readable && bytes.Count(text, []byte("["))+bytes.Count(text, []byte("{")) < 100 {
			t.Errorf("Check(%q) = %v, and the library says %t", text, findings, valid)
		}
		fixed := lint.Fix(text, findings)
		lint.Check(fixed, lint.Options{Operation: lint.Patch, Scope: lint.Project})
		if readable && json.Valid(text) && !json.Valid(fixed) {
			t.Errorf("Fix(%q) = %q, which is no JSON any more", text, fixed)
		}
		lint.IsCapabilityHost(text)
	})
}

func BenchmarkCheck(b *testing.B) {
	text := []byte(printed)
	text = lint.Fix(text, lint.Check(text, lint.Options{}))
	for name, body := range map[string][]byte{"models": []byte(apim()), "discovery": []byte(mg()), "findings": text} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				lint.Check(body, lint.Options{Scope: lint.Project, Operation: lint.Put, Name: "gateway"})
			}
		})
	}
}

// BenchmarkMany lints 100,000 bodies, all that the rules' tests have over and over, with a goroutine for each
// core. heap-MB is the most that was ever in use.
func BenchmarkMany(b *testing.B) {
	const count = 100_000
	var most uint64
	for b.Loop() {
		var next atomic.Int64
		var workers sync.WaitGroup
		for range runtime.GOMAXPROCS(0) {
			workers.Go(func() {
				for i := next.Add(1); i <= count; i = next.Add(1) {
					p := pairs[int(i/2)%len(pairs)]
					body := p.good
					if i%2 == 0 {
						body = p.bad
					}
					lint.Check([]byte(body), p.opts)
				}
			})
		}
		stop, watched := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(watched)
			var m runtime.MemStats
			for {
				select {
				case <-stop:
					return
				case <-time.After(50 * time.Millisecond):
					runtime.ReadMemStats(&m)
					most = max(most, m.HeapAlloc)
				}
			}
		}()
		workers.Wait()
		close(stop)
		<-watched
	}
	b.ReportMetric(float64(most)/(1<<20), "heap-MB")
}

// Many bodies take no more memory than one.
//
//nolint:paralleltest // measures the heap, which others would use as well
func TestCheck_memory(t *testing.T) {
	body := []byte(apim())
	use := func(n int) uint64 {
		for range n {
			lint.Check(body, lint.Options{})
		}
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	if before, after := use(100), use(10_000); after > before+1<<20 {
		t.Errorf("10,000 bodies took the heap from %d to %d bytes", before, after)
	}
}
