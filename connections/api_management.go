// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections

// AudienceCognitiveServices is the audience of tokens for models, which gateways expect of
// [ProjectManagedIdentity].
const AudienceCognitiveServices = "https://cognitiveservices.azure.com"

// APIManagement makes connections to models behind an API of API Management.
type APIManagement struct {
	// Target is where the API is: https://<gateway>.azure-api.net/<path of the API>, without what Foundry
	// adds, and without a slash at its end.
	Target string
	// Auth is an [APIKey] or a [ProjectManagedIdentity] with [AudienceCognitiveServices].
	Auth Auth
	// Models are needed; [Defaults] relies on what Foundry does without.
	Models Models
	// DeploymentInPath says how the gateway learns of the model: from /deployments/<alias> in the path, as
	// the classic API of Azure OpenAI has it, or from the body, as in version 1.
	DeploymentInPath bool
	// InferenceAPIVersion is the api-version of calls of models; empty sends none, as for version 1.
	InferenceAPIVersion string
	// DeploymentAPIVersion is the api-version of the questions for models; empty sends none.
	DeploymentAPIVersion string
	// Headers go along with every call. Everybody who may read the connection can read them.
	Headers map[string]string
	// AuthHeader is the header of an [APIKey].
	AuthHeader AuthHeader
	// IsSharedToAll says on an account whether every project sees the connection; nil says nothing.
	IsSharedToAll *bool
	// Metadata are further metadata. A key that the fields above stand for may be here too: its text is kept
	// as long as it means what they say.
	Metadata map[string]string
	// Nulls are keys of the metadata that are null and no text, which means the same to the service as none:
	// Terraform writes a variable without a value so. What the fields above say goes before it.
	Nulls []string
	// Other is all else of a connection that was read.
	Other Connection
}

// ParseAPIManagement takes a connection apart. With an *azfoundry.ValidationError, which says what no
// APIManagement can be, comes what could be read.
func ParseAPIManagement(c Connection) (APIManagement, error) {
	g, err := parseGateway(c, CategoryAPIManagement, "parse connection to API Management")
	return APIManagement{
		Target: g.target, Auth: g.auth, Models: g.models, DeploymentInPath: g.inPath,
		InferenceAPIVersion: g.inference, DeploymentAPIVersion: g.deployment, Headers: g.headers, AuthHeader: g.authHeader,
		IsSharedToAll: g.shared, Metadata: g.metadata, Nulls: g.nulls, Other: g.other,
	}, err
}

// Connection returns the body. It fails with an *azfoundry.ValidationError that has every fault.
func (b APIManagement) Connection() (Connection, error) {
	return b.gateway().connection(CategoryAPIManagement, "build connection to API Management")
}

func (b APIManagement) body() Connection { return b.gateway().body(CategoryAPIManagement) }

func (b APIManagement) gateway() *gateway {
	return &gateway{
		frame:  frame{target: b.Target, auth: b.Auth, shared: b.IsSharedToAll, metadata: b.Metadata, nulls: b.Nulls, other: b.Other},
		models: b.Models, inPath: b.DeploymentInPath, inference: b.InferenceAPIVersion, deployment: b.DeploymentAPIVersion,
		headers: b.Headers, authHeader: b.AuthHeader,
	}
}
