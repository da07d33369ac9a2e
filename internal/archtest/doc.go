// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package archtest holds the rules of CONTRIBUTING.md as tests: who may import what, how long things
// may be, what every file begins with, what the documents promise. It has no code of its own.
package archtest
