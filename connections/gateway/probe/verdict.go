// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package probe

// Verdict names what is wrong.
type Verdict string

// The verdicts. docs/gateway.md says more about each.
const (
	VerdictHostUnknown         Verdict = "host-unknown"
	VerdictUnreachable         Verdict = "unreachable"
	VerdictNoAnswer            Verdict = "no-answer"
	VerdictBroken              Verdict = "broken"
	VerdictNoTLS               Verdict = "no-tls"
	VerdictHandshake           Verdict = "handshake"
	VerdictSelfSigned          Verdict = "self-signed"
	VerdictPrivateAuthority    Verdict = "private-authority"
	VerdictMissingIntermediate Verdict = "missing-intermediate"
	VerdictExpired             Verdict = "expired"
	VerdictNotYetValid         Verdict = "not-yet-valid"
	VerdictWrongName           Verdict = "wrong-name"
	VerdictCertificate         Verdict = "certificate"
	VerdictClientCertificate   Verdict = "client-certificate"
	VerdictNoToken             Verdict = "no-token"
	VerdictTokenRefused        Verdict = "token-refused"
	VerdictKeyRefused          Verdict = "key-refused"
	VerdictKeyHeader           Verdict = "key-header"
	VerdictSubscription        Verdict = "subscription-required"
	VerdictNoDiscovery         Verdict = "no-discovery"
	VerdictProvider            Verdict = "provider"
	VerdictAnswer              Verdict = "answer"
	VerdictNoModels            Verdict = "no-models"
	VerdictAliasUnknown        Verdict = "alias-unknown"
	VerdictNot200              Verdict = "not-200"
	VerdictRedirect            Verdict = "redirect"
	VerdictAPIVersion          Verdict = "api-version"
	VerdictPathShape           Verdict = "path-shape"
	VerdictNotFound            Verdict = "not-found"
	VerdictLimited             Verdict = "limited"
	VerdictServerError         Verdict = "server-error"
	VerdictRefused             Verdict = "refused"
)

// verdict is what is known of one before anything was seen.
type verdict struct {
	rule    Rule // empty where it depends on the layer
	symptom string
	fix     string // where the code that finds it has none
}

const (
	opaque      = "no connection from the agents' network, which the agent reports without a reason, sometimes as status 500"
	notFound    = "Model gateway error: Upstream gateway returned NotFound"
	notOK       = "500, Model gateway error: backend returned a non-200 response"
	unparsed    = "Failed to parse deployment response for the model"
	everyTime   = "every call of the model fails"
	unauthorize = "401 from the gateway in every run of the agent"
)

// verdicts is the one table of them.
var verdicts = map[Verdict]verdict{
	VerdictHostUnknown: {RuleURL, opaque, "correct the target, or make the name resolve; a private zone must be linked with the agents' network too"},
	VerdictUnreachable: {RuleURL, opaque, "let the gateway listen there, and open the way: from here, and from the agents' network"},
	VerdictNoAnswer:    {"", "the agent waits, and fails without a reason", "see what the gateway or its backend waits for"},
	VerdictBroken:      {"", opaque, "see in the gateway's log why it ends the connection"},

	VerdictNoTLS:               {RuleTLS, opaque, "serve TLS on this port, or correct the port of the target"},
	VerdictHandshake:           {RuleTLS, opaque, "offer TLS 1.2 or 1.3 with a usual cipher, and answer for this host's name"},
	VerdictSelfSigned:          {RuleTLS, opaque, "use a certificate of a public authority: agents trust no other, and can be told of none"},
	VerdictPrivateAuthority:    {RuleTLS, opaque, "use a certificate of a public authority, or put a proxy with one in front: agents trust no other, and can be told of none"},
	VerdictMissingIntermediate: {RuleTLS, opaque, "serve the whole chain: the certificate, then every intermediate, in one file"},
	VerdictExpired:             {RuleTLS, opaque, "renew the certificate, and have it renewed by itself"},
	VerdictNotYetValid:         {RuleTLS, opaque, "correct the clock here, or the certificate"},
	VerdictWrongName:           {RuleTLS, opaque, "use a name of the certificate in the target, or a certificate with this name as a subject alternative name"},
	VerdictCertificate:         {RuleTLS, opaque, "use a certificate of a public authority for servers"},
	VerdictClientCertificate:   {RuleTLS, opaque, "do not ask for client certificates: Foundry has none"},

	VerdictNoToken: {RuleAuth, "no token, so that " + everyTime, "correct tokenUrl, clientId, client secret and scopes"},
	VerdictTokenRefused: {RuleAuth, unauthorize, "have the gateway take tokens with the issuer https://sts.windows.net/<tenant>/, with and without a slash " +
		"behind the audience https://cognitiveservices.azure.com, and name the project's application in its list of callers"},
	VerdictKeyRefused: {RuleAuth, unauthorize, "use a key of a subscription or product that holds this API, not rotated since; set it with a PATCH that has authType and credentials"},
	VerdictKeyHeader:  {RuleAuth, unauthorize, ""},
	VerdictSubscription: {RuleAuth, unauthorize, "set subscriptionRequired of the API to false, and check the token in its policy (validate-azure-ad-token): " +
		"with a project's identity Foundry sends no key"},

	VerdictNoDiscovery: {RuleDiscovery, notFound, "add the operations GET /deployments and GET /deployments/{deploymentName} to the API, " +
		"correct modelDiscovery or the target, or list the models in the connection"},
	VerdictProvider: {RuleDiscovery, unparsed, ""},
	VerdictAnswer: {RuleDiscovery, unparsed, "answer with the deployments of Resource Manager (value[], properties.model) or the models of OpenAI (data[], id); " +
		"the policy of API Management must lead to management.azure.com, not to the models' own API"},
	VerdictNoModels:     {RuleDiscovery, "the project shows no model of the connection", "deploy a model behind the gateway, or give the gateway's identity the role Reader on the account with the deployments"},
	VerdictAliasUnknown: {RuleDiscovery, notFound, "deploy the model under this alias in every backend, or have agents name one that is listed"},

	VerdictNot200:      {RuleURL, notOK, "answer with 200, and nothing else"},
	VerdictRedirect:    {RuleURL, notOK, "answer at the target itself, or make the target what the redirection leads to"},
	VerdictAPIVersion:  {RuleURL, everyTime + " with 400", ""},
	VerdictPathShape:   {RuleURL, everyTime + " with 404", ""},
	VerdictNotFound:    {RuleURL, notFound, "deploy the model under this alias behind the gateway, and let the target end before /deployments or /chat/completions"},
	VerdictLimited:     {"", "runs of agents fail with 429 now and then", "raise the limit of the gateway, or wait"},
	VerdictServerError: {"", "500, Model gateway error", "see the gateway's trace: an API without a policy or with a wrong address of its backend answers so"},
	VerdictRefused:     {"", everyTime, "see the gateway's trace for why it refuses the request"},
}

// finding returns a finding of a verdict; what may hold the gateway's own words is shown with care.
func (r *run) finding(at place, v Verdict, message string) Finding {
	known := verdicts[v]
	if known.rule == "" {
		known.rule = at.layer.rule()
	}
	return Finding{
		Rule: known.rule, Severity: "error", Verdict: v, Layer: at.layer, Alias: r.secrets.hide(at.alias),
		Message: r.secrets.hide(message), Symptom: known.symptom, Fix: known.fix,
	}
}

// rule returns the rule that most of what goes wrong in a layer breaks.
func (l Layer) rule() Rule {
	switch l {
	case LayerTLS:
		return RuleTLS
	case LayerToken:
		return RuleAuth
	case LayerList, LayerGet:
		return RuleDiscovery
	case LayerDNS, LayerConnect, LayerChat:
	}
	return RuleURL
}
