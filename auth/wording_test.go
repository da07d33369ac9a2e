// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/google/go-cmp/cmp"
)

const (
	poolScope  = "/subscriptions/" + subA + "/resourceGroups/rg-ipam/providers/Microsoft.Network/networkManagers/m/ipamPools/p"
	joinPool   = "Microsoft.Network/networkManagers/ipamPools/associateResourcesToPool/action"
	principalA = "0f0f0f0f-0000-4000-8000-00000000000f"

	tenantText = `The client has permission to perform action '` + joinPool + `' on scope '` + network +
		`', however the current tenant '` + tenantH + `' is not authorized to access linked subscription '` + subA + `'.`
	namedTenantText = `The client 'live.com#a@b.example' with object id '` + principalA + `' has permission to perform action 'x/read' on scope '` + network +
		`', however the current tenant '` + tenantH + `' is not authorized to access linked subscription '` + subA + `'.`
	rightsText = `The client 'app' with object id '` + principalA + `' has permission to perform action 'Microsoft.Network/virtualNetworks/write' on scope '` + network +
		`'; however, it does not have permission to perform action(s) '` + joinPool + `' on the linked scope(s) '` + poolScope + `' or the linked scope(s) are invalid.`
	issuerText = `The access token is from the wrong issuer 'https://sts.windows.net/` + tenantH + `/'. It must match the tenant 'https://sts.windows.net/` + tenantA +
		`/' associated with this subscription. Please use the authority (URL) 'https://login.windows.net/` + tenantA + `' to get the token. Note, if the subscription is transferred …`
)

// read is what matters of a finding.
type read struct {
	Kind                                           Kind
	Action, Scope, Subscription, Principal, Tenant string
}

func TestMatch(t *testing.T) {
	t.Parallel()
	missing, rights := read{Kind: MissingAuxiliaryToken, Action: joinPool, Scope: network, Subscription: subA}, read{NoRightsInLinkedTenant, joinPool, poolScope, subA, principalA, ""}
	tests := []struct {
		name, code, message string
		want                read // no kind: nothing is known
	}{
		{"another tenant", linkedCode, tenantText, missing},
		{"another tenant, with a name", linkedCode, namedTenantText, read{MissingAuxiliaryToken, "x/read", network, subA, principalA, ""}},
		{"another beginning", linkedCode, "Sorry, " + tenantText[strings.Index(tenantText, "however"):], read{Kind: MissingAuxiliaryToken, Subscription: subA}},
		{"rights", linkedCode, rightsText, rights},
		{"rights, singular", linkedCode, strings.NewReplacer("action(s)", "action", "scope(s)", "scope").Replace(rightsText), rights},
		{"letters of other scripts", linkedCode, strings.ReplaceAll(rightsText, "rg-ipam", "gruppe-ä"), read{NoRightsInLinkedTenant, joinPool, strings.ReplaceAll(poolScope, "rg-ipam", "gruppe-ä"), subA, principalA, ""}},
		{"unreadable id", linkedCode, strings.ReplaceAll(tenantText, subA, "bbbb0000-0000-4000-8000-XXXXXXXXXXXX"), read{Kind: MissingAuxiliaryToken, Action: joinPool, Scope: network, Subscription: "bbbb0000-0000-4000-8000-XXXXXXXXXXXX"}},
		{"wrong home", wrongTenantCode, issuerText, read{Kind: WrongHomeTenant, Tenant: tenantA}},
		{"rejected token", "ExpiredAuthenticationToken", "The auxiliary access token of client '" + principalA + "' and tenant '" + tenantA + "' in the header is invalid or expired.", read{Kind: AuxiliaryTokenRejected, Tenant: tenantA}},
		{"no code", "", tenantText, missing},
		{"another code", "AuthorizationFailed", tenantText, read{}},
		{"no GUID", linkedCode, strings.ReplaceAll(tenantText, subA, "everything"), read{}},
		{"a command in the scope", linkedCode, strings.ReplaceAll(rightsText, "rg-ipam", "$(reboot)"), read{}},
		{"another wording", linkedCode, "The client is not authorized.", read{}},
		{"nothing", "", "", read{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f, ok := match(tt.code, tt.message, allWordings())
			got := read{f.kind, f.action, f.scope, f.subscription, f.principal, f.tenant}
			if !ok {
				got = read{}
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("match() (-want +got):\n%s", d)
			}
		})
	}
}

// body returns an error of Resource Manager with details.
func body(t *testing.T, code, message string, details ...any) string {
	t.Helper()
	raw, err := json.Marshal(map[string]any{"error": map[string]any{"code": code, "message": message, "details": details}})
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestExplainText(t *testing.T) {
	t.Parallel()
	one := body(t, linkedCode, tenantText)
	quoted, err := json.Marshal(one)
	if err != nil {
		t.Fatal(err)
	}
	// A deployment, whose details quote the error as text, within the result of an operation.
	deployment := `{"status":"Failed","error":` + strings.TrimSuffix(strings.TrimPrefix(body(t, "DeploymentFailed", "At least one resource deployment operation failed.",
		map[string]string{"code": "Forbidden", "message": "{\r\n  \"error\": " + strings.TrimPrefix(one, `{"error":`) + "\r\n"}), `{"error":`), "}") + `}`
	redacted := regexp.MustCompile(`[0-9a-f]{12}'`).ReplaceAllString(one, "XXXXXXXXXXXX'")
	var framed strings.Builder
	for i, word := range strings.Fields("Error: creating Virtual Network: unexpected status 403 with error: LinkedAuthorizationFailed: " + tenantText) {
		framed.WriteString([]string{" ", "\n│ "}[i%7/6] + word)
	}
	for name, text := range map[string]string{
		"a body":                   one,
		"wrapped":                  "Forbidden(" + one + ")",
		"wrapped, unreadable ids":  "Forbidden(" + redacted + ")",
		"in a log line":            `time=2026-11-22T00:00:00Z level=ERROR msg="put failed" body=` + string(quoted),
		"az":                       "(LinkedAuthorizationFailed) " + tenantText + "\nCode: LinkedAuthorizationFailed\nMessage: " + tenantText,
		"terraform":                "╷" + framed.String() + "\n╵",
		"braces before":            "{ not json } " + one,
		"a deployment":             deployment,
		"typographic apostrophes":  strings.ReplaceAll(tenantText, "'", "’"),
		"a web page":               "<pre>" + strings.ReplaceAll(tenantText, "'", "&#39;") + "</pre>",
		"JSON escapes out of JSON": strings.ReplaceAll(tenantText, "'", `\u0027`),
	} {
		got, ok := ExplainText(text)
		if !ok || got.Kind != MissingAuxiliaryToken || !strings.HasPrefix(got.LinkedSubscription, subA[:23]) || got.Action != joinPool {
			t.Errorf("%s: ExplainText() = %+v, want the missing token in\n%s", name, got, text)
			continue
		}
		if !strings.Contains(got.Error(), "auth.WithTenants") || strings.Contains(got.Error(), "\n") {
			t.Errorf("%s: error = %q, want one line with advice", name, got)
		}
	}
	for _, text := range []string{"", "{}", "all is well", strings.Repeat("{", 10_000), strings.Repeat(`{"a":`, 10_000), `{"error":{"code":"LinkedAuthorizationFailed","message":"no"}}`} {
		if got, ok := ExplainText(text); ok {
			t.Errorf("ExplainText(%.40q) = %v, want nothing", text, got)
		}
	}
}

func TestChain_ExplainText(t *testing.T) {
	t.Parallel()
	got, ok := newEstate().chain(t).ExplainText(tenantText)
	if !ok || got.LinkedTenant != tenantA || !strings.Contains(got.Fix, "this chain") {
		t.Errorf("ExplainText() = %+v, want the tenant that the chain knows", got)
	}
	got, ok = newEstate().chain(t).ExplainText(issuerText)
	if !ok || got.Kind != WrongHomeTenant || !strings.Contains(got.Fix, `chain.As("`+tenantA+`")`) {
		t.Errorf("ExplainText() = %+v, want the view of tenant A", got)
	}
	if _, ok := newEstate().chain(t).ExplainText("well"); ok {
		t.Error("ExplainText(well) found something")
	}
}

// TestExplain_deep has the refusal in the result of an operation and in the details of another error.
func TestExplain_deep(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"details":           body(t, "DeploymentFailed", "m", map[string]any{"code": linkedCode, "message": rightsText}),
		"details of those":  body(t, "InvalidTemplateDeployment", "m", map[string]any{"code": "X", "message": "m", "details": []any{map[string]any{"code": linkedCode, "message": rightsText}}}),
		"operation":         `{"status":"Failed","error":{"code":"LinkedAuthorizationFailed","message":"` + rightsText + `"}}`,
		"deployment status": `{"properties":{"provisioningState":"Failed","error":{"code":"DeploymentFailed","details":[{"code":"Forbidden","message":"{\"error\":{\"code\":\"LinkedAuthorizationFailed\",\"message\":\"` + rightsText + `\"}}"}]}}}`,
	} {
		s := &service{answer: func(int, *http.Request) (int, http.Header, string) { return http.StatusOK, nil, text }}
		resp, err := send(t.Context(), pipeline(t, newEstate().chain(t), s), http.MethodGet, network, "")
		if err != nil {
			t.Fatal(err)
		}
		cause := fmt.Errorf("outer: %w", runtime.NewResponseError(resp))
		got := wantKind(t, Explain(cause), NoRightsInLinkedTenant, "IPAM Pool User", poolScope)
		if got.Unwrap() != cause {
			t.Errorf("%s: cause = %v, want the error that was given", name, got.Unwrap())
		}
	}
}

// TestAttach_explainsDetails has a write fail with the refusal in the details of another error: it is
// explained, and not sent again.
func TestAttach_explainsDetails(t *testing.T) {
	t.Parallel()
	s := &service{answer: func(int, *http.Request) (int, http.Header, string) {
		return http.StatusBadRequest, nil, body(t, "DeploymentFailed", "m", map[string]any{"code": linkedCode, "message": tenantText})
	}}
	_, err := put(t.Context(), pipeline(t, newEstate().chain(t), s), network, "{}")
	wantKind(t, err, MissingAuxiliaryToken, tenantA)
	if len(s.got) != 1 {
		t.Errorf("%d requests, want 1", len(s.got))
	}
}

func TestAttach_explainsRejections(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, code, message string
		kind                Kind
		words               []string
	}{
		{"wrong home", wrongTenantCode, issuerText, WrongHomeTenant, []string{`chain.As("` + tenantA + `")`}},
		{"wrong home outside the chain", wrongTenantCode, strings.ReplaceAll(issuerText, tenantA, stranger), WrongHomeTenant, []string{stranger, "auth.Tenant{"}},
		{"rejected token", "InvalidAuthenticationToken", "The auxiliary token of client '" + principalA + "' and tenant '" + tenantA + "' is expired", AuxiliaryTokenRejected, []string{tenantA, principalA}},
		{"rejected token, in other words", "InvalidAuthenticationToken", "Bad: " + strings.ToUpper(tenantA), AuxiliaryTokenRejected, []string{tenantA, "clocks"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := &service{answer: func(int, *http.Request) (int, http.Header, string) {
				return http.StatusUnauthorized, nil, body(t, tt.code, tt.message)
			}}
			_, err := put(t.Context(), pipeline(t, newEstate().chain(t), s), network, refers(subA))
			wantKind(t, err, tt.kind, tt.words...)
			if re, ok := errors.AsType[*azcore.ResponseError](err); !ok || re.StatusCode != http.StatusUnauthorized {
				t.Errorf("cause = %v, want the service's", err)
			}
			noCanary(t, err)
		})
	}
}

// TestCredentialWordings has one text for each wording of a credential's error.
func TestCredentialWordings(t *testing.T) {
	t.Parallel()
	rows := []struct {
		text  string
		kind  Kind
		words string
	}{
		{"AADSTS700016: Application with identifier '" + clientID + "' was not found in the directory 'contoso'. This can happen", CredentialCannotServeTenant, "az ad sp create --id '" + clientID + "'"},
		{"AADSTS7000229: The client application is missing service principal in the tenant", CredentialCannotServeTenant, "az ad sp create"},
		{`ClientSecretCredential isn't configured to acquire tokens for tenant "` + tenantA + `". To enable`, CredentialCannotServeTenant, "auth.Tenant.Source"},
		{"AADSTS90002: Tenant 'x' not found. Check", CredentialCannotServeTenant, "Cloud"},
		{"AADSTS700213: No matching federated identity record found for presented assertion subject", CredentialCannotServeTenant, "issuer, subject and audience"},
		{"AADSTS50020: User account from identity provider does not exist in tenant", CredentialCannotServeTenant, "guest"},
		{"AADSTS7000222: The provided client secret keys for app '" + clientID + "' are expired.", TokenUnavailable, "az ad app credential reset --id '" + clientID + "'"},
		{"AADSTS700027: The certificate with identifier used to sign the client assertion is not registered", TokenUnavailable, "upload the certificate"},
		{"AADSTS700024: Client assertion is not within its valid time range.", TokenUnavailable, "clock"},
		{"AADSTS53003: Access has been blocked by Conditional Access policies.", TokenUnavailable, "az login --tenant " + tenantA},
		{"AADSTS65001: The user or administrator has not consented", TokenUnavailable, "administrator"},
		{"AADSTS7000112: Application is disabled.", TokenUnavailable, "enable its service principal"},
		{"RESPONSE 429: 429 Too Many Requests", TokenUnavailable, "Retry-After"},
		{"ERROR: Please run 'az login' to setup account.", TokenUnavailable, "az login --tenant " + tenantA},
		{"Post \"https://login.example\": dial tcp: lookup login.example: no such host", TokenUnavailable, "proxy"},
	}
	if len(rows) != len(credentialWordings()) {
		t.Errorf("%d texts for %d wordings", len(rows), len(credentialWordings()))
	}
	for i, row := range rows {
		f, ok := match("", row.text, credentialWords())
		if !ok || f.text != credentialWordings()[i].text {
			t.Errorf("%q is taken for %q", row.text, f.text)
		}
		e := newEstate()
		e.a.fail(fmt.Errorf("%s", row.text))
		_, err := put(t.Context(), pipeline(t, e.chain(t), &service{}), network, refers(subA))
		wantKind(t, err, row.kind, row.words, tenantA)
	}
}

func TestRoleFor(t *testing.T) {
	t.Parallel()
	for action, want := range map[string]string{
		joinPool: "IPAM Pool User", strings.ToUpper(joinPool): "IPAM Pool User",
		"Microsoft.Compute/galleries/images/versions/read":               "Reader",
		"Microsoft.Network/virtualNetworks/peer/action":                  "Network Contributor",
		"Microsoft.Network/privateDnsZones/virtualNetworkLinks/write":    "Private DNS Zone Contributor",
		"Microsoft.ManagedIdentity/userAssignedIdentities/assign/action": "Managed Identity Operator",
		"Microsoft.OperationalInsights/workspaces/sharedKeys/action":     "Log Analytics Contributor",
		"Microsoft.KeyVault/vaults/deploy/action":                        "Key Vault Contributor",
		"Microsoft.Storage/storageAccounts/listKeys/action":              "", "read": "Reader", "": "",
	} {
		if got, ok := roleFor(action); got.name != want || ok != (want != "") {
			t.Errorf("roleFor(%q) = %q, want %q", action, got.name, want)
		}
	}
}

// FuzzExplainText holds that nothing anybody pastes breaks the reading, the one-line error or the quoting
// of the commands in it.
func FuzzExplainText(f *testing.F) {
	for _, text := range []string{tenantText, namedTenantText, rightsText, issuerText, `{"error":{"code":"LinkedAuthorizationFailed","message":"` + rightsText + `"}}`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := ExplainText(text)
		if !ok {
			return
		}
		for _, s := range []string{got.Action, got.Scope, got.LinkedSubscription, got.LinkedTenant, got.Principal} {
			if strings.ContainsAny(s, "'\"`$\\\n\r;&|<>") {
				t.Errorf("ExplainText(%q) lets %q through", text, s)
			}
		}
		if strings.ContainsAny(got.Error(), "\n\r") || strings.Count(got.Fix, "'")%2 != 0 {
			t.Errorf("error = %q, want one line with closed quotes", got)
		}
	})
}
