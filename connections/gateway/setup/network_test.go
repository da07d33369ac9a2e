// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package setup_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/connections/gateway"
	"github.com/azfoundry/azfoundry/connections/gateway/setup"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// form is a service of a tier that runs, with an identity; change changes it.
func form(sku gateway.SKUName, change func(*gateway.Service)) gateway.Service {
	s := gateway.Service{
		ID: service().String(), Name: "apim-contoso", SKU: gateway.ServiceSKU{Name: sku}, Identity: gateway.ServiceIdentity{Type: gateway.IdentityTypeSystemAssigned},
		Properties: gateway.ServiceProperties{
			ProvisioningState: "Succeeded", GatewayURL: "https://apim-contoso.azure-api.net", PublicNetworkAccess: gateway.PublicNetworkAccessEnabled,
			VirtualNetworkType: gateway.VirtualNetworkTypeNone,
		},
	}
	if change != nil {
		change(&s)
	}
	return s
}

// endpoint gives a service a private endpoint connection.
func endpoint(s *gateway.Service, status gateway.ConnectionStatus) {
	s.Properties.PrivateEndpointConnections = append(s.Properties.PrivateEndpointConnections, gateway.PrivateEndpointConnection{
		Name: "pe", Properties: gateway.PrivateEndpointConnectionProperties{ConnectionState: gateway.ConnectionState{Status: status}},
	})
}

func TestCheckNetwork(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		service gateway.Service
		agents  setup.Agents
		want    []string // severity and rule
	}{
		{"the form that the report of a set-up has", form("StandardV2", func(s *gateway.Service) {
			s.Properties.PublicNetworkAccess, s.Properties.VirtualNetworkType = gateway.PublicNetworkAccessDisabled, gateway.VirtualNetworkTypeExternal
			endpoint(s, gateway.ConnectionStatusApproved)
		}), setup.AgentsManaged, nil},
		{"public, with a way out", form("StandardV2", func(s *gateway.Service) { s.Properties.VirtualNetworkType = gateway.VirtualNetworkTypeExternal }), setup.AgentsPublic, nil},
		{"public, without one", form("StandardV2", nil), setup.AgentsPublic, []string{"note outbound"}},
		{"a tier that is not documented", form("Developer", nil), setup.AgentsPublic, []string{"note tier", "note outbound"}},
		{"a tier that is not known", form("Ultra", func(s *gateway.Service) { s.Properties.VirtualNetworkType = "" }), setup.AgentsPublic, []string{"note tier", "note outbound"}},
		{"consumption", form("Consumption", nil), setup.AgentsPublic, []string{"error tier", "note outbound"}},
		{"the AI gateway tier", form("AIGateway", nil), setup.AgentsManaged, []string{"error tier"}},
		{"classic before a managed network", form("Premium", nil), setup.AgentsManaged, []string{"note outbound", "warning agents"}},
		{"classic in a network before a managed one", form("Premium", func(s *gateway.Service) { s.Properties.VirtualNetworkType = gateway.VirtualNetworkTypeInternal }),
			setup.AgentsManaged, []string{"warning internal", "error agents"}},
		{"basic v2 before a managed network", form("BasicV2", nil), setup.AgentsManaged, []string{"note tier", "note outbound", "error agents"}},
		{"v2 without an endpoint before a managed network", form("StandardV2", nil), setup.AgentsManaged, []string{"note outbound", "warning agents"}},
		{"closed to all", form("StandardV2", func(s *gateway.Service) {
			s.Properties.PublicNetworkAccess = gateway.PublicNetworkAccessDisabled
			endpoint(s, gateway.ConnectionStatusPending)
		}), setup.AgentsInjected, []string{"error publicAccess", "warning privateEndpoint", "note outbound"}},
		{"private before public agents", form("StandardV2", func(s *gateway.Service) {
			s.Properties.PublicNetworkAccess, s.Properties.VirtualNetworkType = gateway.PublicNetworkAccessDisabled, gateway.VirtualNetworkTypeExternal
			endpoint(s, gateway.ConnectionStatusApproved)
		}), setup.AgentsPublic, []string{"error agents"}},
		{"an endpoint beside the internet", form("StandardV2", func(s *gateway.Service) {
			s.Properties.VirtualNetworkType = gateway.VirtualNetworkTypeExternal
			endpoint(s, gateway.ConnectionStatusApproved)
		}), setup.AgentsInjected, []string{"warning publicAccess"}},
		{"no identity", form("StandardV2", func(s *gateway.Service) {
			s.Identity.Type, s.Properties.VirtualNetworkType = gateway.IdentityTypeNone, gateway.VirtualNetworkTypeExternal
		}), setup.AgentsPublic, []string{"error identity"}},
		{"not ready, and off", form("StandardV2", func(s *gateway.Service) {
			s.Properties.ProvisioningState, s.Properties.DisableGateway, s.Properties.VirtualNetworkType = "Updating", new(true), gateway.VirtualNetworkTypeExternal
		}), setup.AgentsPublic, []string{"warning state", "error state"}},
		{"a domain of one's own", form("StandardV2", func(s *gateway.Service) {
			s.Properties.VirtualNetworkType = gateway.VirtualNetworkTypeExternal
			s.Properties.HostnameConfigurations = []gateway.HostnameConfiguration{
				{Type: gateway.HostnameTypeProxy, HostName: "apim-contoso.azure-api.net", CertificateSource: gateway.CertificateSourceBuiltIn},
				{Type: gateway.HostnameTypeProxy, HostName: "gateway.contoso.com", CertificateSource: gateway.CertificateSourceKeyVault},
				{Type: gateway.HostnameTypePortal, HostName: "portal.contoso.com"},
			}
		}), setup.AgentsPublic, []string{"warning hostname"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, f := range setup.CheckNetwork(test.service, test.agents) {
				got = append(got, string(f.Severity)+" "+f.Rule)
				if f.Message == "" || f.Resource != test.service.ID || f.Fix == "" && f.Severity != setup.Note {
					t.Errorf("finding %+v, want a message, a fix and the service", f)
				}
				if f.Source == "" && !strings.Contains(f.Message, "is not known here") {
					t.Errorf("finding %+v does not say where that is said", f)
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestGenerationOf(t *testing.T) {
	t.Parallel()
	for sku, want := range map[gateway.SKUName]setup.Generation{
		"Developer": setup.GenerationClassic, "basic": setup.GenerationClassic, "Premium": setup.GenerationClassic, "Isolated": setup.GenerationClassic,
		"BasicV2": setup.GenerationV2, "StandardV2": setup.GenerationV2, "PremiumV2": setup.GenerationV2,
		"Consumption": setup.GenerationConsumption, "AIGateway": setup.GenerationAIGateway, "": setup.GenerationUnknown,
	} {
		if got := setup.GenerationOf(sku); got != want {
			t.Errorf("GenerationOf(%q) = %s, want %s", sku, got, want)
		}
	}
}

func TestClient_Network(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put(service().String(), theService(func(body map[string]any) { body["sku"] = map[string]any{"name": "Consumption", "capacity": 0} }))
	got := testworld.Must[[]setup.Finding](t)(w.Network(t.Context(), service(), setup.AgentsPublic))
	if len(got) != 1 || got[0].Rule != "tier" {
		t.Errorf("findings = %+v, want that of the tier", got)
	}
}

// Accounts that are closed to the internet are out of reach of a gateway without a way into their network.
func TestClient_Plan_findsClosedAccounts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put(account("ai-east").String(), map[string]any{
		"location": armtest.DefaultRegion, "kind": "AIServices", "sku": map[string]any{"name": "S0"},
		"properties": map[string]any{"customSubDomainName": "ai-east", "publicNetworkAccess": "Disabled"},
	})
	if found := w.plan(wanted()).Findings; len(found) != 0 {
		t.Errorf("findings = %+v, want none with a way out", found)
	}
	w.put(service().String(), theService(func(body map[string]any) { delete(body["properties"].(map[string]any), "virtualNetworkType") }))
	var got []string
	for _, f := range w.plan(wanted()).Findings {
		got = append(got, string(f.Severity)+" "+f.Rule+" "+f.Resource[strings.LastIndexByte(f.Resource, '/')+1:])
	}
	if diff := cmp.Diff([]string{"note outbound apim-contoso", "error outbound ai-east"}, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}
