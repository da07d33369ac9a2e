// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// serviceConnectionKinds are the connections of accounts, projects and workspaces to other services.
func serviceConnectionKinds() []*kind {
	account := projectVersions()
	patch := []string{}
	for _, member := range []string{
		"authType", "category", "target", "metadata", "credentials", "audience", "authorizationUrl", "tokenUrl", "refreshUrl", "scopes",
		"connectorName", "isSharedToAll", "sharedUserList", "expiryTime", "error", "peRequirement", "peStatus", "useWorkspaceManagedIdentity",
	} {
		patch = append(patch, "properties."+member)
	}
	var out []*kind
	for _, home := range []struct {
		typ      string
		versions []string
	}{{accountType, account}, {accountType + "/projects", account}, {workspaceType, workspaceConnectionVersions()}} {
		out = append(out, &kind{
			// "Less than 60 characters", a customer found; the published types say 33.
			typ: home.typ + "/connections", versions: home.versions, name: regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9_-]{2,58}$`),
			neverCreated: true, patch: patch, readOnly: []string{"properties.group", "properties.createdByWorkspaceArmId"},
			behaviour: serviceConnections{},
		})
	}
	return out
}

// serviceConnections are connections to other services. What they connect to is not looked at, as the
// service does not either. Wordings in quotation marks of threads are the service's, others our reading.
type serviceConnections struct{ plain }

func (s serviceConnections) admit(t *write) error {
	auth, category := textAt(t.next, "properties.authType"), textAt(t.next, "properties.category")
	if err := s.patched(t.next); err != nil {
		return err
	}
	if err := s.checkCredentials(t, auth); err != nil {
		return err
	}
	project := strings.HasPrefix(t.kind.typ, accountType+"/projects/")
	switch {
	case category == "AzureKeyVault" && project:
		return badConnection("Azure Key Vault connections can only be created or updated at the workspace hub level")
	case category == "RemoteTool" && (auth == "AAD" || auth == "AgenticIdentity"):
		return badConnection("AuthType for RemoteTool Connection can only be None, CustomKeys, ProjectManagedIdentity, OAuth2, " +
			"DeveloperConnection, UserEntraToken, AgenticIdentityToken")
	case category == "ModelGateway" && auth == "ProjectManagedIdentity":
		return badConnection("AuthType ProjectManagedIdentity is not supported for ModelGateway Connection")
	case category == "AzureBlob":
		return s.checkMetadata(t, "ContainerName", "AccountName")
	}
	return nil
}

// readable returns a body as its schema is checked: the service takes null for whatever is text, a list or an
// object, metadata among them, and answers with it (a customer found inferenceAPIVersion so).
func (serviceConnections) readable(body object) object {
	properties, ok := body["properties"].(object)
	if !ok {
		return body
	}
	properties = withoutNulls(properties)
	if metadata, ok := properties["metadata"].(object); ok {
		properties["metadata"] = withoutNulls(metadata)
	}
	return with(body, object{"properties": properties})
}

func withoutNulls(o object) object {
	out := maps.Clone(o)
	maps.DeleteFunc(out, func(_ string, value any) bool { return value == nil })
	return out
}

// patched refuses a body without the authType, by which the service tells what the other members are.
func (serviceConnections) patched(body object) error {
	if textAt(body, "properties.authType") == "" {
		return invalidContent("Required property 'authType' not found in JSON. Path 'properties'")
	}
	return nil
}

// checkCredentials refuses a connection with a secret that has none (github.com/Azure/azure-dev, issues
// 8418 and 8475). A PATCH without credentials keeps those that there are. OAuth2 may have empty ones, when
// a managed connector has its own.
func (serviceConnections) checkCredentials(t *write, auth string) error {
	secret := []string{"ApiKey", "AccountKey", "CustomKeys", "AccessKey", "OAuth2", "PAT", "SAS", "ServicePrincipal", "UsernamePassword"}
	credentials, given := at(t.next, "properties.credentials").(object)
	if !slices.Contains(secret, auth) || given && (auth == "OAuth2" || len(credentials) > 0) {
		return nil
	}
	return badConnection("Credentials Property can't be empty for auth type " + auth)
}

// checkMetadata refuses metadata without the keys that a category needs, in any case.
func (serviceConnections) checkMetadata(t *write, keys ...string) error {
	metadata, _ := at(t.next, "properties.metadata").(object)
	missing := ""
	for _, want := range keys {
		found := false
		for name := range metadata {
			found = found || strings.EqualFold(name, want)
		}
		if !found {
			missing += "Required metadata property " + want + " is missing;"
		}
	}
	if missing != "" {
		return badConnection(missing)
	}
	return nil
}

func badConnection(message string) *fault {
	return refuse(http.StatusBadRequest, "ValidationError", "%s", message)
}

// show hides the credentials, and says what group the category is of.
func (serviceConnections) show(_ *World, _ *resource, body object) {
	properties, _ := body["properties"].(object)
	properties = with(properties, nil)
	delete(properties, "credentials")
	switch properties["category"] { // of the others nobody wrote down what the service says
	case "ApiManagement", "CognitiveSearch":
		properties["group"] = "AzureAI"
	}
	body["properties"] = properties
}

// selects lists the connections with a target and of a category.
func (serviceConnections) selects(c *call) (func(*resource) bool, error) {
	query := c.req.URL.Query()
	target, category := query.Get("target"), query.Get("category")
	return func(r *resource) bool {
		return strings.EqualFold(parent(r.id), c.target.id) &&
			(target == "" || textAt(r.body, "properties.target") == target) &&
			(category == "" || strings.EqualFold(textAt(r.body, "properties.category"), category))
	}, nil
}

// act is what a workspace offers: its connections with their credentials, and a test, which always
// succeeds.
func (s serviceConnections) act(c *call, r *resource) (reply, error) {
	workspace := strings.HasPrefix(r.kind.typ, workspaceType)
	switch {
	case workspace && strings.EqualFold(c.target.action, "listsecrets"):
		body := c.world.show(r)
		if credentials := at(r.body, "properties.credentials"); credentials != nil {
			set(body, "properties.credentials", clone(credentials))
		}
		return reply{status: http.StatusOK, body: body}, nil
	case workspace && strings.EqualFold(c.target.action, "testconnection"):
		rep := reply{status: http.StatusAccepted, header: http.Header{}}
		c.announce(rep.header, c.world.begin(r, locationID, nil))
		return rep, nil
	}
	return s.plain.act(c, r)
}
