// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	read1     = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"
	container = "Microsoft.Storage/storageAccounts/blobServices/containers:name"
	// own lets blobs of one container be read; the text has a comment with an apostrophe, and an odd layout.
	own = "# that's it\n! (actionmatches{'" + read1 + "'})\n  OR @Resource[" + container + "]\nstringequals 'prompts'\n"
	// wider lets those of another one be read as well.
	wider = "!(ActionMatches{'" + read1 + "'}) OR @Resource[" + container + "] ForAnyOfAnyValues:StringEquals {'prompts', 'answers'}"
	other = "!(ActionMatches{'" + read1 + "'}) OR @Resource[" + container + "] StringEquals 'answers'"
	// always is always true.
	always = "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidNotEquals" +
		" {8e3af657-a8ff-443c-a75c-2fe8c4bcb635, b24988ac-6180-42a0-ab88-20f7382dd24c}"
	canonical = "# that's it\n(\n (\n  !(ActionMatches{'" + read1 + "'})\n )\n OR\n (\n  @Resource[" + container + "] StringEquals 'prompts'\n )\n)\n"
	single    = "((!(ActionMatches{'" + read1 + "'})) OR (@Resource[" + container + "] StringEquals 'prompts'))\n"

	allowed   = `{"action":"` + read1 + `","resource":{"` + container + `":"prompts"}}`
	denied    = `{"action":"` + read1 + `","resource":{"` + container + `":"answers"}}`
	lacking   = `{"action":"` + read1 + `"}`
	elsewhere = `{"action":"Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write"}`

	ownText = "@Resource[" + container + "] StringEquals 'prompts'"
)

// folder writes files into a folder of the test's own.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"own.txt": own, "wider.txt": wider, "other.txt": other, "always.txt": always, "broken.txt": "x", "canonical.txt": canonical,
		"marked.txt": "\ufeff" + strings.ReplaceAll(own, "\n", "\r\n"), "none.txt": "",
		"allowed.json": allowed, "denied.json": denied, "lacking.json": lacking, "elsewhere.json": elsewhere,
		"typo.json": `{"action":"a","ressource":{}}`, "two.json": allowed + denied, "none.json": "",
		"all.jsonl": allowed + "\n" + denied + "\n\n" + lacking + "\n" + elsewhere, "good.jsonl": allowed + "\r\n" + elsewhere + "\n",
		"bad.jsonl": allowed + "\n{\n",
		"role.json": `{"name":"2f0b2f4e-7a41-4b0b-9f6c-0d3d5f1f9c01","properties":{"roleName":"Own","permissions":[{"dataActions":["` + read1 + `"]}],"assignableScopes":["/"]}}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// execute runs the program in which names of files are those in a folder.
func execute(t *testing.T, dir, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	for i, a := range args {
		if strings.HasSuffix(a, ".txt") || strings.HasSuffix(a, ".json") || strings.HasSuffix(a, ".jsonl") {
			args[i] = filepath.Join(dir, a)
		}
	}
	var out, log bytes.Buffer
	p := program()
	p.Stdin = strings.NewReader(stdin)
	code = p.Execute(t.Context(), args, &out, &log)
	if dir == "" {
		return code, out.String(), log.String()
	}
	short := strings.NewReplacer(dir+string(filepath.Separator), "")
	return code, short.Replace(out.String()), short.Replace(log.String())
}

func TestProgram(t *testing.T) {
	t.Parallel()
	const denial = `{"decision":"deny","decidedBy":"` + ownText + `","missing":[]}` + "\n"
	const absence = `{"decision":"deny","decidedBy":"` + ownText + `","missing":["@Resource[` + container + `]"]}` + "\n"
	const passage = `{"decision":"allow","decidedBy":"` + ownText + `","missing":[]}` + "\n"
	const untargeted = `{"decision":"allow","decidedBy":"!(ActionMatches{'` + read1 + `'})","missing":[]}` + "\n"
	tests := []struct {
		name   string
		args   string
		stdin  string
		code   int
		stdout string // "…" is not looked at
		stderr string // is part of it
	}{
		{"fmt", "fmt own.txt", "", 0, canonical, ""},
		{"fmt of standard input", "fmt -", own, 0, canonical, ""},
		{"fmt of several", "fmt own.txt -", own, 0, canonical + canonical, ""},
		{"fmt on one line", "fmt -oneline own.txt", "", 0, single, ""},
		{"fmt back to standard input", "fmt -w -", own, 0, canonical, ""},
		{"fmt as a document", "fmt own.txt canonical.txt -json -oneline", "", 0, `{"files":[{"file":"own.txt","text":…"changed":true},{"file":"canonical.txt",…}]}` + "\n", ""},
		{"fmt of no condition goes on", "fmt broken.txt own.txt", "", 2, canonical, "broken.txt:1:1: "},
		{"fmt of nothing", "fmt", "", 2, "", "give the files"},
		{"fmt -w would lose comments", "fmt -w -oneline own.txt", "", 2, "", "own.txt: has comments"},

		{"check", "check own.txt", "", 0, "…own.txt:1:1: info AB016: …", ""},
		{"check of standard input", "check -", always, 1, "…-:1:1: error AB001: …", ""},
		{"check as a document", "check -json broken.txt", "", 1, `{"files":[{"file":"broken.txt","diagnostics":[{"rule":"AB014","severity":"error","line":1,"column":1,"message":"…","fix":"…"…}]}]}` + "\n", ""},
		{"check of several", "check -json always.txt -", "@Resource[" + container + "] StringEquals 'x'", 1, `{"files":[{"file":"always.txt",…},{"file":"-","diagnostics":[…` + "\n", ""},
		{"check at any finding", "check -fail info own.txt", "", 1, "…", ""},
		{"check of a missing file", "check nowhere.txt", "", 2, "", "nowhere.txt"},
		{"check of nothing", "check", "", 2, "", "give the files"},
		{"check of an unknown severity", "check -fail bad own.txt", "", 2, "", `-fail "bad"`},

		{"eval", "eval -condition own.txt -request allowed.json", "", 0, "allow\n", ""},
		{"eval denies", "eval -condition own.txt -request denied.json", "", 1, "deny\n", ""},
		{"eval as a document", "eval -json -condition own.txt -request denied.json", "", 1, denial, ""},
		{"eval names what is missing", "eval -json -condition own.txt -request lacking.json", "", 1, absence, ""},
		{"eval of another action", "eval -json -condition own.txt -request elsewhere.json", "", 0, untargeted, ""},
		{"eval with the request from standard input", "eval -json -condition own.txt -request -", allowed, 0, passage, ""},
		{"eval with the condition from standard input", "eval -json -condition - -request allowed.json", own, 0, passage, ""},
		{"eval with both from standard input", "eval -condition - -request -", own, 2, "", "asked for twice"},
		{"eval of a stream", "eval -condition own.txt -requests all.jsonl", "", 1, "allow\ndeny\ndeny\nallow\n", ""},
		{"eval of a stream as documents", "eval -json -condition own.txt -requests all.jsonl", "", 1, passage + denial + absence + untargeted, ""},
		{"eval of a stream from standard input", "eval -condition own.txt -requests -", allowed, 0, "allow\n", ""},
		{"eval of a good stream", "eval -condition own.txt -requests good.jsonl", "", 0, "allow\nallow\n", ""},
		{"eval of files with marks", "eval -condition marked.txt -requests -", "\ufeff" + allowed + "\r\n" + denied, 1, "allow\ndeny\n", ""},
		{"eval of a request with a mark", "eval -condition marked.txt -request -", "\ufeff" + allowed + "\r\n", 0, "allow\n", ""},
		{"check of a file with a mark", "check -json marked.txt", "", 0, `{"files":[{"file":"marked.txt","diagnostics":[{"rule":"AB016",…`, ""},
		{"check of an empty file", "check -json none.txt", "", 1, `{"files":[{"file":"none.txt","diagnostics":[{"rule":"AB014","severity":"error","line":1,"column":1,"message":"the text is empty",…"fix":"…`, ""},
		{"fmt of an empty file", "fmt none.txt", "", 2, "", "none.txt:1:1: the text is empty"},
		{"compare with a mark", "compare marked.txt own.txt -json", "", 0, `{"relation":"equal"}` + "\n", ""},
		{"explain of what is missing", "explain -condition own.txt -request lacking.json", "", 1, "deny: …@Resource[" + container + "] is missing…", ""},
		{"eval of a bad stream", "eval -condition own.txt -requests bad.jsonl", "", 2, "allow\n", "bad.jsonl:2:2: no request: unexpected end of JSON input"},
		{"eval of a stream with a misspelt request", "eval -condition own.txt -requests -", allowed + "\n" + `{"action":"a","ressource":{}}`, 2, "allow\n", `-:2: no request: json: unknown field "ressource"`},
		{"eval of a stream with escapes", "eval -condition own.txt -requests -", strings.ReplaceAll(allowed, "prompts", `pr\u006fmpts`) + "\n" + lacking, 1, "allow\ndeny\n", ""},
		{"eval of two requests on a line", "eval -condition own.txt -requests -", allowed + "\n" + allowed + allowed, 2, "allow\n", "no request: invalid character '{' after top-level value"},
		{"eval of a misspelt request", "eval -condition own.txt -request typo.json", "", 2, "", `unknown field "ressource"`},
		{"eval of two requests as one", "eval -condition own.txt -request two.json", "", 2, "", "something stands behind it"},
		{"eval of no request", "eval -condition own.txt -request none.json", "", 2, "", "none.json: no request: there is none"},
		{"eval of a request without action", "eval -condition own.txt -request -", "{}", 0, "allow\n", "has no action"},
		{"eval of no condition", "eval -condition broken.txt -request allowed.json", "", 2, "", "broken.txt:1:1: "},
		{"eval without condition", "eval -request allowed.json", "", 2, "", "-condition is missing"},
		{"eval without request", "eval -condition own.txt", "", 2, "", "either -request or -requests"},

		{"explain", "explain -condition own.txt -request denied.json", "", 1, "deny: decided by " + ownText + " at 3:6\n…", ""},
		{"explain as a document", "explain -json -condition - -request allowed.json", own, 0, `{"decision":"allow","decidedBy":"` + ownText + `","position":…"missing":…"steps":[…`, ""},
		{"explain without request", "explain -condition own.txt", "", 2, "", "-request is missing"},

		{"compare equal", "compare own.txt canonical.txt -json", "", 0, `{"relation":"equal"}` + "\n", ""},
		{"compare wider", "compare -json own.txt wider.txt", "", 1, `{"relation":"wider","witness":{"action":"` + read1 + `","resource":{"` + container + `":"answers"}},"witnessAllowedBy":"new"}` + "\n", ""},
		{"compare narrower", "compare -json wider.txt -", own, 1, `{"relation":"narrower","witness":{"action":"` + read1 + `","resource":{"` + container + `":"answers"}},"witnessAllowedBy":"old"}` + "\n", ""},
		{"compare narrower and be glad", "compare -allow-narrower wider.txt own.txt", "", 0, "narrower\nonly the old one lets pass:\n{…", ""},
		{"compare wider and do not", "compare -allow-narrower own.txt wider.txt", "", 1, "wider\nonly the new one lets pass:\n{…", ""},
		{"compare incomparable", "compare -json own.txt other.txt", "", 1, `{"relation":"incomparable","witness":{…"answers"}},"witnessAllowedBy":"new"}` + "\n", ""},
		{"compare incomparable for people", "compare - other.txt", own, 1, "incomparable\nonly the new one lets pass:\n{…only the old one lets pass:\n{…", ""},
		{"compare one", "compare own.txt", "", 2, "", "give two files"},
		{"compare with no condition", "compare own.txt broken.txt", "", 2, "", "broken.txt:1:1: "},

		{"review", "review -role Storage_Blob_Data_Reader -condition own.txt", "", 0, "…", ""},
		{"review leaves actions open", "review -role Storage_Blob_Data_Contributor -condition own.txt", "", 1, "…own.txt:1:1: warning RA001: …", ""},
		{"review by GUID", "review -json -role ba92f5b4-2d11-453d-a403-e96b0029c9fe -condition -", own, 1,
			`{"file":"-","role":"ba92f5b4-2d11-453d-a403-e96b0029c9fe","name":"Storage Blob Data Contributor","uncovered":["…/blobs/write",…],"findings":[{"rule":"…`, ""},
		{"review of a role that it cannot restrict", "review -role Contributor -condition own.txt", "", 1, "…own.txt:1:1: error RA002: …", ""},
		{"review of a definition", "review -json -definition role.json -condition own.txt", "", 0, `{"file":"own.txt","role":"2f0b2f4e-7a41-4b0b-9f6c-0d3d5f1f9c01","name":"Own","uncovered":[],"findings":[…`, ""},
		{"review at a scope", "review -role Storage_Blob_Data_Reader -condition own.txt -scope /subscriptions/6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv", "", 1, "…error RA007: …", ""},
		{"review of no condition", "review -json -role Reader -condition broken.txt", "", 1, `{"file":"broken.txt",…"findings":[{"rule":"AB014",…`, ""},
		{"review of a role that nobody knows", "review -role Blob_Data_Reader -condition own.txt", "", 2, "", `did you mean "Storage Blob Data Reader"?`},
		{"review of what is no definition", "review -definition allowed.json -condition own.txt", "", 2, "", "no role definition"},
		{"review without role", "review -condition own.txt", "", 2, "", "give -role"},
		{"a command that is none", "lint own.txt", "", 2, "", `no command "lint"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			args := strings.Fields(tt.args)
			for i := range args {
				if i > 0 && args[i-1] == "-role" {
					args[i] = strings.ReplaceAll(args[i], "_", " ")
				}
			}
			code, stdout, stderr := execute(t, folder(t), tt.stdin, args...)
			if code != tt.code || !strings.Contains(stderr, tt.stderr) {
				t.Errorf("exit code %d, want %d; stderr:\n%s", code, tt.code, stderr)
			}
			if !like(tt.stdout, stdout) {
				t.Errorf("stdout %s\nwant %s", stdout, tt.stdout)
			}
			if strings.Contains(tt.args, "-json") && tt.code < 2 && !strings.Contains(tt.args, "-requests") && !json.Valid([]byte(stdout)) {
				t.Errorf("no document: %s", stdout)
			}
		})
	}
}

// like reports whether a text is as wanted, in which … stands for anything.
func like(want, text string) bool {
	parts := strings.Split(want, "…")
	for i, part := range parts {
		at := strings.Index(text, part)
		if at < 0 || i == 0 && at > 0 {
			return false
		}
		if i == len(parts)-1 {
			return part == "" || strings.HasSuffix(text, part)
		}
		text = text[at+len(part):]
	}
	return false
}

// fmt -w writes the canonical text, keeps comments and permissions, and nothing where nothing changes.
func TestProgram_formatInPlace(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	for range 2 {
		code, stdout, stderr := execute(t, dir, "", "fmt", "-w", "own.txt", "canonical.txt")
		if code != 0 || stdout != "" {
			t.Fatalf("exit code %d, stdout %q, stderr:\n%s", code, stdout, stderr)
		}
	}
	for _, name := range []string{"own.txt", "canonical.txt"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(canonical, string(text)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode().Perm() != 0o640 {
			t.Errorf("%s: %v, %v, want its permissions as they were", name, info.Mode(), err)
		}
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*.new")); len(left) > 0 || err != nil {
		t.Errorf("left behind: %v, %v", left, err)
	}
	link := filepath.Join(dir, "link.txt")
	if err := os.Symlink("marked.txt", link); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := execute(t, dir, "", "fmt", "-w", "link.txt"); code != 0 {
		t.Errorf("exit code %d, stderr:\n%s", code, stderr)
	}
	text, err1 := os.ReadFile(filepath.Join(dir, "marked.txt"))
	if to, err2 := os.Readlink(link); string(text) != canonical || to != "marked.txt" || err1 != nil || err2 != nil {
		t.Errorf("the link leads to %q, %v, %v, which is\n%s", to, err1, err2, text)
	}
	code, _, stderr := execute(t, dir, "", "fmt", "-w", "broken.txt")
	if text, err := os.ReadFile(filepath.Join(dir, "broken.txt")); code != 2 || string(text) != "x" || err != nil {
		t.Errorf("exit code %d, file %q, %v, want it as it was:\n%s", code, text, err, stderr)
	}
}

func TestProgram_help(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"-h"}, {"fmt", "-h"}, {"check", "-h"}, {"eval", "-h"}, {"explain", "-h"}, {"compare", "-h"}, {"review", "-h"}} {
		if code, stdout, stderr := execute(t, t.TempDir(), "", args...); code != 0 || stdout != "" || !strings.Contains(stderr, "usage: go run ./examples/condition") {
			t.Errorf("%v: exit code %d, stdout %q, stderr:\n%s", args, code, stdout, stderr)
		}
	}
}
