// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package setup

import (
	"context"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/connections/gateway"
	"github.com/azfoundry/azfoundry/internal/rest"
)

// diagnostic is how an API is logged. Without metrics, policies that count tokens count for nothing
// (learn.microsoft.com/azure/api-management/api-management-howto-app-insights, "Emit custom metrics").
type diagnostic struct {
	ID         string               `json:"id,omitzero"`
	Properties diagnosticProperties `json:"properties"`
	Unknown    jsontext.Value       `json:",embed,inline"`
}

type diagnosticProperties struct {
	LoggerID string         `json:"loggerId,omitzero"`
	Metrics  *bool          `json:"metrics,omitzero"`
	Unknown  jsontext.Value `json:",embed,inline"`
}

// applicationInsights is the name of the diagnostic of that logger, and with it its kind.
const applicationInsights = "applicationinsights"

const gatewayVersion = "2024-05-01"

var (
	getLogger     = rest.Operation{Name: "get logger", APIVersion: gatewayVersion, Method: http.MethodGet, Codes: []int{http.StatusOK}}
	getDiagnostic = rest.Operation{Name: "get API diagnostic", APIVersion: gatewayVersion, Method: http.MethodGet, Codes: []int{http.StatusOK}}
	putDiagnostic = rest.Operation{
		Name: "create or update API diagnostic", APIVersion: gatewayVersion, Method: http.MethodPut, Codes: []int{http.StatusOK, http.StatusCreated},
	}
	deleteDiagnostic = rest.Operation{
		Name: "delete API diagnostic", APIVersion: gatewayVersion, Method: http.MethodDelete, Codes: []int{http.StatusOK, http.StatusNoContent}, MustMatch: true,
	}
	modifyDiagnostic = rest.Change{Get: &getDiagnostic, Write: &putDiagnostic, IfMatch: true}
)

// below is the id of something below a resource whose id was checked.
type below struct{ id string }

func (b below) String() string  { return b.id }
func (b below) Validate() error { return nil }

// loggerID is the id of a logger of the service.
func (g Gateway) loggerID() below { return below{g.Service.String() + "/loggers/" + g.Logger} }

// diagnosticID is the id of the diagnostic of an API.
func diagnosticID(api gateway.APIID) below {
	return below{api.String() + "/diagnostics/" + applicationInsights}
}

// findLogger fails with a 404 where the logger is not there.
//
// GET …/service/{service}/loggers/{logger}, API version 2024-05-01.
func (c *Client) findLogger(ctx context.Context, g Gateway) error {
	_, err := rest.Call[azfoundry.None](ctx, c.rest, &getLogger, g.loggerID(), rest.Input{})
	return err
}

// diagnostic has the API log to the logger, and its metrics counted.
//
// PUT …/apis/{api}/diagnostics/applicationinsights, API version 2024-05-01.
func (r *run) diagnostic(ctx context.Context) error {
	id := diagnosticID(r.gateway.api())
	e := ensure[diagnostic]{shape: func(d *diagnostic) {
		if want := r.gateway.loggerID().id; !strings.EqualFold(d.Properties.LoggerID, want) {
			d.Properties.LoggerID = want
		}
		d.Properties.Metrics = new(true)
	}}
	_, err := rest.Modify(ctx, r.client.rest, &modifyDiagnostic, id, e.change)
	if notFound(err) {
		_, err = rest.Call[diagnostic](ctx, r.client.rest, &putDiagnostic, id, rest.Input{Body: e.create()})
	}
	return r.took(e.step(StepDiagnostic, id.id), err)
}
