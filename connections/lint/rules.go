// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package lint

import "slices"

// Rule is one kind of finding.
type Rule struct {
	// ID is what findings carry; the heading in docs/connections.md is the same.
	ID string
	// Severity is the usual one of its findings.
	Severity Severity
	// Title says in a few words what is found, Symptom what it will look like when it fails.
	Title, Symptom string
	// Advice says that the rule waits until there are no other findings; see [Options].
	Advice bool
}

// rule is a rule with what looks for it.
type rule struct {
	Rule
	find func(*subject)
}

// Texts that several rules have in common.
const (
	storedNotFound = "the PUT succeeds; a call fails with 400 \"Model gateway error: Upstream gateway returned NotFound\""
	cannotRead     = "the PUT fails with 400 \"Error when parsing request; unable to deserialize request body\""
	noSignIn       = "the gateway answers 401"
	wrongAddress   = "calls go to the wrong address and end with 404"
	notFound       = "a call fails with 400 \"Connection '<name>' not found\""
)

// rules is the table of all rules, by id. The last column but one is what it will look like.
var rules = []rule{
	{Rule{"CN000", Error, "The text is not JSON", "nothing that reads JSON takes it", false}, (*subject).repetition},
	{Rule{"CN001", Error, "Name", "the PUT fails with 400; from 34 characters on, tools that hold to the published limit refuse the name", false}, (*subject).connectionName},
	{Rule{"CN002", Error, "Category", "the service stores any category, and what would use the connection does not find it: \"Connection '<name>' not found\"", false}, (*subject).categoryName},
	{Rule{"CN003", Error, "authType", "the PUT fails with 400, or a call with \"AuthType ... not supported\"", false}, (*subject).authTypeName},
	{Rule{"CN004", Error, "Credentials missing", "the PUT fails with 400 \"Credentials Property can't be empty for auth type ApiKey\" (or the other authType)", false}, (*subject).noCredentials},
	{Rule{"CN005", Error, "Credentials of another form", "the PUT fails with 400, or calls end with 401", false}, (*subject).credentialForm},
	{Rule{"CN006", Error, "Metadata value that is no string", cannotRead, false}, (*subject).metadataText},
	{Rule{"CN010", Error, "Metadata key in another case", "the key is ignored: " + storedNotFound, false}, (*subject).keyCase},
	{Rule{"CN011", Error, "deploymentInPath missing", storedNotFound, false}, (*subject).inPathMissing},
	{Rule{"CN012", Error, "deploymentInPath not \"true\" or \"false\"", "it counts as unset or false, and " + wrongAddress, false}, (*subject).inPathValue},
	{Rule{"CN013", Error, "No models and no discovery", storedNotFound, false}, (*subject).noModels},
	{Rule{"CN014", Error, "Models and discovery", "the service stores both, and which of them counts is undocumented; templates of the vendor refuse it", false}, (*subject).bothModels},
	{Rule{"CN015", Error, "JSON that is not in a string, or not JSON", storedNotFound + "; unencoded, " + cannotRead, false}, (*subject).encoding},
	{Rule{"CN016", Error, "List of models incomplete", storedNotFound, false}, (*subject).modelList},
	{Rule{"CN017", Error, "Format of a model", "the model is spoken to in the wrong protocol, or cannot be used", false}, (*subject).modelFormat},
	{Rule{"CN018", Error, "Alias of a model", "400 \"Deployment name contains invalid characters. Only alphanumeric, dots, hyphens, and underscores allowed.\"", false}, (*subject).modelAlias},
	{Rule{"CN019", Error, "Discovery incomplete", "the first call asks the gateway for the model and fails with NotFound", false}, (*subject).discoveryMembers},
	{Rule{"CN020", Error, "Provider of the discovery", "\"Failed to parse deployment response for '<model>' from provider 'AzureOpenAI'\"", false}, (*subject).provider},
	{Rule{"CN021", Error, "Endpoint of a model without its placeholder", "the gateway is asked for no model, or for a path that does not exist: NotFound", false}, (*subject).modelPlaceholder},
	{Rule{"CN022", Error, "Discovery endpoint elsewhere", "the endpoint is refused, or glued to the target: https://hostv1/models", false}, (*subject).endpoints},
	{Rule{"CN023", Error, "api-version twice", "the endpoint is refused", false}, (*subject).endpointVersions},
	{Rule{"CN024", Error, "Header of the key", "the key goes into the wrong header, or a constant in its place: 401", false}, (*subject).authHeader},
	{Rule{"CN025", Error, "authConfig without a key", "there is no key to put into the header: 401", false}, (*subject).authConfigAlone},
	{Rule{"CN026", Error, "Headers that are no strings", "the headers are not sent, and the gateway routes without them", false}, (*subject).headerValues},
	{Rule{"CN027", Warning, "API version of calls", "400 \"API version not supported\", or 404 where one is missing", false}, (*subject).inferenceVersion},
	{Rule{"CN028", Warning, "API version of the discovery", "it is ignored, or the gateway refuses to list its models", false}, (*subject).deploymentVersion},
	{Rule{"CN030", Error, "Target that is no https URL", "the connection is stored and every call fails", false}, (*subject).targetURL},
	{Rule{"CN031", Warning, "Target that is not the gateway of API Management", "calls fail with an error that says the host is \"not supported\"; other servers of API Management answer 404 or a web page", false}, (*subject).targetHost},
	{Rule{"CN032", Error, "Target without the path of the API", notFound, false}, (*subject).targetPath},
	{Rule{"CN033", Error, "Target with more than the path of the API", wrongAddress, false}, (*subject).targetRest},
	{Rule{"CN034", Warning, "Slash at the end of the target", "some paths get two slashes and end with 404", false}, (*subject).targetSlash},
	{Rule{"CN035", Warning, "Host that has no public certificate", "TLS fails; the call ends with an error that does not say so, at times a 500", false}, (*subject).targetPrivate},
	{Rule{"CN040", Error, "Audience missing", noSignIn, false}, (*subject).audienceMissing},
	{Rule{"CN041", Error, "Audience among the metadata", noSignIn, false}, (*subject).audienceMisplaced},
	{Rule{"CN042", Warning, "Audience of another service", noSignIn + ": its policy wants another audience", false}, (*subject).audienceUnusual},
	{Rule{"CN043", Error, "Project identity on ModelGateway", "the PUT fails with 400", false}, (*subject).identityOnGateway},
	{Rule{"CN044", Warning, "Entra ID on a gateway", "the PUT fails with 400, or calls with \"AuthType AAD not supported\"", false}, (*subject).entraOnGateway},
	{Rule{"CN045", Error, "OAuth2 incomplete", "no token is got (\"invalid_scope\", 401); scopes that are a string: " + cannotRead, false}, (*subject).oauth},
	{Rule{"CN046", Error, "Properties of OAuth2 among the credentials", "they are ignored, and no token is got: 401", false}, (*subject).oauthMisplaced},
	{Rule{"CN050", Error, "Metadata that the category needs", "the PUT fails with 400 \"ValidationError: Required metadata property ... is missing\"", false}, (*subject).metadataMissing},
	{Rule{"CN051", Error, "Target of the wrong kind", "the PUT fails with 400, or the connection cannot be used", false}, (*subject).targetKind},
	{Rule{"CN052", Error, "Connection that agents cannot be set up with", "the capability host fails to provision", false}, nil}, // [CapabilityHost]
	{Rule{"CN053", Error, "Key vault of a project", "400: \"Azure Key Vault connections can only be created or updated at the workspace hub level\"", false}, (*subject).vaultOfProject},
	{Rule{"CN060", Warning, "Unknown property", "it is dropped; a later read does not have it", false}, (*subject).unknownProperty},
	{Rule{"CN061", Warning, "Read-only property in a request", "it is ignored", false}, (*subject).readOnlyProperty},
	{Rule{"CN062", Warning, "Secret among the headers", "whoever may read the connection can read the secret", false}, (*subject).secretHeader},
	{Rule{"CN063", Error, "Change without an authType", "the PATCH fails with 400: the body cannot be deserialized", false}, (*subject).changeWithoutAuth},
	{Rule{"CN054", Warning, "Gateway for the whole account", "mixed behavior: some projects do not find the models of connections that they share", true}, (*subject).sharedGateway},
	{Rule{"CN070", Warning, "Key where Entra ID would do", "nothing fails; there is no audit trail, and who has the key has all its rights", true}, (*subject).keyInPlaceOfEntra},
}

// Rules returns all rules, in the order of their ids.
func Rules() []Rule {
	out := make([]Rule, len(rules))
	for i := range rules {
		out[i] = rules[i].Rule
	}
	slices.SortFunc(out, func(a, b Rule) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return out
}

// ruleOf returns a rule by its id.
func ruleOf(id string) Rule {
	i := slices.IndexFunc(rules, func(r rule) bool { return r.ID == id })
	if i < 0 {
		return Rule{ID: id}
	}
	return rules[i].Rule
}
