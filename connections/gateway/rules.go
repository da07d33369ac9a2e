// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package gateway

import (
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/check"
	"github.com/azfoundry/azfoundry/internal/secret"
)

// checkAPI refuses a new API without a path, and half of an import. One that was read may lie at the root.
func checkAPI(c *check.Checker, m *API) {
	c.In("properties")
	defer c.Out()
	p := &m.Properties
	if m.ID == "" && p.Path == "" {
		c.Add("path", azfoundry.Fault{
			Rule: "path", Message: "is missing", Advice: "give what follows the gateway's host, such as openai; Foundry takes no API at the root",
		})
	}
	if (p.Format == "") != (p.Value == "") {
		c.Add("format", azfoundry.Fault{
			Rule: "import", Message: "stands with value: one says what the other is", Got: string(p.Format),
			Advice: "give both to import a definition, or none",
		})
	}
}

// checkOperation refuses parameters in the template that are not declared.
func checkOperation(c *check.Checker, m *Operation) {
	c.In("properties")
	defer c.Out()
	for name := range placeholders(m.Properties.URLTemplate) {
		if slices.ContainsFunc(m.Properties.TemplateParameters, func(p Parameter) bool { return p.Name == name }) {
			continue
		}
		c.Add("templateParameters", azfoundry.Fault{
			Rule: "templateParameters", Message: "lacks a parameter of the URL template", Got: name,
			Advice: "declare it, with its type, such as string",
		})
	}
}

// placeholders yields the parameters of a URL template, which stand in braces.
func placeholders(template string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for {
			_, rest, open := strings.Cut(template, "{")
			name, after, closed := strings.Cut(rest, "}")
			if !open || !closed || !yield(strings.TrimPrefix(name, "*")) {
				return
			}
			template = after
		}
	}
}

// checkBackend refuses a new backend that is neither a pool nor has an address, and one that is both. The
// service answers "Url is not supported for backend pool." (github.com/Azure/azure-rest-api-specs, issue
// 35713; API version 2024-05-01).
func checkBackend(c *check.Checker, m *Backend) {
	if m.ID != "" {
		return
	}
	c.In("properties")
	defer c.Out()
	p := &m.Properties
	if p.Type == BackendTypePool {
		checkPool(c, p)
		return
	}
	if p.URL == "" {
		c.Add("url", azfoundry.Fault{Rule: "url", Message: "is missing", Advice: "say where calls go; give type Pool for a pool"})
	}
	if p.Protocol == "" {
		c.Add("protocol", azfoundry.Fault{Rule: "protocol", Message: "is missing", Advice: "give http, which covers https"})
	}
	if len(p.Pool.Services) > 0 {
		c.Add("pool", azfoundry.Fault{Rule: "pool", Message: "is for backends of type Pool", Got: string(p.Type), Advice: "give type Pool, or leave it out"})
	}
}

// checkPool holds for a backend of type Pool.
func checkPool(c *check.Checker, p *BackendProperties) {
	if len(p.Pool.Services) == 0 {
		c.Add("pool", azfoundry.Fault{Rule: "pool", Message: "is missing, and the backend is one", Advice: "name the backends that share the calls"})
	}
	for _, refused := range []struct{ member, value string }{{"url", p.URL}, {"protocol", string(p.Protocol)}} {
		if refused.value != "" {
			c.Add(refused.member, azfoundry.Fault{
				Rule: refused.member, Message: "is not supported for a pool", Got: refused.value, Advice: "leave it out; its members have one each",
			})
		}
	}
	for i, s := range p.Pool.Services {
		if slices.ContainsFunc(p.Pool.Services[:i], func(o PoolMember) bool { return strings.EqualFold(o.ID, s.ID) }) {
			c.In("pool")
			c.At("services", i)
			c.Add("id", azfoundry.Fault{Rule: "pool", Message: "is in the pool twice", Got: s.ID, Advice: "raise the weight of the first one instead"})
			c.Out()
			c.Out()
		}
	}
}

// checkNamedValue refuses a new named value without a text, and one with two sources of it. One that was
// read has none where it is a secret.
func checkNamedValue(c *check.Checker, m *NamedValue) {
	if m.ID != "" {
		return
	}
	c.In("properties")
	defer c.Out()
	p := &m.Properties
	text, vault := strings.TrimSpace(secret.Reveal(p.Value)) != "", p.KeyVault.SecretIdentifier != ""
	switch {
	case text && vault:
		c.Add("value", azfoundry.Fault{Rule: "value", Message: "stands beside a key vault, and only one can have the text", Advice: "leave one of them out"})
	case !text && !vault:
		c.Add("value", azfoundry.Fault{Rule: "value", Message: "is missing or blank", Advice: "give the text, or keyVault with the URL of a secret"})
	}
}
