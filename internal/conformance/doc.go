// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package conformance holds no code, only tests of this project against the official Azure SDK for Go: our
// clients beside the official ones on the official fake servers, both in worlds of armtest, and the bodies of
// the official examples in our models. Its run writes docs/conformance.md. It is a module of its own, so that
// the official modules are nobody's dependency.
package conformance
