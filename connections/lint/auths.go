// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package lint

// auth is what is known of one authType.
type auth struct {
	name string
	// credentials are the members that the credentials must have, none of them empty.
	credentials []string
	// secret says that the service refuses a PUT without credentials.
	secret bool
	// bare says that there are no credentials.
	bare bool
}

// auths are the authTypes of the service: twelve that it publishes, and others that it takes all the same.
var auths = []auth{
	{name: "AAD", bare: true},
	{name: "None", bare: true},
	{name: "ApiKey", secret: true, credentials: []string{"key"}},
	{name: "AccountKey", secret: true, credentials: []string{"key"}},
	{name: "CustomKeys", secret: true, credentials: []string{"keys"}},
	{name: "AccessKey", secret: true, credentials: []string{"accessKeyId", "secretAccessKey"}},
	{name: "ManagedIdentity", credentials: []string{"clientId", "resourceId"}},
	{name: oauth2, secret: true}, // CN045 says what it needs
	{name: "PAT", secret: true, credentials: []string{"pat"}},
	{name: "SAS", secret: true, credentials: []string{"sas"}},
	{name: "ServicePrincipal", secret: true, credentials: []string{"clientId", "clientSecret", "tenantId"}},
	{name: "UsernamePassword", secret: true, credentials: []string{"username", "password"}},
	{name: projectIdentity, bare: true},
	{name: "AccountManagedIdentity", bare: true},
	{name: "UserEntraToken"},
	{name: "AgenticIdentityToken"},
	{name: "AgenticUser"},
	{name: "AgentUserImpersonation"},
	{name: "DelegatedSAS"},
	{name: "DeveloperConnection"}, // named by an error of the service, and nowhere else
}

const (
	oauth2          = "OAuth2"
	projectIdentity = "ProjectManagedIdentity"
)

// mistakenAuths are names that people give to authTypes, by what they mean.
var mistakenAuths = map[string]string{
	"agenticidentity": "AgenticIdentityToken", "entra": "AAD", "entraid": "AAD", "microsoftentraid": "AAD", "identity": "AAD",
	"key": "ApiKey", "oauth": oauth2, "systemassigned": projectIdentity, "projectidentity": projectIdentity, "pmi": projectIdentity,
	"anonymous": "None", "noauth": "None", "userentra": "UserEntraToken", "accountidentity": "AccountManagedIdentity",
}

// Auths returns the names of all authTypes that are known.
func Auths() []string {
	out := make([]string, len(auths))
	for i := range auths {
		out[i] = auths[i].name
	}
	return out
}

// authOf returns what is known of an authType; nil where that is nothing.
func authOf(name string) *auth {
	for i := range auths {
		if auths[i].name == name {
			return &auths[i]
		}
	}
	return nil
}

// credentialNames are the members of credentials of any authType.
var credentialNames = []string{
	"key", "keys", "accessKeyId", "secretAccessKey", "clientId", "clientSecret", "tenantId", "resourceId", "authUrl",
	"developerToken", "refreshToken", "username", "password", "securityToken", "pat", "sas", "type",
}

// outsideCredentials are members of the properties that people put into the credentials of OAuth2.
var outsideCredentials = []string{"tokenUrl", "authorizationUrl", "refreshUrl", "scopes", "connectorName", "audience"}

// propertyNames are the members of the properties.
var propertyNames = []string{
	"authType", "category", "target", "metadata", "credentials", "isSharedToAll", "sharedUserList", "expiryTime", "error",
	"peRequirement", "peStatus", "useWorkspaceManagedIdentity", "value", "valueFormat", "group", "createdByWorkspaceArmId",
	"audience", "tokenUrl", "authorizationUrl", "refreshUrl", "scopes", "connectorName", "redirectUrl", "overallStatus",
}

// readOnly are the members of the properties that only the service writes.
var readOnly = []string{"group", "createdByWorkspaceArmId", "redirectUrl", "overallStatus"}

// resourceNames are the members of a resource.
var resourceNames = []string{
	"id", "name", "type", "properties", "systemData", "location", "tags", "etag", "apiVersion", "kind", "identity", "sku",
	"dependsOn", "scope", "condition", "comments", // of templates
}
