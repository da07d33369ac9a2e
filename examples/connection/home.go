// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/auth"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/examples/internal/place"
	"github.com/azfoundry/azfoundry/foundry"
)

// base is the name of a file without its folder and its ending.
func base(file string) string {
	name := filepath.Base(file)
	return strings.TrimSuffix(name, filepath.Ext(name))
}

// session is a place with a client.
type session struct {
	*place.Place
	chain  *auth.Chain
	client *connections.ConnectionsClient
}

// open signs in where the flags say.
func open(flags *place.Flags) (*session, error) {
	where, err := flags.Open()
	if err != nil {
		return nil, err
	}
	s := &session{Place: where}
	if s.chain, err = where.Chain(where.Tenant(where.Home)); err == nil {
		var c *connections.Client
		if c, err = connections.NewClient(s.chain, where.Options); err == nil {
			s.client = c.Connections
			return s, nil
		}
	}
	return nil, errors.Join(err, where.Close())
}

// parseHome reads the id of an account, a project or a workspace.
func parseHome(id string) (connections.Home, error) {
	project, err1 := connections.ParseProjectID(id)
	if err1 == nil {
		return project, nil
	}
	workspace, err2 := connections.ParseWorkspaceID(id)
	if err2 == nil {
		return workspace, nil
	}
	account, err := connections.ParseAccountID(id)
	if err != nil {
		return nil, err
	}
	return account, nil
}

// ownProject is the project in an emulator of this process.
func ownProject() connections.ProjectID {
	group := azfoundry.ResourceGroup{Subscription: armtest.ManagedSubscription, Name: armtest.DefaultWorkloadGroup}
	return connections.AccountScope(group, "ai-contoso").Project("agents")
}

// makeProject makes that project, since the emulator is new.
func (s *session) makeProject(ctx context.Context) error {
	f, err := foundry.NewClient(s.chain, s.Options)
	if err != nil {
		return err
	}
	home := ownProject()
	var a foundry.Account
	a.Location, a.Kind, a.SKU.Name = armtest.DefaultRegion, "AIServices", "S0"
	a.Identity.Type = foundry.IdentityTypeSystemAssigned
	a.Properties.AllowProjectManagement, a.Properties.CustomSubDomainName = new(true), home.Account.Name
	id := foundry.AccountID{ResourceGroup: home.Account.ResourceGroup, Name: home.Account.Name}
	if _, err := f.Accounts.CreateOrUpdate(ctx, id, a); err != nil {
		return err
	}
	var p foundry.Project
	p.Location, p.Identity.Type = armtest.DefaultRegion, foundry.IdentityTypeSystemAssigned
	_, err = f.Projects.CreateOrUpdate(ctx, id.Project(home.Name), p)
	return err
}
