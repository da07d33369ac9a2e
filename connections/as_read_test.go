// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

func same(t *testing.T, want, got string) {
	t.Helper()
	var a, b any
	if err := json.Unmarshal([]byte(want), &a); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(got), &b); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("encoded (-want +got)\n%s", diff)
	}
}

// What was read is encoded as it was, also where it says nothing.
func TestConnection_encodesAsRead(t *testing.T) {
	t.Parallel()
	for _, properties := range []string{
		`{"authType":"AAD"}`,
		`{"authType":"AAD","credentials":null}`,
		`{"authType":"AAD","credentials":{}}`,
		`{"authType":"AAD","credentials":{ }}`,
		`{"authType":"OAuth2","credentials":{"clientId":"","username":null,"later":""}}`,
		`{"authType":"AAD","expiryTime":null,"target":"","scopes":null,"sharedUserList":[],"isSharedToAll":null,"category":""}`,
		`{"authType":"AAD","metadata":null}`,
		`{"authType":"AAD","metadata":{}}`,
		`{"authType":"AAD","metadata":{"a":null}}`,
		`{"authType":"AAD","metadata":{"a":null,"b":"","c":"d","models":"[{\"version\":\"\"}]"}}`,
		`{"authType":"AAD","later":null,"sooner":{},"metadata":{"a":null},"after":""}`,
		`{"authType":"","target":"t"}`,
		`{"target":"t"}`,
		`{}`,
	} {
		body := `{"id":"i","location":null,"properties":` + properties + `}`
		var c connections.Connection
		if err := json.Unmarshal([]byte(body), &c); err != nil {
			t.Fatal(err)
		}
		same(t, body, string(testworld.Must[[]byte](t)(json.Marshal(c))))
		same(t, properties, string(testworld.Must[[]byte](t)(json.Marshal(c.Properties))))
		if b, err := c.Builder(); err != nil {
			t.Errorf("Builder() = %v", err)
		} else {
			same(t, body, string(testworld.Must[[]byte](t)(json.Marshal(connections.BodyOf(b)))))
		}
	}
}

// Names in another case are those of the fields, and so are the names that say nothing.
func TestConnection_encodesAsReadInAnotherCase(t *testing.T) {
	t.Parallel()
	var c connections.Connection
	if err := json.Unmarshal([]byte(`{"Properties":{"AuthType":"AAD","Metadata":{"a":null},"Credentials":{}}}`), &c); err != nil {
		t.Fatal(err)
	}
	same(t, `{"properties":{"authType":"AAD","metadata":{"a":null},"credentials":{}}}`, string(testworld.Must[[]byte](t)(json.Marshal(c))))
	c.Properties.SetAuth(connections.APIKey{Key: connections.NewSecret("k")})
	same(t, `{"properties":{"authType":"ApiKey","metadata":{"a":null},"credentials":{"key":"REDACTED"}}}`, string(testworld.Must[[]byte](t)(json.Marshal(c))))
}

// What a field says goes before what was read, and what is taken away stays away.
func TestConnection_changesWhatSaidNothing(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		change func(*connections.ConnectionProperties)
		want   string
	}{
		{"a text", func(p *connections.ConnectionProperties) { p.Target = "t" }, `{"authType":"AAD","target":"t","metadata":{"a":null,"b":null},"credentials":{}}`},
		{"metadata", func(p *connections.ConnectionProperties) { p.Metadata["a"] = "1" }, `{"authType":"AAD","target":"","metadata":{"a":"1","b":null},"credentials":{}}`},
		{"a key less", func(p *connections.ConnectionProperties) { delete(p.Metadata, "a") }, `{"authType":"AAD","target":"","metadata":{"b":null},"credentials":{}}`},
		{"no metadata", func(p *connections.ConnectionProperties) { p.Metadata = nil }, `{"authType":"AAD","target":"","credentials":{}}`},
		{"credentials", func(p *connections.ConnectionProperties) { p.SetAuth(connections.SAS{}) }, `{"authType":"SAS","target":"","metadata":{"a":null,"b":null},"credentials":{}}`},
		{"nothing of it", func(p *connections.ConnectionProperties) { p.Unknown = nil }, `{"authType":"AAD","metadata":{"a":"","b":""}}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var p connections.ConnectionProperties
			if err := json.Unmarshal([]byte(`{"authType":"AAD","target":"","metadata":{"a":null,"b":null},"credentials":{}}`), &p); err != nil {
				t.Fatal(err)
			}
			test.change(&p)
			same(t, test.want, string(testworld.Must[[]byte](t)(json.Marshal(p))))
		})
	}
}

// A write sends the nulls of metadata, and none that stand for what a read hides.
func TestConnections_sendNulls(t *testing.T) {
	t.Parallel()
	const read = `"authType":"AAD","category":"CognitiveSearch","target":"https://s.search.windows.net","metadata":{"ApiType":null},"expiryTime":null,"credentials":{},"audience":"","Later":null`
	const want = `{"properties":{"authType":"AAD","category":"CognitiveSearch","target":"https://s.search.windows.net","metadata":{"ApiType":null},"Later":null}}`
	var c connections.Connection
	if err := json.Unmarshal([]byte(`{"properties":{`+read+`}}`), &c); err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, nil)
	id := account().Connection("search")
	ctx, plan := azfoundry.DryRun(azfoundry.WithoutValidation(t.Context()))
	_, err1 := w.Create(ctx, id, c)
	_, err2 := w.Update(ctx, id, connections.ConnectionUpdate{Properties: c.Properties})
	if len(plan.Writes()) != 2 {
		t.Fatal(err1, err2)
	}
	for _, write := range plan.Writes() {
		same(t, want, string(write.Body))
	}
	if _, err := w.Create(azfoundry.WithoutValidation(t.Context()), id, c); err != nil {
		t.Fatal(err)
	}
	w.sent.mu.Lock()
	same(t, want, w.sent.last[http.MethodPut])
	w.sent.mu.Unlock()
	if c.Properties.Unknown == nil {
		t.Error("a write changed the caller's body")
	}
}

// Nulls of a builder come out as nulls, go before nothing that its fields say, and leave with it.
func TestAPIManagement_nulls(t *testing.T) {
	t.Parallel()
	b := connections.APIManagement{
		Target: "https://contoso.azure-api.net/openai-v1", Auth: asProject(), Models: connections.DefaultDiscovery(),
		Nulls: []string{"inferenceAPIVersion", "deploymentAPIVersion", "Location"}, DeploymentAPIVersion: "2024-10-01",
	}
	body := connections.BodyOf(b)
	discovery, _ := json.Marshal(body.Properties.Metadata["modelDiscovery"])
	same(t, `{"Location":null,"deploymentAPIVersion":"2024-10-01","deploymentInPath":"false","inferenceAPIVersion":null,"modelDiscovery":`+string(discovery)+`}`,
		metadataOf(t, body))
	again := testworld.Must[connections.APIManagement](t)(connections.ParseAPIManagement(body))
	if diff := cmp.Diff([]string{"Location", "inferenceAPIVersion"}, again.Nulls); diff != "" || again.InferenceAPIVersion != "" {
		t.Errorf("Nulls (-want +got)\n%s", diff)
	}
	again.Nulls = again.Nulls[:1]
	same(t, `{"Location":null,"deploymentAPIVersion":"2024-10-01","deploymentInPath":"false","modelDiscovery":`+string(discovery)+`}`,
		metadataOf(t, connections.BodyOf(again)))
}

// metadataOf returns the metadata of a body as they are sent.
func metadataOf(t *testing.T, c connections.Connection) string {
	t.Helper()
	var wire struct {
		Properties struct{ Metadata json.RawMessage }
	}
	if err := json.Unmarshal(testworld.Must[[]byte](t)(json.Marshal(c)), &wire); err != nil {
		t.Fatal(err)
	}
	return string(wire.Properties.Metadata)
}

// The emulator takes a null of a builder and answers with it, as the service does; Modify keeps it.
func TestConnections_keepNulls(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := project().Connection("gateway")
	b := connections.APIManagement{
		Target: "https://contoso.azure-api.net/openai-v1", Auth: asProject(), Models: connections.DefaultDiscovery(), Nulls: []string{"inferenceAPIVersion"},
	}
	body := testworld.Must[connections.Connection](t)(b.Connection())
	testworld.Must[connections.Connection](t)(w.Create(t.Context(), id, body))
	testworld.Must[connections.Connection](t)(w.Modify(t.Context(), id, func(c *connections.Connection) error {
		c.Properties.Metadata["deploymentInPath"] = "true"
		return nil
	}))
	b.DeploymentInPath = true
	got := testworld.Must[connections.Connection](t)(w.Get(t.Context(), id))
	same(t, metadataOf(t, connections.BodyOf(b)), metadataOf(t, got))
	if again := testworld.Must[connections.APIManagement](t)(connections.ParseAPIManagement(got)); again.Nulls == nil {
		t.Error("the builder of what was read has no null")
	}
}

// Members that say nothing are nothing to apply; a null of metadata is one where there is no such key yet.
func TestConnections_ApplyNulls(t *testing.T) {
	t.Parallel()
	const want = `{"properties":{"authType":"AAD","category":"CognitiveSearch","target":"https://s.search.windows.net",` +
		`"metadata":{"ApiType":"Azure","location":null},"credentials":{},"expiryTime":null}}`
	var c connections.Connection
	if err := json.Unmarshal([]byte(want), &c); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ read, outcome, sent string }{
		{`{"ApiType":"Azure","location":null}`, "search unchanged", ""},
		{`{"ApiType":"Azure","location":""}`, "search unchanged", ""},
		{`{"ApiType":"Azure"}`, "search updated", `{"properties":{"metadata":{"ApiType":"Azure","location":null},"authType":"AAD"}}`},
	} {
		s := &service{status: http.StatusOK, body: `{"properties":{"authType":"AAD","category":"CognitiveSearch","target":"https://s.search.windows.net","metadata":` + test.read + `}}`}
		ctx := azfoundry.WithoutValidation(t.Context())
		done, err := s.client(t).Apply(ctx, workspace(), []connections.Wanted{{Name: "search", Connection: c}}, nil)
		if got := outcomes(done); err != nil || got != test.outcome {
			t.Errorf("Apply() to %s = %s, %v, want %s", test.read, got, err, test.outcome)
		}
		if last := s.seen[len(s.seen)-1]; strings.HasPrefix(last, "PATCH ") != (test.sent != "") || !strings.HasSuffix(last, test.sent) {
			t.Errorf("Apply() to %s sent %s, want %s", test.read, last, test.sent)
		}
	}
}

// TestConnection_manyNulls has as many members that say nothing as fit into a large answer: work that grows
// with their square would take minutes.
func TestConnection_manyNulls(t *testing.T) {
	t.Parallel()
	var metadata, unknown strings.Builder
	for i := range 50_000 {
		fmt.Fprintf(&metadata, `"k%d":null,`, i)
		fmt.Fprintf(&unknown, `"u%d":"",`, i)
	}
	body := `{"properties":{` + unknown.String() + `"authType":"AAD","metadata":{` + metadata.String() + `"last":"said"}}}`
	var c connections.Connection
	if err := json.Unmarshal([]byte(body), &c); err != nil {
		t.Fatal(err)
	}
	if got := testworld.Must[[]byte](t)(json.Marshal(c)); len(got) < len(body) || len(got) > len(body)+100 {
		t.Errorf("%d bytes, want the %d that were read, and names that are always written", len(got), len(body))
	}
}
