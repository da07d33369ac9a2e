// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"strings"
)

// checkReach refuses a network of another tenant that wants addresses of a pool while the pool's network
// manager is not connected with the network's subscription, on both sides. The need is documented
// (learn.microsoft.com, "Cross-tenant support in Azure Virtual Network Manager"), the answer is not. Our
// reading: what a network holds it keeps when the connection ends.
func (w *World) checkReach(pool *resource, network string) error {
	manager := parent(pool.id)
	here, there := w.tenantOf(network), w.tenantOf(manager)
	if strings.EqualFold(here, there) || len(w.held(pool.id, network)) > 0 || w.connects(manager, network) {
		return nil
	}
	return refuse(http.StatusBadRequest, "IpamApiCallFailed",
		"Ipam API call failed with status Forbidden with error message The network manager %s of pool %s has no connection with subscription %s of "+
			"tenant %s that both sides have made., please check the parameters and retry.", manager, pool.id, subscriptionOf(network), here)
}

// connects reports whether a manager has a connection for a network: with its subscription, or with a
// management group of its tenant. Management groups hold nothing here, so that each counts for them all.
func (w *World) connects(manager, network string) bool {
	for _, side := range w.below(manager) {
		e, ok := w.edgeOf(side)
		if !ok || w.connectionState(side) != "Connected" || e.tenant != key(w.tenantOf(network)) {
			continue
		}
		if s := subscriptionOf(e.scope); s == "" || strings.EqualFold(s, subscriptionOf(network)) {
			return true
		}
	}
	return false
}
