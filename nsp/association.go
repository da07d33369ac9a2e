// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package nsp

import (
	"context"
	"strings"

	"github.com/azfoundry/azfoundry/internal/rest"
)

// Associate is the association of a resource, by its full id, with a profile. Begin with
// [AccessModeLearning] and read the logs before [AccessModeEnforced]. Whoever writes it needs
// Microsoft.Network/networkSecurityPerimeters/profiles/join/action on the profile and the
// joinPerimeter/action of the resource's type on the resource.
func Associate(resource string, profile ProfileID, mode AccessMode) Association {
	return Association{Properties: AssociationProperties{
		PrivateLinkResource: Reference{ID: resource},
		Profile:             ProfileReference{ID: profile.String()},
		AccessMode:          mode,
	}}
}

// HasIssues reports whether the resource has trouble with the perimeter's configuration.
func (p AssociationProperties) HasIssues() bool {
	return strings.EqualFold(p.HasProvisioningIssues, "yes")
}

// Reconcile has the service bring the perimeter's configuration to the resource again.
//
// POST …/resourceAssociations/{association}/reconcile, API version 2025-07-01.
func (c *AssociationsClient) Reconcile(ctx context.Context, id AssociationID) error {
	return rest.Do(ctx, c.rest, &associationReconcile, id, rest.Input{Body: reconciliation{}})
}
