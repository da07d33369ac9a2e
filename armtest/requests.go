// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"encoding/json"
	"math/big"
	"net/http"
	"net/netip"
	"strings"

	"github.com/azfoundry/azfoundry/armtest/internal/space"
)

// request is one entry of ipamPoolPrefixAllocations: how many addresses of which pool.
type request struct {
	entry  object // the entry itself, which is completed in place
	pool   string
	number *big.Int // nil when the entry has none
}

// readRequests reads the entries below a path.
func readRequests(body object, path string) ([]request, error) {
	var out []request
	for _, entry := range objectsAt(body, path+".ipamPoolPrefixAllocations") {
		r := request{entry: entry, pool: textAt(entry, "pool.id")}
		if r.pool == "" {
			return nil, invalidContent("an entry of ipamPoolPrefixAllocations has no pool.id")
		}
		if text := numberText(entry["numberOfIpAddresses"]); text != "" {
			n, ok := new(big.Int).SetString(text, 10)
			if !ok || n.Sign() <= 0 || strings.HasPrefix(text, "+") {
				return nil, invalidContent("numberOfIpAddresses '%s' is not a positive integer", text)
			}
			r.number = n
		}
		out = append(out, r)
	}
	return out, nil
}

// numberText takes a number that is a string, as it should be, or a JSON number, which the service
// takes as well.
func numberText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

// checkDuplicates refuses a pool that is named twice.
func checkDuplicates(requests []request) error {
	seen := map[string]bool{}
	for _, r := range requests {
		if seen[key(r.pool)] {
			return refuse(http.StatusBadRequest, "CannotHaveDuplicatePoolIds", "The pool %s is named more than once in the payload.", r.pool)
		}
		seen[key(r.pool)] = true
	}
	return nil
}

// grow adds to what is held, out of what is free, until the number is reached. Without a number the
// held addresses are all that is wanted.
func (r *request) grow(held, free space.Set, width int) ([]netip.Prefix, error) {
	have := held.Size()
	if r.number == nil && !held.Empty() {
		r.number = have
	}
	if r.number == nil {
		return nil, invalidContent("numberOfIpAddresses is missing for pool '%s'", r.pool)
	}
	switch want := new(big.Int).Sub(r.number, have); want.Sign() {
	case 0:
		return held.Prefixes(), nil
	case -1:
		return nil, refuse(http.StatusBadRequest, "NumberOfIpAddressesCannotBeDecreased", // our reading
			"The number of IP addresses cannot be decreased: %s are allocated from pool %s, %s are wanted.", have, r.pool, r.number)
	default:
		more, ok := space.Allocate(free, width, want)
		if !ok {
			return nil, refuse(http.StatusBadRequest, "IpamPoolInsufficientAddressSpace", // our reading
				"Ipam API call failed with status BadRequest with error message Pool with ARM ID %s does not have enough free address space for %s "+
					"more IP addresses., please check the parameters and retry.", r.pool, want)
		}
		return held.Union(space.Of(more...)).Prefixes(), nil
	}
}

// complete writes the outcome into the entry.
func (r *request) complete(prefixes []netip.Prefix) {
	r.entry["numberOfIpAddresses"] = r.number.String()
	r.entry["allocatedAddressPrefixes"] = prefixTexts(prefixes)
}
