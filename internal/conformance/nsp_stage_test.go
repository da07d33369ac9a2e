// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"encoding/json"
	"slices"

	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9/fake"

	"github.com/azfoundry/azfoundry/nsp"
)

// nspRow is one operation on perimeters.
type nspRow = rowOf[*official.ClientFactory, *nsp.Client]

// The ids that all rows use.
var (
	perimeterID   = nsp.PerimeterID{ResourceGroup: group, Name: "perimeter-1_a.b"}
	profileID     = perimeterID.Profile("main_1")
	ruleID        = profileID.AccessRule("office.1")
	associationID = perimeterID.Association("kv-ai")
	linkID        = perimeterID.Link("to-data")
	referenceID   = perimeterID.LinkReference("to-ai-0c9b7a51")
	loggingID     = perimeterID.LoggingConfiguration("instance")
	locationID    = nsp.LocationID{Subscription: group.Subscription, Name: "eastus"}
)

// nspRows returns every operation on perimeters that both kinds of client have.
func nspRows() []nspRow {
	return slices.Concat(perimeterRows(), perimeterDeletions(), profileRows(), ruleRows(), associationRows(), associationWaits(),
		linkRows(), referenceRows(), loggingRows(), regionRows())
}

// servePerimeters answers everything about perimeters, with every member of an answer filled in.
func servePerimeters(s *stage) fake.ServerFactory {
	return fake.ServerFactory{
		SecurityPerimetersServer:                       answering[fake.SecurityPerimetersServer](s, nil),
		SecurityPerimeterProfilesServer:                answering[fake.SecurityPerimeterProfilesServer](s, nil),
		SecurityPerimeterAccessRulesServer:             answering[fake.SecurityPerimeterAccessRulesServer](s, nil),
		SecurityPerimeterAssociationsServer:            answering[fake.SecurityPerimeterAssociationsServer](s, nil),
		SecurityPerimeterLinksServer:                   answering[fake.SecurityPerimeterLinksServer](s, nil),
		SecurityPerimeterLinkReferencesServer:          answering[fake.SecurityPerimeterLinkReferencesServer](s, nil),
		SecurityPerimeterLoggingConfigurationsServer:   answering[fake.SecurityPerimeterLoggingConfigurationsServer](s, nil),
		SecurityPerimeterAssociableResourceTypesServer: answering[fake.SecurityPerimeterAssociableResourceTypesServer](s, nil),
		SecurityPerimeterServiceTagsServer:             answering[fake.SecurityPerimeterServiceTagsServer](s, nil),
		SecurityPerimeterOperationStatusesServer:       answering[fake.SecurityPerimeterOperationStatusesServer](s, nil),
	}
}

// recoded returns one of our bodies in the official spelling.
func recoded[T any](ours any) (T, error) {
	var out T
	b, err := json.Marshal(ours)
	if err == nil {
		err = json.Unmarshal(b, &out)
	}
	return out, err
}

// refusePerimeters refuses everything about perimeters.
func refusePerimeters(s *stage) fake.ServerFactory {
	return fake.ServerFactory{
		SecurityPerimetersServer:                       refusing[fake.SecurityPerimetersServer](s),
		SecurityPerimeterProfilesServer:                refusing[fake.SecurityPerimeterProfilesServer](s),
		SecurityPerimeterAccessRulesServer:             refusing[fake.SecurityPerimeterAccessRulesServer](s),
		SecurityPerimeterAssociationsServer:            refusing[fake.SecurityPerimeterAssociationsServer](s),
		SecurityPerimeterLinksServer:                   refusing[fake.SecurityPerimeterLinksServer](s),
		SecurityPerimeterLinkReferencesServer:          refusing[fake.SecurityPerimeterLinkReferencesServer](s),
		SecurityPerimeterLoggingConfigurationsServer:   refusing[fake.SecurityPerimeterLoggingConfigurationsServer](s),
		SecurityPerimeterAssociableResourceTypesServer: refusing[fake.SecurityPerimeterAssociableResourceTypesServer](s),
		SecurityPerimeterServiceTagsServer:             refusing[fake.SecurityPerimeterServiceTagsServer](s),
		SecurityPerimeterOperationStatusesServer:       refusing[fake.SecurityPerimeterOperationStatusesServer](s),
	}
}
