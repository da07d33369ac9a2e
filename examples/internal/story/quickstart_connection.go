// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package story

import (
	"context"

	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/foundry"
)

func (q *quickstart) accountID() foundry.AccountID {
	return foundry.AccountID{ResourceGroup: q.group, Name: "foundry-" + q.unique}
}

func (q *quickstart) projectID() foundry.ProjectID { return q.accountID().Project("agents") }

func (q *quickstart) account(ctx context.Context, step *Step) error {
	w := writer[foundry.AccountID, foundry.Account]{q.foundry.Accounts.CreateOrUpdate, q.foundry.Accounts.Modify}
	got, err := ensure(ctx, step, w, q.accountID(), func(a *foundry.Account) {
		a.Location, a.Kind, a.SKU.Name = q.Location, "AIServices", "S0"
		a.Identity.Type = foundry.IdentityTypeSystemAssigned
		a.Properties.CustomSubDomainName = q.accountID().Name
		a.Properties.AllowProjectManagement, a.Properties.DisableLocalAuth = new(true), new(true)
	})
	step.Detail = got.Properties.Endpoint
	return err
}

func (q *quickstart) project(ctx context.Context, step *Step) error {
	w := writer[foundry.ProjectID, foundry.Project]{q.foundry.Projects.CreateOrUpdate, q.foundry.Projects.Modify}
	_, err := ensure(ctx, step, w, q.projectID(), func(p *foundry.Project) {
		p.Location, p.Identity.Type = q.Location, foundry.IdentityTypeSystemAssigned
	})
	return err
}

// connection lets the project's agents use models behind API Management, as the project itself: no key.
func (q *quickstart) connection(ctx context.Context, step *Step) error {
	gateway := connections.APIManagement{
		Target:           "https://apim-" + q.unique + ".azure-api.net/openai",
		Auth:             connections.ProjectManagedIdentity{Audience: connections.AudienceCognitiveServices},
		Models:           connections.Static{{Alias: "gpt-4o", Model: "gpt-4o", Version: "2024-11-20", Format: connections.ModelFormatOpenAI}},
		DeploymentInPath: true, InferenceAPIVersion: "2025-03-01-preview",
	}
	want, err := gateway.Connection()
	if err != nil {
		return err
	}
	w := writer[connections.ID, connections.Connection]{q.connections.Connections.Create, q.connections.Connections.Modify}
	account := connections.AccountID{ResourceGroup: q.group, Name: q.accountID().Name}
	id := account.Project(q.projectID().Name).Connection("gateway")
	_, err = ensure(ctx, step, w, id, func(c *connections.Connection) {
		p := &c.Properties
		p.Category, p.Target, p.Metadata = want.Properties.Category, want.Properties.Target, want.Properties.Metadata
		p.SetAuth(want.Properties.Auth())
	})
	step.Detail = connections.ModelReference(id.Name, "gpt-4o")
	return err
}
