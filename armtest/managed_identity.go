// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

const (
	// exchangeAudience is what tokens are for that serve as client assertions.
	exchangeAudience = "api://AzureADTokenExchange"
	// machine is where a virtual machine finds the tokens of its identities.
	machine = "http://169.254.169.254"
)

// AddManagedIdentity adds a managed identity of a tenant and returns its object id. The world's only one
// is also the one that the system assigned. Programs get its tokens where virtual machines have them, at
// 169.254.169.254, which [World.Transport] leads here.
func (w *World) AddManagedIdentity(tenantID, clientID string) (objectID string, err error) {
	if err := w.AddApplication(Application{Name: "managed identity", HomeTenant: tenantID, ClientID: clientID}); err != nil {
		return "", err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.identities = append(w.identities, clientID)
	return w.tenant(tenantID).principals[strings.ToLower(clientID)], nil
}

// identityToken answers the machine's endpoint (Microsoft Learn, "How to use managed identities for Azure
// resources on an Azure VM to acquire an access token").
func (w *World) identityToken(r *http.Request) reply {
	refused := func(kind, description string) reply {
		return reply{status: http.StatusBadRequest, body: object{"error": kind, "error_description": description}}
	}
	query := r.URL.Query()
	aud := strings.TrimSuffix(query.Get("resource"), "/")
	if r.Header.Get("Metadata") != "true" {
		return refused("invalid_request", "Required metadata header not specified")
	}
	w.mu.Lock()
	p, ok := w.identity(query.Get("client_id"))
	w.mu.Unlock()
	if !ok {
		return refused("invalid_request", "Identity not found")
	}
	if !w.knownAudience(r, aud) && aud != exchangeAudience {
		return refused("invalid_resource", fmt.Sprintf("AADSTS500011: The resource principal named %s was not found in the tenant named %s.", aud, p.tenant))
	}
	now := w.now(r)
	token, err := w.tokens.sign(p, aud, nil, validity{now, now.Add(w.options.TokenLifetime)})
	if err != nil {
		return refused("invalid_request", err.Error())
	}
	return reply{status: http.StatusOK, body: object{
		"access_token": token, "client_id": p.client, "resource": aud, "token_type": "Bearer",
		"expires_in": strconv.Itoa(int(w.options.TokenLifetime.Seconds())),
		"expires_on": strconv.FormatInt(now.Add(w.options.TokenLifetime).Unix(), 10),
	}}
}

// identity finds a managed identity by its client id, or the only one. The world is locked.
func (w *World) identity(clientID string) (principal, bool) {
	for _, id := range w.identities {
		if !strings.EqualFold(id, clientID) && (clientID != "" || len(w.identities) > 1) {
			continue
		}
		t := w.tenant(w.applications[strings.ToLower(id)].HomeTenant)
		return principal{tenant: t.ID, object: t.principals[strings.ToLower(id)], client: id}, true
	}
	return principal{}, false
}
