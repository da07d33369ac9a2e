// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package story

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/abac/roleassign"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/examples/internal/cli"
	"github.com/azfoundry/azfoundry/foundry"
	"github.com/azfoundry/azfoundry/foundry/estate"
	"github.com/azfoundry/azfoundry/ipam"
	"github.com/azfoundry/azfoundry/nsp"
)

// QuickstartReport is what -json prints of the quickstart.
type QuickstartReport struct {
	Steps []Step `json:"steps"`
}

// Quickstart goes through all systems in one resource group: a network with addresses from another tenant,
// a hub whose data is encrypted with a key of its owner, a perimeter around what it uses, a connection to
// models behind a gateway, and a role that reaches no further than the hub's own containers. Done again,
// it finds everything and writes nothing.
func Quickstart(ctx context.Context, target *Target, out *cli.Output) (*QuickstartReport, error) {
	q, err := newQuickstart(target)
	if err != nil {
		return nil, err
	}
	steps, err := run(ctx, out, q.tasks())
	if err == nil {
		table(out, steps)
	}
	return &QuickstartReport{Steps: steps}, err
}

func table(out *cli.Output, steps []Step) {
	rows := [][]string{{"step", "outcome", "resource", "detail"}}
	for _, s := range steps {
		rows = append(rows, []string{s.Name, string(s.Outcome), s.ID[strings.LastIndex(s.ID, "/providers/")+len("/providers/"):], s.Detail})
	}
	out.Table(rows)
}

// quickstart is the story while it runs. What a step learns and a later one needs is kept here.
type quickstart struct {
	*Target
	ipam        *ipam.Client
	estate      *estate.Client
	foundry     *foundry.Client
	connections *connections.Client
	nsp         *nsp.Client
	roles       *roleassign.Client

	group azfoundry.ResourceGroup
	// unique is a suffix for names that must differ from everybody else's. It follows from the resource
	// group, so that a second run finds what the first one made.
	unique string

	identity  estate.UserAssignedIdentity // reads the key, and works for the hub
	keyID     string                      // the key's address with its version
	workspace string                      // the hub's GUID, with which the names of its containers begin
}

func newQuickstart(t *Target) (*quickstart, error) {
	chain, err := t.Chain()
	if err != nil {
		return nil, err
	}
	q := &quickstart{Target: t, group: t.Network.ResourceGroup}
	sum := sha256.Sum256([]byte(strings.ToLower(q.group.String())))
	q.unique = hex.EncodeToString(sum[:4])
	var faults [6]error
	q.ipam, faults[0] = ipam.NewClient(chain, t.Options)
	q.estate, faults[1] = estate.NewClient(chain, t.Options)
	q.foundry, faults[2] = foundry.NewClient(chain, t.Options)
	q.connections, faults[3] = connections.NewClient(chain, t.Options)
	q.nsp, faults[4] = nsp.NewClient(chain, t.Options)
	q.roles, faults[5] = roleassign.NewClient(chain, t.Options)
	return q, errors.Join(faults[:]...)
}

func (q *quickstart) tasks() []task {
	return []task{
		{"virtual network, addresses from the other tenant's pool", q.network},
		{"identity of the hub", q.hubIdentity},
		{"storage account of the hub", q.storage},
		{"vault of the hub", q.hubVault},
		{"vault for the key", q.keyVault},
		{"role: the hub's identity uses the key", q.keyRole},
		{"key", q.key},
		{"hub, encrypted with the key", q.hub},
		{"Foundry resource", q.account},
		{"project", q.project},
		{"perimeter", q.perimeter},
		{"profile of the perimeter", q.profile},
		{"inbound rule: this subscription", q.inbound},
		{"the key's vault in the perimeter", q.associateVault},
		{"the hub's storage in the perimeter", q.associateStorage},
		{"the Foundry resource in the perimeter", q.associateAccount},
		{"connection to models behind API Management", q.connection},
		{"role: the hub's own containers, by condition", q.containerRole},
	}
}
