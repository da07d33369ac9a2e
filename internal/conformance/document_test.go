// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	apim "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/apimanagement/armapimanagement/v3"
	authorization "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/authorization/armauthorization/v2"
	cognitive "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/cognitiveservices/armcognitiveservices/v2"
	keyvault "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/keyvault/armkeyvault"
	learning "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/machinelearning/armmachinelearning/v4"
	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"
)

var update = flag.Bool("update", false, "write docs/conformance.md")

// path of the document, from here.
const path = "../../docs/conformance.md"

// preamble is what the document begins with.
const preamble = `# Conformance with the official Azure SDK for Go

Written by the run of ` + "`internal/conformance`" + `; after a change there: ` + "`go test . -run TestConformance -update`" + ` in that folder.

Each operation that both kinds of client have is done four times, by rows of a table:

* **Our client → official fake**: the official client and ours each talk to a fake server of the official module. *Same* means:
  the same requests (method, path, query but for the API version, headers, body), the same as the fake server decodes them, and the
  same results as JSON; refusals arrive as OpError with the server's code over azcore's error.
* **Official client → armtest**: the official client and ours each work in a world of ` + "`armtest`" + ` of their own. *Same* means:
  the official client ends without an error and with a complete result of its own type, and all of it is in what ours returns, but for
  GUIDs. Lists have one item a page there; long-running operations are looked at until they are done.

The examples in the official modules hold bodies of requests and answers as Go literals. Each whose type has a model here is written as
JSON, with which the official model must agree; it decodes in our model and encodes as the same JSON. Secrets print as REDACTED. Two
differences are counted instead, and their members are listed below the table:

* An empty text is left out. In our models the empty text of a member that may be missing is no text, so that nobody has to write
  pointers to texts; a PUT that leaves the member out says the same to the service. Modify sends what it did not change as it was read,
  the empty text as well. Who wants to send one writes it where unknown members stand: a model whose Unknown is ` + "`{\"description\":\"\"}`" + `
  sends that. Where an empty text means something else than none, as in updates that clear one, the member is a pointer.
* What the service requires and the example has not is written empty. Such an example is not what the service takes: a manager without a
  region is refused with LocationRequired.

`

// factories are the official modules.
func factories() map[string]reflect.Type {
	return map[string]reflect.Type{
		"armnetwork":           reflect.TypeFor[*official.ClientFactory](),
		"armcognitiveservices": reflect.TypeFor[*cognitive.ClientFactory](),
		"armmachinelearning":   reflect.TypeFor[*learning.ClientFactory](),
		"armapimanagement":     reflect.TypeFor[*apim.ClientFactory](),
		"armkeyvault":          reflect.TypeFor[*keyvault.ClientFactory](),
		"armauthorization":     reflect.TypeFor[*authorization.ClientFactory](),
	}
}

// officialClient returns the module and the type of an official client.
func officialClient(name string) (module string, client reflect.Type) {
	// no name that matters is in two modules
	for _, module := range slices.Sorted(maps.Keys(factories())) {
		if m, ok := factories()[module].MethodByName("New" + name); ok {
			return module, m.Type.Out(0)
		}
	}
	return "", nil
}

// document returns what docs/conformance.md should say.
func document(all []described, book *ledger, modules map[string]officialModule, examples map[string]counts) string {
	var b strings.Builder
	b.WriteString(preamble)
	b.WriteString("Official modules: " + strings.Join(moduleVersions(modules), ", ") + ".\n\n")
	b.WriteString("| Package | API version of ours | Rows | Official operations | Of these in worlds | Bodies in official examples | An empty text left out | A required member missing |\n|---|---|---|---|---|---|---|---|\n")
	for _, s := range all {
		entries, worlds := book.entries(s.name), 0
		for _, e := range entries {
			worlds += min(e.worlds, 1)
		}
		n := examples[s.name]
		fmt.Fprintf(&b, "| %s | %s | %d | %d | %d | %d | %d | %d |\n", s.name, strings.Join(s.versions, ", "), len(s.trials), len(entries), worlds, n.all, n.emptied, n.required)
	}
	differences(&b, "Empty texts that are left out", all, func(s described) []string { return examples[s.name].left })
	differences(&b, "Required members that examples have not", all, func(s described) []string { return examples[s.name].added })
	for _, s := range all {
		section(&b, s, book.entries(s.name))
	}
	return b.String()
}

// differences lists members by package.
func differences(b *strings.Builder, title string, all []described, members func(described) []string) {
	b.WriteString("\n" + title + ":\n\n")
	for _, s := range all {
		if m := members(s); len(m) > 0 {
			fmt.Fprintf(b, "* %s: %s\n", s.name, strings.Join(m, ", "))
		}
	}
}

func section(b *strings.Builder, s described, entries []entry) {
	fmt.Fprintf(b, "\n## %s\n\n| Official operation | Our methods | Our client → official fake | Official client → armtest |\n|---|---|---|---|\n", s.name)
	used := map[string][]string{}
	for _, e := range entries {
		client, operation, _ := strings.Cut(e.operation, ".")
		module, _ := officialClient(client)
		used[client] = append(used[client], operation)
		verdict := "same"
		if e.failed {
			verdict = "differs"
		}
		fmt.Fprintf(b, "| %s.%s | %s | %s, %s | %s |\n", module, e.operation, strings.Join(e.ours, ", "), verdict, plural(e.rows, "row"), e.world())
	}
	if len(s.excused) > 0 {
		b.WriteString("\nMethods of ours without a row:\n\n")
		for _, m := range slices.Sorted(maps.Keys(s.excused)) {
			fmt.Fprintf(b, "* %s: %s\n", m, s.excused[m])
		}
	}
	if left := unused(used); len(left) > 0 {
		fmt.Fprintf(b, "\nOperations of these official clients that %s does not have: %s.\n", s.name, strings.Join(left, ", "))
	}
}

// unused returns the operations of official clients that no row is about.
func unused(used map[string][]string) []string {
	var out []string
	for _, client := range slices.Sorted(maps.Keys(used)) {
		_, typ := officialClient(client)
		for m := range typ.Methods() {
			if !slices.Contains(used[client], m.Name) {
				out = append(out, client+"."+m.Name)
			}
		}
	}
	return out
}

// moduleVersions returns the official modules with their versions.
func moduleVersions(modules map[string]officialModule) []string {
	var out []string
	for name := range factories() {
		out = append(out, modules[name].name+" "+modules[name].version)
	}
	slices.Sort(out)
	return out
}

// matchDocument compares the document with the one that is committed, or writes it.
func matchDocument(t *testing.T, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(filepath.FromSlash(path), []byte(want), 0o644); err != nil { //nolint:gosec // a document
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(filepath.FromSlash(path))
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("docs/conformance.md is not what this run found; write it with -update:\n%s", firstDifference(string(got), want))
	}
}

// firstDifference shows the first line in which two texts differ.
func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		var a, b string
		if i < len(g) {
			a = g[i]
		}
		if i < len(w) {
			b = w[i]
		}
		if a != b {
			return fmt.Sprintf("line %d: has %q, found %q", i+1, a, b)
		}
	}
	return ""
}
