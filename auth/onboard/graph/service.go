// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package graph

import (
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
)

// Service is the key of Microsoft Graph in the services of a cloud.Configuration, which needs an entry
// only where the cloud is none of the known ones. An entry without an audience has its endpoint as one.
const Service cloud.ServiceName = "microsoftGraph"

// ByAppID returns the filter for the application, or the service principal, of a client id.
func ByAppID(clientID string) string {
	return "appId eq '" + strings.ReplaceAll(clientID, "'", "''") + "'"
}
