// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
)

const gatewayType = "Microsoft.ApiManagement/service"

// gatewayVersions are the API versions of Microsoft.ApiManagement.
func gatewayVersions() []string {
	return []string{
		"2016-07-07", "2016-10-10", "2017-03-01", "2018-01-01", "2018-06-01-preview", "2019-01-01", "2019-12-01-preview", "2019-12-01",
		"2020-06-01-preview", "2020-12-01", "2021-01-01-preview", "2021-04-01-preview", "2021-08-01", "2021-12-01-preview",
		"2022-04-01-preview", "2022-08-01", "2022-09-01-preview", "2023-03-01-preview", "2023-05-01-preview", "2023-09-01-preview",
		"2024-05-01", "2024-06-01-preview", "2024-10-01-preview", "2025-03-01-preview", "2025-09-01-preview",
	}
}

// gatewayKinds are API Management services and what is in them. All but a service have their entity tag
// in the header alone, and take no update or deletion without If-Match
// (learn.microsoft.com/rest/api/apimanagement, 2024-05-01).
func gatewayKinds() []*kind {
	versions := gatewayVersions()
	since := func(first string) []string { return versions[slices.Index(versions, first):] }
	child := func(k kind) *kind {
		k.typ, k.tags, k.mustMatch = gatewayType+k.typ, inHeader, true
		if k.versions == nil {
			k.versions = versions
		}
		if k.name == nil {
			k.name = regexp.MustCompile(`^[^*#&+:<>?]{1,256}$`)
		}
		return &k
	}
	policyName := regexp.MustCompile(`^policy$`)
	return []*kind{
		{
			typ: gatewayType, versions: versions, name: regexp.MustCompile(`^[a-zA-Z]([a-zA-Z0-9-]{0,48}[a-zA-Z0-9])?$`),
			tracked: true, state: true, tags: inBody, put: asyncURL, delete: locationID, patch: []string{"tags", "sku", "identity", "zones", "properties.publicNetworkAccess"},
			readOnly: []string{
				"properties.gatewayUrl", "properties.gatewayRegionalUrl", "properties.managementApiUrl", "properties.developerPortalUrl",
				"properties.createdAtUtc", "properties.publicIPAddresses", "properties.privateIPAddresses", "properties.platformVersion",
			},
			behaviour: gateways{},
		},
		child(kind{typ: "/apis", state: true, put: atLocation, delete: locationID, patch: apiMembers(), readOnly: []string{"properties.isOnline"}, behaviour: apis{}}),
		child(kind{typ: "/apis/operations", patch: members("displayName description method urlTemplate templateParameters request responses"), behaviour: apiOperations{}}),
		child(kind{typ: "/apis/policies", versions: since("2017-03-01"), name: policyName, behaviour: policies{}}),
		child(kind{typ: "/apis/operations/policies", versions: since("2017-03-01"), name: policyName, behaviour: policies{}}),
		child(kind{typ: "/loggers", patch: members("loggerType description credentials isBuffered resourceId"), behaviour: plain{}}),
		child(kind{typ: "/apis/diagnostics", patch: members("loggerId metrics sampling"), name: regexp.MustCompile(`^(applicationinsights|azuremonitor)$`), behaviour: diagnostics{}}),
		child(kind{
			typ: "/backends", patch: members("type url protocol title description resourceId properties credentials proxy tls circuitBreaker pool"),
			behaviour: backends{},
		}),
		child(kind{
			typ: "/namedValues", versions: since("2019-12-01"), state: true, put: atLocation, update: atLocation, patch: members("displayName value secret keyVault tags"),
			behaviour: namedValues{},
		}),
	}
}

func apiMembers() []string {
	return members("displayName description path serviceUrl protocols type subscriptionRequired subscriptionKeyParameterNames " +
		"apiRevisionDescription apiVersionDescription apiVersion apiVersionSetId isCurrent authenticationSettings contact license termsOfServiceUrl")
}

// members are the paths of members of properties.
func members(names string) []string {
	out := strings.Fields(names)
	for i := range out {
		out[i] = "properties." + out[i]
	}
	return out
}

// badField is a refusal of API Management: one code, and the member it is about. The real one has the
// member in its details.
func badField(field, format string, args ...any) *fault {
	f := refuse(http.StatusBadRequest, "ValidationError", format, args...)
	f.message = "One or more fields contain incorrect values: " + f.message
	f.target = field
	return f
}

// gateways are API Management services.
type gateways struct{ plain }

func (gateways) links(_ *World, _ string, body object) []link { return identityLinks(body) }

func (gateways) admit(t *write) error {
	for _, need := range []string{"sku.name", "properties.publisherEmail", "properties.publisherName"} {
		if textAt(t.next, need) == "" {
			return badField(need[strings.LastIndexByte(need, '.')+1:], "'%s' is required.", need)
		}
	}
	if at(t.next, "sku.capacity") == nil {
		return badField("capacity", "'sku.capacity' is required.")
	}
	if err := t.identify(); err != nil {
		return err
	}
	name := strings.ToLower(t.id[strings.LastIndexByte(t.id, '/')+1:])
	set(t.next, "properties.gatewayUrl", "https://"+name+".azure-api.net")
	set(t.next, "properties.managementApiUrl", "https://"+name+".management.azure-api.net")
	set(t.next, "properties.developerPortalUrl", "https://"+name+".developer.azure-api.net")
	set(t.next, "properties.platformVersion", platformOf(textAt(t.next, "sku.name")))
	for path, value := range map[string]any{"properties.publicNetworkAccess": "Enabled", "properties.virtualNetworkType": "None", "properties.disableGateway": false} {
		if at(t.next, path) == nil {
			set(t.next, path, value)
		}
	}
	return nil
}

// platformOf is the compute platform of a tier.
func platformOf(sku string) string {
	if sku == "Consumption" || strings.HasSuffix(sku, "V2") {
		return "mtv1"
	}
	return "stv2.1"
}

// apis are APIs of a service. A name with ;rev= is a revision of the one before it.
type apis struct{ plain }

func (apis) admit(t *write) error {
	path, given := at(t.next, "properties.path").(string)
	if !given {
		return badField("path", "'path' is required.")
	}
	own := revisionless(t.id)
	for _, r := range t.world.below(parent(t.id)) {
		if r.kind == t.kind && revisionless(r.id) != own && strings.EqualFold(textAt(r.body, "properties.path"), path) && !versioned(t.next, r.body) {
			return badField("path", "Cannot create API '%s' with the same Path '%s' as API '%s'.", own[strings.LastIndexByte(own, '/')+1:], path, r.name())
		}
	}
	if textAt(t.next, "properties.displayName") == "" {
		set(t.next, "properties.displayName", t.id[strings.LastIndexByte(t.id, '/')+1:])
	}
	drop(t.next, "properties.format")
	drop(t.next, "properties.value")
	_, revision, _ := strings.Cut(key(t.id), ";rev=")
	for path, value := range map[string]any{
		"properties.apiRevision": revision, "properties.isCurrent": revision == "", "properties.protocols": []any{"https"},
		"properties.subscriptionRequired": true, "properties.type": "http",
	} {
		if at(t.next, path) == nil {
			set(t.next, path, value)
		}
	}
	if textAt(t.next, "properties.apiRevision") == "" {
		set(t.next, "properties.apiRevision", "1")
	}
	set(t.next, "properties.isOnline", true)
	return nil
}

// revisionless is the id of the API that one is a revision of, in lower case.
func revisionless(id string) string {
	id, _, _ = strings.Cut(key(id), ";rev=")
	return id
}

// versioned reports whether two APIs may share a path: they are versions of one set.
func versioned(a, b object) bool {
	set := textAt(a, "properties.apiVersionSetId")
	return set != "" && strings.EqualFold(set, textAt(b, "properties.apiVersionSetId")) && textAt(a, "properties.apiVersion") != textAt(b, "properties.apiVersion")
}

func (apis) selects(c *call) (func(*resource) bool, error) { return c.filtered() }

// forced deletes the other revisions with the API where the query asks for it. It forces nothing else.
func (apis) forced(c *call) bool {
	if r := c.world.find(c.target.id); r != nil && strings.EqualFold(c.req.URL.Query().Get("deleteRevisions"), "true") && c.checkConditions(r) == nil {
		for _, other := range c.world.below(parent(r.id)) {
			if other.kind == r.kind && other != r && revisionless(other.id) == revisionless(r.id) {
				c.world.remove(other)
			}
		}
	}
	return false
}

// apiOperations are operations of an API.
type apiOperations struct{ plain }

// placeholder is a parameter in a URL template.
var placeholder = regexp.MustCompile(`\{\*?([^}]*)\}`)

func (apiOperations) admit(t *write) error {
	for _, need := range []string{"displayName", "method", "urlTemplate"} {
		if textAt(t.next, "properties."+need) == "" {
			return badField(need, "'%s' is required.", need)
		}
	}
	parameters := objectsAt(t.next, "properties.templateParameters")
	for _, found := range placeholder.FindAllStringSubmatch(textAt(t.next, "properties.urlTemplate"), -1) {
		if !slices.ContainsFunc(parameters, func(p object) bool { return textAt(p, "name") == found[1] }) {
			return badField("templateParameters", "All template parameters used in the UriTemplate must be defined in the Operation; '%s' is not.", found[1])
		}
	}
	if parameters == nil {
		set(t.next, "properties.templateParameters", []any{})
	}
	return nil
}

func (apiOperations) selects(c *call) (func(*resource) bool, error) { return c.filtered() }

// filtered selects the resources of a collection by $filter.
func (c *call) filtered() (func(*resource) bool, error) {
	text := c.query("filter")
	member, value := comparison(text)
	if member = strings.TrimPrefix(member, "properties/"); text != "" && member == "" {
		return nil, refuse(http.StatusBadRequest, "ValidationError", "The $filter '%s' is none that is understood here: member eq 'text'.", text)
	}
	return func(r *resource) bool {
		switch {
		case !strings.EqualFold(parent(r.id), c.target.id):
			return false
		case text == "":
			return true
		case member == "name":
			return strings.EqualFold(r.name(), value)
		}
		return strings.EqualFold(textAt(r.body, "properties."+member), value)
	}, nil
}
