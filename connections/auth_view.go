// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections

import "reflect"

// Auth returns how the connection signs in. Nothing is lost: SetAuth of it restores all members.
func (m ConnectionProperties) Auth() Auth {
	var again ConnectionProperties
	view := m.view()
	again.SetAuth(view)
	if all := m.signIn(); !reflect.DeepEqual(all, again.signIn()) {
		return all
	}
	return view
}

// SetAuth replaces all members that belong to signing in. Nil leaves none, which is no legal connection.
func (m *ConnectionProperties) SetAuth(a Auth) {
	UnknownAuth{}.put(m)
	if a != nil {
		m.AuthType = a.Type()
		a.put(m)
	}
}

// signIn returns all members that belong to signing in.
func (m ConnectionProperties) signIn() UnknownAuth {
	return UnknownAuth{
		AuthType: m.AuthType, Credentials: m.Credentials, Audience: m.Audience, Scopes: m.Scopes, ConnectorName: m.ConnectorName,
		AuthorizationURL: m.AuthorizationURL, TokenURL: m.TokenURL, RefreshURL: m.RefreshURL,
	}
}

// view returns what the authType promises; other members are left out.
func (m ConnectionProperties) view() Auth {
	c := m.Credentials
	switch m.AuthType {
	case AuthTypeAAD:
		return AAD{}
	case AuthTypeNone:
		return NoAuth{}
	case AuthTypeAPIKey:
		return APIKey{c.Key}
	case AuthTypeAccountKey:
		return AccountKey{c.Key}
	case AuthTypeCustomKeys:
		return CustomKeys{c.Keys}
	case AuthTypeAccessKey:
		return AccessKey{c.AccessKeyID, c.SecretAccessKey}
	case AuthTypeManagedIdentity:
		return ManagedIdentity{c.ClientID, c.ResourceID}
	case AuthTypeOAuth2:
		return m.oauth2()
	case AuthTypePAT:
		return PAT{c.PAT}
	case AuthTypeSAS:
		return SAS{c.SAS}
	case AuthTypeServicePrincipal:
		return ServicePrincipal{c.TenantID, c.ClientID, c.ClientSecret}
	case AuthTypeUsernamePassword:
		return UsernamePassword{c.Username, c.Password, c.SecurityToken}
	}
	return m.unpublished()
}

// oauth2 is the view of OAuth2.
func (m ConnectionProperties) oauth2() OAuth2 {
	c := m.Credentials
	return OAuth2{
		ClientID: c.ClientID, ClientSecret: c.ClientSecret, TenantID: c.TenantID, AuthURL: c.AuthURL, Username: c.Username,
		AuthorizationURL: m.AuthorizationURL, TokenURL: m.TokenURL, RefreshURL: m.RefreshURL,
		Scopes: m.Scopes, ConnectorName: m.ConnectorName,
		DeveloperToken: c.DeveloperToken, RefreshToken: c.RefreshToken, Password: c.Password,
	}
}

// unpublished is the view of what the service takes and does not publish.
func (m ConnectionProperties) unpublished() Auth {
	switch m.AuthType {
	case AuthTypeProjectManagedIdentity:
		return ProjectManagedIdentity{m.Audience}
	case AuthTypeAccountManagedIdentity:
		return AccountManagedIdentity{}
	case AuthTypeUserEntraToken:
		return UserEntraToken{m.Audience}
	case AuthTypeAgenticIdentityToken:
		return AgenticIdentityToken{m.Audience}
	case AuthTypeAgenticUser:
		return AgenticUser{m.Audience}
	case AuthTypeAgentUserImpersonation:
		return AgentUserImpersonation{m.Audience}
	case AuthTypeDelegatedSAS:
		return DelegatedSAS{}
	}
	return m.signIn()
}

func (AAD) put(*ConnectionProperties)                        {}
func (NoAuth) put(*ConnectionProperties)                     {}
func (a APIKey) put(p *ConnectionProperties)                 { p.Credentials.Key = a.Key }
func (a AccountKey) put(p *ConnectionProperties)             { p.Credentials.Key = a.Key }
func (a CustomKeys) put(p *ConnectionProperties)             { p.Credentials.Keys = a.Keys }
func (a PAT) put(p *ConnectionProperties)                    { p.Credentials.PAT = a.Token }
func (a SAS) put(p *ConnectionProperties)                    { p.Credentials.SAS = a.Signature }
func (a ProjectManagedIdentity) put(p *ConnectionProperties) { p.Audience = a.Audience }
func (AccountManagedIdentity) put(*ConnectionProperties)     {}
func (a UserEntraToken) put(p *ConnectionProperties)         { p.Audience = a.Audience }
func (a AgenticIdentityToken) put(p *ConnectionProperties)   { p.Audience = a.Audience }
func (a AgenticUser) put(p *ConnectionProperties)            { p.Audience = a.Audience }
func (a AgentUserImpersonation) put(p *ConnectionProperties) { p.Audience = a.Audience }
func (DelegatedSAS) put(*ConnectionProperties)               {}

func (a AccessKey) put(p *ConnectionProperties) {
	p.Credentials.AccessKeyID, p.Credentials.SecretAccessKey = a.ID, a.Key
}

func (a ManagedIdentity) put(p *ConnectionProperties) {
	p.Credentials.ClientID, p.Credentials.ResourceID = a.ClientID, a.ResourceID
}

func (a OAuth2) put(p *ConnectionProperties) {
	p.Credentials = Credentials{
		ClientID: a.ClientID, ClientSecret: a.ClientSecret, TenantID: a.TenantID, AuthURL: a.AuthURL, Username: a.Username,
		DeveloperToken: a.DeveloperToken, RefreshToken: a.RefreshToken, Password: a.Password,
	}
	p.AuthorizationURL, p.TokenURL, p.RefreshURL = a.AuthorizationURL, a.TokenURL, a.RefreshURL
	p.Scopes, p.ConnectorName = a.Scopes, a.ConnectorName
}

func (a ServicePrincipal) put(p *ConnectionProperties) {
	p.Credentials.TenantID, p.Credentials.ClientID, p.Credentials.ClientSecret = a.TenantID, a.ClientID, a.ClientSecret
}

func (a UsernamePassword) put(p *ConnectionProperties) {
	p.Credentials.Username, p.Credentials.Password, p.Credentials.SecurityToken = a.Username, a.Password, a.SecurityToken
}

func (a UnknownAuth) put(p *ConnectionProperties) {
	p.AuthType, p.Credentials, p.Audience, p.Scopes, p.ConnectorName = a.AuthType, a.Credentials, a.Audience, a.Scopes, a.ConnectorName
	p.AuthorizationURL, p.TokenURL, p.RefreshURL = a.AuthorizationURL, a.TokenURL, a.RefreshURL
}
