// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"strings"
)

// endpointKinds are private endpoints.
func endpointKinds() []*kind {
	return []*kind{{
		typ: "Microsoft.Network/privateEndpoints", versions: networkVersions(), name: networkName(),
		tracked: true, state: true, tags: inBody, put: asyncURL, delete: locationID,
		readOnly:  []string{"properties.networkInterfaces"},
		behaviour: privateEndpoints{},
	}}
}

// privateEndpoints are private endpoints. The connection is approved at once where the caller asks for that
// and may; a manual one stays pending, because nobody here approves it.
type privateEndpoints struct{ plain }

// connectionLists are the members that hold what an endpoint leads to.
const (
	approvedConnections = "properties.privateLinkServiceConnections"
	manualConnections   = "properties.manualPrivateLinkServiceConnections"
)

// links asks for rights on the subnet and on what the endpoint leads to at once (learn.microsoft.com, "Azure
// RBAC permissions for Azure Private Link").
func (privateEndpoints) links(w *World, _ string, body object) []link {
	out := []link{{id: textAt(body, "properties.subnet.id"), path: "properties.subnet.id", action: "Microsoft.Network/virtualNetworks/subnets/join/action"}}
	for _, c := range objectsAt(body, approvedConnections) {
		id := textAt(c, "properties.privateLinkServiceId")
		if r := w.find(id); r != nil {
			out = append(out, link{id: id, path: approvedConnections, action: r.kind.typ + "/privateEndpointConnectionsApproval/action"})
		}
	}
	return out
}

func (b privateEndpoints) admit(t *write) error {
	subnet := t.world.find(textAt(t.next, "properties.subnet.id"))
	if subnet == nil || !strings.HasSuffix(subnet.kind.typ, "/subnets") {
		return refuse(http.StatusBadRequest, "InvalidResourceReference",
			"Resource %s referenced by resource %s was not found. Please make sure that the referenced resource exists, and that both resources "+
				"are in the same region.", textAt(t.next, "properties.subnet.id"), t.id)
	}
	if t.old != nil && !strings.EqualFold(textAt(t.old.body, "properties.subnet.id"), subnet.id) {
		return badAccount("the subnet of '%s' cannot be changed", t.id)
	}
	approved, manual := objectsAt(t.next, approvedConnections), objectsAt(t.next, manualConnections)
	if len(approved)+len(manual) == 0 {
		return invalidContent("a private endpoint needs a connection")
	}
	for _, list := range []struct {
		connections []object
		segment     string
		state       object
	}{
		{approved, "privateLinkServiceConnections", object{"status": "Approved", "description": "Auto-approved", "actionsRequired": "None"}},
		{manual, "manualPrivateLinkServiceConnections", object{"status": "Pending", "description": "Awaiting approval", "actionsRequired": "None"}},
	} {
		for _, c := range list.connections {
			if err := b.connect(t, c, list.segment, list.state); err != nil {
				return err
			}
		}
	}
	b.fill(t)
	return nil
}

// connect checks one connection and says how it stands.
func (privateEndpoints) connect(t *write, c object, segment string, state object) error {
	to := textAt(c, "properties.privateLinkServiceId")
	target, known := t.world.kinds.target(http.MethodGet, strings.Split(strings.Trim(to, "/"), "/"))
	switch {
	case textAt(c, "name") == "" || to == "":
		return invalidContent("a connection needs a name and a privateLinkServiceId")
	case known && !target.collection && t.world.find(to) == nil:
		return refuse(http.StatusBadRequest, "InvalidResourceReference",
			"Resource %s referenced by resource %s was not found.", to, t.id)
	}
	c["id"] = t.id + "/" + segment + "/" + textAt(c, "name")
	set(c, "properties.provisioningState", "Succeeded")
	set(c, "properties.privateLinkServiceConnectionState", state)
	return nil
}

// fill completes what the service says of an endpoint.
func (privateEndpoints) fill(t *write) {
	nic := textAt(t.next, "properties.customNetworkInterfaceName")
	if nic == "" {
		nic = t.id[strings.LastIndexByte(t.id, '/')+1:] + ".nic." + derivedGUID("nic", key(t.id))
	}
	group := t.id[:strings.Index(strings.ToLower(t.id), "/providers/")]
	set(t.next, "properties.networkInterfaces", []any{object{"id": group + "/providers/Microsoft.Network/networkInterfaces/" + nic}})
	for _, path := range []string{approvedConnections, manualConnections, "properties.customDnsConfigs"} {
		t.preset(path, []any{})
	}
}
