// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"slices"

	cognitive "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/cognitiveservices/armcognitiveservices/v2"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/foundry"
)

// projectWrites are the rows of what changes projects.
func projectWrites() []foundryRow {
	project := foundry.Project{Location: "eastus", Identity: foundry.Identity{Type: foundry.IdentityTypeSystemAssigned}, Properties: foundry.ProjectProperties{DisplayName: "Orders"}}
	update := foundry.ProjectUpdate{Identity: project.Identity, Tags: map[string]string{"a": "b"}, Properties: foundry.ProjectProperties{Description: "of orders"}}
	id := accountID.Project("orders")
	return slices.Concat(foundryLasts[cognitive.ProjectsClientCreateResponse, foundry.Project]{
		begin: func(ctx context.Context, h homes, token string) (poller[cognitive.ProjectsClientCreateResponse], error) {
			in, err := recoded[cognitive.Project](project)
			if err != nil {
				return nil, err
			}
			return h.cognitive.NewProjectsClient().BeginCreate(ctx, group.Name, accountID.Name, "orders", in, &cognitive.ProjectsClientBeginCreateOptions{ResumeToken: token})
		},
		ours: func(ctx context.Context, c *foundry.Client) (poller[foundry.Project], error) {
			return c.Projects.BeginCreateOrUpdate(ctx, id, project)
		},
		again: func(c *foundry.Client, token string) (poller[foundry.Project], error) {
			return c.Projects.Resume(token)
		},
		wait: func(ctx context.Context, c *foundry.Client) (foundry.Project, error) {
			return c.Projects.CreateOrUpdate(ctx, id, project)
		},
		show: func(r cognitive.ProjectsClientCreateResponse) any { return r.Project },
	}.rows("ProjectsClient.BeginCreateOrUpdate", "ProjectsClient.Resume", "ProjectsClient.CreateOrUpdate"), foundryLasts[cognitive.ProjectsClientUpdateResponse, foundry.Project]{
		begin: func(ctx context.Context, h homes, token string) (poller[cognitive.ProjectsClientUpdateResponse], error) {
			in, err := recoded[cognitive.Project](update)
			if err != nil {
				return nil, err
			}
			return h.cognitive.NewProjectsClient().BeginUpdate(ctx, group.Name, accountID.Name, "orders", in, &cognitive.ProjectsClientBeginUpdateOptions{ResumeToken: token})
		},
		ours: func(ctx context.Context, c *foundry.Client) (poller[foundry.Project], error) {
			return c.Projects.BeginUpdate(ctx, id, update)
		},
		again: func(c *foundry.Client, token string) (poller[foundry.Project], error) {
			return c.Projects.ResumeUpdate(token)
		},
		wait: func(ctx context.Context, c *foundry.Client) (foundry.Project, error) {
			return c.Projects.Update(ctx, id, update)
		},
		show: func(r cognitive.ProjectsClientUpdateResponse) any { return r.Project },
	}.rows("ProjectsClient.BeginUpdate", "ProjectsClient.ResumeUpdate", "ProjectsClient.Update"), foundryLasts[cognitive.ProjectsClientDeleteResponse, azfoundry.None]{
		begin: func(ctx context.Context, h homes, token string) (poller[cognitive.ProjectsClientDeleteResponse], error) {
			return h.cognitive.NewProjectsClient().BeginDelete(ctx, group.Name, accountID.Name, "orders", &cognitive.ProjectsClientBeginDeleteOptions{ResumeToken: token})
		},
		ours: func(ctx context.Context, c *foundry.Client) (poller[azfoundry.None], error) {
			return c.Projects.BeginDelete(ctx, id)
		},
		again: func(c *foundry.Client, token string) (poller[azfoundry.None], error) {
			return c.Projects.ResumeDelete(token)
		},
		wait: func(ctx context.Context, c *foundry.Client) (azfoundry.None, error) {
			return azfoundry.None{}, c.Projects.Delete(ctx, id)
		},
	}.rows("ProjectsClient.BeginDelete", "ProjectsClient.ResumeDelete", "ProjectsClient.Delete"), []foundryRow{{
		method: "ProjectsClient.Modify",
		theirs: func(ctx context.Context, h homes) (any, error) {
			c := h.cognitive.NewProjectsClient()
			was, err := c.Get(ctx, group.Name, accountID.Name, "orders", nil)
			if err != nil {
				return nil, err
			}
			in := was.Project
			in.Properties.Description = new("changed")
			p, err := c.BeginCreate(ctx, group.Name, accountID.Name, "orders", in, nil)
			r, err := finish(ctx, p, err)
			return r.Project, err
		},
		ours: func(ctx context.Context, c *foundry.Client) (any, error) {
			// the fake's texts are no names, ids and prefixes
			return value(c.Projects.Modify(azfoundry.WithoutValidation(ctx), id, func(m *foundry.Project) error {
				m.Properties.Description = "changed"
				return nil
			}))
		},
	}})
}

// deploymentWrites are the rows of what changes deployments.
func deploymentWrites() []foundryRow {
	model := foundry.Deployment{
		SKU:        foundry.SKU{Name: "GlobalStandard", Capacity: new(int32(10))},
		Properties: foundry.DeploymentProperties{Model: foundry.DeploymentModel{Format: "OpenAI", Name: "gpt-4o"}},
	}
	update := foundry.DeploymentUpdate{SKU: foundry.SKU{Name: "GlobalStandard", Capacity: new(int32(20))}, Tags: map[string]string{"a": "b"}}
	id := accountID.Deployment("chat")
	return slices.Concat(foundryLasts[cognitive.DeploymentsClientCreateOrUpdateResponse, foundry.Deployment]{
		begin: func(ctx context.Context, h homes, token string) (poller[cognitive.DeploymentsClientCreateOrUpdateResponse], error) {
			in, err := recoded[cognitive.Deployment](model)
			if err != nil {
				return nil, err
			}
			return h.cognitive.NewDeploymentsClient().BeginCreateOrUpdate(ctx, group.Name, accountID.Name, "chat", in, &cognitive.DeploymentsClientBeginCreateOrUpdateOptions{ResumeToken: token})
		},
		ours: func(ctx context.Context, c *foundry.Client) (poller[foundry.Deployment], error) {
			return c.Deployments.BeginCreateOrUpdate(ctx, id, model)
		},
		again: func(c *foundry.Client, token string) (poller[foundry.Deployment], error) {
			return c.Deployments.Resume(token)
		},
		wait: func(ctx context.Context, c *foundry.Client) (foundry.Deployment, error) {
			return c.Deployments.CreateOrUpdate(ctx, id, model)
		},
		show: func(r cognitive.DeploymentsClientCreateOrUpdateResponse) any { return r.Deployment },
	}.rows("DeploymentsClient.BeginCreateOrUpdate", "DeploymentsClient.Resume", "DeploymentsClient.CreateOrUpdate"), foundryLasts[cognitive.DeploymentsClientUpdateResponse, foundry.Deployment]{
		begin: func(ctx context.Context, h homes, token string) (poller[cognitive.DeploymentsClientUpdateResponse], error) {
			in, err := recoded[cognitive.PatchResourceTagsAndSKU](update)
			if err != nil {
				return nil, err
			}
			return h.cognitive.NewDeploymentsClient().BeginUpdate(ctx, group.Name, accountID.Name, "chat", in, &cognitive.DeploymentsClientBeginUpdateOptions{ResumeToken: token})
		},
		ours: func(ctx context.Context, c *foundry.Client) (poller[foundry.Deployment], error) {
			return c.Deployments.BeginUpdate(ctx, id, update)
		},
		again: func(c *foundry.Client, token string) (poller[foundry.Deployment], error) {
			return c.Deployments.ResumeUpdate(token)
		},
		wait: func(ctx context.Context, c *foundry.Client) (foundry.Deployment, error) {
			return c.Deployments.Update(ctx, id, update)
		},
		show: func(r cognitive.DeploymentsClientUpdateResponse) any { return r.Deployment },
	}.rows("DeploymentsClient.BeginUpdate", "DeploymentsClient.ResumeUpdate", "DeploymentsClient.Update"), foundryLasts[cognitive.DeploymentsClientDeleteResponse, azfoundry.None]{
		begin: func(ctx context.Context, h homes, token string) (poller[cognitive.DeploymentsClientDeleteResponse], error) {
			return h.cognitive.NewDeploymentsClient().BeginDelete(ctx, group.Name, accountID.Name, "chat", &cognitive.DeploymentsClientBeginDeleteOptions{ResumeToken: token})
		},
		ours: func(ctx context.Context, c *foundry.Client) (poller[azfoundry.None], error) {
			return c.Deployments.BeginDelete(ctx, id)
		},
		again: func(c *foundry.Client, token string) (poller[azfoundry.None], error) {
			return c.Deployments.ResumeDelete(token)
		},
		wait: func(ctx context.Context, c *foundry.Client) (azfoundry.None, error) {
			return azfoundry.None{}, c.Deployments.Delete(ctx, id)
		},
	}.rows("DeploymentsClient.BeginDelete", "DeploymentsClient.ResumeDelete", "DeploymentsClient.Delete"), []foundryRow{{
		method: "DeploymentsClient.Modify",
		theirs: func(ctx context.Context, h homes) (any, error) {
			c := h.cognitive.NewDeploymentsClient()
			was, err := c.Get(ctx, group.Name, accountID.Name, "chat", nil)
			if err != nil {
				return nil, err
			}
			in := was.Deployment
			in.SKU.Capacity = new(int32(30))
			p, err := c.BeginCreateOrUpdate(ctx, group.Name, accountID.Name, "chat", in, nil)
			r, err := finish(ctx, p, err)
			return r.Deployment, err
		},
		ours: func(ctx context.Context, c *foundry.Client) (any, error) {
			// the fake's texts are no names, ids and prefixes
			return value(c.Deployments.Modify(azfoundry.WithoutValidation(ctx), id, func(m *foundry.Deployment) error {
				m.SKU.Capacity = new(int32(30))
				return nil
			}))
		},
	}})
}
