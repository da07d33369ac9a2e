// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package ready is the line of JSON by which the emulator program tells others where it is and what is
// in it.
package ready

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/azfoundry/azfoundry/armtest"
)

// Line is what the emulator prints once it answers requests.
type Line struct {
	// ResourceManager, Authority and Graph are the roots of the services.
	ResourceManager string `json:"resourceManager"`
	Authority       string `json:"authority"`
	Graph           string `json:"graph"`
	// CAFile holds the certificate authority to trust, in PEM.
	CAFile  string   `json:"caFile"`
	Tenants []Tenant `json:"tenants"`
	Clients []Client `json:"clients"`
	// Pools are the ids of the address pools.
	Pools []string `json:"pools"`
}

// Tenant is one Entra tenant.
type Tenant struct {
	ID            string   `json:"id"`
	Name          string   `json:"name"`
	Subscriptions []string `json:"subscriptions"`
}

// Client is an application that can sign in.
type Client struct {
	Name         string `json:"name"`
	HomeTenant   string `json:"homeTenant"`
	ClientID     string `json:"clientId"`
	ClientSecret string `json:"clientSecret"`
}

// Describe returns the line of a world whose certificate authority is in a file.
func Describe(world *armtest.World, caFile string) Line {
	out := Line{
		ResourceManager: world.ResourceManager(), Authority: world.Authority(), Graph: world.Graph(),
		CAFile: caFile, Pools: world.Pools(),
	}
	for _, t := range world.Tenants() {
		out.Tenants = append(out.Tenants, Tenant{ID: t.ID, Name: t.Name, Subscriptions: t.Subscriptions})
	}
	for _, c := range world.Clients() {
		out.Clients = append(out.Clients, Client{
			Name: c.Name, HomeTenant: c.HomeTenant, ClientID: c.ClientID, ClientSecret: c.ClientSecret,
		})
	}
	return out
}

// Read returns the line that was written to a file.
func Read(file string) (Line, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return Line{}, err
	}
	var out Line
	if err := json.Unmarshal(text, &out); err != nil {
		return Line{}, fmt.Errorf("%s is not what the emulator prints when it is ready: %w", file, err)
	}
	return out, nil
}

// Tenant returns the tenant of a name, with at least one subscription.
func (l Line) Tenant(name string) (Tenant, error) {
	for _, t := range l.Tenants {
		if t.Name == name && len(t.Subscriptions) > 0 {
			return t, nil
		}
	}
	return Tenant{}, fmt.Errorf("the emulator has no tenant named %q with a subscription", name)
}

// Client returns the application of a name.
func (l Line) Client(name string) (Client, error) {
	for _, c := range l.Clients {
		if c.Name == name {
			return c, nil
		}
	}
	return Client{}, fmt.Errorf("the emulator has no application named %q", name)
}
