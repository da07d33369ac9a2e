// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/internal/secret"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// samples are bodies that people sent to the service and got from it, beside the module, where somebody
// put them.
const samples = "../../shared/samples/connections/clean"

// A body that the service took or returned is legal, and comes out of the model as it went in.
func TestSamples(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(samples + "/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			t.Parallel()
			text := testworld.Must[[]byte](t)(os.ReadFile(file))
			var list struct{ Value []json.RawMessage }
			if err := json.Unmarshal(text, &list); err != nil {
				t.Fatal(err)
			}
			if len(list.Value) == 0 {
				list.Value = []json.RawMessage{text}
			}
			for _, one := range list.Value {
				sample(t, one)
			}
		})
	}
	if len(files) == 0 {
		t.Logf("there are no samples in %s", samples)
	}
}

func sample(t *testing.T, text []byte) {
	t.Helper()
	var c connections.Connection
	if err := json.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	if err := c.Validate(); err != nil {
		t.Errorf("Validate() = %v", err)
	}
	var again connections.ConnectionProperties
	if again.SetAuth(c.Properties.Auth()); !reflect.DeepEqual(again.Auth(), c.Properties.Auth()) {
		t.Errorf("the way to sign in became %#v, was %#v", again.Auth(), c.Properties.Auth())
	}
	b, err := c.Builder()
	gateway := c.Properties.Category == connections.CategoryAPIManagement || c.Properties.Category == connections.CategoryModelGateway
	if bare := gateway && c.Properties.Metadata == nil; bare != (err != nil) { // the service took those, and no model can be called
		t.Errorf("Builder() = %v", err)
	} else if got := connections.BodyOf(b); !bare && !reflect.DeepEqual(got, c) {
		t.Errorf("the builder's body (-want +got)\n%s", cmp.Diff(c, got))
	}
	var want, got any
	for v, text := range map[*any][]byte{&want: text, &got: testworld.Must[[]byte](t)(json.Marshal(c))} {
		if err := json.Unmarshal(text, v); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(filled(want), got, cmp.FilterPath(hidden, cmp.Ignore())); diff != "" {
		t.Errorf("encoded (-want +got)\n%s", diff)
	}
}

// filled takes out what the model reads as absent, and keeps the null that metadata may hold as no text.
func filled(v any) any {
	o, ok := v.(map[string]any)
	if !ok {
		return v
	}
	out := map[string]any{}
	for name, member := range o {
		member = filled(member)
		inner, isObject := member.(map[string]any)
		switch {
		case name == "metadata" && isObject:
			for key, value := range o[name].(map[string]any) {
				if value == nil {
					inner[key] = ""
				}
			}
			out[name] = inner
		case member == nil && (name == "location" || name == "tags"):
			out[name] = nil // members that the model does not know
		case member == nil, name == "credentials" && isObject && len(inner) == 0:
		default:
			out[name] = member
		}
	}
	return out
}

// hidden reports whether a value was printed in place of a secret.
func hidden(p cmp.Path) bool {
	x, y := p.Last().Values()
	return y.IsValid() && x.IsValid() && y.Kind() == reflect.Interface && y.Elem().IsValid() && y.Elem().Kind() == reflect.String &&
		y.Elem().String() == secret.Redacted
}
