// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package gen is the root of azgen, the generator of the typed clients.
//
// Specs (JSON Schema 2020-12, in the dialect of specs/dialect.schema.json) and a manifest of resources
// per package go through
//
//	load -> plan -> model -> emit -> output
//
// load keeps the position of every keyword, plan takes all decisions, model is plain data that prints
// as JSON, emit turns it into Go with jennifer, and output alone touches the disk. Each step returns a
// value and diagnostics, all of them at once.
package gen
