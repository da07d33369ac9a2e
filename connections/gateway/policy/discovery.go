// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

import (
	"strings"

	"github.com/azfoundry/azfoundry/internal/armid"
)

// Discovery makes the policies of the operations that Foundry asks for models with, GET /deployments and GET
// /deployments/{deploymentName}, which ask Resource Manager for the deployments of an account with the
// gateway's identity. It needs the role Reader there.
//
// The policies do not take over those of the API: a backend that is set by its name there could not be set
// by its URL here. So they check callers by themselves, if Access is there.
type Discovery struct {
	// Account is the resource id of the account, one whose deployments all backends have. Required.
	Account string
	// APIVersion is the version of Resource Manager's API; 2025-06-01 if empty.
	APIVersion string
	// Access is who may ask, usually the same as in [Inference]. nil lets in whoever reaches the operation,
	// which is all the world if the API demands no subscription.
	Access *Access
	// Cloud is where the account is, if Access is nil.
	Cloud Cloud
	// IdentityClientID is the client id of the gateway's identity, if it is a user-assigned one.
	IdentityClientID string
	// Parameter is the parameter of the operation for one deployment; deploymentName if empty.
	Parameter string
}

// defaultDeploymentsVersion is the API version that deployments are asked for with.
const defaultDeploymentsVersion = "2025-06-01"

// ListDeployments returns the policy of the operation list-deployments. It fails with an
// *azfoundry.ValidationError that has all faults.
func (d Discovery) ListDeployments() (Document, error) {
	return d.document("/deployments", nil, "make policy of list-deployments")
}

// GetDeployment returns the policy of the operation get-deployment-by-name. A name that no deployment can
// have is answered with 404. It fails as ListDeployments does.
func (d Discovery) GetDeployment() (Document, error) {
	name := parameter(d.Parameter)
	guard := Choose{When: []When{{
		Condition: Expression("!" + regex + ".IsMatch(" + matched(name) + `, "^[A-Za-z0-9][A-Za-z0-9._-]*\\z")`),
		Then:      []Element{refuse(404, "Not Found", "There is no such deployment.")},
	}}}
	return d.document("/deployments/{"+name+"}", guard, "make policy of get-deployment-by-name")
}

// regex is the class of C#. The reference of policy expressions has it without its namespace, samples of the
// vendor have it with it, which needs nothing to be imported.
const regex = "System.Text.RegularExpressions.Regex"

// parameter returns the name of the operation's parameter.
func parameter(name string) string {
	if name == "" {
		return "deploymentName"
	}
	return name
}

// matched returns C# that reads a parameter of the operation.
func matched(name string) string { return "context.Request.MatchedParameters[" + Quote(name) + "]" }

// document returns a policy that asks Resource Manager for a path of the account. guard may be nil.
func (d Discovery) document(path string, guard Element, op string) (Document, error) {
	var f faults
	d.check(&f)
	cloud := d.Cloud
	var list []Element
	if d.Access != nil {
		cloud = d.Access.Cloud
		list = d.Access.elements()
	}
	if guard != nil {
		list = append(list, guard)
	}
	version := d.APIVersion
	if version == "" {
		version = defaultDeploymentsVersion
	}
	h, _ := cloud.hosts()
	list = append(list, d.Access.surrender()...)
	list = append(list,
		AuthenticationManagedIdentity{Resource: Literal(h.manager + "/"), ClientID: d.IdentityClientID},
		RewriteURI{Template: Literal(path + "?api-version=" + version), CopyUnmatchedParams: new(false)},
		SetBackendService{BaseURL: Literal(h.manager + d.Account)})
	return checked(Document{Inbound: list}, &f, op)
}

// check reports what is wrong.
func (d Discovery) check(f *faults) {
	id, ok := armid.Split(d.Account)
	if !ok || strings.ContainsAny(d.Account, blanks+"?#{}@") || !strings.EqualFold(id.Type(), "Microsoft.CognitiveServices/accounts") {
		f.add("Account", wrong{"armid", "is no resource id of an account", d.Account,
			"give /subscriptions/…/resourceGroups/…/providers/Microsoft.CognitiveServices/accounts/…"})
	}
	if strings.ContainsAny(d.APIVersion, blanks+"&?#/{}@") {
		f.add("APIVersion", wrong{"pattern", "is no version of an API", d.APIVersion, "give a date such as " + defaultDeploymentsVersion})
	}
	if _, ok := d.Cloud.hosts(); !ok {
		f.add("Cloud", wrong{"enum", "is no cloud", string(d.Cloud), "give CloudPublic, CloudGovernment or CloudChina"})
	}
	if d.Access != nil {
		f.in("/Access", func() { d.Access.check(f) })
		if d.Cloud != "" && d.Cloud != d.Access.Cloud {
			f.add("Cloud", wrong{"cloud", "is another one than that of Access", string(d.Cloud), "take it out"})
		}
	}
	if d.IdentityClientID != "" {
		f.guid("IdentityClientID", d.IdentityClientID, "give the client id of the identity, or leave it empty for the identity of the system")
	}
	checkParameter(f, d.Parameter)
}

// checkParameter reports a name that no parameter has.
func checkParameter(f *faults, name string) {
	if nameLength(name) < len(name) {
		f.add("Parameter", wrong{"pattern", "is no name of a parameter", name, "give the name that stands in braces in the operation's path"})
	}
}
