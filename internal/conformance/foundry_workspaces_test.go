// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"slices"

	learning "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/machinelearning/armmachinelearning/v4"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/foundry"
)

// workspaceWrites are the rows of what changes workspaces.
func workspaceWrites() []foundryRow {
	update := foundry.WorkspaceUpdate{Identity: ourWorkspace().Identity, Properties: foundry.WorkspaceUpdateProperties{FriendlyName: "AI"}}
	workspace := ourWorkspace()
	return slices.Concat(foundryLasts[learning.WorkspacesClientCreateOrUpdateResponse, foundry.Workspace]{
		begin: func(ctx context.Context, h homes, token string) (poller[learning.WorkspacesClientCreateOrUpdateResponse], error) {
			in, err := recoded[learning.Workspace](workspace)
			if err != nil {
				return nil, err
			}
			return h.learning.NewWorkspacesClient().BeginCreateOrUpdate(ctx, group.Name, workspaceID.Name, in, &learning.WorkspacesClientBeginCreateOrUpdateOptions{ResumeToken: token})
		},
		ours: func(ctx context.Context, c *foundry.Client) (poller[foundry.Workspace], error) {
			return c.Workspaces.BeginCreateOrUpdate(ctx, workspaceID, workspace)
		},
		again: func(c *foundry.Client, token string) (poller[foundry.Workspace], error) {
			return c.Workspaces.Resume(token)
		},
		wait: func(ctx context.Context, c *foundry.Client) (foundry.Workspace, error) {
			return c.Workspaces.CreateOrUpdate(ctx, workspaceID, workspace)
		},
		show: func(r learning.WorkspacesClientCreateOrUpdateResponse) any { return r.Workspace },
	}.rows("WorkspacesClient.BeginCreateOrUpdate", "WorkspacesClient.Resume", "WorkspacesClient.CreateOrUpdate"), foundryLasts[learning.WorkspacesClientUpdateResponse, foundry.Workspace]{
		begin: func(ctx context.Context, h homes, token string) (poller[learning.WorkspacesClientUpdateResponse], error) {
			in, err := recoded[learning.WorkspaceUpdateParameters](update)
			if err != nil {
				return nil, err
			}
			return h.learning.NewWorkspacesClient().BeginUpdate(ctx, group.Name, workspaceID.Name, in, &learning.WorkspacesClientBeginUpdateOptions{ResumeToken: token})
		},
		ours: func(ctx context.Context, c *foundry.Client) (poller[foundry.Workspace], error) {
			return c.Workspaces.BeginUpdate(ctx, workspaceID, update)
		},
		again: func(c *foundry.Client, token string) (poller[foundry.Workspace], error) {
			return c.Workspaces.ResumeUpdate(token)
		},
		wait: func(ctx context.Context, c *foundry.Client) (foundry.Workspace, error) {
			return c.Workspaces.Update(ctx, workspaceID, update)
		},
		show: func(r learning.WorkspacesClientUpdateResponse) any { return r.Workspace },
	}.rows("WorkspacesClient.BeginUpdate", "WorkspacesClient.ResumeUpdate", "WorkspacesClient.Update"), []foundryRow{{
		method: "WorkspacesClient.Modify",
		theirs: func(ctx context.Context, h homes) (any, error) {
			c := h.learning.NewWorkspacesClient()
			was, err := c.Get(ctx, group.Name, workspaceID.Name, nil)
			if err != nil {
				return nil, err
			}
			in := was.Workspace
			in.Properties.Description = new("changed")
			p, err := c.BeginCreateOrUpdate(ctx, group.Name, workspaceID.Name, in, nil)
			r, err := finish(ctx, p, err)
			return r.Workspace, err
		},
		ours: func(ctx context.Context, c *foundry.Client) (any, error) {
			// the fake's texts are no names, ids and prefixes
			return value(c.Workspaces.Modify(azfoundry.WithoutValidation(ctx), workspaceID, func(m *foundry.Workspace) error {
				m.Properties.Description = "changed"
				return nil
			}))
		},
	}})
}

// workspaceActions are the rows of what deletes workspaces, and of their actions.
func workspaceActions() []foundryRow {
	forced := &foundry.WorkspaceDeleteOptions{ForceToPurge: new(true)}
	asked := foundry.DiagnoseRequest{}
	return slices.Concat(foundryLasts[learning.WorkspacesClientDeleteResponse, azfoundry.None]{
		begin: func(ctx context.Context, h homes, token string) (poller[learning.WorkspacesClientDeleteResponse], error) {
			return h.learning.NewWorkspacesClient().BeginDelete(ctx, group.Name, workspaceID.Name, &learning.WorkspacesClientBeginDeleteOptions{ResumeToken: token, ForceToPurge: new(true)})
		},
		ours: func(ctx context.Context, c *foundry.Client) (poller[azfoundry.None], error) {
			return c.Workspaces.BeginDelete(ctx, workspaceID, forced)
		},
		again: func(c *foundry.Client, token string) (poller[azfoundry.None], error) {
			return c.Workspaces.ResumeDelete(token)
		},
		wait: func(ctx context.Context, c *foundry.Client) (azfoundry.None, error) {
			return azfoundry.None{}, c.Workspaces.Delete(ctx, workspaceID, forced)
		},
	}.rows("WorkspacesClient.BeginDelete", "WorkspacesClient.ResumeDelete", "WorkspacesClient.Delete"), foundryLasts[learning.WorkspacesClientDiagnoseResponse, foundry.Diagnosis]{
		begin: func(ctx context.Context, h homes, token string) (poller[learning.WorkspacesClientDiagnoseResponse], error) {
			return h.learning.NewWorkspacesClient().BeginDiagnose(ctx, group.Name, workspaceID.Name, &learning.WorkspacesClientBeginDiagnoseOptions{ResumeToken: token, Parameters: &learning.DiagnoseWorkspaceParameters{}})
		},
		ours: func(ctx context.Context, c *foundry.Client) (poller[foundry.Diagnosis], error) {
			return c.Workspaces.BeginDiagnose(ctx, workspaceID, asked)
		},
		again: func(c *foundry.Client, token string) (poller[foundry.Diagnosis], error) {
			return c.Workspaces.ResumeDiagnose(token)
		},
		wait: func(ctx context.Context, c *foundry.Client) (foundry.Diagnosis, error) {
			return c.Workspaces.Diagnose(ctx, workspaceID, asked)
		},
		show: func(r learning.WorkspacesClientDiagnoseResponse) any { return r.DiagnoseResponseResult },
	}.rows("WorkspacesClient.BeginDiagnose", "WorkspacesClient.ResumeDiagnose", "WorkspacesClient.Diagnose"), foundryLasts[learning.WorkspacesClientResyncKeysResponse, azfoundry.None]{
		begin: func(ctx context.Context, h homes, token string) (poller[learning.WorkspacesClientResyncKeysResponse], error) {
			return h.learning.NewWorkspacesClient().BeginResyncKeys(ctx, group.Name, workspaceID.Name, &learning.WorkspacesClientBeginResyncKeysOptions{ResumeToken: token})
		},
		ours: func(ctx context.Context, c *foundry.Client) (poller[azfoundry.None], error) {
			return c.Workspaces.BeginResyncKeys(ctx, workspaceID)
		},
		again: func(c *foundry.Client, token string) (poller[azfoundry.None], error) {
			return c.Workspaces.ResumeResyncKeys(token)
		},
		wait: func(ctx context.Context, c *foundry.Client) (azfoundry.None, error) {
			return azfoundry.None{}, c.Workspaces.ResyncKeys(ctx, workspaceID)
		},
	}.rows("WorkspacesClient.BeginResyncKeys", "WorkspacesClient.ResumeResyncKeys", "WorkspacesClient.ResyncKeys"))
}
