// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections

import (
	"net/http"
	"net/url"
	"strings"
)

// GatewayCall is a request that Foundry makes of a gateway.
type GatewayCall struct {
	// Method and URL are those of the request.
	Method, URL string
	// Model is the member model of the body; empty where the body has none.
	Model string
}

// ModelReference is how agents name a model of a gateway: <connection>/<alias>.
func ModelReference(connection, alias string) string { return connection + "/" + alias }

// SplitModelReference takes a reference apart at its first slash, as Foundry does; ok is false where there is
// none, or nothing on one of its sides.
func SplitModelReference(reference string) (connection, alias string, ok bool) {
	connection, alias, ok = strings.Cut(reference, "/")
	return connection, alias, ok && connection != "" && alias != ""
}

// Inference returns the call of a model, composed as Foundry does it, from whatever the target is:
//
//	POST {target}/deployments/{alias}/chat/completions?api-version={InferenceAPIVersion}
//	POST {target}/chat/completions?api-version={InferenceAPIVersion}, with the alias as model in the body
//	POST {target}/v1/messages, with the alias in the body, for a model of a Static list with the format Anthropic
//
// Without an InferenceAPIVersion there is no api-version.
func (b APIManagement) Inference(alias string) GatewayCall {
	return b.gateway().inferenceCall(b.Target, alias)
}

// ListModels returns the question for all models. With a [Static] list there is none, and ok is false. The
// api-version of an endpoint counts before DeploymentAPIVersion; without both there is none.
func (b APIManagement) ListModels() (call GatewayCall, ok bool) {
	return b.gateway().listCall(b.Target)
}

// GetModel returns the question for one model. With a [Static] list there is none, and ok is false.
func (b APIManagement) GetModel(alias string) (call GatewayCall, ok bool) {
	return b.gateway().getCall(b.Target, alias)
}

// Inference is [APIManagement.Inference]; slashes at the end of the target do not count.
func (b ModelGateway) Inference(alias string) GatewayCall {
	return b.gateway().inferenceCall(strings.TrimRight(b.Target, "/"), alias)
}

// ListModels is [APIManagement.ListModels]; slashes at the end of the target do not count.
func (b ModelGateway) ListModels() (call GatewayCall, ok bool) {
	return b.gateway().listCall(strings.TrimRight(b.Target, "/"))
}

// GetModel is [APIManagement.GetModel]; slashes at the end of the target do not count.
func (b ModelGateway) GetModel(alias string) (call GatewayCall, ok bool) {
	return b.gateway().getCall(strings.TrimRight(b.Target, "/"), alias)
}

func (g *gateway) inferenceCall(target, alias string) GatewayCall {
	call := GatewayCall{Method: http.MethodPost, Model: alias}
	switch {
	case g.format(alias) == ModelFormatAnthropic:
		call.URL = target + "/v1/messages"
		return call
	case g.inPath:
		call.URL, call.Model = target+"/deployments/"+url.PathEscape(alias)+"/chat/completions", ""
	default:
		call.URL = target + "/chat/completions"
	}
	call.URL = withAPIVersion(call.URL, g.inference)
	return call
}

// format returns the format of a model, where it is listed.
func (g *gateway) format(alias string) ModelFormat {
	list, _ := g.models.(Static)
	for _, m := range list {
		if m.Alias == alias {
			return m.Format
		}
	}
	return ""
}

// discovery returns how Foundry asks for models, if it does.
func (g *gateway) discovery() (Dynamic, bool) {
	switch m := g.models.(type) {
	case Dynamic:
		return m, true
	case Defaults:
		return DefaultDiscovery(), true
	case Static:
	}
	return Dynamic{}, false
}

func (g *gateway) listCall(target string) (GatewayCall, bool) {
	d, ok := g.discovery()
	if !ok {
		return GatewayCall{}, false
	}
	return GatewayCall{Method: http.MethodGet, URL: withAPIVersion(below(target, d.ListModels), g.deployment)}, true
}

func (g *gateway) getCall(target, alias string) (GatewayCall, bool) {
	d, ok := g.discovery()
	if !ok {
		return GatewayCall{}, false
	}
	endpoint := strings.ReplaceAll(d.GetModel, deploymentName, url.PathEscape(alias))
	return GatewayCall{Method: http.MethodGet, URL: withAPIVersion(below(target, endpoint), g.deployment)}, true
}

// deploymentName is what an endpoint has in place of the alias.
const deploymentName = "{deploymentName}"

// below returns an endpoint's URL. One without a slash is put behind the target as it is, which is wrong, and
// what happens.
func below(target, endpoint string) string {
	if u, err := url.Parse(endpoint); err == nil && u.IsAbs() && u.Host != "" {
		return endpoint
	}
	return target + endpoint
}

// withAPIVersion adds an api-version, if there is one and the URL has none.
func withAPIVersion(address, version string) string {
	_, query, found := strings.Cut(address, "?")
	values, _ := url.ParseQuery(query) // what is malformed is no api-version
	if version == "" || values.Has("api-version") {
		return address
	}
	separator := "?"
	if found {
		separator = "&"
	}
	return address + separator + "api-version=" + url.QueryEscape(version)
}
