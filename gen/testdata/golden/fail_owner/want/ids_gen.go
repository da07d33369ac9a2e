// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package things has a hand-written file with the name of a generated one.
package things
