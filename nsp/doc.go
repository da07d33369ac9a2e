// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package nsp manages network security perimeters: the perimeters, their profiles and access rules, the
// resources that are associated with them, links between perimeters, and where their access logs go.
//
// [NewClient] takes any azcore.TokenCredential, usually an *auth.Chain. Ids follow the resources:
// PerimeterID.Profile("main").AccessRule("office"). [FromPrefixes], [FromSubscriptions], [ToDomains] and
// [Associate] build the bodies that most writes have; bodies are checked before they are sent, with all
// faults in one *azfoundry.ValidationError. Lists are iterators, long-running operations wait or return a
// poller, and the Modify methods change a resource without losing members this module does not know.
//
// To delete a perimeter, delete its links, link references and associations first, then rules, profiles
// and the perimeter itself. API version 2025-07-01, diagnostic settings 2021-05-01-preview.
package nsp

//go:generate go run github.com/azfoundry/azfoundry/gen/cmd/azgen nsp
