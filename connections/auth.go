// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections

// Auth is how a connection signs in to the other service. It is one of [AAD], [NoAuth], [APIKey],
// [AccountKey], [CustomKeys], [AccessKey], [ManagedIdentity], [OAuth2], [PAT], [SAS], [ServicePrincipal] and
// [UsernamePassword], which the service publishes; of [ProjectManagedIdentity], [AccountManagedIdentity],
// [UserEntraToken], [AgenticIdentityToken], [AgenticUser], [AgentUserImpersonation] and [DelegatedSAS], which
// it takes all the same; or [UnknownAuth]. Secrets are absent in what was read.
//
//sumtype:decl
type Auth interface {
	// Type returns the authType.
	Type() AuthType
	// put sets the members of a connection, which are all absent before.
	put(p *ConnectionProperties)
}

// AAD signs in with Entra ID and takes nothing.
type AAD struct{}

// NoAuth does not sign in; its authType is None.
type NoAuth struct{}

// APIKey is a key of the service. With the category AppInsights it is a connection string.
type APIKey struct{ Key Secret }

// AccountKey is a key of a storage account.
type AccountKey struct{ Key Secret }

// CustomKeys are secrets by name; for tools the names are those of HTTP headers.
type CustomKeys struct{ Keys map[string]Secret }

// AccessKey is a key with an id, as S3 has them.
type AccessKey struct {
	ID  string
	Key Secret
}

// ManagedIdentity is an identity that a container registry is pulled with.
type ManagedIdentity struct{ ClientID, ResourceID string }

// OAuth2 asks for tokens, as an application of the caller's or through a managed connector: then
// ConnectorName is all it has.
type OAuth2 struct {
	ClientID                               string
	ClientSecret                           Secret
	AuthorizationURL, TokenURL, RefreshURL string
	Scopes                                 []string
	ConnectorName                          string
	TenantID, AuthURL, Username            string
	DeveloperToken, RefreshToken, Password Secret
}

// PAT is a personal access token.
type PAT struct{ Token Secret }

// SAS is a shared access signature.
type SAS struct{ Signature Secret }

// ServicePrincipal is an application of a tenant.
type ServicePrincipal struct {
	TenantID, ClientID string
	ClientSecret       Secret
}

// UsernamePassword is a user; the security token is Salesforce's.
type UsernamePassword struct {
	Username                string
	Password, SecurityToken Secret
}

// ProjectManagedIdentity signs in as the project, with tokens for the audience: for gateways
// https://cognitiveservices.azure.com. ModelGateway connections cannot have it.
type ProjectManagedIdentity struct{ Audience string }

// AccountManagedIdentity signs in as the account.
type AccountManagedIdentity struct{}

// UserEntraToken passes on who uses the connection, with tokens for the audience.
type UserEntraToken struct{ Audience string }

// AgenticIdentityToken signs in as the agent, with tokens for the audience.
type AgenticIdentityToken struct{ Audience string }

// AgenticUser signs in as an agent's user. An audience is sent where there is one.
type AgenticUser struct{ Audience string }

// AgentUserImpersonation signs in as a user whom an agent acts for. An audience is sent where there is one.
type AgentUserImpersonation struct{ Audience string }

// DelegatedSAS is a shared access signature that the service makes.
type DelegatedSAS struct{}

// UnknownAuth is any other way, and one of the above with members that it does not have. It holds all
// members that belong to signing in.
type UnknownAuth struct {
	AuthType                               AuthType
	Credentials                            Credentials
	Audience                               string
	AuthorizationURL, TokenURL, RefreshURL string
	Scopes                                 []string
	ConnectorName                          string
}

// Type returns AuthTypeAAD.
func (AAD) Type() AuthType { return AuthTypeAAD }

// Type returns AuthTypeNone.
func (NoAuth) Type() AuthType { return AuthTypeNone }

// Type returns AuthTypeAPIKey.
func (APIKey) Type() AuthType { return AuthTypeAPIKey }

// Type returns AuthTypeAccountKey.
func (AccountKey) Type() AuthType { return AuthTypeAccountKey }

// Type returns AuthTypeCustomKeys.
func (CustomKeys) Type() AuthType { return AuthTypeCustomKeys }

// Type returns AuthTypeAccessKey.
func (AccessKey) Type() AuthType { return AuthTypeAccessKey }

// Type returns AuthTypeManagedIdentity.
func (ManagedIdentity) Type() AuthType { return AuthTypeManagedIdentity }

// Type returns AuthTypeOAuth2.
func (OAuth2) Type() AuthType { return AuthTypeOAuth2 }

// Type returns AuthTypePAT.
func (PAT) Type() AuthType { return AuthTypePAT }

// Type returns AuthTypeSAS.
func (SAS) Type() AuthType { return AuthTypeSAS }

// Type returns AuthTypeServicePrincipal.
func (ServicePrincipal) Type() AuthType { return AuthTypeServicePrincipal }

// Type returns AuthTypeUsernamePassword.
func (UsernamePassword) Type() AuthType { return AuthTypeUsernamePassword }

// Type returns AuthTypeProjectManagedIdentity.
func (ProjectManagedIdentity) Type() AuthType { return AuthTypeProjectManagedIdentity }

// Type returns AuthTypeAccountManagedIdentity.
func (AccountManagedIdentity) Type() AuthType { return AuthTypeAccountManagedIdentity }

// Type returns AuthTypeUserEntraToken.
func (UserEntraToken) Type() AuthType { return AuthTypeUserEntraToken }

// Type returns AuthTypeAgenticIdentityToken.
func (AgenticIdentityToken) Type() AuthType { return AuthTypeAgenticIdentityToken }

// Type returns AuthTypeAgenticUser.
func (AgenticUser) Type() AuthType { return AuthTypeAgenticUser }

// Type returns AuthTypeAgentUserImpersonation.
func (AgentUserImpersonation) Type() AuthType { return AuthTypeAgentUserImpersonation }

// Type returns AuthTypeDelegatedSAS.
func (DelegatedSAS) Type() AuthType { return AuthTypeDelegatedSAS }

// Type returns the authType, which may be one that this module does not know.
func (a UnknownAuth) Type() AuthType { return a.AuthType }
