// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
)

// The names by which the transport knows what is asked for.
const (
	subscription = "0b1f6471-1bf0-4dda-aec3-cb9272f09590"
	group        = "rg-network-hub"
	manager      = "manager-hub"
	pool         = "pool-eastus"
	network      = "vnet-spoke-17"
	pageCount    = 10
	pageItems    = 100
)

// The answers of the service: a pool, and a network of four subnets and a peering.
var (
	//go:embed testdata/pool.json
	poolText []byte
	//go:embed testdata/network.json
	networkText []byte
)

// bodies are the answers as they come over the wire, without the white space.
type bodies struct{ pool, network []byte }

func loadBodies() (bodies, error) {
	var p, n bytes.Buffer
	if err := json.Compact(&p, poolText); err != nil {
		return bodies{}, err
	}
	err := json.Compact(&n, networkText)
	return bodies{p.Bytes(), n.Bytes()}, err
}

// transport returns what answers all peers.
func (b bodies) transport() *memory {
	return &memory{bodies: map[string][]byte{pool: b.pool, network: b.network}, pages: b.pages()}
}

// pages returns a list of pools as pages with next links.
func (b bodies) pages() [][]byte {
	out := make([][]byte, pageCount)
	for p := range out {
		items := make([][]byte, pageItems)
		for i := range items {
			items[i] = bytes.ReplaceAll(b.pool, []byte(pool), fmt.Appendf(nil, "%s-%d-%d", pool, p, i))
		}
		page := append([]byte(`{"value":[`), bytes.Join(items, []byte(","))...)
		page = append(page, ']')
		if p < pageCount-1 {
			page = fmt.Appendf(page, `,"nextLink":"https://management.azure.com/subscriptions/%s/resourceGroups/%s/providers/`+
				`Microsoft.Network/networkManagers/%s/ipamPools?api-version=2025-05-01&page=%d"`, subscription, group, manager, p+1)
		}
		out[p] = append(page, '}')
	}
	return out
}
