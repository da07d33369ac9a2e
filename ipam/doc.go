// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package ipam manages the address pools of Azure Virtual Network Manager, and the virtual networks,
// subnets and static CIDRs that draw their addresses from them, also from a pool of another tenant, and
// both sides of the connection that lets a network manager into another tenant.
//
// [NewClient] takes any azcore.TokenCredential; an *auth.Chain makes writes across tenants work. Bodies
// are checked before they are sent, with all faults in one *azfoundry.ValidationError. Lists are
// iterators, long-running operations wait or return a poller, and the Modify methods change a resource
// without losing members this module does not know. What only the service can know, such as the room in
// a pool, the Preflight methods find out before a write. API version 2025-07-01.
package ipam

//go:generate go run github.com/azfoundry/azfoundry/gen/cmd/azgen ipam
