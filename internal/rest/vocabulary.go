// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"encoding/binary"
	"math/bits"
)

// vocabulary remembers strings of answers, since most answers repeat them: types, regions, states, names
// and values of tags. A string that comes again costs no memory.
type vocabulary [256][2]string

// longest is the longest string that is remembered; ids have some 200 bytes.
const longest = 256

// word returns b as a string. Of the strings with the same place the last two are remembered.
func (v *vocabulary) word(b []byte) string {
	if len(b) == 0 || len(b) > longest {
		return string(b)
	}
	words := &v[place(b)]
	if string(b) == words[0] {
		return words[0]
	}
	first := words[1]
	if string(b) != first {
		first = string(b)
	}
	words[0], words[1] = first, words[0]
	return first
}

// place looks at the ends only, where strings differ most.
func place(b []byte) uint8 {
	var first, last [8]byte
	copy(first[:], b)
	copy(last[:], b[max(0, len(b)-8):])
	const odd = 0x9e3779b97f4a7c15 // 2^64 divided by the golden ratio
	h := (binary.LittleEndian.Uint64(first[:])*odd ^ bits.RotateLeft64(binary.LittleEndian.Uint64(last[:]), 32) ^ uint64(len(b))) * odd
	return uint8(h >> 56)
}
