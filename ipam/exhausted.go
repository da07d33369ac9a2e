// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package ipam

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"net/netip"
	"strings"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/rest"
)

// ExhaustedError reports that a pool had no room for what was asked. Test for it with
// errors.AsType[*ExhaustedError].
type ExhaustedError struct {
	// Pool is the pool, and Want how many addresses were asked of it.
	Pool PoolID
	Want Count
	// Free counts the pool's free addresses. There may be enough of them and still no room: a number
	// is handed out in aligned powers of two.
	Free Count
	// Most is the largest number that fits.
	Most Count
	// FreePrefixes lists the free space, lowest first.
	FreePrefixes []string
	// Err is the service's refusal; nil where a preflight found it out.
	Err error
}

// Error says what was asked, what is free, and what would fit.
func (e *ExhaustedError) Error() string {
	const shown = 8
	free := strings.Join(e.FreePrefixes[:min(shown, len(e.FreePrefixes))], ", ")
	if more := len(e.FreePrefixes) - shown; more > 0 {
		free += fmt.Sprintf(" and %d more", more)
	}
	if free == "" {
		free = "nothing"
	}
	return fmt.Sprintf("ipam: pool %q has no room for %s addresses: %s free (%s); ask for at most %s, add a prefix to the pool, or draw from another",
		e.Pool, e.Want, e.Free, free, e.Most)
}

// Unwrap returns the service's refusal, nil from a preflight.
func (e *ExhaustedError) Unwrap() error { return e.Err }

// Explain returns err as an [*ExhaustedError] if the pool has no room for want addresses, and as it is
// otherwise. Writes of networks, subnets and static CIDRs do this by themselves where their own identity may read
// the pool's usage; across tenants call it on a client of the pool's tenant. A nil err stays nil.
func (c *PoolsClient) Explain(ctx context.Context, pool PoolID, want Count, err error) error {
	if !mayBeRoom(err) {
		return err
	}
	usage, failed := c.Usage(ctx, pool)
	if failed != nil {
		return err // the refusal itself says more than why it could not be explained
	}
	free := prefixes(usage.AvailableAddressPrefixes)
	if fits(want.Int(), free) {
		return err
	}
	out := exhausted(pool, want, free)
	out.Err = err
	return out
}

// exhausted describes a pool whose free prefixes have no room for want addresses.
func exhausted(pool PoolID, want Count, free []netip.Prefix) *ExhaustedError {
	e := &ExhaustedError{Pool: pool, Want: want, Free: CountOfInt(room(free, 0)), Most: CountOfInt(most(free))}
	for _, p := range free {
		e.FreePrefixes = append(e.FreePrefixes, p.String())
	}
	return e
}

// mayBeRoom reports whether a refusal can mean a lack of room. The service's code for that is not
// published, so all are taken but those that mean something else.
func mayBeRoom(err error) bool {
	e, ok := errors.AsType[*azfoundry.OpError](err)
	if !ok {
		return false
	}
	switch e.Status {
	case 0, 401, 403, 404, 408, 412, 429:
		return false
	}
	return e.Status < 500
}

// explainDraw is the hook of every write that may draw from pools.
func explainDraw(ctx context.Context, c *rest.Client, sent []byte, err error) error {
	refusal, ok := errors.AsType[*azfoundry.OpError](err)
	if !ok || !mayBeRoom(err) {
		return err
	}
	pools := &PoolsClient{rest: c}
	draws, block := drawn(refusal.Resource, sent)
	for _, d := range draws {
		pool, bad := ParsePoolID(d.Pool.ID)
		if bad != nil {
			continue
		}
		if e, ok := errors.AsType[*ExhaustedError](pools.Explain(ctx, pool, d.missing(), err)); ok {
			if block {
				e.Most = e.Most.roundDown()
			}
			return e
		}
	}
	return err
}

// drawn returns the draws in the body of a network or of a subnet, or the one that a static CIDR is.
// That one is for a block: a power of two and nothing else.
func drawn(resource string, body []byte) (draws []PoolAllocation, block bool) {
	if id, err := ParseStaticCIDRID(resource); err == nil {
		var sent StaticCIDR
		if rest.Unmarshal(body, (*staticCIDRFields)(&sent)) != nil {
			return nil, true
		}
		return []PoolAllocation{sent.draw(id.Pool)}, true
	}
	var sent struct {
		Properties struct {
			AddressSpace AddressSpace
			IPAMDraws    []PoolAllocation `json:"ipamPoolPrefixAllocations"`
		}
	}
	if rest.Unmarshal(body, &sent) != nil {
		return nil, false
	}
	return append(sent.Properties.AddressSpace.IPAMPoolPrefixAllocations, sent.Properties.IPAMDraws...), false
}

// missing returns how many addresses the draw still lacks.
func (a *PoolAllocation) missing() Count {
	have := room(prefixes(a.AllocatedAddressPrefixes), 0)
	return CountOfInt(new(big.Int).Sub(a.NumberOfIPAddresses.Int(), have))
}
