// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package gateway_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/connections/gateway"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

func TestServices_areRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := testworld.Must[gateway.Service](t)(w.Services.Get(t.Context(), service()))
	p := got.Properties
	if got.SKU.Name != gateway.SKUNameStandardV2 || p.GatewayURL != "https://apim-contoso.azure-api.net" ||
		p.PublicNetworkAccess != gateway.PublicNetworkAccessEnabled || p.PlatformVersion != gateway.PlatformVersionMtv1 || got.Identity.PrincipalID == "" {
		t.Errorf("service = %+v", got)
	}
	inGroup := testworld.Collected[gateway.Service](t)(w.Services.List(t.Context(), service().ResourceGroup))
	everywhere := testworld.Collected[gateway.Service](t)(w.Services.ListBySubscription(t.Context(), armtest.ManagementSubscription))
	if len(inGroup) != 1 || len(everywhere) != 1 || inGroup[0].ID != service().String() {
		t.Errorf("services = %v and %v, want the one", inGroup, everywhere)
	}
}

func TestAPIs_lifeOfAnAPI(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.api()
	made := testworld.Must[gateway.API](t)(w.APIs.Get(t.Context(), id))
	if p := made.Properties; p.Path != "openai" || p.APIRevision != "1" || p.IsOnline == nil || !*p.IsOnline || p.ProvisioningState != "Succeeded" {
		t.Errorf("created %+v", p)
	}
	changed := testworld.Must[gateway.API](t)(w.APIs.Modify(t.Context(), id, func(a *gateway.API) error {
		a.Properties.SubscriptionKeyParameterNames = gateway.KeyParameterNames{Header: "api-key", Query: "api-key"}
		return nil
	}))
	if changed.Properties.SubscriptionKeyParameterNames.Header != "api-key" || changed.Properties.ServiceURL != openAI().Properties.ServiceURL {
		t.Errorf("modified to %+v", changed.Properties)
	}
	if got := w.last(http.MethodPut).Header.Get("If-Match"); got == "" || got == "*" {
		t.Errorf("If-Match = %q, want the tag that was read", got)
	}
	updated := testworld.Must[gateway.API](t)(w.APIs.Update(t.Context(), id, gateway.APIUpdate{Properties: gateway.APIUpdateProperties{SubscriptionRequired: new(true)}}, nil))
	if !*updated.Properties.SubscriptionRequired || updated.Properties.DisplayName != "Azure OpenAI" {
		t.Errorf("updated to %+v", updated.Properties)
	}
	all := testworld.Collected[gateway.API](t)(w.APIs.List(t.Context(), service(), &gateway.APIListOptions{Filter: "path eq 'openai'"}))
	none := testworld.Collected[gateway.API](t)(w.APIs.List(t.Context(), service(), &gateway.APIListOptions{Filter: "path eq 'other'"}))
	if len(all) != 1 || len(none) != 0 {
		t.Errorf("APIs = %v and %v, want one and none", all, none)
	}
	for range 2 { // deleting what is gone is no error
		if err := w.APIs.Delete(t.Context(), id, nil); err != nil {
			t.Fatal(err)
		}
	}
	_, err := w.APIs.Get(t.Context(), id)
	testworld.WantRefusal(t, err, http.StatusNotFound, "ResourceNotFound")
}

// A wait for an API is taken up from its token.
func TestAPIs_resume(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p, err := w.APIs.BeginCreateOrUpdate(t.Context(), service().API("openai"), openAI(), nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err = w.APIs.Resume(testworld.Must[string](t)(p.ResumeToken()))
	if err != nil {
		t.Fatal(err)
	}
	got := testworld.Must[gateway.API](t)(p.PollUntilDone(t.Context(), nil))
	if got.ID != service().API("openai").String() || got.Properties.ProvisioningState != "Succeeded" {
		t.Errorf("resumed to %+v", got)
	}
}

func TestAPIs_revisionsGoTogether(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.api()
	second := service().API("openai;rev=2")
	body := openAI()
	body.Properties.SourceAPIID = id.String()
	made := testworld.Must[gateway.API](t)(w.APIs.CreateOrUpdate(t.Context(), second, body, nil))
	if p := made.Properties; p.APIRevision != "2" || *p.IsCurrent {
		t.Errorf("revision = %+v", p)
	}
	if err := w.APIs.Delete(t.Context(), id, &gateway.APIDeleteOptions{DeleteRevisions: new(true)}); err != nil {
		t.Fatal(err)
	}
	if left := testworld.Collected[gateway.API](t)(w.APIs.List(t.Context(), service(), nil)); len(left) != 0 {
		t.Errorf("left = %v, want none", left)
	}
}

// Somebody else writes between the read of Modify and its write: it runs anew on what they wrote.
func TestAPIs_modifyMindsOtherWriters(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.api()
	runs := 0
	got := testworld.Must[gateway.API](t)(w.APIs.Modify(t.Context(), id, func(a *gateway.API) error {
		if runs++; runs == 1 {
			update := gateway.APIUpdate{Properties: gateway.APIUpdateProperties{Description: "theirs"}}
			if _, err := w.APIs.Update(t.Context(), id, update, nil); err != nil {
				return err
			}
		}
		a.Properties.DisplayName = "ours"
		return nil
	}))
	if runs != 2 || got.Properties.Description != "theirs" || got.Properties.DisplayName != "ours" {
		t.Errorf("after %d runs: %+v, want both changes after two", runs, got.Properties)
	}
}

func TestAPIs_ifMatch(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.api()
	stale := `W/"stale"`
	update := gateway.APIUpdate{Properties: gateway.APIUpdateProperties{Description: "x"}}
	_, err := w.APIs.Update(t.Context(), id, update, &gateway.APIWriteOptions{IfMatch: stale})
	testworld.WantRefusal(t, err, http.StatusPreconditionFailed, "PreconditionFailed")
	_, err = w.APIs.CreateOrUpdate(t.Context(), id, openAI(), &gateway.APIWriteOptions{IfMatch: stale})
	testworld.WantRefusal(t, err, http.StatusPreconditionFailed, "PreconditionFailed")
	err = w.APIs.Delete(t.Context(), id, &gateway.APIDeleteOptions{IfMatch: stale})
	testworld.WantRefusal(t, err, http.StatusPreconditionFailed, "PreconditionFailed")
	if err := w.APIs.Delete(t.Context(), id, nil); err != nil {
		t.Errorf("Delete() without If-Match = %v, want the client to send *", err)
	}
	if got := w.last(http.MethodDelete).Header.Get("If-Match"); got != "*" {
		t.Errorf("If-Match = %q, want *", got)
	}
}

func TestAPIs_pathsAreUnique(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.api()
	_, err := w.APIs.CreateOrUpdate(t.Context(), service().API("second"), openAI(), nil)
	testworld.WantRefusal(t, err, http.StatusBadRequest, "ValidationError")
}

func TestAPI_Validate(t *testing.T) {
	t.Parallel()
	with := func(change func(*gateway.APIProperties)) gateway.API {
		a := openAI()
		change(&a.Properties)
		return a
	}
	read := with(func(p *gateway.APIProperties) { p.Path = "" })
	read.ID = service().API("root").String()
	for _, test := range []struct {
		name string
		body gateway.API
		want []string
	}{
		{"good", openAI(), nil},
		{"read at the root", read, nil},
		{"no path", with(func(p *gateway.APIProperties) { p.Path = "" }), []string{"/properties/path path"}},
		{"slashes", with(func(p *gateway.APIProperties) { p.Path = "/openai/" }), []string{"/properties/path pattern"}},
		{"half an import", with(func(p *gateway.APIProperties) { p.Value = "{}" }), []string{"/properties/format import"}},
		{"an import", with(func(p *gateway.APIProperties) { p.Format, p.Value = gateway.ContentFormatOpenapi, "openapi: 3.0.1" }), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			testworld.WantFaults(t, test.body.Validate(), test.want...)
		})
	}
}

func TestOperations_lifeOfAnOperation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.api().Operation("get-deployment")
	body := deployment()
	made := testworld.Must[gateway.Operation](t)(w.Operations.CreateOrUpdate(t.Context(), id, body, nil))
	if diff := cmp.Diff(body.Properties, made.Properties); diff != "" {
		t.Errorf("created (-want +got)\n%s", diff)
	}
	changed := testworld.Must[gateway.Operation](t)(w.Operations.Modify(t.Context(), id, func(o *gateway.Operation) error {
		o.Properties.Description = "one deployment"
		return nil
	}))
	updated := testworld.Must[gateway.Operation](t)(w.Operations.Update(t.Context(), id, gateway.OperationUpdate{Properties: gateway.OperationUpdateProperties{DisplayName: "By name"}}, nil))
	if changed.Properties.Description != "one deployment" || updated.Properties.DisplayName != "By name" || updated.Properties.Description != "one deployment" {
		t.Errorf("changed to %+v, updated to %+v", changed.Properties, updated.Properties)
	}
	all := testworld.Collected[gateway.Operation](t)(w.Operations.List(t.Context(), id.API, &gateway.OperationListOptions{Filter: "method eq 'GET'"}))
	if len(all) != 1 {
		t.Errorf("operations = %v, want one", all)
	}
	if err := w.Operations.Delete(t.Context(), id, nil); err != nil {
		t.Fatal(err)
	}
	_, err := w.Operations.Get(t.Context(), id)
	testworld.WantRefusal(t, err, http.StatusNotFound, "ResourceNotFound")
}

// deployment is the operation that Foundry reads a deployment with.
func deployment() gateway.Operation {
	return gateway.Operation{Properties: gateway.OperationProperties{
		DisplayName: "Get deployment by name", Method: http.MethodGet, URLTemplate: "/deployments/{deploymentName}",
		TemplateParameters: []gateway.Parameter{{Name: "deploymentName", Type: "string", Required: new(true)}},
	}}
}

func TestOperation_Validate(t *testing.T) {
	t.Parallel()
	with := func(template string, names ...string) gateway.Operation {
		o := deployment()
		o.Properties.URLTemplate, o.Properties.TemplateParameters = template, nil
		for _, name := range names {
			o.Properties.TemplateParameters = append(o.Properties.TemplateParameters, gateway.Parameter{Name: name, Type: "string"})
		}
		return o
	}
	const place = "/properties/templateParameters templateParameters"
	for _, test := range []struct {
		name string
		body gateway.Operation
		want []string
	}{
		{"good", deployment(), nil},
		{"no parameters", with("/*"), nil},
		{"one is missing", with("/a/{b}/c/{d}", "b"), []string{place}},
		{"two are missing", with("/a/{b}/{*rest}"), []string{place, place}},
		{"all that is left", with("/a/{*rest}", "rest"), nil},
		{"no slash", with("deployments"), []string{"/properties/urlTemplate pattern"}},
		{"empty", gateway.Operation{}, []string{"/properties/displayName required", "/properties/method required", "/properties/urlTemplate required"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			testworld.WantFaults(t, test.body.Validate(), test.want...)
		})
	}
}

// A dry run shows what would be sent, and sends nothing.
func TestAPIs_dryRun(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx, plan := azfoundry.DryRun(t.Context())
	before := len(w.Requests())
	_, err := w.APIs.CreateOrUpdate(ctx, service().API("openai"), openAI(), nil)
	if err == nil || len(plan.Writes()) != 1 || len(w.Requests()) != before {
		t.Errorf("error %v, plan %v, %d requests", err, plan.Writes(), len(w.Requests())-before)
	}
}
