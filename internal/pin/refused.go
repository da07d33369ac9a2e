// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package pin

import "fmt"

// RefusedError reports a request that was not sent because its address is not one that may be given
// tokens. It is never retried.
type RefusedError struct {
	// Host is the host, with the port where the address has one.
	Host string
	// Why says what is wrong with it.
	Why string
}

// Error names the host and never the path or query: poll addresses are signed.
func (e *RefusedError) Error() string {
	return fmt.Sprintf("nothing was sent to host %q: %s, so tokens must not go there; "+
		"if you trust it, add it to auth.Options.ExtraHosts", e.Host, e.Why)
}

// NonRetriable keeps azcore's retry policy from trying again.
func (*RefusedError) NonRetriable() {}
