// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package setup

import (
	"errors"
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/check"
)

// maxAccounts is how many backends a pool takes.
const maxAccounts = 30

// maxBackendName is how long the name of a backend may be.
const maxBackendName = 80

var (
	gatewayAPI = check.Text{
		Required: true, Max: 60, Pattern: "^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$", Hint: "use letters, digits and hyphens, such as openai-v1",
	}
	gatewayPath = check.Text{
		Required: true, Max: 400, Pattern: "^[^/*?#]([^*?#]*[^/*?#])?$", Hint: "give it without a slash at either end, such as models/openai/v1; Foundry takes no API at the root",
	}
	gatewayLogger = check.Text{Max: 256, Pattern: "^[^*#&+:<>?/]+$", Hint: "give the name of a logger of the service, not its id"}
	gatewayURL    = check.Text{Pattern: "^https://[^/?#]+/?$", Hint: "give https:// and the host, such as https://contoso.azure-api.net"}
)

// identityType is the type of user-assigned identities.
const identityType = "Microsoft.ManagedIdentity/userAssignedIdentities"

// Validate returns every fault of the set-up as one *azfoundry.ValidationError; nil for none. Nothing is sent.
// [Client.Plan] and [Client.Apply] call it.
func (g Gateway) Validate() error {
	var c check.Checker
	if err := g.Service.Validate(); err != nil {
		c.Add("Service", azfoundry.Fault{Rule: "armid", Message: err.Error(), Advice: "give the id of an API Management service"})
	}
	gatewayAPI.String(&c, "API", g.API)
	gatewayPath.String(&c, "Path", g.Path)
	gatewayLogger.String(&c, "Logger", g.Logger)
	gatewayURL.String(&c, "GatewayURL", g.GatewayURL)
	g.checkForm(&c)
	g.checkAccounts(&c)
	faults := append(c.Faults(), g.policyFaults()...)
	if len(faults) == 0 {
		return nil
	}
	return &azfoundry.ValidationError{Op: "setup: gateway", Resource: g.api().String(), Faults: faults}
}

// checkForm holds for what is one of several.
func (g Gateway) checkForm(c *check.Checker) {
	if !slices.Contains([]Kind{V1, Classic}, g.Kind) {
		c.Add("Kind", azfoundry.Fault{Rule: "enum", Message: "is no kind of API", Got: string(g.Kind), Advice: "give V1 or Classic"})
	}
	if g.Static != nil && len(g.Static) == 0 {
		check.Missing(c, "Static", "list the models, or leave it nil to have Foundry ask for them")
	}
	if g.Identity != "" && !check.ARMID(identityType, g.Identity) {
		c.Add("Identity", azfoundry.Fault{
			Rule: "armid", Message: "is not the id of a user-assigned identity", Got: g.Identity, Advice: "give its whole id, or leave it empty for the service's own",
		})
	}
	if g.InferenceAPIVersion != "" && g.Kind == V1 {
		c.Add("InferenceAPIVersion", azfoundry.Fault{
			Rule: "apiVersion", Message: "is for the classic API; version 1 refuses one", Got: g.InferenceAPIVersion, Advice: "leave it empty",
		})
	}
}

// checkAccounts holds for the accounts: each is there once, and their backends have names of their own.
func (g Gateway) checkAccounts(c *check.Checker) {
	check.Count(c, "Accounts", len(g.Accounts), 1, maxAccounts)
	names := map[string]bool{}
	for i, a := range g.Accounts {
		c.At("Accounts", i)
		if err := a.ID.Validate(); err != nil {
			c.Add("ID", azfoundry.Fault{Rule: "armid", Message: err.Error(), Advice: "give the id of a Foundry account"})
		}
		if key := strings.ToLower(a.ID.Name); names[key] {
			c.Add("ID", azfoundry.Fault{
				Rule: "uniqueItems", Message: "has the name of an earlier one, and backends are named after them", Got: a.ID.Name, Advice: "leave it out, or make an API of its own for it",
			})
		} else {
			names[key] = true
		}
		g.checkBackend(c, a)
		check.Range(c, "Priority", a.Priority, new(int32(0)), new(int32(100)))
		check.Range(c, "Weight", a.Weight, new(int32(0)), new(int32(100)))
		c.Out()
	}
}

// checkBackend holds for the name that the backend of an account gets.
func (g Gateway) checkBackend(c *check.Checker, a Account) {
	name := g.backend(a).Name
	switch {
	case len(name) > maxBackendName:
		c.Add("ID", azfoundry.Fault{
			Rule: "maxLength", Message: "makes, behind the name of the API, a name of a backend of more than 80 characters", Got: name, Advice: "give the API a shorter name",
		})
	case len(g.Accounts) > 1 && name == g.entrance().Name:
		c.Add("ID", azfoundry.Fault{
			Rule: "uniqueItems", Message: "has a backend with the name of the pool", Got: name, Advice: "leave it out, or make an API of its own for it",
		})
	}
}

// policyFaults are what is wrong with what the policies are made from.
func (g Gateway) policyFaults() []azfoundry.Fault {
	g.API, g.Accounts = "api", []Account{{}} // what is wrong with these is said elsewhere
	_, err := g.inference("").Document()
	if e, ok := errors.AsType[*azfoundry.ValidationError](err); ok {
		return e.Faults
	}
	return nil
}
