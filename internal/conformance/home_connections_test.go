// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	azfake "github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	cognitive "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/cognitiveservices/armcognitiveservices/v2"
	cognitivefake "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/cognitiveservices/armcognitiveservices/v2/fake"
	learning "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/machinelearning/armmachinelearning/v4"
	learningfake "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/machinelearning/armmachinelearning/v4/fake"
	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/connections"
)

// bondStage is a stage with the official fake servers of connections.
func bondStage(names map[string]string) *stage {
	s := &stage{names: names, versions: map[string]bool{}}
	c := cognitivefake.ServerFactory{
		AccountConnectionsServer: bonding[cognitivefake.AccountConnectionsServer](s),
		ProjectConnectionsServer: bonding[cognitivefake.ProjectConnectionsServer](s),
	}
	l := learningfake.ServerFactory{WorkspaceConnectionsServer: bonding[learningfake.WorkspaceConnectionsServer](s)}
	s.transport = either{cognitivefake.NewServerFactoryTransport(&c), learningfake.NewServerFactoryTransport(&l)}
	return s
}

// either sends requests to the fake servers of their provider.
type either struct{ cognitive, learning policy.Transporter }

// Do implements policy.Transporter.
func (e either) Do(req *http.Request) (*http.Response, error) {
	if strings.Contains(req.URL.Path, "/Microsoft.MachineLearningServices/") {
		return e.learning.Do(req)
	}
	return e.cognitive.Do(req)
}

// bonding is [answering] with connections in the answers, which have a key that prints as a secret of
// ours does.
func bonding[S any](s *stage) S {
	server := answering[S](s)
	for field, f := range reflect.ValueOf(&server).Elem().Fields() {
		inner := reflect.ValueOf(f.Interface())
		f.Set(reflect.MakeFunc(f.Type(), func(in []reflect.Value) []reflect.Value {
			out := inner.Call(in) // notes what was heard
			r := reflect.New(f.Type().Out(0))
			set, status := "SetResponse", 200
			if strings.HasSuffix(field.Name, "Pager") {
				set = "AddPage"
			}
			m := r.MethodByName(set)
			v := reflect.New(m.Type().In(1)).Elem()
			bond(v)
			m.Call([]reflect.Value{reflect.ValueOf(status), v, reflect.Zero(m.Type().In(2))})
			out[0] = r.Elem()
			return out
		}))
	}
	return server
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

// official returns the official clients of the homes.
func officialHomes(t *testing.T, subscription string, cred azcore.TokenCredential, opts *arm.ClientOptions) homes {
	t.Helper()
	c, err := cognitive.NewClientFactory(subscription, cred, opts)
	if err != nil {
		t.Fatal(err)
	}
	l, err := learning.NewClientFactory(subscription, cred, opts)
	if err != nil {
		t.Fatal(err)
	}
	return homes{c, l}
}

// Every operation on connections is done by the official clients and by ours, each on official fake
// servers of their own: same requests but for the API version, same bodies as the server decodes them,
// same results as JSON.
func TestConnections_agreeWithOfficial(t *testing.T) {
	t.Parallel()
	for _, row := range homeRows(group) {
		t.Run(fmt.Sprintf("%s/%T", row.method, row.home), func(t *testing.T) {
			t.Parallel()
			names := map[string]string{}
			theirs, mine := bondStage(names), bondStage(names)
			want, err := row.theirs(t.Context(), officialHomes(t, group.Subscription, &azfake.TokenCredential{}, &arm.ClientOptions{
				ClientOptions: policy.ClientOptions{Transport: theirs, Retry: policy.RetryOptions{MaxRetries: -1}},
			}))
			if err != nil {
				t.Fatalf("official client: %v", err)
			}
			c, err := connections.NewClient(&azfake.TokenCredential{}, &arm.ClientOptions{ClientOptions: policy.ClientOptions{
				Transport: mine, Retry: policy.RetryOptions{MaxRetries: -1}, PerCallPolicies: []policy.Policy{named{mine}},
			}})
			if err != nil {
				t.Fatal(err)
			}
			got, err := row.ours(t.Context(), c.Connections)
			if err != nil {
				t.Fatalf("our client: %v", err)
			}
			if d := diff(t, want, got); d != "" {
				t.Errorf("results differ (-official +ours):\n%s", d)
			}
			if d := cmp.Diff(theirs.exchanges, mine.exchanges); d != "" {
				t.Errorf("requests differ (-official +ours):\n%s", d)
			}
			if d := cmp.Diff(theirs.heard, mine.heard); d != "" {
				t.Errorf("the server decoded different things (-official +ours):\n%s", d)
			}
			if len(mine.heard) == 0 {
				t.Error("the server heard nothing")
			}
			if v := mine.apiVersions(); !slices.Equal(v, []string{"2026-05-01"}) {
				t.Errorf("our requests have API versions %q, want 2026-05-01 alone", v)
			}
		})
	}
}

// Every method of our client has a row; the official modules have no Modify and no TestConnection.
func TestConnections_agreeWithOfficial_inEveryMethod(t *testing.T) {
	t.Parallel()
	compared := map[string]bool{"Modify": true, "TestConnection": true}
	for _, row := range homeRows(group) {
		compared[row.method] = true
	}
	for m := range reflect.TypeFor[*connections.ConnectionsClient]().Methods() {
		if !compared[m.Name] {
			t.Errorf("%s has no row", m.Name)
		}
	}
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
