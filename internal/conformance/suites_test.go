// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"net/http"
	"reflect"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	authorization "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/authorization/armauthorization/v2"
	rolefake "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/authorization/armauthorization/v2/fake"
	cognitivefake "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/cognitiveservices/armcognitiveservices/v2/fake"
	learningfake "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/machinelearning/armmachinelearning/v4/fake"
	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9/fake"

	"github.com/azfoundry/azfoundry/abac/roleassign"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/foundry"
	"github.com/azfoundry/azfoundry/ipam"
	"github.com/azfoundry/azfoundry/nsp"
)

// suites are those of all packages.
func suites() []described {
	return []described{
		poolSuite().describe(), perimeterSuite().describe(), foundrySuite().describe(), estateSuite().describe(),
		bondSuite().describe(), gatewaySuite().describe(), roleSuite().describe(),
	}
}

func poolSuite() suite[*official.ClientFactory, *ipam.Client] {
	return suite[*official.ClientFactory, *ipam.Client]{
		name: "ipam", versions: []string{"2025-07-01"}, client: reflect.TypeFor[ipam.Client](), rows: rows(),
		excused: map[string]string{
			"PoolsClient.Explain":             "reads the usage of a pool to explain a refusal; Usage has a row",
			"StaticCIDRsClient.Preflight":     "only reads, through methods that have rows",
			"SubnetsClient.Preflight":         "only reads, through methods that have rows",
			"VirtualNetworksClient.Preflight": "only reads, through methods that have rows",
		},
		serve: onNetwork(serveNetworking), refuse: onNetwork(func(s *stage) fake.ServerFactory {
			return fake.ServerFactory{
				ManagersServer: refusing[fake.ManagersServer](s), IpamPoolsServer: refusing[fake.IpamPoolsServer](s),
				VirtualNetworksServer: refusing[fake.VirtualNetworksServer](s), SubnetsServer: refusing[fake.SubnetsServer](s),
				StaticCidrsServer: refusing[fake.StaticCidrsServer](s), ScopeConnectionsServer: refusing[fake.ScopeConnectionsServer](s),
				SubscriptionNetworkManagerConnectionsServer:    refusing[fake.SubscriptionNetworkManagerConnectionsServer](s),
				ManagementGroupNetworkManagerConnectionsServer: refusing[fake.ManagementGroupNetworkManagerConnectionsServer](s),
			}
		}),
		theirs: official.NewClientFactory, ours: ipam.NewClient, furniture: pools, before: beforePools,
	}
}

// serveNetworking answers everything about pools, networks and their connections.
func serveNetworking(s *stage) fake.ServerFactory {
	return fake.ServerFactory{
		ManagersServer: serveManagers(s).ManagersServer, IpamPoolsServer: servePools(s).IpamPoolsServer,
		VirtualNetworksServer: serveNetworks(s).VirtualNetworksServer, SubnetsServer: serveSubnets(s).SubnetsServer,
		StaticCidrsServer: serveStatics(s).StaticCidrsServer, ScopeConnectionsServer: serveScopeConnections(s).ScopeConnectionsServer,
		SubscriptionNetworkManagerConnectionsServer:    serveSubscriptionConnections(s).SubscriptionNetworkManagerConnectionsServer,
		ManagementGroupNetworkManagerConnectionsServer: serveGroupConnections(s).ManagementGroupNetworkManagerConnectionsServer,
	}
}

func perimeterSuite() suite[*official.ClientFactory, *nsp.Client] {
	settings := "no official module of this table has diagnostic settings"
	return suite[*official.ClientFactory, *nsp.Client]{
		name: "nsp", versions: []string{"2025-07-01"}, client: reflect.TypeFor[nsp.Client](), rows: nspRows(),
		excused: map[string]string{
			"DiagnosticSettingsClient.CreateOrUpdate": settings, "DiagnosticSettingsClient.Delete": settings,
			"DiagnosticSettingsClient.Get": settings, "DiagnosticSettingsClient.List": settings, "DiagnosticSettingsClient.Modify": settings,
		},
		serve: onNetwork(servePerimeters), refuse: onNetwork(refusePerimeters), theirs: official.NewClientFactory, ours: nsp.NewClient, furniture: perimeterThings, before: beforePerimeters,
	}
}

func foundrySuite() suite[homes, *foundry.Client] {
	accepted := map[string]int{"BeginUpdate": http.StatusAccepted, "BeginPurge": http.StatusAccepted, "BeginReconcile": http.StatusAccepted}
	workspaces := map[string]int{
		"BeginCreateOrUpdate": http.StatusAccepted, "BeginUpdate": http.StatusAccepted,
		"BeginDiagnose": http.StatusAccepted, "BeginResyncKeys": http.StatusAccepted, "BeginPrepareNotebook": http.StatusAccepted,
	}
	return suite[homes, *foundry.Client]{
		name: "foundry", versions: []string{"2026-05-01"}, client: reflect.TypeFor[foundry.Client](), rows: foundryRows(),
		serve: atHome(func(s *stage) (cognitivefake.ServerFactory, learningfake.ServerFactory) {
			return cognitivefake.ServerFactory{
				AccountsServer:                               answering[cognitivefake.AccountsServer](s, accepted),
				ProjectsServer:                               answering[cognitivefake.ProjectsServer](s, accepted),
				DeploymentsServer:                            answering[cognitivefake.DeploymentsServer](s, accepted),
				DeletedAccountsServer:                        answering[cognitivefake.DeletedAccountsServer](s, accepted),
				AccountCapabilityHostsServer:                 answering[cognitivefake.AccountCapabilityHostsServer](s, accepted),
				ProjectCapabilityHostsServer:                 answering[cognitivefake.ProjectCapabilityHostsServer](s, accepted),
				NetworkSecurityPerimeterConfigurationsServer: answering[cognitivefake.NetworkSecurityPerimeterConfigurationsServer](s, accepted),
			}, learningfake.ServerFactory{WorkspacesServer: answering[learningfake.WorkspacesServer](s, workspaces)}
		}),
		refuse: atHome(func(s *stage) (cognitivefake.ServerFactory, learningfake.ServerFactory) {
			return cognitivefake.ServerFactory{
				AccountsServer:                               refusing[cognitivefake.AccountsServer](s),
				ProjectsServer:                               refusing[cognitivefake.ProjectsServer](s),
				DeploymentsServer:                            refusing[cognitivefake.DeploymentsServer](s),
				DeletedAccountsServer:                        refusing[cognitivefake.DeletedAccountsServer](s),
				AccountCapabilityHostsServer:                 refusing[cognitivefake.AccountCapabilityHostsServer](s),
				ProjectCapabilityHostsServer:                 refusing[cognitivefake.ProjectCapabilityHostsServer](s),
				NetworkSecurityPerimeterConfigurationsServer: refusing[cognitivefake.NetworkSecurityPerimeterConfigurationsServer](s),
			}, learningfake.ServerFactory{WorkspacesServer: refusing[learningfake.WorkspacesServer](s)}
		}),
		theirs: newHomes, ours: foundry.NewClient, furniture: foundryThings, before: beforeFoundry,
	}
}

// atHome is a play of the two providers that have connections.
func atHome(serve func(*stage) (cognitivefake.ServerFactory, learningfake.ServerFactory)) play {
	return func(s *stage) policy.Transporter {
		c, l := serve(s)
		return either{cognitivefake.NewServerFactoryTransport(&c), learningfake.NewServerFactoryTransport(&l)}
	}
}

func bondSuite() suite[homes, *connections.ConnectionsClient] {
	return suite[homes, *connections.ConnectionsClient]{
		name: "connections", versions: []string{"2026-05-01"}, client: reflect.TypeFor[connections.Client](), rows: bondRows(),
		excused: map[string]string{
			"ConnectionsClient.Apply":               "makes many, one after the other, through methods that have rows",
			"ConnectionsClient.DeleteAll":           "deletes many, one after the other, through methods that have rows",
			"ConnectionsClient.CheckCapabilityHost": "reads through a method that has rows, and writes nothing",
			"ConnectionsClient.TestConnection":      "armmachinelearning v4.0.0 does not have it",
		},
		serve: atHome(func(s *stage) (cognitivefake.ServerFactory, learningfake.ServerFactory) {
			return cognitivefake.ServerFactory{
				AccountConnectionsServer: answeringWith[cognitivefake.AccountConnectionsServer](s, nil, bond),
				ProjectConnectionsServer: answeringWith[cognitivefake.ProjectConnectionsServer](s, nil, bond),
			}, learningfake.ServerFactory{WorkspaceConnectionsServer: answeringWith[learningfake.WorkspaceConnectionsServer](s, nil, bond)}
		}),
		refuse: atHome(func(s *stage) (cognitivefake.ServerFactory, learningfake.ServerFactory) {
			return cognitivefake.ServerFactory{
				AccountConnectionsServer: refusing[cognitivefake.AccountConnectionsServer](s),
				ProjectConnectionsServer: refusing[cognitivefake.ProjectConnectionsServer](s),
			}, learningfake.ServerFactory{WorkspaceConnectionsServer: refusing[learningfake.WorkspaceConnectionsServer](s)}
		}),
		theirs: newHomes, furniture: bonds,
		ours: func(cred azcore.TokenCredential, o *arm.ClientOptions) (*connections.ConnectionsClient, error) {
			c, err := connections.NewClient(cred, o)
			if err != nil {
				return nil, err
			}
			return c.Connections, nil
		},
	}
}

func roleSuite() suite[*authorization.ClientFactory, *roleassign.Client] {
	serve := func(a rolefake.RoleAssignmentsServer, d rolefake.RoleDefinitionsServer) policy.Transporter {
		return rolefake.NewServerFactoryTransport(&rolefake.ServerFactory{RoleAssignmentsServer: a, RoleDefinitionsServer: d})
	}
	return suite[*authorization.ClientFactory, *roleassign.Client]{
		name: "abac/roleassign", versions: []string{"2022-04-01"}, client: reflect.TypeFor[roleassign.Client](), rows: roleRows(),
		excused: map[string]string{
			"AssignmentsClient.Modify": "the official model of this PUT has no id, name and type, which Modify sends as it read them",
		},
		serve: func(s *stage) policy.Transporter {
			return serve(answering[rolefake.RoleAssignmentsServer](s, nil),
				answering[rolefake.RoleDefinitionsServer](s, map[string]int{"CreateOrUpdate": http.StatusCreated}))
		},
		refuse: func(s *stage) policy.Transporter {
			return serve(refusing[rolefake.RoleAssignmentsServer](s), refusing[rolefake.RoleDefinitionsServer](s))
		},
		theirs: authorization.NewClientFactory, ours: roleassign.NewClient, furniture: roleThings,
	}
}
