// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"math/big"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/azfoundry/azfoundry/armtest/internal/space"
)

// ledger says which network or static CIDR holds which addresses of which pool: by lower-case pool id,
// then by lower-case id of the holder. Child pools are not in it; they are resources of their own.
type ledger map[string]map[string]holding

// holding is what one network or static CIDR holds of one pool.
type holding struct {
	holder   string // its id
	prefixes []netip.Prefix
	since    time.Time
}

// hold books addresses of a pool to a network, in place of what it held; none ends the holding.
func (w *World) hold(pool, network string, prefixes []netip.Prefix) {
	holdings := w.ledger[key(pool)]
	if len(prefixes) == 0 {
		delete(holdings, key(network))
		return
	}
	if holdings == nil {
		holdings = map[string]holding{}
		w.ledger[key(pool)] = holdings
	}
	since := w.options.Clock()
	if old, ok := holdings[key(network)]; ok {
		since = old.since
	}
	holdings[key(network)] = holding{holder: network, prefixes: prefixes, since: since}
}

// held returns what a network holds of a pool.
func (w *World) held(pool, network string) []netip.Prefix {
	return w.ledger[key(pool)][key(network)].prefixes
}

// holdings returns what is held of a pool, by the holder's id.
func (w *World) holdings(pool string) []holding {
	var out []holding
	for _, h := range w.ledger[key(pool)] {
		out = append(out, h)
	}
	slices.SortFunc(out, func(a, b holding) int { return strings.Compare(key(a.holder), key(b.holder)) })
	return out
}

// children returns the pools whose parent is this one.
func (w *World) children(pool *resource) []*resource {
	var out []*resource
	for _, r := range w.below(parent(pool.id)) {
		if r.kind == pool.kind && strings.EqualFold(textAt(r.body, "properties.parentPoolName"), pool.name()) {
			out = append(out, r)
		}
	}
	return out
}

// taken returns what of a pool cannot be given out any more: its child pools, but for the one with the
// id except, and what networks hold.
func (w *World) taken(pool *resource, except string) space.Set {
	var prefixes []netip.Prefix
	for _, child := range w.children(pool) {
		if key(child.id) != key(except) {
			prefixes = append(prefixes, poolPrefixes(child)...)
		}
	}
	for _, h := range w.ledger[key(pool.id)] {
		prefixes = append(prefixes, h.prefixes...)
	}
	return space.Of(prefixes...)
}

// free returns what of a pool can be given out.
func (w *World) free(pool *resource) space.Set {
	return space.Of(poolPrefixes(pool)...).Minus(w.taken(pool, ""))
}

// poolPrefixes returns the prefixes of a stored pool.
func poolPrefixes(pool *resource) []netip.Prefix {
	prefixes, _ := parsePrefixes(pool.id, textsAt(pool.body, "properties.addressPrefixes")) // checked when it was stored
	return prefixes
}

// textsAt returns the strings of the array at a path.
func textsAt(o object, path string) []string {
	list, _ := at(o, path).([]any)
	var out []string
	for _, item := range list {
		if s, ok := item.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// parsePrefixes reads prefixes in CIDR notation without host bits.
func parsePrefixes(owner string, texts []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, text := range texts {
		p, err := netip.ParsePrefix(text)
		switch {
		case err != nil:
			return nil, refuse(http.StatusBadRequest, "InvalidAddressPrefixFormat",
				"Address prefix %s of resource %s is not formatted correctly. It should follow CIDR notation, for example 10.0.0.0/24.", text, owner)
		case p != p.Masked():
			return nil, refuse(http.StatusBadRequest, "InvalidCIDRNotation",
				"The address prefix %s in resource %s has an invalid CIDR notation. For the given prefix length, the address prefix should be %s.",
				text, owner, p.Masked())
		}
		out = append(out, p)
	}
	return out, nil
}

// prefixTexts is the JSON form of prefixes.
func prefixTexts(prefixes []netip.Prefix) []any {
	out := make([]any, 0, len(prefixes))
	for _, p := range prefixes {
		out = append(out, p.String())
	}
	return out
}

// count adds up the addresses of disjoint prefixes.
func count(prefixes []netip.Prefix) *big.Int { return space.Of(prefixes...).Size() }
