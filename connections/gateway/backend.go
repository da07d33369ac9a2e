// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package gateway

// NewBackend returns the body of a backend at a URL.
func NewBackend(url string) Backend {
	return Backend{Properties: BackendProperties{Type: BackendTypeSingle, URL: url, Protocol: BackendProtocolHTTP}}
}

// NewPool returns the body of a pool of backends, which must exist.
func NewPool(members ...PoolMember) Backend {
	return Backend{Properties: BackendProperties{Type: BackendTypePool, Pool: BackendPool{Services: members}}}
}

// Member returns a member of a pool. Those of the lowest priority share the calls by weight, until all of
// them have tripped their circuit breakers.
func (id BackendID) Member(priority, weight int32) PoolMember {
	return PoolMember{ID: id.String(), Priority: new(priority), Weight: new(weight)}
}
