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

// A body that the service took or returned is legal, and comes out of the model and the builders as it went in.
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
	if diff := cmp.Diff(want, got, cmp.FilterPath(hidden, cmp.Ignore())); diff != "" {
		t.Errorf("encoded (-want +got)\n%s", diff)
	}
}

// hidden reports whether a value was printed in place of a secret.
func hidden(p cmp.Path) bool {
	x, y := p.Last().Values()
	return y.IsValid() && x.IsValid() && y.Kind() == reflect.Interface && y.Elem().IsValid() && y.Elem().Kind() == reflect.String &&
		y.Elem().String() == secret.Redacted
}
