// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package story

import (
	"context"
	"strings"

	"github.com/azfoundry/azfoundry/ipam"
)

// network draws its addresses once: they stay what the pool gave.
func (q *quickstart) network(ctx context.Context, step *Step) error {
	w := writer[ipam.VirtualNetworkID, ipam.VirtualNetwork]{q.ipam.VirtualNetworks.CreateOrUpdate, q.ipam.VirtualNetworks.Modify}
	got, err := ensure(ctx, step, w, q.Network, func(n *ipam.VirtualNetwork) {
		n.Location = q.Location
		if n.Properties.AddressSpace.Source() == nil {
			n.Properties.AddressSpace = ipam.SpaceFrom(ipam.Draws{ipam.Draw(q.Pool, addresses)})
		}
	})
	if err == nil {
		step.Detail = strings.Join(got.Properties.AddressSpace.AddressPrefixes, ", ")
	}
	return err
}
