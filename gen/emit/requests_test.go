// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package emit_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	bonds "github.com/azfoundry/azfoundry/gen/testdata/golden/homes/want"
	roots "github.com/azfoundry/azfoundry/gen/testdata/golden/itemsonly/want"
	notes "github.com/azfoundry/azfoundry/gen/testdata/golden/nullable/want"
	store "github.com/azfoundry/azfoundry/gen/testdata/golden/plain/want"
	grants "github.com/azfoundry/azfoundry/gen/testdata/golden/scope/want"
	people "github.com/azfoundry/azfoundry/gen/testdata/golden/service/want"
	bridges "github.com/azfoundry/azfoundry/gen/testdata/golden/sharedmodel/want"
	links "github.com/azfoundry/azfoundry/gen/testdata/golden/union/want"
)

const (
	subscription = "6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60"
	groupPath    = "/subscriptions/" + subscription + "/resourceGroups/rg"
)

var group = azfoundry.ResourceGroup{Subscription: subscription, Name: "rg"}

// recorder answers every request alike and keeps the last one.
type recorder struct {
	status  int
	answer  string
	request string // method, path and query without the host, If-Match, body
}

func (r *recorder) Do(req *http.Request) (*http.Response, error) {
	var body []byte
	if req.Body != nil {
		body, _ = io.ReadAll(req.Body)
	}
	r.request = strings.TrimSpace(req.Method + " " + req.URL.RequestURI() + " " + req.Header.Get("If-Match") + " " + string(body))
	return &http.Response{
		StatusCode: r.status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(r.answer)), Request: req,
	}, nil
}

// anyToken is a credential that always has one.
type anyToken struct{}

func (anyToken) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: "t", ExpiresOn: time.Now().Add(time.Hour)}, nil
}

// connect returns a client that talks to the recorder.
func connect[C any](t *testing.T, construct func(azcore.TokenCredential, *arm.ClientOptions) (C, error), r *recorder) C {
	t.Helper()
	c, err := construct(anyToken{}, &arm.ClientOptions{ClientOptions: policy.ClientOptions{Transport: r}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Each kind of operation sends the request that its manifest describes.
func TestRequests(t *testing.T) {
	t.Parallel()
	boxID := store.BoxID{ResourceGroup: group, Name: "crate"}
	box := store.Box{Location: "here", Properties: store.BoxProperties{Size: store.SizeSmall, Serial: subscription, Weight: 1, Anything: []byte("1")}}
	const boxJSON = `{"location":"here","properties":{"size":"Small","serial":"6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60","weight":1,"anything":1}}`
	const boxPath = groupPath + "/providers/Example.Store/boxes/crate"
	project := bonds.AccountID{ResourceGroup: group, Name: "acc"}.Project("pro")
	assignment := grants.AssignmentID{Scope: boxPath, Name: subscription}
	role := groupPath + "/providers/Example.Authorization/roleDefinitions/r"
	link := links.AccountID{ResourceGroup: group, Name: "acc"}.Link("l")
	tests := []struct {
		name   string
		status int
		answer string
		call   func(context.Context, *recorder) error
		want   string
	}{
		{"get", 200, "{}", func(ctx context.Context, r *recorder) error {
			_, err := connect(t, store.NewClient, r).Boxes.Get(ctx, boxID)
			return err
		}, "GET " + boxPath + "?api-version=2030-01-01"},
		{"put with If-Match", 200, boxJSON, func(ctx context.Context, r *recorder) error {
			_, err := connect(t, store.NewClient, r).Boxes.CreateOrUpdate(ctx, boxID, box, &store.BoxWriteOptions{IfMatch: "e"})
			return err
		}, "PUT " + boxPath + "?api-version=2030-01-01 e " + boxJSON},
		{"list over a group", 200, `{"value":[{}]}`, func(ctx context.Context, r *recorder) error {
			_, err := azfoundry.Collect(connect(t, store.NewClient, r).Boxes.List(ctx, group))
			return err
		}, "GET " + groupPath + "/providers/Example.Store/boxes?api-version=2030-01-01"},
		{"list over a subscription, with query", 200, `{"value":[]}`, func(ctx context.Context, r *recorder) error {
			opts := &store.BoxListBySubscriptionOptions{Top: new(int32(7))}
			_, err := azfoundry.Collect(connect(t, store.NewClient, r).Boxes.ListBySubscription(ctx, subscription, opts))
			return err
		}, "GET /subscriptions/" + subscription + "/providers/Example.Store/boxes?api-version=2030-01-01&%24top=7"},
		{"list over a parent", 200, `{"value":[]}`, func(ctx context.Context, r *recorder) error {
			_, err := azfoundry.Collect(connect(t, store.NewClient, r).Lids.List(ctx, boxID))
			return err
		}, "GET " + boxPath + "/lids?api-version=2030-01-01"},
		{"action without answer", 204, "", func(ctx context.Context, r *recorder) error {
			return connect(t, store.NewClient, r).Boxes.Seal(ctx, boxID)
		}, "POST " + boxPath + "/seal?api-version=2030-01-01"},
		{"long-running action that is done", 200, `{"broken":true}`, func(ctx context.Context, r *recorder) error {
			_, err := connect(t, store.NewClient, r).Boxes.Shake(ctx, boxID, store.ShakeRequest{Times: new(int32(2))})
			return err
		}, "POST " + boxPath + `/shake?api-version=2030-01-01  {"times":2}`},
		{"delete with query", 204, "", func(ctx context.Context, r *recorder) error {
			_, err := connect(t, store.NewClient, r).Boxes.BeginDelete(ctx, boxID, &store.BoxDeleteOptions{IfMatch: "*", Force: new(true)})
			return err
		}, "DELETE " + boxPath + "?api-version=2030-01-01&force=true *"},
		{"create of a child", 201, "{}", func(ctx context.Context, r *recorder) error {
			_, err := connect(t, store.NewClient, r).Lids.Create(ctx, boxID.Lid("top"), store.Lid{Color: "red"})
			return err
		}, "PUT " + boxPath + `/lids/top?api-version=2030-01-01  {"color":"red"}`},
		{"home", 200, "{}", func(ctx context.Context, r *recorder) error {
			_, err := connect(t, bonds.NewClient, r).Bonds.Get(ctx, project.Bond("b"))
			return err
		}, "GET " + groupPath + "/providers/Example.One/accounts/acc/projects/pro/bonds/b?api-version=2030-01-01"},
		{"list over a home", 200, `{"value":[]}`, func(ctx context.Context, r *recorder) error {
			hub := bonds.HubID{ResourceGroup: group, Name: "h"}
			_, err := azfoundry.Collect(connect(t, bonds.NewClient, r).Bonds.List(ctx, hub, &bonds.BondListOptions{IncludeAll: new(false)}))
			return err
		}, "GET " + groupPath + "/providers/Example.Two/hubs/h/bonds?api-version=2031-02-02&includeAll=false"},
		{"member dropped on a write", 200, "{}", func(ctx context.Context, r *recorder) error {
			read := box
			read.Properties.State = "Ready"
			_, err := connect(t, store.NewClient, r).Boxes.CreateOrUpdate(ctx, boxID, read, nil)
			return err
		}, "PUT " + boxPath + "?api-version=2030-01-01  " + boxJSON},
		{"scope", 201, "{}", func(ctx context.Context, r *recorder) error {
			in := grants.Assignment{Properties: grants.AssignmentProperties{RoleDefinitionID: role, PrincipalID: subscription}}
			_, err := connect(t, grants.NewClient, r).Assignments.Create(ctx, assignment, in)
			return err
		}, "PUT " + boxPath + "/providers/Example.Authorization/roleAssignments/" + subscription + `?api-version=2030-01-01  {"properties":{"roleDefinitionId":"` + role + `","principalId":"` + subscription + `"}}`},
		{"list at a scope", 200, `{"value":[]}`, func(ctx context.Context, r *recorder) error {
			_, err := azfoundry.Collect(connect(t, grants.NewClient, r).Assignments.List(ctx, groupPath, &grants.AssignmentListOptions{Filter: "atScope()"}))
			return err
		}, "GET " + groupPath + "/providers/Example.Authorization/roleAssignments?api-version=2030-01-01&%24filter=atScope%28%29"},
		{"list of a management group", 200, `{"value":[{"target":"there"}]}`, func(ctx context.Context, r *recorder) error {
			_, err := azfoundry.Collect(connect(t, bridges.NewClient, r).WideBridges.List(ctx, "wide"))
			return err
		}, "GET /providers/Microsoft.Management/managementGroups/wide/providers/Example.Bridges/bridges?api-version=2030-01-01"},
		{"one model at two scopes", 200, "{}", func(ctx context.Context, r *recorder) error {
			in := bridges.Bridge{Target: "there"}
			c := connect(t, bridges.NewClient, r)
			_, err := c.LocalBridges.CreateOrUpdate(ctx, bridges.LocalBridgeID{Subscription: subscription, Name: "b"}, in)
			if err == nil {
				_, err = c.WideBridges.CreateOrUpdate(ctx, bridges.WideBridgeID{ManagementGroup: "wide", Name: "b"}, in)
			}
			return err
		}, "PUT /providers/Microsoft.Management/managementGroups/wide/providers/Example.Bridges/bridges/b?api-version=2030-01-01  {\"target\":\"there\"}"},
		{"list of the tenant", 200, `{"value":[{"name":"a"}],"nextLink":"ignored"}`, func(ctx context.Context, r *recorder) error {
			_, err := azfoundry.Collect(connect(t, roots.NewClient, r).Roots.List(ctx))
			return err
		}, "GET /providers/Example.Roots/roots?api-version=2030-01-01-preview"},
		{"post to the collection of a service", 201, `{"mail":"a@b"}`, func(ctx context.Context, r *recorder) error {
			_, err := connect(t, people.NewClient, r).People.Create(ctx, people.Person{Mail: "a@b"})
			return err
		}, `POST /v2.0/people  {"mail":"a@b"}`},
		{"patch of a service that answers nothing", 204, "", func(ctx context.Context, r *recorder) error {
			return connect(t, people.NewClient, r).People.Update(ctx, people.PersonID{Name: subscription}, people.Person{Mail: "a@b"})
		}, "PATCH /v2.0/people/" + subscription + `  {"mail":"a@b"}`},
		{"list below a resource of a service", 200, `{"value":[]}`, func(ctx context.Context, r *recorder) error {
			_, err := azfoundry.Collect(connect(t, people.NewClient, r).Badges.List(ctx, people.PersonID{Name: subscription}))
			return err
		}, "GET /v2.0/people/" + subscription + "/badges"},
		{"patch with null", 200, "{}", func(ctx context.Context, r *recorder) error {
			in := notes.NoteUpdate{Text: azfoundry.Null[string](), Rank: azfoundry.Of(int32(2))}
			_, err := connect(t, notes.NewClient, r).Notes.Update(ctx, notes.NoteID{Subscription: subscription, Name: "n"}, in, nil)
			return err
		}, "PATCH /subscriptions/" + subscription + `/providers/Example.Notes/notes/n?api-version=2030-01-01  {"text":null,"rank":2}`},
		{"modify by patch", 200, `{"properties":{"authType":"None","category":"a","metadata":{"k":"v"}}}`, func(ctx context.Context, r *recorder) error {
			_, err := connect(t, links.NewClient, r).Links.Modify(ctx, link, func(l *links.Link) error {
				l.Properties.Category = "b"
				return nil
			})
			return err
		}, "PATCH " + groupPath + `/providers/Example.Link/accounts/acc/links/l?api-version=2030-01-01  {"properties":{"category":"b","authType":"None","metadata":{"k":"v"}}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := &recorder{status: tt.status, answer: tt.answer}
			if err := tt.call(t.Context(), r); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, r.request); diff != "" {
				t.Errorf("request (-want +got)\n%s", diff)
			}
		})
	}
}

// Ids of several homes read and print each of them, and name all where none fits.
func TestIDs_homes(t *testing.T) {
	t.Parallel()
	account := bonds.AccountID{ResourceGroup: group, Name: "acc"}
	for _, want := range []bonds.ID{account.Bond("b"), account.Project("p").Bond("b"), (bonds.HubID{ResourceGroup: group, Name: "h"}).Bond("b")} {
		got, err := bonds.ParseID(strings.ToUpper(want.String()))
		if err != nil || !got.Equal(want) || got.Key() != want.Key() {
			t.Errorf("ParseID() = %v, %v, want %v", got, err, want)
		}
		var again bonds.ID
		text, err := want.MarshalText()
		if err != nil || again.UnmarshalText(text) != nil || again != want {
			t.Errorf("UnmarshalText(%s) = %v, want %v", text, again, want)
		}
	}
	if err := (bonds.ID{Name: "b"}).Validate(); err == nil || !strings.Contains(err.Error(), "a HubID") {
		t.Errorf("Validate() = %v, want an error that names the homes", err)
	}
	if _, err := bonds.ParseID(groupPath + "/providers/Example.Two/hubs/h"); err == nil || !strings.Contains(err.Error(), "Example.Two/hubs/bonds") {
		t.Errorf("ParseID() = %v, want an error that names the types", err)
	}
}
