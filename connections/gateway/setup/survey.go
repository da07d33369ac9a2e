// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package setup

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/connections/gateway"
	"github.com/azfoundry/azfoundry/foundry"
)

// survey is what was read before anything is written.
type survey struct {
	service   gateway.Service
	accounts  []foundry.Account // in the order of the gateway's
	mismatch  []Mismatch
	api       bool      // whether the API is there
	open      []Finding // its operations that anybody can call
	principal string    // the object id of the identity that calls the accounts
	client    string    // the client id of a user-assigned one
}

// survey reads what a set-up builds on, and refuses what cannot work, all at once.
func (c *Client) survey(ctx context.Context, g Gateway) (survey, error) {
	var s survey
	var err error
	if s.service, err = c.gateway.Services.Get(ctx, g.Service); err != nil {
		return s, err
	}
	if _, err = c.gateway.APIs.Get(ctx, g.api()); err != nil && !notFound(err) {
		return s, err
	}
	if s.api = err == nil; s.api && g.tokens() {
		if s.open, err = c.ungoverned(ctx, g); err != nil {
			return s, err
		}
	}
	ids := make([]foundry.AccountID, 0, len(g.Accounts))
	for _, a := range g.Accounts {
		account, err := c.foundry.Accounts.Get(ctx, a.ID)
		if err != nil {
			return s, err
		}
		s.accounts, ids = append(s.accounts, account), append(ids, a.ID)
	}
	if s.mismatch, err = c.Deployments(ctx, ids...); err != nil {
		return s, err
	}
	faults := s.identify(g)
	for i, a := range s.accounts {
		if a.Properties.CustomSubDomainName == "" {
			faults = append(faults, azfoundry.Fault{
				Pointer: fmt.Sprintf("/Accounts/%d", i), Rule: "subdomain", Message: "has no subdomain of its own, without which it takes no tokens of Entra ID",
				Got: a.Name, Advice: "set properties.customSubDomainName of the account, which is for good",
			})
		}
	}
	missing, err := c.loggerFault(ctx, g)
	if err != nil {
		return s, err
	}
	if faults = append(faults, missing...); faults != nil {
		return s, &azfoundry.ValidationError{Op: "setup: gateway", Resource: g.api().String(), Faults: faults}
	}
	return s, nil
}

// identify finds the identity with which the service calls the accounts, or says why there is none.
func (s *survey) identify(g Gateway) []azfoundry.Fault {
	if g.Identity == "" {
		if s.principal = s.service.Identity.PrincipalID; s.principal != "" {
			return nil
		}
		return []azfoundry.Fault{{
			Pointer: "/Service", Rule: "identity", Message: "has no identity of its own to sign in to the accounts with", Got: g.Service.Name,
			Advice: "give the service a system-assigned identity, or name a user-assigned one of it in Identity",
		}}
	}
	for id, user := range s.service.Identity.UserAssignedIdentities {
		if strings.EqualFold(strings.TrimSuffix(id, "/"), strings.TrimSuffix(g.Identity, "/")) {
			s.principal, s.client = user.PrincipalID, user.ClientID
			return nil
		}
	}
	return []azfoundry.Fault{{
		Pointer: "/Identity", Rule: "identity", Message: "is not assigned to the service", Got: g.Identity, Advice: "assign it to the service first, or leave it empty for the service's own",
	}}
}

// loggerFault reports a logger that is not there.
func (c *Client) loggerFault(ctx context.Context, g Gateway) ([]azfoundry.Fault, error) {
	if g.Logger == "" {
		return nil, nil
	}
	err := c.findLogger(ctx, g)
	if !notFound(err) {
		return nil, err
	}
	return []azfoundry.Fault{{
		Pointer: "/Logger", Rule: "logger", Message: "is no logger of the service", Got: g.Logger,
		Advice: "make one for Application Insights in the service, or leave it empty to count no tokens",
	}}, nil
}

// notFound reports whether a failure is that there is no such resource.
func notFound(err error) bool {
	e, ok := errors.AsType[*azfoundry.OpError](err)
	return ok && e.Status == http.StatusNotFound
}

// findings are what the survey found that a set-up does not mend.
func (s survey) findings(g Gateway, agents Agents) []Finding {
	out := append(CheckNetwork(s.service, agents), s.open...)
	for _, m := range s.mismatch {
		out = append(out, m.finding(g.entrance().String()))
	}
	for i, a := range s.accounts {
		closed := a.Properties.PublicNetworkAccess == foundry.PublicNetworkAccessDisabled
		if mode := s.service.Properties.VirtualNetworkType; closed && (mode == "" || mode == gateway.VirtualNetworkTypeNone) {
			out = append(out, Finding{
				Rule: "outbound", Severity: Error, Resource: g.Accounts[i].ID.String(), Source: sourceVNet,
				Message: "the account is closed to the internet, and the gateway has no way out into a virtual network",
				Fix:     "integrate the service with a network that has a private endpoint of the account, or open the account",
			})
		}
	}
	return out
}
