// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package nsp_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/internal/testworld"
	"github.com/azfoundry/azfoundry/nsp"
)

func region() nsp.LocationID {
	return nsp.LocationID{Subscription: armtest.ManagementSubscription, Name: armtest.DefaultRegion}
}

func TestAssociableTypes_List(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &armtest.Options{PageSize: 5})
	var types []string
	for _, a := range testworld.Collected[nsp.AssociableType](t)(w.AssociableTypes.List(t.Context(), region())) {
		types = append(types, a.Properties.ResourceType)
		if a.Name != strings.ReplaceAll(a.Properties.ResourceType, "/", ".") {
			t.Errorf("%s is named %q", a.Properties.ResourceType, a.Name)
		}
	}
	for _, want := range []string{"Microsoft.KeyVault/vaults", "Microsoft.CognitiveServices/accounts", "Microsoft.Storage/storageAccounts"} {
		if !slices.Contains(types, want) {
			t.Errorf("types = %q, want %s among them", types, want)
		}
	}
	if len(types) != len(slices.Compact(slices.Sorted(slices.Values(types)))) {
		t.Errorf("types = %q, want none twice", types)
	}
}

func TestServiceTags_List(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	sets := testworld.Collected[nsp.ServiceTagSet](t)(w.ServiceTags.List(t.Context(), region()))
	if len(sets) != 1 || !slices.Contains(sets[0].ServiceTags, "ApiManagement") {
		t.Errorf("sets = %v, want one with ApiManagement", sets)
	}
}

func TestOperationStatuses_Get(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := w.perimeter("ai").Association("kv")
	p, err := w.Associations.BeginCreateOrUpdate(t.Context(), id, nsp.Associate(vault("kv-ai"), id.Perimeter.Profile("main"), ""))
	if err != nil {
		t.Fatal(err)
	}
	operation := region().OperationStatus(operationIn(t, testworld.Must[string](t)(p.ResumeToken())))
	first := testworld.Must[nsp.OperationStatus](t)(w.OperationStatuses.Get(t.Context(), operation))
	last := testworld.Must[nsp.OperationStatus](t)(w.OperationStatuses.Get(t.Context(), operation))
	if first.Status != "InProgress" || last.Status != "Succeeded" || last.ResourceID != id.String() || last.EndTime == "" {
		t.Errorf("status %+v and then %+v, want InProgress and Succeeded for %s", first, last, id)
	}
	_, err = w.OperationStatuses.Get(t.Context(), region().OperationStatus("none"))
	testworld.WantRefusal(t, err, http.StatusNotFound, "OperationNotFound")
}

// operationIn returns the name of the operation that a poller's token is about.
func operationIn(t *testing.T, token string) string {
	t.Helper()
	text, err := json.Marshal(token)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(text), "networkSecurityPerimeterOperationStatuses/")
	name, _, end := strings.Cut(rest, "?")
	if !ok || !end {
		t.Fatalf("the token %s names no operation", token)
	}
	return name
}
