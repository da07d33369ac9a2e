// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package azfoundry

// Version is the module's version, as its clients state it in the User-Agent header.
const Version = "v0.1.0"
