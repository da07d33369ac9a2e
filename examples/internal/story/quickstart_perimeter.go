// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package story

import (
	"context"

	"github.com/azfoundry/azfoundry/nsp"
)

func (q *quickstart) perimeterID() nsp.PerimeterID {
	return nsp.PerimeterID{ResourceGroup: q.group, Name: "perimeter-ai"}
}

func (q *quickstart) profileID() nsp.ProfileID { return q.perimeterID().Profile("main") }

func (q *quickstart) perimeter(ctx context.Context, step *Step) error {
	w := writer[nsp.PerimeterID, nsp.Perimeter]{q.nsp.Perimeters.CreateOrUpdate, q.nsp.Perimeters.Modify}
	_, err := ensure(ctx, step, w, q.perimeterID(), func(p *nsp.Perimeter) { p.Location = q.Location })
	return err
}

func (q *quickstart) profile(ctx context.Context, step *Step) error {
	w := writer[nsp.ProfileID, nsp.Profile]{q.nsp.Profiles.CreateOrUpdate, q.nsp.Profiles.Modify}
	_, err := ensure(ctx, step, w, q.profileID(), func(*nsp.Profile) {})
	return err
}

func (q *quickstart) inbound(ctx context.Context, step *Step) error {
	w := writer[nsp.AccessRuleID, nsp.AccessRule]{q.nsp.AccessRules.CreateOrUpdate, q.nsp.AccessRules.Modify}
	_, err := ensure(ctx, step, w, q.profileID().AccessRule("workloads"), func(r *nsp.AccessRule) {
		want := nsp.FromSubscriptions(q.group.Subscription).Properties
		r.Properties.Direction, r.Properties.Subscriptions = want.Direction, want.Subscriptions
	})
	return err
}

func (q *quickstart) associateVault(ctx context.Context, step *Step) error {
	return q.associate(ctx, step, "key-vault", q.keyVaultID().String())
}

func (q *quickstart) associateStorage(ctx context.Context, step *Step) error {
	return q.associate(ctx, step, "storage", q.storageID().String())
}

func (q *quickstart) associateAccount(ctx context.Context, step *Step) error {
	return q.associate(ctx, step, "foundry", q.accountID().String())
}

// associate puts a resource into the perimeter, in Learning mode: what no rule allows is logged, and let
// through. Whoever set another mode since keeps it.
func (q *quickstart) associate(ctx context.Context, step *Step, name, resource string) error {
	w := writer[nsp.AssociationID, nsp.Association]{q.nsp.Associations.CreateOrUpdate, q.nsp.Associations.Modify}
	got, err := ensure(ctx, step, w, q.perimeterID().Association(name), func(a *nsp.Association) {
		if a.Properties.AccessMode == "" {
			*a = nsp.Associate(resource, q.profileID(), nsp.AccessModeLearning)
		}
	})
	step.Detail = string(got.Properties.AccessMode)
	return err
}
