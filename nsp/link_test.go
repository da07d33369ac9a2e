// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package nsp_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/internal/testworld"
	"github.com/azfoundry/azfoundry/nsp"
)

// linkTo is the body of a link to a perimeter.
func linkTo(remote nsp.PerimeterID) nsp.Link {
	return nsp.Link{Properties: nsp.LinkProperties{
		AutoApprovedRemotePerimeterResourceID: remote.String(),
		LocalInboundProfiles:                  []string{"main"}, RemoteInboundProfiles: []string{"*"},
	}}
}

func TestLinks_lifeOfALink(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &armtest.Options{Features: []string{armtest.FeatureLinks}})
	own, remote := w.perimeter("ai"), w.perimeter("data")
	id := own.Link("to-data")
	made := testworld.Must[nsp.Link](t)(w.Links.CreateOrUpdate(t.Context(), id, linkTo(remote)))
	if made.Properties.Status != nsp.LinkStatusApproved || made.Properties.ProvisioningState != nsp.LinkProvisioningStateSucceeded {
		t.Errorf("created %+v, want it Approved", made.Properties)
	}
	testworld.Must[nsp.Link](t)(w.Links.Modify(t.Context(), id, func(l *nsp.Link) error {
		l.Properties.RemoteInboundProfiles = []string{"main"}
		return nil
	}))
	references := testworld.Collected[nsp.LinkReference](t)(w.LinkReferences.List(t.Context(), remote, nil))
	if len(references) != 1 {
		t.Fatalf("%d references, want 1", len(references))
	}
	seen := references[0].Properties
	if diff := cmp.Diff([][]string{{"main"}, {"main"}}, [][]string{seen.LocalInboundProfiles, seen.RemoteInboundProfiles}); diff != "" {
		t.Errorf("profiles of the reference (-want +got):\n%s", diff)
	}
	if seen.RemotePerimeterResourceID != own.String() || seen.Status != nsp.LinkStatusApproved {
		t.Errorf("the reference is %+v, want it to name %s", seen, own)
	}
	if err := w.Links.Delete(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	reference := remote.LinkReference(references[0].Name)
	if got := testworld.Must[nsp.LinkReference](t)(w.LinkReferences.Get(t.Context(), reference)); got.Properties.Status != nsp.LinkStatusDisconnected {
		t.Errorf("status of the reference = %q, want Disconnected", got.Properties.Status)
	}
	if err := w.LinkReferences.Delete(t.Context(), reference); err != nil {
		t.Fatal(err)
	}
	if left := testworld.Collected[nsp.LinkReference](t)(w.LinkReferences.List(t.Context(), remote, nil)); len(left) != 0 {
		t.Errorf("references = %v, want none", left)
	}
}

func TestLinks_endFromTheOtherSide(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &armtest.Options{Features: []string{armtest.FeatureLinks}})
	own, remote := w.perimeter("ai"), w.perimeter("data")
	made := testworld.Must[nsp.Link](t)(w.Links.CreateOrUpdate(t.Context(), own.Link("l"), linkTo(remote)))
	local := testworld.Must[nsp.Perimeter](t)(w.Perimeters.Get(t.Context(), own))
	if err := w.LinkReferences.Delete(t.Context(), remote.LinkReference("l-"+local.Properties.PerimeterGUID)); err != nil {
		t.Fatal(err)
	}
	if got := testworld.Must[nsp.Link](t)(w.Links.Get(t.Context(), own.Link("l"))); got.Properties.Status != nsp.LinkStatusDisconnected {
		t.Errorf("status = %q after %q, want Disconnected", got.Properties.Status, made.Properties.Status)
	}
}

func TestLinks_areRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &armtest.Options{Features: []string{armtest.FeatureLinks}})
	own, remote := w.perimeter("ai"), w.perimeter("data")
	testworld.Must[nsp.Link](t)(w.Links.CreateOrUpdate(t.Context(), own.Link("first"), linkTo(remote)))
	unknown := linkTo(w.perimeter("more"))
	unknown.Properties.RemoteInboundProfiles = []string{"none"}
	for _, test := range []struct {
		name   string
		body   nsp.Link
		status int
		code   string
	}{
		{"to itself", linkTo(own), http.StatusBadRequest, "InvalidPerimeterLink"},
		{"to nothing", linkTo(nsp.PerimeterID{ResourceGroup: group(), Name: "none"}), http.StatusBadRequest, "InvalidPerimeterLink"},
		{"to where another leads", linkTo(remote), http.StatusConflict, "PerimeterLinkExists"},
		{"a profile that is not there", unknown, http.StatusBadRequest, "InvalidPerimeterLink"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := w.Links.CreateOrUpdate(t.Context(), own.Link("l"), test.body)
			testworld.WantRefusal(t, err, test.status, test.code)
		})
	}
	testworld.WantFaults(t, nsp.Link{}.Validate(), "/properties/autoApprovedRemotePerimeterResourceId remotePerimeter")
}

func TestLinks_areTenAtMost(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &armtest.Options{Features: []string{armtest.FeatureLinks}})
	own := w.perimeter("ai")
	var err error
	for i := range 11 {
		if err != nil {
			t.Fatalf("link %d: %v", i, err)
		}
		_, err = w.Links.CreateOrUpdate(t.Context(), own.Link(fmt.Sprint("l", i)), linkTo(w.perimeter(fmt.Sprint("r", i))))
	}
	testworld.WantRefusal(t, err, http.StatusBadRequest, "InvalidPerimeterLink")
}

func TestLinks_areAPreview(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	_, err := w.Links.CreateOrUpdate(t.Context(), w.perimeter("ai").Link("l"), linkTo(w.perimeter("data")))
	testworld.WantRefusal(t, err, http.StatusBadRequest, "BadRequest")
}
