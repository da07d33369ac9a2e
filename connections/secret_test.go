// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// No answer has credentials but that of ListSecrets, which can be written as it is.
func TestConnections_credentialsAreHidden(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := workspace().Connection("gateway")
	made := testworld.Must[connections.Connection](t)(w.Create(t.Context(), id, gateway()))
	w.sent.want(t, http.MethodPut, `{"properties":{"authType":"ApiKey","category":"ModelGateway","target":"https://models.contoso.com/v1",`+
		`"metadata":{"deploymentInPath":"false","inferenceAPIVersion":"",`+offeredText+`},"credentials":{"key":"s3cret"}}}`)
	read := testworld.Must[connections.Connection](t)(w.Get(t.Context(), id))
	listed := testworld.Must[[]connections.Connection](t)(azfoundry.Collect(w.List(t.Context(), id.Home, nil)))
	changed := testworld.Must[connections.Connection](t)(w.Modify(t.Context(), id, func(c *connections.Connection) error {
		c.Properties.Target += "/"
		return nil
	}))
	for name, c := range map[string]connections.Connection{"Create": made, "Get": read, "List": listed[0], "Modify": changed} {
		if got := c.Properties.Auth(); got != (connections.APIKey{}) {
			t.Errorf("%s() shows %#v, want a key that is absent", name, got)
		}
	}
	whole := testworld.Must[connections.Connection](t)(w.ListSecrets(t.Context(), id))
	if !whole.Properties.Credentials.Key.Equal(connections.NewSecret("s3cret")) {
		t.Error("ListSecrets() does not have the key")
	}
	testworld.Must[connections.Connection](t)(w.Create(t.Context(), workspace().Connection("copy"), whole))
	again := testworld.Must[connections.Connection](t)(w.ListSecrets(t.Context(), workspace().Connection("copy")))
	if !again.Properties.Credentials.Key.Equal(connections.NewSecret("s3cret")) {
		t.Error("the copy does not have the key")
	}
}

// A body that was read has no secret, and a PUT would need it; Create says so before the service does.
func TestConnections_CreateRefusesWhatWasRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := project().Connection("gateway")
	testworld.Must[connections.Connection](t)(w.Create(t.Context(), id, gateway()))
	read := testworld.Must[connections.Connection](t)(w.Get(t.Context(), id))
	_, err := w.Create(t.Context(), id, read)
	wantFaults(t, err, "/properties/credentials CN004")
	_, err = w.Create(azfoundry.WithoutValidation(t.Context()), id, read)
	wantRefusal(t, err, http.StatusBadRequest, "ValidationError")
}

func TestConnections_onlyWorkspacesOfferActions(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for _, id := range ids("gateway")[:2] {
		_, err := w.ListSecrets(t.Context(), id)
		wantFaults(t, err, "id.Home workspace")
		wantFaults(t, w.TestConnection(t.Context(), id, gateway()), "id.Home workspace")
	}
	if n := len(w.Requests()); n != 0 {
		t.Errorf("%d requests, want none", n)
	}
	id := workspace().Connection("gateway")
	_, err := w.ListSecrets(t.Context(), id)
	wantRefusal(t, err, http.StatusNotFound, "ResourceNotFound")
	wantRefusal(t, w.TestConnection(t.Context(), id, gateway()), http.StatusNotFound, "ResourceNotFound")
	testworld.Must[connections.Connection](t)(w.Create(t.Context(), id, gateway()))
	if err := w.TestConnection(t.Context(), id, gateway()); err != nil {
		t.Errorf("TestConnection() = %v", err)
	}
	wantFaults(t, w.TestConnection(t.Context(), id, connections.Connection{}), "/properties/authType required", "/properties/category CN002")
	if err := w.TestConnection(t.Context(), connections.ID{Name: "homeless"}, gateway()); err == nil {
		t.Error("a connection without a home was tested")
	}
}

// Nothing that prints a connection prints a secret, not even one in a member that nobody knows.
func TestCredentials_print(t *testing.T) {
	t.Parallel()
	var c connections.Connection
	body := `{"properties":{"authType":"New","credentials":{"key":"hush","keys":{"a":"hush"},"clientId":"c","brandNew":"hush"}}}`
	if err := json.Unmarshal([]byte(body), &c); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "c", c, "d", c.Properties.Credentials, "a", c.Properties.Auth())
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "c", c, "d", c.Properties.Credentials, "a", c.Properties.Auth())
	for _, v := range []any{c, &c, c.Properties.Credentials, &c.Properties.Credentials, c.Properties.Auth()} {
		log.Write(testworld.Must[[]byte](t)(json.Marshal(v)))
	}
	texts := []string{log.String(), c.Properties.Credentials.String()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		texts = append(texts, fmt.Sprintf(verb, c), fmt.Sprintf(verb, &c), fmt.Sprintf(verb, c.Properties.Credentials), fmt.Sprintf(verb, c.Properties.Auth()))
	}
	for _, text := range texts {
		if strings.Contains(text, "hush") || strings.Contains(text, "68757368") || strings.Contains(text, "104 117 115 104") {
			t.Errorf("a secret is printed in %s", text)
		}
	}
	want := `{"properties":{"authType":"New","credentials":{"key":"REDACTED","keys":{"a":"REDACTED"},"clientId":"c","brandNew":"REDACTED"}}}`
	if diff := cmp.Diff(want, string(testworld.Must[[]byte](t)(json.Marshal(c)))); diff != "" {
		t.Errorf("JSON (-want +got)\n%s", diff)
	}
	if got, want := c.Properties.Credentials.String(), "{Key Keys ClientID Unknown}"; got != want {
		t.Errorf("String() = %s, want %s", got, want)
	}
}

func TestConnections_dryRunHidesTheSecret(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx, plan := azfoundry.DryRun(t.Context())
	if _, err := w.Create(ctx, project().Connection("gateway"), gateway()); err == nil {
		t.Fatal("a dry run succeeded")
	}
	if got := plan.Writes()[0].Body; strings.Contains(got, "s3cret") || !strings.Contains(got, "REDACTED") {
		t.Errorf("the plan says %s", got)
	}
}

// On the wire a member that nobody knows goes out as it is.
func TestConnections_sendUnknownCredentials(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	auth := connections.UnknownAuth{AuthType: "Telepathy", Credentials: connections.Credentials{
		Key: connections.NewSecret("k"), Unknown: []byte(`{"brandNew":{"a":1.10}}`),
	}}
	id := workspace().Connection("new")
	testworld.Must[connections.Connection](t)(w.Create(azfoundry.WithoutValidation(t.Context()), id, connections.New("Brand-New", "https://a.b", auth)))
	w.sent.want(t, http.MethodPut, `{"properties":{"authType":"Telepathy","category":"Brand-New","target":"https://a.b",`+
		`"credentials":{"key":"k","brandNew":{"a":1.10}}}}`)
	got := testworld.Must[connections.Connection](t)(w.ListSecrets(t.Context(), id))
	if diff := cmp.Diff(`{"brandNew":{"a":1.10}}`, string(got.Properties.Credentials.Unknown)); diff != "" {
		t.Errorf("what the service returned (-want +got)\n%s", diff)
	}
}
