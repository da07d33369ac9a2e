// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections

// ModelGateway makes connections to models behind a gateway of any make.
type ModelGateway struct {
	// Target is where the gateway is, without what Foundry adds, and without a slash at its end. Its
	// certificate must be of a public authority.
	Target string
	// Auth is an [APIKey] or an [OAuth2] with ClientID, ClientSecret, TokenURL and Scopes.
	Auth Auth
	// Models are needed.
	Models ListedModels
	// DeploymentInPath says how the gateway learns of the model: from /deployments/<alias> in the path, or
	// from the body.
	DeploymentInPath bool
	// InferenceAPIVersion is the api-version of calls of models; empty sends none.
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

// ParseModelGateway takes a connection apart. With an *azfoundry.ValidationError, which says what no
// ModelGateway can be, comes what could be read.
func ParseModelGateway(c Connection) (ModelGateway, error) {
	g, err := parseGateway(c, CategoryModelGateway, "parse connection to model gateway")
	models, _ := g.models.(ListedModels) // Defaults are for API Management alone
	return ModelGateway{
		Target: g.target, Auth: g.auth, Models: models, DeploymentInPath: g.inPath,
		InferenceAPIVersion: g.inference, DeploymentAPIVersion: g.deployment, Headers: g.headers, AuthHeader: g.authHeader,
		IsSharedToAll: g.shared, Metadata: g.metadata, Nulls: g.nulls, Other: g.other,
	}, err
}

// Connection returns the body. It fails with an *azfoundry.ValidationError that has every fault.
func (b ModelGateway) Connection() (Connection, error) {
	return b.gateway().connection(CategoryModelGateway, "build connection to model gateway")
}

func (b ModelGateway) body() Connection { return b.gateway().body(CategoryModelGateway) }

func (b ModelGateway) gateway() *gateway {
	return &gateway{
		frame:  frame{target: b.Target, auth: b.Auth, shared: b.IsSharedToAll, metadata: b.Metadata, nulls: b.Nulls, other: b.Other},
		models: b.Models, inPath: b.DeploymentInPath, inference: b.InferenceAPIVersion, deployment: b.DeploymentAPIVersion,
		headers: b.Headers, authHeader: b.AuthHeader,
	}
}
