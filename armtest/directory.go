// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/azfoundry/azfoundry/internal/armid"
)

// Tenant is one Entra tenant of a world.
type Tenant struct {
	ID, Name, Domain string
	// Subscriptions are the ids of the tenant's subscriptions, in the order they were added.
	Subscriptions []string
}

// Application is an application registration. It signs in with its secret in every tenant where it
// has a service principal; its home tenant always has one.
type Application struct {
	Name, HomeTenant, ClientID, ClientSecret string
	// MultiTenant allows service principals outside the home tenant.
	MultiTenant bool
}

// directory is what Entra knows.
type directory struct {
	tenants       map[string]*tenant      // by lower-case id
	applications  map[string]*Application // by lower-case client id
	subscriptions map[string]*tenant      // by lower-case subscription id
	order         []string                // keys of applications, as added
	trusted       map[string]*trust       // by lower-case client id
	identities    []string                // client ids of managed identities
}

type tenant struct {
	Tenant

	rank       int
	principals map[string]string    // object id by lower-case client id
	since      map[string]time.Time // when principals were made, by lower-case object id
}

// AddTenant adds a tenant. The id must be a GUID; the domain name may stand for it in URLs.
func (w *World) AddTenant(id, name, domain string) error {
	if !armid.IsGUID(id) {
		return fmt.Errorf("armtest: add tenant %q: the id is not a GUID", id)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.tenant(id) != nil || domain != "" && w.tenant(domain) != nil {
		return fmt.Errorf("armtest: add tenant %q: the id or domain is taken", id)
	}
	w.tenants[strings.ToLower(id)] = &tenant{
		Tenant: Tenant{ID: id, Name: name, Domain: domain}, rank: len(w.tenants), principals: map[string]string{}, since: map[string]time.Time{},
	}
	return nil
}

// AddSubscription adds an empty subscription to a tenant.
func (w *World) AddSubscription(tenantID, id, name string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	t := w.tenant(tenantID)
	if t == nil || !armid.IsGUID(id) || w.subscriptions[strings.ToLower(id)] != nil {
		return fmt.Errorf("armtest: add subscription %q to tenant %q: "+
			"the tenant must exist and the id be a GUID that is not taken", id, tenantID)
	}
	t.Subscriptions = append(t.Subscriptions, id)
	w.subscriptions[strings.ToLower(id)] = t
	return w.put("/subscriptions/"+id, object{
		"subscriptionId": id, "tenantId": t.ID, "displayName": name, "state": "Enabled",
		"authorizationSource": "RoleBased", "managedByTenants": []any{},
		"subscriptionPolicies": object{"locationPlacementId": "Public_2014-09-01", "quotaId": "PayAsYouGo_2014-09-01", "spendingLimit": "Off"},
	})
}

// AddApplication adds an application and its service principal in the home tenant.
func (w *World) AddApplication(a Application) error {
	w.mu.Lock()
	key := strings.ToLower(a.ClientID)
	ok := w.tenant(a.HomeTenant) != nil && armid.IsGUID(a.ClientID) && w.applications[key] == nil
	if ok {
		w.applications[key] = &a
		w.order = append(w.order, key)
	}
	w.mu.Unlock()
	if !ok {
		return fmt.Errorf("armtest: add application %q: the home tenant must exist and the client id be a GUID that is not taken", a.Name)
	}
	_, err := w.AddServicePrincipal(a.HomeTenant, a.ClientID)
	return err
}

// AddServicePrincipal gives an application a service principal in a tenant and returns its object id,
// which depends on nothing but the two ids, unless one was deleted before. It changes nothing where there
// is one.
func (w *World) AddServicePrincipal(tenantID, clientID string) (objectID string, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	t, app := w.tenant(tenantID), w.applications[strings.ToLower(clientID)]
	switch {
	case t == nil || app == nil:
		return "", fmt.Errorf("armtest: add service principal of %q in tenant %q: no such application or tenant", clientID, tenantID)
	case !app.MultiTenant && !strings.EqualFold(app.HomeTenant, t.ID):
		return "", fmt.Errorf("armtest: add service principal of %q in tenant %q: the application is not multi-tenant", clientID, tenantID)
	}
	return w.addPrincipal(t, app), nil
}

// addPrincipal returns the object id of an application's service principal in a tenant, which it makes if
// there is none. One that was deleted never comes back: the new one is another.
func (w *World) addPrincipal(t *tenant, app *Application) string {
	client := strings.ToLower(app.ClientID)
	id := t.principals[client]
	if id != "" {
		return id
	}
	parts := []string{"service principal", t.ID, client}
	for range w.graph.deleted[key(t.ID)+"/"+client] {
		parts = append(parts, "again")
	}
	id = derivedGUID(parts...)
	t.principals[client], t.since[id] = id, w.options.Clock()
	return id
}

// Tenants returns the tenants in the order they were added.
func (w *World) Tenants() []Tenant {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := make([]Tenant, len(w.tenants))
	for _, t := range w.tenants {
		out[t.rank] = t.Tenant
		out[t.rank].Subscriptions = slices.Clone(t.Subscriptions)
	}
	return out
}

// Clients returns the applications with their secrets, in the order they were added.
func (w *World) Clients() []Application {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []Application
	for _, key := range w.order {
		out = append(out, *w.applications[key])
	}
	return out
}

// tenant finds a tenant by id or domain name; nil when there is none.
func (d *directory) tenant(name string) *tenant {
	key := strings.ToLower(name)
	if t := d.tenants[key]; t != nil {
		return t
	}
	for _, t := range d.tenants {
		if key != "" && strings.EqualFold(t.Domain, key) {
			return t
		}
	}
	return nil
}

// made tells when a principal with this object id was made, or false for none.
func (t *tenant) made(objectID string) (time.Time, bool) {
	at, ok := t.since[strings.ToLower(objectID)]
	return at, ok
}

// derivedGUID makes a GUID out of texts, always the same.
func derivedGUID(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(strings.Join(parts, "\x00"))))
	return formatGUID(sum[:16], 0x80)
}

// formatGUID writes 16 bytes as a GUID of the given version (0x40 random, 0x80 derived).
func formatGUID(b []byte, version byte) string {
	b = slices.Clone(b)
	b[6], b[8] = b[6]&0x0f|version, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:16])
}
