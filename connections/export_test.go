// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections

// BodyOf returns what a builder makes, without a look at whether it is any good.
func BodyOf(b Builder) Connection { return b.body() }
