// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package setup

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/foundry"
)

// Deployed are the deployments of an account.
type Deployed struct {
	Account     foundry.AccountID
	Deployments []foundry.Deployment
}

// Mismatch is a deployment that the accounts behind one gateway do not all have, or not of the same model. A
// call of it then depends on which account it reaches.
type Mismatch struct {
	// Deployment is its name.
	Deployment string
	// Accounts has an entry for each account, in their order.
	Accounts []AccountDeployment
}

// AccountDeployment is what a deployment is in one account.
type AccountDeployment struct {
	Account foundry.AccountID
	// Missing says that the account has none of that name; then all else is empty.
	Missing bool
	// Name, Version and Format are those of the model.
	Name, Version, Format string
	// State is how far the deployment is.
	State foundry.ProvisioningState
}

// Deployments reads what the accounts deploy, one after the other, and returns what is not the same in all of
// them, by the name of the deployment; nothing for one account.
//
// GET …/accounts/{account}/deployments, API version 2026-05-01.
func (c *Client) Deployments(ctx context.Context, accounts ...foundry.AccountID) ([]Mismatch, error) {
	all := make([]Deployed, 0, len(accounts))
	for _, id := range accounts {
		list, err := azfoundry.Collect(c.foundry.Deployments.List(ctx, id))
		if err != nil {
			return nil, err
		}
		all = append(all, Deployed{Account: id, Deployments: list})
	}
	return CompareDeployments(all), nil
}

// CompareDeployments returns what is not the same in all accounts, by the name of the deployment, in any case.
// The model's name, version and format count, and whether the deployment is done.
func CompareDeployments(all []Deployed) []Mismatch {
	names := map[string]string{} // as the first account spells it
	for _, one := range all {
		for _, d := range one.Deployments {
			if key := strings.ToLower(d.Name); names[key] == "" {
				names[key] = d.Name
			}
		}
	}
	var out []Mismatch
	for _, name := range names {
		m := Mismatch{Deployment: name}
		for _, one := range all {
			m.Accounts = append(m.Accounts, one.find(name))
		}
		if m.differs() {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b Mismatch) int { return cmp.Compare(a.Deployment, b.Deployment) })
	return out
}

// find returns what a deployment is in the account.
func (d Deployed) find(name string) AccountDeployment {
	i := slices.IndexFunc(d.Deployments, func(one foundry.Deployment) bool { return strings.EqualFold(one.Name, name) })
	if i < 0 {
		return AccountDeployment{Account: d.Account, Missing: true}
	}
	p := d.Deployments[i].Properties
	return AccountDeployment{Account: d.Account, Name: p.Model.Name, Version: p.Model.Version, Format: p.Model.Format, State: p.ProvisioningState}
}

func (m Mismatch) differs() bool {
	first := m.Accounts[0].model()
	return slices.ContainsFunc(m.Accounts, func(a AccountDeployment) bool { return a.model() != first })
}

// model is the deployment in a word, for people.
func (a AccountDeployment) model() string {
	if a.Missing {
		return "nothing"
	}
	out := a.Format + " " + cmp.Or(a.Name, "?") + " " + cmp.Or(a.Version, "of no version")
	if a.State != "" && !strings.EqualFold(string(a.State), string(foundry.ProvisioningStateSucceeded)) {
		out += " (" + string(a.State) + ")"
	}
	return out
}

// String says in one line what each account has.
func (m Mismatch) String() string {
	parts := make([]string, 0, len(m.Accounts))
	for _, a := range m.Accounts {
		parts = append(parts, a.Account.Name+" has "+a.model())
	}
	return "deployment " + m.Deployment + ": " + strings.Join(parts, ", ")
}

// finding says what a mismatch does to callers.
func (m Mismatch) finding(pool string) Finding {
	return Finding{
		Rule: "deployments", Severity: Error, Resource: pool,
		Message: "the accounts do not have the same: " + m.String() + "; whether a call works depends on which one it reaches",
		Fix:     "deploy it in every account under this name, with the same model and version, or take the account out",
		Source:  sourcePool,
	}
}
