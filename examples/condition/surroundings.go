// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/abac/roleassign"
	"github.com/azfoundry/azfoundry/examples/internal/cli"
	"github.com/azfoundry/azfoundry/examples/internal/place"
	"github.com/azfoundry/azfoundry/foundry/estate"
)

// surroundings are what stands around an assignment, as far as somebody who is signed in may read it.
type surroundings struct {
	*place.Place
	roles  *roleassign.Client
	estate *estate.Client
}

// look signs in where the flags say.
func look(flags *place.Flags) (*surroundings, error) {
	where, err := flags.Open()
	if err != nil {
		return nil, err
	}
	chain, err := where.Chain(where.Tenant(where.Home))
	if err != nil {
		return nil, errors.Join(err, where.Close())
	}
	roles, err1 := roleassign.NewClient(chain, where.Options)
	around, err2 := estate.NewClient(chain, where.Options)
	if err := errors.Join(err1, err2); err != nil {
		return nil, errors.Join(err, where.Close())
	}
	return &surroundings{Place: where, roles: roles, estate: around}, nil
}

// sources returns what a review may ask. Without a principal there are no other assignments of it to look at.
func (s *surroundings) sources(principal string) roleassign.Sources {
	from := s.roles.Sources()
	from.StorageAccounts = s.accounts
	if principal == "" {
		from.Assignments = nil
	}
	return from
}

// accounts yields the storage accounts in a subscription or a group, or the one that a scope is or lies in. For
// scopes above a subscription there are none: reading all that is below takes an inventory of its own.
func (s *surroundings) accounts(ctx context.Context, scope string) iter.Seq2[roleassign.StorageAccount, error] {
	return func(yield func(roleassign.StorageAccount, error) bool) {
		for a, err := range s.list(ctx, strings.Split(strings.Trim(scope, "/"), "/")) {
			p := a.Properties
			account := roleassign.StorageAccount{
				ID: a.ID, SharedKeys: p.AllowSharedKeyAccess == nil || *p.AllowSharedKeyAccess,
				HierarchicalNamespace: p.IsHnsEnabled != nil && *p.IsHnsEnabled,
			}
			if !yield(account, err) {
				return
			}
		}
	}
}

// list lists the accounts that the segments of a scope lead to: subscriptions/S/resourceGroups/G/providers/P/….
func (s *surroundings) list(ctx context.Context, segments []string) iter.Seq2[estate.StorageAccount, error] {
	const subscription, group, account = 2, 4, 8
	switch {
	case !strings.EqualFold(segments[0], "subscriptions"):
	case len(segments) == subscription:
		return s.estate.StorageAccounts.ListBySubscription(ctx, segments[1])
	case len(segments) == group:
		return s.estate.StorageAccounts.List(ctx, azfoundry.ResourceGroup{Subscription: segments[1], Name: segments[3]})
	case len(segments) >= account:
		id, err := estate.ParseStorageAccountID("/" + strings.Join(segments[:account], "/"))
		if err != nil { // it is something else
			break
		}
		return func(yield func(estate.StorageAccount, error) bool) { yield(s.estate.StorageAccounts.Get(ctx, id)) }
	}
	return func(func(estate.StorageAccount, error) bool) {}
}

// readSets reads the names of attribute sets from a file: what Microsoft Graph answers to GET
// directory/attributeSets, or one name a line.
func readSets(out *cli.Output, name string) ([]string, error) {
	text, err := out.Read(name)
	if err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
		return strings.Fields(string(text)), nil
	}
	var answer struct {
		Value []struct {
			ID string `json:"id"`
		} `json:"value"`
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		return nil, fmt.Errorf("%s: no list of attribute sets: %w", name, err)
	}
	sets := []string{}
	for _, set := range answer.Value {
		sets = append(sets, set.ID)
	}
	return sets, nil
}
