// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package nsp_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/internal/testworld"
	"github.com/azfoundry/azfoundry/nsp"
)

func TestPerimeters_lifeOfAPerimeter(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := w.perimeter("ai")
	made := testworld.Must[nsp.Perimeter](t)(w.Perimeters.Get(t.Context(), id))
	if made.ID != id.String() || made.Properties.ProvisioningState != nsp.ProvisioningStateSucceeded || made.Properties.PerimeterGUID == "" {
		t.Errorf("created %+v, want it Succeeded with a GUID", made)
	}
	tagged := testworld.Must[nsp.Perimeter](t)(w.Perimeters.UpdateTags(t.Context(), id, nsp.TagsUpdate{Tags: map[string]string{"team": "platform"}}))
	if tagged.Tags["team"] != "platform" || tagged.Properties.PerimeterGUID != made.Properties.PerimeterGUID {
		t.Errorf("tagged %+v, want the tag and the same GUID", tagged)
	}
	changed := testworld.Must[nsp.Perimeter](t)(w.Perimeters.Modify(t.Context(), id, func(p *nsp.Perimeter) error {
		p.Tags["stage"] = "test"
		return nil
	}))
	if diff := cmp.Diff(map[string]string{"team": "platform", "stage": "test"}, changed.Tags); diff != "" {
		t.Errorf("tags (-want +got):\n%s", diff)
	}
	if err := w.Perimeters.Delete(t.Context(), id, nil); err != nil {
		t.Fatal(err)
	}
	_, err := w.Profiles.Get(t.Context(), id.Profile("main"))
	testworld.WantRefusal(t, err, http.StatusNotFound, "ParentResourceNotFound")
	if err := w.Perimeters.Delete(t.Context(), id, nil); err != nil {
		t.Errorf("deleting a missing perimeter: %v, want no error", err)
	}
}

func TestPerimeters_ModifyWithoutADifferenceWritesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := w.perimeter("ai")
	before := w.writes(http.MethodPut)
	testworld.Must[nsp.Perimeter](t)(w.Perimeters.Modify(t.Context(), id, func(p *nsp.Perimeter) error {
		p.Location = armtest.DefaultRegion
		return nil
	}))
	if after := w.writes(http.MethodPut); after != before {
		t.Errorf("%d PUTs, want none", after-before)
	}
}

func TestPerimeters_listsReadAllPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &armtest.Options{PageSize: 2})
	var want []string
	for i := range 5 {
		want = append(want, w.perimeter(fmt.Sprintf("p%d", i)).Name)
	}
	names := func(list []nsp.Perimeter) []string {
		var out []string
		for _, p := range list {
			out = append(out, p.Name)
		}
		slices.Sort(out)
		return out
	}
	inGroup := testworld.Collected[nsp.Perimeter](t)(w.Perimeters.List(t.Context(), group(), &nsp.PerimeterListOptions{Top: new(int32(1))}))
	if diff := cmp.Diff(want, names(inGroup)); diff != "" {
		t.Errorf("in the group (-want +got):\n%s", diff)
	}
	all := testworld.Collected[nsp.Perimeter](t)(w.Perimeters.ListBySubscription(t.Context(), armtest.ManagementSubscription, nil))
	if diff := cmp.Diff(want, names(all)); diff != "" {
		t.Errorf("in the subscription (-want +got):\n%s", diff)
	}
}

func TestPerimeters_DeleteIsRefusedWhileThereAreAssociations(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := w.perimeter("ai")
	body := nsp.Associate(vault("kv-ai"), id.Profile("main"), nsp.AccessModeLearning)
	testworld.Must[nsp.Association](t)(w.Associations.CreateOrUpdate(t.Context(), id.Association("kv"), body))
	testworld.WantRefusal(t, w.Perimeters.Delete(t.Context(), id, nil), http.StatusConflict, "CannotDeleteResource")
	if err := w.Perimeters.Delete(t.Context(), id, &nsp.PerimeterDeleteOptions{ForceDeletion: new(true)}); err != nil {
		t.Fatalf("with force: %v", err)
	}
	if all := testworld.Collected[nsp.Perimeter](t)(w.Perimeters.List(t.Context(), group(), nil)); len(all) != 0 {
		t.Errorf("perimeters after the deletion: %v", all)
	}
	next := w.perimeter("next")
	body = nsp.Associate(vault("kv-ai"), next.Profile("main"), nsp.AccessModeLearning)
	if _, err := w.Associations.CreateOrUpdate(t.Context(), next.Association("kv"), body); err != nil {
		t.Errorf("associating the resource anew: %v, want it free again", err)
	}
}

func TestPerimeters_refuseBadInput(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	_, err := w.Perimeters.CreateOrUpdate(t.Context(), nsp.PerimeterID{ResourceGroup: group(), Name: "p"}, nsp.Perimeter{})
	testworld.WantFaults(t, err, "/location required")
	_, err = w.Perimeters.Get(t.Context(), nsp.PerimeterID{ResourceGroup: group(), Name: "ends.with-"})
	testworld.WantFaults(t, err, "id.Name pattern")
	if n := len(w.Requests()); n != 0 {
		t.Errorf("%d requests, want none", n)
	}
}

func TestProfiles_countChangesOfTheirRules(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := w.perimeter("ai").Profile("main")
	version := func() string {
		return testworld.Must[nsp.Profile](t)(w.Profiles.Get(t.Context(), id)).Properties.AccessRulesVersion
	}
	if got := version(); got != "0" {
		t.Errorf("version of a new profile = %q, want 0", got)
	}
	testworld.Must[nsp.AccessRule](t)(w.AccessRules.CreateOrUpdate(t.Context(), id.AccessRule("office"), nsp.FromPrefixes("203.0.113.0/24")))
	testworld.Must[nsp.AccessRule](t)(w.AccessRules.CreateOrUpdate(t.Context(), id.AccessRule("office"), nsp.FromPrefixes("198.51.100.0/24")))
	if err := w.AccessRules.Delete(t.Context(), id.AccessRule("office")); err != nil {
		t.Fatal(err)
	}
	testworld.Must[nsp.Profile](t)(w.Profiles.CreateOrUpdate(t.Context(), id, nsp.Profile{}))
	if got := version(); got != "3" {
		t.Errorf("version after three changes = %q, want 3", got)
	}
}

func TestProfiles_DeleteIsRefusedWhileInUse(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := w.perimeter("ai")
	body := nsp.Associate(vault("kv-ai"), id.Profile("main"), nsp.AccessModeLearning)
	testworld.Must[nsp.Association](t)(w.Associations.CreateOrUpdate(t.Context(), id.Association("kv"), body))
	testworld.WantRefusal(t, w.Profiles.Delete(t.Context(), id.Profile("main")), http.StatusConflict, "ProfileInUse")
	if err := w.Associations.Delete(t.Context(), id.Association("kv")); err != nil {
		t.Fatal(err)
	}
	if err := w.Profiles.Delete(t.Context(), id.Profile("main")); err != nil {
		t.Errorf("after the association is gone: %v", err)
	}
	if left := testworld.Collected[nsp.Profile](t)(w.Profiles.List(t.Context(), id, nil)); len(left) != 0 {
		t.Errorf("profiles = %v, want none", left)
	}
}

func TestProfiles_ModifyKeepsWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := w.perimeter("ai").Profile("main")
	testworld.Must[nsp.Profile](t)(w.Profiles.Modify(t.Context(), id, func(p *nsp.Profile) error {
		p.Properties.Unknown = []byte(`{"later":1.10}`)
		return nil
	}))
	got := testworld.Must[nsp.Profile](t)(w.Profiles.Get(t.Context(), id))
	if string(got.Properties.Unknown) != `{"later":1.10}` {
		t.Errorf("unknown members = %s, want them kept", got.Properties.Unknown)
	}
}
