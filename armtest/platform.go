// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"slices"
	"strings"
)

// platform answers the paths of Resource Manager that are no resources: tenants, operations and
// resource providers. It reports false for all others.
func (c *call) platform(segments []string) (rep reply, ok bool, err error) {
	is := func(i int, text string) bool {
		return 0 <= i && i < len(segments) && strings.EqualFold(segments[i], text)
	}
	n := len(segments)
	switch {
	case n == 1 && is(0, "tenants") && c.req.Method == http.MethodGet:
		return c.tenants(), true, nil
	case n == 4 && is(0, "subscriptions") && is(2, "operationresults"):
		rep, err = c.poll(segments[3])
		return rep, true, err
	case n == 8 && is(2, "providers") && is(4, "locations") && (is(6, "operations") || is(6, "operationResults")):
		rep, err = c.poll(segments[7])
		return rep, true, err
	case n == 4 && is(0, "subscriptions") && is(2, "providers"),
		n == 5 && is(2, "providers") && is(4, "register") && c.req.Method == http.MethodPost:
		rep, err = c.provider(segments[1], segments[3])
		return rep, true, err
	case n == 3 && is(0, "subscriptions") && is(2, "providers"):
		return c.providers(segments[1]), true, nil
	case c.req.Method == http.MethodGet && is(n-3, "providers") && is(n-2, "Microsoft.Authorization") && is(n-1, "permissions"):
		rep, err = c.permissions(segments)
		return rep, true, err
	case c.req.Method == http.MethodGet && (is(n-1, "roleDefinitions") || is(n-2, "roleDefinitions")):
		rep, err = c.readDefinitions(segments)
		return rep, true, err
	}
	return reply{}, false, nil
}

// tenants lists the one tenant that the token is of.
func (c *call) tenants() reply {
	t := c.world.tenant(c.caller.tenant)
	return reply{status: http.StatusOK, body: object{"value": []any{object{
		"id": "/tenants/" + t.ID, "tenantId": t.ID, "displayName": t.Name, "defaultDomain": t.Domain,
		"domains": []any{t.Domain}, "tenantCategory": "Home",
	}}}}
}

// provider answers a read of a resource provider and its registration: all are registered.
func (c *call) provider(subscription, namespace string) (reply, error) {
	for _, known := range c.world.kinds.namespaces() {
		if strings.EqualFold(known, namespace) {
			return reply{status: http.StatusOK, body: c.world.kinds.provider(subscription, known)}, nil
		}
	}
	return reply{}, refuse(http.StatusNotFound, "InvalidResourceNamespace", "The resource namespace '%s' is invalid.", namespace)
}

func (c *call) providers(subscription string) reply {
	var list []any
	for _, namespace := range c.world.kinds.namespaces() {
		list = append(list, c.world.kinds.provider(subscription, namespace))
	}
	return reply{status: http.StatusOK, body: object{"value": list}}
}

// namespaces returns the resource providers, ascending.
func (ks kinds) namespaces() []string {
	var out []string
	for _, k := range ks {
		out = append(out, k.namespace())
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// provider is the document of one resource provider.
func (ks kinds) provider(subscription, namespace string) object {
	var types []any
	for _, k := range ks {
		if k.namespace() != namespace {
			continue
		}
		versions := make([]any, 0, len(k.versions))
		for _, v := range slices.Backward(k.versions) {
			versions = append(versions, v)
		}
		types = append(types, object{"resourceType": k.subtype(), "locations": []any{DefaultRegion}, "apiVersions": versions})
	}
	slices.SortFunc(types, func(a, b any) int {
		return strings.Compare(textAt(a.(object), "resourceType"), textAt(b.(object), "resourceType"))
	})
	return object{
		"id": "/subscriptions/" + subscription + "/providers/" + namespace, "namespace": namespace,
		"registrationState": "Registered", "registrationPolicy": "RegistrationRequired", "resourceTypes": types,
	}
}

// metadata answers where the cloud's services are, in the three shapes that clients ask for: an object
// in 2015-01-01 (Azure CLI), an array in 2019-05-01 and an object in 2022-09-01 (hashicorp).
func (c *call) metadata() (reply, error) {
	audiences := []any{audience, "https://management.core.windows.net/", c.base}
	document := object{
		"name": "armtest", "portal": c.base, "resourceManager": c.base, "graph": c.base, "graphAudience": graphAudience,
		"microsoftGraphResourceId": c.world.graphBase, "gallery": c.base, "media": c.base, "batch": c.base,
		"authentication": object{
			"loginEndpoint": c.base + "/", "audiences": audiences, "tenant": "common", "identityProvider": "AAD",
		},
		"suffixes": object{"keyVaultDns": "vault.localhost", "storage": "core.localhost"},
	}
	switch c.version {
	case "":
		return reply{}, refuse(http.StatusBadRequest, "MissingApiVersionParameter",
			"The api-version query parameter (?api-version=) is required for all requests.")
	case "2015-01-01":
		document = object{
			"galleryEndpoint": c.base, "graphEndpoint": c.base, "portalEndpoint": c.base,
			"authentication": object{"loginEndpoint": c.base + "/", "audiences": audiences},
		}
	case "2019-05-01":
		return reply{status: http.StatusOK, body: []any{document}}, nil
	}
	return reply{status: http.StatusOK, body: document}, nil
}
