// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac_test

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/abac"
)

// documents are requests in JSON, usual and odd.
var documents = []string{
	`{"action":"a/read","suboperation":"list","resource":{"s":"x","k&$keys$&":["a","b"],"n":3,"t":true},"principal":{"l":[1,2],"other":"y"}}`,
	` { "action" : "A/READ" , "resource" : { "S" : "x" , "l" : [ ] } } `,
	`{"action":"a/read","resource":{"s":"it\u0027s"}}`,
	`{"Action":"a/read","resource":{"s":"x"}}`,
	`{"action":"a/read","extra":{"a":null},"resource":{"s":"x"}}`, `{"action":"a/read","resources":{"s":"x"}}`,
	`{"action":"a/read","suboperation":"li\u0073t","resource":{"k\u0026$keys$\u0026":["\u0061","b"]}}`,
	`{"action":"a/read","resource":{"k\u0026$KEYS$\u0026":["a"],"\u0073":"\u0078","k\u0026":"\"\\\/\b\f\n\r\t"}}`,
	`{"action":"a/read","resource":{"s":"\ud83d\ude00"}}`, `{"action":"a/read","resource":{"s":"\ud83d"}}`, `{"resource":{"s":"\u00"}}`, `{"resource":{"s":"\x"}}`, `{"resource":{"s":"x\`,
	`{"action":"a/read","resource":{"n":-0}}`, `{"resource":{"n":-}}`, `{"resource":{"n":-01}}`, `{"resource":{"n":--1}}`, `{"resource":{"n":-9223372036854775808}}`, `{"resource":{"n":9223372036854775808}}`,
	`{"action":"a/read","resource":{"s":"x","s":"y"},"request":{"n":-7}}`,
	`{"action":"a/read","resource":{"s":"é\u00e9","n":9223372036854775807}}`,
	`{"resource":{},"request":null,"environment":{"t":"2025-01-01T00:00:00Z"}}`,
	`{}`, `[]`, `{"action":1}`, `{"action":"a"`, `{"action":"a"} x`, `{"resource":{"n":1.5}}`, `{"resource":{"n":01}}`, `{"resource":{"n":null}}`, "{\"action\":\"\xff\"}", "{\"action\":\"a\nb\"}",
	`{"resource":{"s":["x",]}}`, `{"resource":{"s":truefalse}}`, `{"resource":{"s":"x",}}`, `{"action":"a","action":"b"}`, "",
}

const scanned = "(ActionMatches{'a/read'} OR SubOperationMatches{'l*'}) AND (@Resource[s] StringEquals 'x' OR @Resource[k&$keys$&] ForAllOfAnyValues:StringEquals {'a', 'b'}" +
	" OR @Resource[n] NumericGreaterThan 2 OR NOT @Principal[l] ForAnyOfAnyValues:NumericEquals {2} OR @Environment[t] DateTimeLessThan '2026-01-01T00:00:00Z')"

func TestBinding_RebindJSON(t *testing.T) {
	t.Parallel()
	for _, document := range documents {
		checkScan(t, scanned, document)
	}
}

// strictly decodes a request with encoding/json.
func strictly(document string) (abac.Request, error) {
	var r abac.Request
	d := json.NewDecoder(strings.NewReader(document))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return abac.Request{}, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return abac.Request{}, errors.New("something stands behind it")
	}
	return r, nil
}

// checkScan compares reading straight from JSON with decoding first.
func checkScan(t *testing.T, text, document string) {
	t.Helper()
	c, err := abac.Parse(text)
	if err != nil {
		return
	}
	request, want := strictly(document)
	for _, mode := range []abac.Mode{abac.Strict, abac.Lenient} {
		p := abac.Compile(c, mode)
		scan, plain := p.Bind(abac.Request{Action: "before"}), p.Bind(request)
		got := scan.RebindJSON([]byte(document))
		if (got == nil) != (want == nil) {
			t.Errorf("RebindJSON(%s) = %v, want %v", document, got, want)
		}
		if scan.Evaluate() != plain.Evaluate() || scan.Explain().String() != plain.Explain().String() {
			t.Errorf("%s for %s: scanned\n%s\ndecoded\n%s", text, document, scan.Explain(), plain.Explain())
		}
	}
}

func FuzzRebindJSON(f *testing.F) {
	for _, document := range documents {
		f.Add(scanned, document)
	}
	f.Fuzz(checkScan)
}

// usual is a request of some size for a condition that a hub gets.
func usual() (*abac.Program, []byte) {
	c, err := abac.WorkspaceContainers(workspace)
	if err != nil {
		panic(err)
	}
	document, err := json.Marshal(abac.Request{Action: abac.BlobRead, Resource: abac.Attributes{
		abac.AccountName: abac.Text("stprompts"), abac.ContainerName: abac.Text(workspace + "-azureml-blobstore"), abac.BlobPath: abac.Text("runs/1/out.txt"),
	}})
	if err != nil {
		panic(err)
	}
	return abac.Compile(c, abac.Strict), document
}

//nolint:paralleltest // testing.AllocsPerRun counts the allocations of the whole process
func TestBinding_RebindJSON_allocations(t *testing.T) {
	p, document := usual()
	wide := []byte(strings.ReplaceAll(string(document), "prompts", "prömpts"))
	bound := p.Bind(abac.Request{})
	for _, line := range [][]byte{document, wide} {
		if n := testing.AllocsPerRun(100, func() {
			if err := bound.RebindJSON(line); err != nil || !bound.Evaluate() {
				t.Fatal(err, bound.Explain())
			}
		}); n >= 1 {
			t.Errorf("RebindJSON(%s) allocates %v times", line, n)
		}
	}
}

func BenchmarkBinding_Evaluate(b *testing.B) {
	p, document := usual()
	bound := p.Bind(abac.Request{})
	if err := bound.RebindJSON(document); err != nil || !bound.Evaluate() {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		bound.Evaluate()
	}
}

func BenchmarkBinding_RebindJSON(b *testing.B) {
	p, document := usual()
	bound := p.Bind(abac.Request{})
	b.ReportAllocs()
	b.SetBytes(int64(len(document)))
	for b.Loop() {
		if err := bound.RebindJSON(document); err != nil || !bound.Evaluate() {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	p, _ := usual()
	text := p.Condition().Format()
	b.ReportAllocs()
	for b.Loop() {
		abac.Compile(abac.MustParse(text), abac.Strict)
	}
}

func BenchmarkCompare(b *testing.B) {
	p, _ := usual()
	next := abac.MustParse(p.Condition().Text() + " OR Exists @Resource[x]")
	for b.Loop() {
		if abac.Compare(p.Condition(), next, abac.Strict).Relation != abac.RelationWider {
			b.Fatal("not wider")
		}
	}
}
