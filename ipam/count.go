// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package ipam

import (
	"math/big"
	"strconv"
)

// Count is a number of addresses as the service writes it: a decimal string, because an IPv6 pool holds
// more addresses than any integer type of Go can count. The zero value means absent.
//
// Source: PoolUsage and IpamPoolPrefixAllocation, API version 2025-07-01.
type Count string

// CountOf returns n as a Count.
func CountOf(n int64) Count { return Count(strconv.FormatInt(n, 10)) }

// CountOfInt returns n as a Count; nil is absent.
func CountOfInt(n *big.Int) Count {
	if n == nil {
		return ""
	}
	return Count(n.String())
}

// Int returns the number, which belongs to the caller. Text that is no decimal number, and the zero
// value, count as 0.
func (c Count) Int() *big.Int {
	n, ok := new(big.Int).SetString(string(c), 10)
	if !ok {
		return new(big.Int)
	}
	return n
}
