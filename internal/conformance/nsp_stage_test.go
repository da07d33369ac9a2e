// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	azfake "github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9/fake"
	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/nsp"
)

// nspRow is one operation on perimeters that both kinds of client have, done by both.
type nspRow struct {
	// method is ours: "ProfilesClient.Get". More than one row may have it.
	method string
	// with says what is particular about this row; may be empty.
	with   string
	theirs func(context.Context, *official.ClientFactory) (any, error)
	ours   func(context.Context, *nsp.Client) (any, error)
}

func (r nspRow) name() string {
	if r.with == "" {
		return r.method
	}
	return r.method + "/" + r.with
}

// The ids that all rows use.
var (
	perimeterID   = nsp.PerimeterID{ResourceGroup: group, Name: "perimeter-1_a.b"}
	profileID     = perimeterID.Profile("main_1")
	ruleID        = profileID.AccessRule("office.1")
	associationID = perimeterID.Association("kv-ai")
	linkID        = perimeterID.Link("to-data")
	referenceID   = perimeterID.LinkReference("to-ai-0c9b7a51")
	loggingID     = perimeterID.LoggingConfiguration("instance")
	locationID    = nsp.LocationID{Subscription: group.Subscription, Name: "eastus"}
)

// nspRows returns every operation on perimeters that both kinds of client have.
func nspRows() []nspRow {
	return slices.Concat(perimeterRows(), perimeterDeletions(), profileRows(), ruleRows(), associationRows(), associationWaits(),
		linkRows(), referenceRows(), loggingRows(), regionRows())
}

// servePerimeters answers everything about perimeters, with every member of an answer filled in.
func servePerimeters(s *stage) fake.ServerFactory {
	return fake.ServerFactory{
		SecurityPerimetersServer:                       answering[fake.SecurityPerimetersServer](s),
		SecurityPerimeterProfilesServer:                answering[fake.SecurityPerimeterProfilesServer](s),
		SecurityPerimeterAccessRulesServer:             answering[fake.SecurityPerimeterAccessRulesServer](s),
		SecurityPerimeterAssociationsServer:            answering[fake.SecurityPerimeterAssociationsServer](s),
		SecurityPerimeterLinksServer:                   answering[fake.SecurityPerimeterLinksServer](s),
		SecurityPerimeterLinkReferencesServer:          answering[fake.SecurityPerimeterLinkReferencesServer](s),
		SecurityPerimeterLoggingConfigurationsServer:   answering[fake.SecurityPerimeterLoggingConfigurationsServer](s),
		SecurityPerimeterAssociableResourceTypesServer: answering[fake.SecurityPerimeterAssociableResourceTypesServer](s),
		SecurityPerimeterServiceTagsServer:             answering[fake.SecurityPerimeterServiceTagsServer](s),
		SecurityPerimeterOperationStatusesServer:       answering[fake.SecurityPerimeterOperationStatusesServer](s),
	}
}

// answering returns a fake server that notes what it hears and answers with values in which nothing is
// zero. Lists have two pages, long-running operations go on for two answers.
func answering[S any](s *stage) S {
	var server S
	for field, f := range reflect.ValueOf(&server).Elem().Fields() {
		f.Set(reflect.MakeFunc(f.Type(), func(in []reflect.Value) []reflect.Value {
			heard := []any{field.Name}
			for _, v := range in {
				if _, ctx := v.Interface().(context.Context); !ctx {
					heard = append(heard, v.Interface())
				}
			}
			s.hear(heard...)
			out := []reflect.Value{responder(field.Name, f.Type().Out(0))}
			for i := 1; i < f.Type().NumOut(); i++ {
				out = append(out, reflect.Zero(f.Type().Out(i)))
			}
			return out
		}))
	}
	return server
}

// responder makes an answer of one of azcore's three kinds.
func responder(name string, typ reflect.Type) reflect.Value {
	r := reflect.New(typ)
	call := func(method string, status int, last bool) {
		m := r.MethodByName(method)
		in := []reflect.Value{reflect.ValueOf(status)}
		for i := 1; i < m.Type().NumIn(); i++ {
			v := reflect.New(m.Type().In(i)).Elem()
			if v.Kind() == reflect.Struct {
				(&filler{depth: 8}).fill(v)
				if next := v.FieldByName("NextLink"); last && next.IsValid() {
					next.SetZero()
				}
			}
			in = append(in, v)
		}
		m.Call(in)
	}
	deletes := name == "BeginDelete"
	switch {
	case r.MethodByName("AddPage").IsValid():
		call("AddPage", http.StatusOK, false)
		call("AddPage", http.StatusOK, true)
	case r.MethodByName("SetTerminalResponse").IsValid() && deletes:
		call("AddNonTerminalResponse", http.StatusAccepted, false)
		call("AddNonTerminalResponse", http.StatusAccepted, false)
		call("SetTerminalResponse", http.StatusNoContent, true)
	case r.MethodByName("SetTerminalResponse").IsValid():
		call("AddNonTerminalResponse", http.StatusCreated, false)
		call("AddNonTerminalResponse", http.StatusOK, false)
		call("SetTerminalResponse", http.StatusOK, true)
	default:
		call("SetResponse", http.StatusOK, true)
	}
	return r.Elem()
}

// perimeters returns our clients on this stage.
func (s *stage) perimeters(t *testing.T) *nsp.Client {
	t.Helper()
	c, err := nsp.NewClient(&azfake.TokenCredential{}, &arm.ClientOptions{
		ClientOptions: policy.ClientOptions{
			Transport: s, Retry: policy.RetryOptions{MaxRetries: -1}, PerCallPolicies: []policy.Policy{named{s}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// recoded returns one of our bodies in the official spelling.
func recoded[T any](ours any) (T, error) {
	var out T
	b, err := json.Marshal(ours)
	if err == nil {
		err = json.Unmarshal(b, &out)
	}
	return out, err
}

// Every operation on perimeters is done by the official client and by ours, each on an official fake
// server of its own: same requests but for the API version, same bodies as the server decodes them, same
// results as JSON.
func TestPerimeters_agreeWithOfficial(t *testing.T) {
	t.Parallel()
	for _, row := range nspRows() {
		t.Run(row.name(), func(t *testing.T) {
			t.Parallel()
			theirs, mine := pair(servePerimeters)
			want, err := row.theirs(t.Context(), theirs.theirs(t))
			if err != nil {
				t.Fatalf("official client: %v", err)
			}
			got, err := row.ours(t.Context(), mine.perimeters(t))
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
			if v := mine.apiVersions(); !slices.Equal(v, []string{"2025-07-01"}) {
				t.Errorf("our requests have API versions %q, want 2025-07-01 alone", v)
			}
		})
	}
}

// Every method of our client has a row; armnetwork has no diagnostic settings.
func TestPerimeters_agreeWithOfficial_inEveryMethod(t *testing.T) {
	t.Parallel()
	compared := map[string]bool{}
	for _, row := range nspRows() {
		compared[row.method] = true
	}
	found := 0
	client := reflect.TypeFor[nsp.Client]()
	for field := range client.Fields() {
		if !field.IsExported() || field.Name == "DiagnosticSettings" {
			continue
		}
		for m := range field.Type.Methods() {
			name := field.Type.Elem().Name() + "." + m.Name
			if found++; !compared[name] {
				t.Errorf("%s has no row", name)
			}
			delete(compared, name)
		}
	}
	if found == 0 {
		t.Fatal("reflection found no methods")
	}
	for name := range compared {
		t.Errorf("a row is about %s, which does not exist", name)
	}
}

// What a fake server refuses, in each operation, is an OpError with the server's code.
func TestPerimeters_reportRefusals(t *testing.T) {
	t.Parallel()
	const code = "AnotherOperationInProgress"
	serve := func(*stage) fake.ServerFactory {
		var e azfake.ErrorResponder
		e.SetResponseError(http.StatusConflict, code)
		return fake.ServerFactory{
			SecurityPerimetersServer:                       refusing[fake.SecurityPerimetersServer](e),
			SecurityPerimeterProfilesServer:                refusing[fake.SecurityPerimeterProfilesServer](e),
			SecurityPerimeterAccessRulesServer:             refusing[fake.SecurityPerimeterAccessRulesServer](e),
			SecurityPerimeterAssociationsServer:            refusing[fake.SecurityPerimeterAssociationsServer](e),
			SecurityPerimeterLinksServer:                   refusing[fake.SecurityPerimeterLinksServer](e),
			SecurityPerimeterLinkReferencesServer:          refusing[fake.SecurityPerimeterLinkReferencesServer](e),
			SecurityPerimeterLoggingConfigurationsServer:   refusing[fake.SecurityPerimeterLoggingConfigurationsServer](e),
			SecurityPerimeterAssociableResourceTypesServer: refusing[fake.SecurityPerimeterAssociableResourceTypesServer](e),
			SecurityPerimeterServiceTagsServer:             refusing[fake.SecurityPerimeterServiceTagsServer](e),
			SecurityPerimeterOperationStatusesServer:       refusing[fake.SecurityPerimeterOperationStatusesServer](e),
		}
	}
	for _, row := range nspRows() {
		t.Run(row.name(), func(t *testing.T) {
			t.Parallel()
			theirs, mine := pair(serve)
			if _, err := row.theirs(t.Context(), theirs.theirs(t)); err == nil {
				t.Fatal("official client: no error")
			}
			_, err := row.ours(t.Context(), mine.perimeters(t))
			assertRefused(t, err, http.StatusConflict, code)
		})
	}
}
