// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package roleassign

import (
	"fmt"
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry/abac"
	"github.com/azfoundry/azfoundry/internal/armid"
)

// homes are the resource types below which the requests of each service lie; that of authorization lie
// everywhere.
var homes = map[string][]string{
	"blob":         {"Microsoft.Storage/storageAccounts"},
	"queue":        {"Microsoft.Storage/storageAccounts"},
	"keyvault":     {"Microsoft.KeyVault/vaults"},
	"acr":          {"Microsoft.ContainerRegistry/registries"},
	"loganalytics": {"Microsoft.OperationalInsights/workspaces"},
}

// names are the attributes whose value is a name in the scope, by resource type.
var names = map[string][]abac.Attribute{
	"microsoft.storage/storageaccounts":                         {{Source: abac.SourceResource, Name: abac.AccountName}},
	"microsoft.storage/storageaccounts/blobservices/containers": {{Source: abac.SourceResource, Name: abac.ContainerName}},
	"microsoft.storage/storageaccounts/queueservices/queues":    {{Source: abac.SourceResource, Name: abac.QueueName}},
	"microsoft.keyvault/vaults":                                 {{Source: abac.SourceResource, Name: abac.VaultName}},
	"microsoft.keyvault/vaults/secrets": {
		{Source: abac.SourceResource, Name: abac.SecretName}, {Source: abac.SourceRequest, Name: abac.SecretName},
	},
	"microsoft.operationalinsights/workspaces/tables": {{Source: abac.SourceResource, Name: abac.TableName}},
}

// scope looks at what the scope means for the condition.
func (r *review) scope() {
	id, ok := armid.Split(r.id.Scope)
	if r.id.Scope == "" || !ok {
		return
	}
	if strings.EqualFold(id.Type(), "Microsoft.Management/managementGroups") {
		r.add(ruleGroup, abac.SeverityInfo, says{
			message: "a condition at a management group",
			why:     "the portal cannot add one there",
			fix:     "change it with a program, or assign at subscriptions",
		})
	}
	resource := id.Provider != "" && id.ResourceGroup != ""
	if !resource {
		return
	}
	r.elsewhere(id)
	if at := r.asks(abac.Attribute{Source: abac.SourceResource, Name: abac.AccountIsHNS}); at != nil {
		r.found = append(r.found, Finding{
			Rule: ruleNotAtScope, Severity: abac.SeverityWarning, Span: at.Span(), Message: "isHnsEnabled is asked of a resource",
			Why: "it works in assignments at a resource group or above", Fix: "leave it out: the account is known here",
		})
	}
	r.settled(id)
}

// elsewhere looks for services of the role that have nothing at the scope.
func (r *review) elsewhere(id armid.ID) {
	if len(r.capable) == 0 {
		return
	}
	here := func(service string) bool {
		if service == delegation {
			return true
		}
		return slices.ContainsFunc(homes[service], func(home string) bool {
			return under(id, home) && (service != "queue" || !under(id, home+"/blobServices")) && (service != "blob" || !under(id, home+"/queueServices"))
		})
	}
	if !slices.ContainsFunc(r.services(), here) {
		r.add(ruleElsewhere, abac.SeverityError, says{
			message: fmt.Sprintf("no request that conditions can look into is about a resource of the type %s", id.Type()),
			why:     fmt.Sprintf("what %s allows is elsewhere, and the condition restricts nothing here", r.role.name),
			fix:     "assign the role at " + strings.Join(r.homes(), " or ") + ", or above",
		})
	}
}

func (r *review) homes() []string {
	var list []string
	for _, s := range r.services() {
		for _, home := range homes[s] {
			if !slices.Contains(list, home) {
				list = append(list, home)
			}
		}
	}
	return list
}

// under reports whether an id is of a resource type, or of one below it.
func under(id armid.ID, resourceType string) bool {
	own, want := strings.ToLower(id.Type()), strings.ToLower(resourceType)
	return own == want || strings.HasPrefix(own, want+"/")
}

// asks returns the part of the condition that asks for an attribute; nil for none.
func (r *review) asks(a abac.Attribute) abac.Expr {
	is := func(o abac.Operand) bool {
		b, ok := o.(abac.Attribute)
		return ok && b.Source == a.Source && strings.EqualFold(b.Name, a.Name)
	}
	for e := range abac.Parts(r.condition.Root()) {
		switch e := e.(type) {
		case *abac.Comparison:
			if is(e.Left()) || is(e.Right()) {
				return e
			}
		case *abac.Exists:
			if is(e.Attribute()) {
				return e
			}
		default:
		}
	}
	return nil
}

// settled looks for attributes that have one value at the scope, and whether anything passes with them.
func (r *review) settled(id armid.ID) {
	var facts, fixed []string
	typ := strings.ToLower(id.Provider)
	for i, name := range id.Names {
		typ += "/" + strings.ToLower(id.Types[i])
		for _, a := range names[typ] {
			if at := r.asks(a); at != nil && !strings.ContainsRune(name, '\'') {
				facts = append(facts, fmt.Sprintf("(NOT Exists %s OR %s StringEquals '%s')", a, a, name))
				fixed = append(fixed, fmt.Sprintf("%s is always '%s'", a, name))
				r.found = append(r.found, Finding{
					Rule: ruleSettled, Severity: abac.SeverityInfo, Span: at.Span(), Message: fixed[len(fixed)-1] + " at this scope",
					Why: "the scope has decided already what is asked here", Fix: "leave it out, or assign at the scope above",
				})
			}
		}
	}
	covered := r.covered()
	if len(facts) == 0 || len(covered) == 0 {
		return
	}
	text := "(" + r.condition.OneLine() + ") AND " + strings.Join(facts, " AND ") + " AND (ActionMatches{'" + strings.Join(covered, "'} OR ActionMatches{'") + "'})"
	if c, err := abac.Parse(text); err == nil && abac.AlwaysFalse(c, abac.Strict).Answer == abac.Yes {
		r.add(ruleSettled, abac.SeverityError, says{
			message: "nothing that the condition looks at passes at this scope: " + strings.Join(fixed, ", "),
			why:     "the names of the scope do not fit those of the condition",
			fix:     "correct one of the two",
		}, covered...)
	}
}

// covered returns the actions that the condition looks at, at least in part.
func (r *review) covered() []string {
	return slices.DeleteFunc(slices.Clone(r.capable), func(action string) bool {
		return slices.Contains(r.open, abac.Passage{Action: action})
	})
}
