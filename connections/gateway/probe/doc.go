// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package probe calls a gateway as Foundry would through a connection, and says what is wrong with it.
//
// [Run] goes through layers and stops after the first that fails: the name of the host, the way to it, its
// certificate, a token where one is needed, the list of models, each model, and, where it is asked for, one
// chat completion per model. What is wrong is a [Finding] with one [Verdict]: what was seen, what Foundry
// makes of it, and what to do. docs/gateway.md has all verdicts.
//
// # What it sends
//
// At most one request for a token, one for the list, one per model, and, with [Options.Chat], one chat
// completion per model, in the other shape of path too if the first finds nothing. Where the connection lists
// its models, so that there is nothing else to ask, and without Chat, that is an empty question, which models
// refuse and nobody pays for. One request that is refused for its key is made again with the key in other
// headers, three at the most. All go to the connection's own target, but for the token's; a redirection is not
// followed. Nothing is sent before the certificate was found to be good.
//
// # Secrets
//
// No report, error or progress has a key, a token or a client secret, even where the gateway echoes it. This
// package logs nothing.
package probe
