// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

// unserved are the wordings of a credential that cannot get a token of its tenant, however often it tries.
func unserved() []wording {
	const kind = CredentialCannotServeTenant
	return []wording{
		{
			text: `AADSTS700016\b(?:[^']*'(?P<application>[^']*)'[^']*directory '(?P<tenant>[^']*)')?`, kind: kind,
			what: "the application {application} has no service principal in tenant {tenant}",
			fix: "make one, logged in to that tenant: az ad sp create --id '{application}'; for this the application must be " +
				"multi-tenant (az ad app update --id '{application}' --sign-in-audience AzureADMultipleOrgs)",
		},
		{
			text: `AADSTS7000229\b`, kind: kind, what: "the application has no service principal in the tenant",
			fix: "make one, logged in to that tenant: az ad sp create --id '<application id>'",
		},
		{
			text: `isn't configured to acquire tokens for tenant "?(?P<tenant>[-\w.]+)"?`, kind: kind,
			what: "the credential was made for another tenant than {tenant}",
			fix:  "make a credential for each tenant, which auth.Tenant.Source does by itself",
		},
		{
			text: `AADSTS90002\b(?:[^']*'(?P<tenant>[^']*)')?`, kind: kind, what: "there is no tenant {tenant} in this cloud",
			fix: "check the tenant's id, and that the Cloud of the source is the tenant's",
		},
		{
			text: `AADSTS(700211|700212|700213|70021|7002381)\b`, kind: kind,
			what: "no federated credential of the application fits the assertion",
			fix:  "compare issuer, subject and audience of the federated credential with those of the assertion, letter by letter",
		},
		{
			text: `AADSTS(50020|50034|51004)\b`, kind: kind, what: "the user is not known in the tenant",
			fix: "invite the user to the tenant as a guest, or sign in with an application",
		},
	}
}

// unavailable are the wordings of a credential that got no token this time.
func unavailable() []wording {
	const kind = TokenUnavailable
	return []wording{
		{
			text: `AADSTS(7000215|7000222)\b(?:[^']*app '(?P<application>[^']*)')?`, kind: kind,
			what: "the client secret is wrong or has expired",
			fix:  "make a new one: az ad app credential reset --id '{application}', and give its value, not its id",
		},
		{
			text: `AADSTS700027\b`, kind: kind, what: "the application does not have this certificate, or it has expired",
			fix: "upload the certificate to the application: az ad app credential reset --id '<application id>' --cert @FILE --append",
		},
		{
			text: `AADSTS700024\b`, kind: kind, what: "the assertion is not valid now",
			fix: "check that the clock is right and that the file with the token is being renewed",
		},
		{
			text: `AADSTS(50076|50078|50079|50158|53000|53001|53003|530\d{3})\b`, kind: kind,
			what: "the tenant asks for more than this sign-in gives: a second factor, or a device or place that it trusts",
			fix:  "log in again where you can be asked, az login --tenant {tenant}, or sign in with an application that the policy excepts",
		},
		{
			text: `AADSTS(65001|650052|500011)\b`, kind: kind, what: "nobody in the tenant consented to this",
			fix: "have an administrator of the tenant consent to the application, and check that it asks for Resource Manager's own scope",
		},
		{
			text: `AADSTS(7000112|7000113)\b`, kind: kind, what: "the application is disabled in the tenant",
			fix: "have an administrator of the tenant enable its service principal",
		},
		{
			text: `AADSTS(90033|50196)\b|RESPONSE 429`, kind: kind, what: "Entra ID throttles this application in the tenant",
			fix: "wait as long as its Retry-After says, and share one chain among all clients: it asks once for all of them",
		},
		{
			text: `(?i)please run 'az login'|az login --tenant|azd auth login|Connect-AzAccount`, kind: kind,
			what: "nobody is logged in to the tenant",
			fix:  "log in to it: az login --tenant {tenant}, azd auth login --tenant-id {tenant} or Connect-AzAccount -Tenant {tenant}",
		},
		{
			text: `(?i)context deadline exceeded|i/o timeout|no such host|connection refused|connection reset|network is unreachable|TLS handshake|server response error|\bEOF\b|RESPONSE 5\d\d`, kind: kind,
			what: "Entra ID, or the endpoint that gives out tokens, does not answer",
			fix:  "check the network, the proxy and the name of the authority, and try again; requests that need no token of this tenant are not affected",
		},
	}
}
