// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package conformance holds no code, only tests of this project against the official Azure SDK for Go:
// the official armnetwork clients with a chain as their credential, on armtest; and our clients against
// the official fake servers. It is a module of its own, so that armnetwork is nobody's dependency.
package conformance
