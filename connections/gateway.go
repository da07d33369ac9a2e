// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections

import (
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/check"
)

// The keys that gateways read; they mind the case.
const (
	keyDeploymentInPath     = "deploymentInPath"
	keyInferenceAPIVersion  = "inferenceAPIVersion"
	keyDeploymentAPIVersion = "deploymentAPIVersion"
	keyModels               = "models"
	keyModelDiscovery       = "modelDiscovery"
	keyCustomHeaders        = "customHeaders"
	keyAuthConfig           = "authConfig"
	keyAuthHeaderName       = "authHeaderName"
	keyAuthHeaderFormat     = "authHeaderFormat"
)

func gatewayKeys() []string {
	return []string{
		keyDeploymentInPath, keyInferenceAPIVersion, keyDeploymentAPIVersion, keyModels, keyModelDiscovery, keyCustomHeaders,
		keyAuthConfig, keyAuthHeaderName, keyAuthHeaderFormat,
	}
}

// gateway is what the two builders of gateways have in common.
type gateway struct {
	frame

	models                Models
	inPath                bool
	inference, deployment string
	headers               map[string]string
	authHeader            AuthHeader
}

// entries are what metadata say about the gateway.
func (g *gateway) entries() []entry {
	models, discovery := jsonEntry(keyModels, "", false), jsonEntry(keyModelDiscovery, "", false)
	switch m := g.models.(type) {
	case Static:
		models = jsonEntry(keyModels, m.text(), true)
	case Dynamic:
		discovery = jsonEntry(keyModelDiscovery, m.text(), true)
	case Defaults: // is to say nothing
	}
	headers := jsonEntry(keyCustomHeaders, "", false)
	if g.headers != nil {
		headers = jsonEntry(keyCustomHeaders, encoded(g.headers), true)
	}
	return append(g.authHeader.entries(),
		plainEntry(keyDeploymentInPath, strconv.FormatBool(g.inPath)), plainEntry(keyInferenceAPIVersion, g.inference),
		plainEntry(keyDeploymentAPIVersion, g.deployment), models, discovery, headers)
}

func (g *gateway) connection(category Category, op string) (Connection, error) {
	var found gatewayFaults
	if g.models == nil {
		found.at(keyModels, "CN013", "says neither which models there are nor how to ask for them", "set Models to a Static list or to Dynamic")
	}
	for _, e := range g.entries() {
		if e.said && e.text == "" {
			found.at(e.key, "json", "cannot be encoded", "make Unknown a JSON object without the members that have fields, or nil")
		}
	}
	return checked(g.body(category), &found.Checker, op)
}

func (g *gateway) body(category Category) Connection { return g.frame.body(category, g.entries()) }

// parseGateway takes the body of a gateway's connection apart. It goes on after a fault.
func parseGateway(c Connection, category Category, op string) (gateway, error) {
	g := gateway{frame: frameOf(c)}
	var found gatewayFaults
	if c.Properties.Category != category {
		found.In("properties")
		found.Add("category", azfoundry.Fault{
			Rule: "category", Message: "is not " + string(category), Got: string(c.Properties.Category), Advice: "let Connection.Builder find the right one",
		})
		found.Out()
	}
	g.takeNulls()
	g.parseFlags(&found)
	g.parseModels(&found, category)
	g.parseHeaders(&found)
	g.forget(g.entries())
	return g, found.Err("connections: " + op)
}

func (g *gateway) parseFlags(found *gatewayFaults) {
	g.inference, g.deployment = g.metadata[keyInferenceAPIVersion], g.metadata[keyDeploymentAPIVersion]
	switch text := g.metadata[keyDeploymentInPath]; text {
	case "true":
		g.inPath = true
	case "false":
	case "":
		found.at(keyDeploymentInPath, "CN011", "is missing", `say "true" or "false"`)
	default:
		found.at(keyDeploymentInPath, "CN012", `is neither "true" nor "false"`, "write it in lower case, as a string")
	}
}

func (g *gateway) parseModels(found *gatewayFaults, category Category) {
	list, discovery := g.metadata[keyModels], g.metadata[keyModelDiscovery]
	if list != "" && discovery != "" {
		found.at(keyModelDiscovery, "CN014", "is there beside models", "keep one of them")
	}
	switch {
	case list != "":
		models, err := parseStatic(list)
		if err != nil || jsontext.Value(list).Kind() != '[' {
			found.at(keyModels, "CN015", "is no list of models as JSON in a string", "encode the list once, as Static does")
			return
		}
		if g.models = models; !sameJSON(list, models.text()) {
			found.at(keyModels, "CN016", "has a model without one of its members", "give each a name, and properties.model with name, version and format")
		}
	case discovery != "":
		models, err := parseDiscovery(discovery)
		if err != nil || jsontext.Value(discovery).Kind() != '{' {
			found.at(keyModelDiscovery, "CN015", "is no discovery as JSON in a string", "encode the object once, as Dynamic does")
			return
		}
		if g.models = models; !sameJSON(discovery, models.text()) {
			found.at(keyModelDiscovery, "CN019", "has an empty member", "give listModelsEndpoint, getModelEndpoint and deploymentProvider")
		}
	case category == CategoryAPIManagement:
		g.models = Defaults{}
	default:
		found.at(keyModels, "CN013", "is missing, and modelDiscovery as well", "a model gateway needs one of them")
	}
}

func (g *gateway) parseHeaders(found *gatewayFaults) {
	if text := g.metadata[keyCustomHeaders]; text != "" {
		err := json.Unmarshal([]byte(text), &g.headers)
		if err != nil || g.headers == nil || !sameJSON(text, encoded(g.headers)) {
			g.headers = nil
			found.at(keyCustomHeaders, "CN026", "is no object of strings as JSON in a string", "encode the headers once")
		}
	}
	name, format := g.metadata[keyAuthHeaderName], g.metadata[keyAuthHeaderFormat]
	if name != "" || format != "" {
		g.authHeader = AuthHeader{Name: name, Format: format, Plain: true}
	}
	text := g.metadata[keyAuthConfig]
	if text == "" {
		return
	}
	header, kind, err := parseAuthConfig(text)
	switch {
	case err != nil || jsontext.Value(text).Kind() != '{':
		found.at(keyAuthConfig, "CN015", "is no object as JSON in a string", "encode it once, as AuthHeader does")
	case kind != apiKeyConfig:
		found.at(keyAuthConfig, "CN024", "is of another type than "+apiKeyConfig, "use an AuthHeader, or another authType")
	case g.authHeader.Plain:
		found.at(keyAuthConfig, "CN024", "is there beside "+keyAuthHeaderName, "keep one of them")
	default:
		if g.authHeader = header; !header.entries()[0].means(text) {
			found.at(keyAuthConfig, "CN024", "has an empty member", "give name and format")
		}
	}
}

// gatewayFaults are what is wrong with the metadata of a gateway.
type gatewayFaults struct{ check.Checker }

// at records a fault of a key of the metadata.
func (f *gatewayFaults) at(key, rule, message, advice string) {
	f.In("properties")
	f.In("metadata")
	f.Add(key, azfoundry.Fault{Rule: rule, Message: message, Advice: advice})
	f.Out()
	f.Out()
}
