// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package lint finds what is wrong with a connection of a Foundry account, project or workspace before a
// service is asked. The service stores nearly anything; what is wrong shows later, as a model that is not
// found or a key that is refused.
//
// [Check] reads the JSON text of a body, in the spelling of Resource Manager or another, and needs nothing
// else. Each [Finding] has the id of a rule, a JSON pointer, how it will look when it fails, and what to do;
// where that is safe also the edits that do it, which [Fix] applies. No finding holds a credential, a
// header's value, or the query of a URL. [Rules] lists the rules; docs/connections.md explains them.
// [CapabilityHost] checks the connections that agents are set up with.
package lint
