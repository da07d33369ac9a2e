// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import "github.com/azfoundry/azfoundry/armtest"

// ready is the line that is printed once requests are answered.
type ready struct {
	ResourceManager string   `json:"resourceManager"`
	Authority       string   `json:"authority"`
	Graph           string   `json:"graph"`
	CAFile          string   `json:"caFile"`
	Tenants         []tenant `json:"tenants"`
	Clients         []client `json:"clients"`
	Pools           []string `json:"pools"`
}

type tenant struct {
	ID            string   `json:"id"`
	Name          string   `json:"name"`
	Subscriptions []string `json:"subscriptions"`
}

type client struct {
	Name         string `json:"name"`
	HomeTenant   string `json:"homeTenant"`
	ClientID     string `json:"clientId"`
	ClientSecret string `json:"clientSecret"`
}

func describe(world *armtest.World, file string) ready {
	out := ready{
		ResourceManager: world.ResourceManager(), Authority: world.Authority(), Graph: world.Authority(),
		CAFile: file, Pools: world.Pools(),
	}
	for _, t := range world.Tenants() {
		out.Tenants = append(out.Tenants, tenant{ID: t.ID, Name: t.Name, Subscriptions: t.Subscriptions})
	}
	for _, c := range world.Clients() {
		out.Clients = append(out.Clients, client{
			Name: c.Name, HomeTenant: c.HomeTenant, ClientID: c.ClientID, ClientSecret: c.ClientSecret,
		})
	}
	return out
}
