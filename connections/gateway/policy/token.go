// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

// ValidateJWT ends the call unless it carries a token that is valid.
type ValidateJWT struct {
	// HeaderName, QueryParameterName or TokenValue say where the token is. One is required.
	HeaderName, QueryParameterName, TokenValue Value
	// FailedValidationHTTPCode is the answer's status then; 401 if nil.
	FailedValidationHTTPCode Value
	// FailedValidationErrorMessage is the answer's body; the reason if nil.
	FailedValidationErrorMessage Value
	// RequireExpirationTime and RequireSignedTokens are true if nil.
	RequireExpirationTime, RequireSignedTokens Value
	// RequireScheme is the scheme that must stand before the token, such as Bearer; any if nil.
	RequireScheme Value
	// ClockSkew is by how much clocks may differ, in seconds; 0 if nil.
	ClockSkew Value
	// OutputTokenVariable is the variable that receives the token as a Jwt; "" for none.
	OutputTokenVariable string
	// OpenIDConfigs are URLs of discovery documents, which name the issuer and its keys.
	OpenIDConfigs []string
	// IssuerSigningKeys and DecryptionKeys are keys that are known.
	IssuerSigningKeys, DecryptionKeys []Key
	// Audiences are the audiences of which the token must have one; none for any.
	Audiences []Value
	// Issuers are issuers beside those of the discovery documents.
	Issuers []Value
	// RequiredClaims are claims that the token must have.
	RequiredClaims []Claim
	Extra
}

// ValidateAzureADToken ends the call unless it carries a token of Entra ID that is valid, of version 1.0 or
// 2.0.
type ValidateAzureADToken struct {
	// TenantID is the tenant. Required.
	TenantID Value
	// HeaderName, QueryParameterName or TokenValue say where the token is; the header Authorization if none
	// does.
	HeaderName, QueryParameterName, TokenValue Value
	// AuthenticationEndpoint is the endpoint of another cloud; the service's own cloud if nil.
	AuthenticationEndpoint Value
	// FailedValidationHTTPCode is the answer's status then; 401 if nil.
	FailedValidationHTTPCode Value
	// FailedValidationErrorMessage is the answer's body; the reason if nil.
	FailedValidationErrorMessage Value
	// OutputTokenVariable is the variable that receives the token as a Jwt; "" for none.
	OutputTokenVariable string
	// BackendApplicationIDs are needed in rare cases only.
	BackendApplicationIDs []Value
	// ClientApplicationIDs are the applications that are let in; none for all of the tenant.
	ClientApplicationIDs []Value
	// Audiences are the audiences of which the token must have one; none for any.
	Audiences []Value
	// RequiredClaims are claims that the token must have.
	RequiredClaims []Claim
	Extra
}

// Claim is a claim that a token must have.
type Claim struct {
	// Name is the claim's name. Required.
	Name Value
	// Match is "all" or "any" of the values; all if empty.
	Match string
	// Separator separates the values of a claim that has several in one text.
	Separator string
	// Values are what the claim may be.
	Values []Value
}

// Key is a key that tokens are signed or encrypted with.
type Key struct {
	// ID is the kid of tokens; "" for any.
	ID string
	// CertificateID is a certificate of the service, or N and E are a public key, or Value is one in Base64.
	CertificateID, N, E string
	Value               Value
}

func (ValidateJWT) tag() string          { return "validate-jwt" }
func (ValidateAzureADToken) tag() string { return "validate-azure-ad-token" }

func (e ValidateJWT) bind(b *binder) Element {
	b.value("header-name", &e.HeaderName, optional)
	b.value("query-parameter-name", &e.QueryParameterName, optional)
	b.value("token-value", &e.TokenValue, optional)
	b.together(required, "header-name", "query-parameter-name", "token-value")
	b.value("failed-validation-httpcode", &e.FailedValidationHTTPCode, optional)
	b.value("failed-validation-error-message", &e.FailedValidationErrorMessage, optional)
	b.value("require-expiration-time", &e.RequireExpirationTime, optional)
	b.value("require-scheme", &e.RequireScheme, optional)
	b.value("require-signed-tokens", &e.RequireSignedTokens, optional)
	b.value("clock-skew", &e.ClockSkew, optional)
	b.plain("output-token-variable-name", &e.OutputTokenVariable, optional)
	b.whole("failed-validation-httpcode", e.FailedValidationHTTPCode, 100, 599)
	children(b, "openid-config", &e.OpenIDConfigs, func(url *string, inner *binder) { inner.plain("url", url, required) })
	b.child("issuer-signing-keys", len(e.IssuerSigningKeys) > 0, func(inner *binder) { children(inner, "key", &e.IssuerSigningKeys, bindKey) })
	b.child("decryption-keys", len(e.DecryptionKeys) > 0, func(inner *binder) { children(inner, "key", &e.DecryptionKeys, bindKey) })
	b.child("audiences", len(e.Audiences) > 0, func(inner *binder) { inner.values("audience", &e.Audiences) })
	b.child("issuers", len(e.Issuers) > 0, func(inner *binder) { inner.values("issuer", &e.Issuers) })
	b.child("required-claims", len(e.RequiredClaims) > 0, func(inner *binder) { children(inner, "claim", &e.RequiredClaims, bindClaim) })
	b.extra(&e.Extra)
	if !b.reading && len(e.OpenIDConfigs) == 0 && len(e.IssuerSigningKeys) == 0 && e.RequireSignedTokens == nil {
		b.faults.add("openid-config", wrong{"required", "is missing, and so are keys", "", "give the URL of a discovery document, so that signatures can be checked"})
	}
	return e
}

func (e ValidateAzureADToken) bind(b *binder) Element {
	b.value("tenant-id", &e.TenantID, required)
	b.value("header-name", &e.HeaderName, optional)
	b.value("query-parameter-name", &e.QueryParameterName, optional)
	b.value("token-value", &e.TokenValue, optional)
	b.together(optional, "header-name", "query-parameter-name", "token-value")
	b.value("authentication-endpoint", &e.AuthenticationEndpoint, optional)
	b.value("failed-validation-httpcode", &e.FailedValidationHTTPCode, optional)
	b.value("failed-validation-error-message", &e.FailedValidationErrorMessage, optional)
	b.plain("output-token-variable-name", &e.OutputTokenVariable, optional)
	b.whole("failed-validation-httpcode", e.FailedValidationHTTPCode, 100, 599)
	b.child("backend-application-ids", len(e.BackendApplicationIDs) > 0, func(inner *binder) { inner.values("application-id", &e.BackendApplicationIDs) })
	b.child("client-application-ids", len(e.ClientApplicationIDs) > 0, func(inner *binder) { inner.values("application-id", &e.ClientApplicationIDs) })
	b.child("audiences", len(e.Audiences) > 0, func(inner *binder) { inner.values("audience", &e.Audiences) })
	b.child("required-claims", len(e.RequiredClaims) > 0, func(inner *binder) { children(inner, "claim", &e.RequiredClaims, bindClaim) })
	b.extra(&e.Extra)
	return e
}

func bindClaim(c *Claim, b *binder) {
	b.value("name", &c.Name, required)
	one(b, "match", &c.Match, "all", "any")
	b.plain("separator", &c.Separator, optional)
	b.values("value", &c.Values)
}

func bindKey(k *Key, b *binder) {
	b.plain("id", &k.ID, optional)
	b.plain("certificate-id", &k.CertificateID, optional)
	b.plain("n", &k.N, optional)
	b.plain("e", &k.E, optional)
	b.text(&k.Value)
}
