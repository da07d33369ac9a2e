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

// hostWrites are the rows of what changes capability hosts of accounts.
func hostWrites() []foundryRow {
	host := foundry.CapabilityHost{Properties: foundry.CapabilityHostProperties{CapabilityHostKind: foundry.CapabilityHostKindAgents}}
	id := accountID.CapabilityHost("agents")
	return slices.Concat(foundryLasts[cognitive.AccountCapabilityHostsClientCreateOrUpdateResponse, foundry.CapabilityHost]{
		begin: func(ctx context.Context, h homes, token string) (poller[cognitive.AccountCapabilityHostsClientCreateOrUpdateResponse], error) {
			in, err := recoded[cognitive.CapabilityHost](host)
			if err != nil {
				return nil, err
			}
			return h.cognitive.NewAccountCapabilityHostsClient().BeginCreateOrUpdate(ctx, group.Name, accountID.Name, "agents", in, &cognitive.AccountCapabilityHostsClientBeginCreateOrUpdateOptions{ResumeToken: token})
		},
		ours: func(ctx context.Context, c *foundry.Client) (poller[foundry.CapabilityHost], error) {
			return c.CapabilityHosts.BeginCreateOrUpdate(ctx, id, host)
		},
		again: func(c *foundry.Client, token string) (poller[foundry.CapabilityHost], error) {
			return c.CapabilityHosts.Resume(token)
		},
		wait: func(ctx context.Context, c *foundry.Client) (foundry.CapabilityHost, error) {
			return c.CapabilityHosts.CreateOrUpdate(ctx, id, host)
		},
		show: func(r cognitive.AccountCapabilityHostsClientCreateOrUpdateResponse) any { return r.CapabilityHost },
	}.rows("CapabilityHostsClient.BeginCreateOrUpdate", "CapabilityHostsClient.Resume", "CapabilityHostsClient.CreateOrUpdate"), foundryLasts[cognitive.AccountCapabilityHostsClientDeleteResponse, azfoundry.None]{
		begin: func(ctx context.Context, h homes, token string) (poller[cognitive.AccountCapabilityHostsClientDeleteResponse], error) {
			return h.cognitive.NewAccountCapabilityHostsClient().BeginDelete(ctx, group.Name, accountID.Name, "agents", &cognitive.AccountCapabilityHostsClientBeginDeleteOptions{ResumeToken: token})
		},
		ours: func(ctx context.Context, c *foundry.Client) (poller[azfoundry.None], error) {
			return c.CapabilityHosts.BeginDelete(ctx, id)
		},
		again: func(c *foundry.Client, token string) (poller[azfoundry.None], error) {
			return c.CapabilityHosts.ResumeDelete(token)
		},
		wait: func(ctx context.Context, c *foundry.Client) (azfoundry.None, error) {
			return azfoundry.None{}, c.CapabilityHosts.Delete(ctx, id)
		},
	}.rows("CapabilityHostsClient.BeginDelete", "CapabilityHostsClient.ResumeDelete", "CapabilityHostsClient.Delete"))
}

// projectHostWrites are the rows of what changes capability hosts of projects.
func projectHostWrites() []foundryRow {
	host := foundry.ProjectCapabilityHost{Properties: foundry.ProjectCapabilityHostProperties{StorageConnections: []string{"files"}}}
	id := accountID.Project("orders").ProjectCapabilityHost("agents")
	return slices.Concat(foundryLasts[cognitive.ProjectCapabilityHostsClientCreateOrUpdateResponse, foundry.ProjectCapabilityHost]{
		begin: func(ctx context.Context, h homes, token string) (poller[cognitive.ProjectCapabilityHostsClientCreateOrUpdateResponse], error) {
			in, err := recoded[cognitive.CapabilityHost](host)
			if err != nil {
				return nil, err
			}
			return h.cognitive.NewProjectCapabilityHostsClient().BeginCreateOrUpdate(ctx, group.Name, accountID.Name, "orders", "agents", in, &cognitive.ProjectCapabilityHostsClientBeginCreateOrUpdateOptions{ResumeToken: token})
		},
		ours: func(ctx context.Context, c *foundry.Client) (poller[foundry.ProjectCapabilityHost], error) {
			return c.ProjectCapabilityHosts.BeginCreateOrUpdate(ctx, id, host)
		},
		again: func(c *foundry.Client, token string) (poller[foundry.ProjectCapabilityHost], error) {
			return c.ProjectCapabilityHosts.Resume(token)
		},
		wait: func(ctx context.Context, c *foundry.Client) (foundry.ProjectCapabilityHost, error) {
			return c.ProjectCapabilityHosts.CreateOrUpdate(ctx, id, host)
		},
		show: func(r cognitive.ProjectCapabilityHostsClientCreateOrUpdateResponse) any { return r.CapabilityHost },
	}.rows("ProjectCapabilityHostsClient.BeginCreateOrUpdate", "ProjectCapabilityHostsClient.Resume", "ProjectCapabilityHostsClient.CreateOrUpdate"), foundryLasts[cognitive.ProjectCapabilityHostsClientDeleteResponse, azfoundry.None]{
		begin: func(ctx context.Context, h homes, token string) (poller[cognitive.ProjectCapabilityHostsClientDeleteResponse], error) {
			return h.cognitive.NewProjectCapabilityHostsClient().BeginDelete(ctx, group.Name, accountID.Name, "orders", "agents", &cognitive.ProjectCapabilityHostsClientBeginDeleteOptions{ResumeToken: token})
		},
		ours: func(ctx context.Context, c *foundry.Client) (poller[azfoundry.None], error) {
			return c.ProjectCapabilityHosts.BeginDelete(ctx, id)
		},
		again: func(c *foundry.Client, token string) (poller[azfoundry.None], error) {
			return c.ProjectCapabilityHosts.ResumeDelete(token)
		},
		wait: func(ctx context.Context, c *foundry.Client) (azfoundry.None, error) {
			return azfoundry.None{}, c.ProjectCapabilityHosts.Delete(ctx, id)
		},
	}.rows("ProjectCapabilityHostsClient.BeginDelete", "ProjectCapabilityHostsClient.ResumeDelete", "ProjectCapabilityHostsClient.Delete"))
}

// reconcileRows are the rows of the one action of perimeter configurations.
func reconcileRows() []foundryRow {
	return slices.Concat(foundryLasts[cognitive.NetworkSecurityPerimeterConfigurationsClientReconcileResponse, foundry.PerimeterConfiguration]{
		begin: func(ctx context.Context, h homes, token string) (poller[cognitive.NetworkSecurityPerimeterConfigurationsClientReconcileResponse], error) {
			return h.cognitive.NewNetworkSecurityPerimeterConfigurationsClient().BeginReconcile(ctx, group.Name, accountID.Name, called(ctx, configurationName), &cognitive.NetworkSecurityPerimeterConfigurationsClientBeginReconcileOptions{ResumeToken: token})
		},
		ours: func(ctx context.Context, c *foundry.Client) (poller[foundry.PerimeterConfiguration], error) {
			return c.PerimeterConfigurations.BeginReconcile(ctx, configuration(ctx))
		},
		again: func(c *foundry.Client, token string) (poller[foundry.PerimeterConfiguration], error) {
			return c.PerimeterConfigurations.ResumeReconcile(token)
		},
		wait: func(ctx context.Context, c *foundry.Client) (foundry.PerimeterConfiguration, error) {
			return c.PerimeterConfigurations.Reconcile(ctx, configuration(ctx))
		},
		show: func(r cognitive.NetworkSecurityPerimeterConfigurationsClientReconcileResponse) any {
			return r.NetworkSecurityPerimeterConfiguration
		},
	}.rows("PerimeterConfigurationsClient.BeginReconcile", "PerimeterConfigurationsClient.ResumeReconcile", "PerimeterConfigurationsClient.Reconcile"))
}
