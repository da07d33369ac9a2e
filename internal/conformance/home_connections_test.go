// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	cognitive "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/cognitiveservices/armcognitiveservices/v2"
	learning "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/machinelearning/armmachinelearning/v4"

	"github.com/azfoundry/azfoundry/armtest"
)

// either sends requests to the fake servers of their provider.
type either struct{ cognitive, learning policy.Transporter }

// Do implements policy.Transporter.
func (e either) Do(req *http.Request) (*http.Response, error) {
	if strings.Contains(req.URL.Path, "/Microsoft.MachineLearningServices/") {
		return e.learning.Do(req)
	}
	return e.cognitive.Do(req)
}

// bond fills an answer with a connection, or with a list of two.
func bond(v reflect.Value) {
	switch v := v.Addr().Interface().(type) {
	case *cognitive.ConnectionPropertiesV2BasicResource:
		*v = *cognitiveConnection()
		v.ID, v.Name, v.Type = new("/i"), new("n"), new("t")
		v.Properties.(*cognitive.APIKeyAuthConnectionProperties).Credentials.Key = new("REDACTED")
		return
	case *learning.WorkspaceConnectionPropertiesV2BasicResource:
		*v = learningConnection()
		v.ID, v.Name, v.Type = new("/i"), new("n"), new("t")
		v.Properties.(*learning.APIKeyAuthWorkspaceConnectionProperties).Credentials.Key = new("REDACTED")
		return
	}
	for field, f := range v.Fields() {
		switch {
		case field.Name == "Value":
			f.Set(reflect.MakeSlice(f.Type(), 2, 2))
			for i := range 2 {
				f.Index(i).Set(reflect.New(f.Type().Elem().Elem()))
				bond(f.Index(i).Elem())
			}
		case f.Kind() == reflect.Struct:
			bond(f)
		}
	}
}

// newHomes returns the official clients of the homes.
func newHomes(subscription string, cred azcore.TokenCredential, opts *arm.ClientOptions) (homes, error) {
	c, err := cognitive.NewClientFactory(subscription, cred, opts)
	if err != nil {
		return homes{}, err
	}
	l, err := learning.NewClientFactory(subscription, cred, opts)
	return homes{c, l}, err
}

// officialHomes returns the official clients of the homes.
func officialHomes(t *testing.T, subscription string, cred azcore.TokenCredential, opts *arm.ClientOptions) homes {
	t.Helper()
	h, err := newHomes(subscription, cred, opts)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// Official clients make connections in a world, of an older API version, read them and delete them.
func TestOfficialClient_connections(t *testing.T) {
	t.Parallel()
	world := start(t, nil)
	chain := as(t, administrator.chain(t, world), armtest.ManagementTenant)
	opts, err := chain.ClientOptions(world.ClientOptions())
	if err != nil {
		t.Fatal(err)
	}
	in := group
	in.Subscription, in.Name = armtest.ManagementSubscription, armtest.DefaultNetworkGroup
	for _, home := range homeIDs(in) {
		err := world.Put(home.String(), map[string]any{
			"location": armtest.DefaultRegion, "kind": "AIServices", "sku": map[string]any{"name": "S0"},
			"identity": map[string]any{"type": "SystemAssigned"}, "properties": map[string]any{"allowProjectManagement": true},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	c := officialHomes(t, in.Subscription, chain, opts)
	for _, row := range homeRows(in) {
		got, err := row.theirs(t.Context(), c)
		if err != nil {
			t.Fatalf("%s of a %T: %v", row.method, row.home, err)
		}
		text := fmt.Sprint(generic(t, got))
		if shown := strings.Contains(text, "k<&>"); shown != (row.method == "ListSecrets") {
			t.Errorf("%s of a %T returned %s", row.method, row.home, text)
		}
		if row.method == "List" && strings.Count(text, "models-1_a") == 0 {
			t.Errorf("the list of a %T is %s", row.home, text)
		}
	}
}
