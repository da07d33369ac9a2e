// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package policy has the policy documents of API Management as Go values: typed elements in, XML out, and
// back. Policies are XML with C# in it, which people paste; a missing escape, an element in a section that
// does not take it, or an expression that finds nothing shows only when the service refuses the document, or
// when a call fails.
//
// A [Document] has four sections of elements, such as [SetHeader], [Choose] or [ValidateJWT]. Their fields
// are the attributes of the service, with its defaults. Where the service takes an expression, the field is a
// [Value]: a [Literal], an [Expression] @(…) or a [Block] @{…}. What no type is for is a [Raw] element.
// [Document.Render] writes well-formed XML (format xml) or XML with the C# as it is (format rawxml), and
// refuses what the service refuses, with all faults at once; [Read] reads both. [Compare] says what applying
// a document would change.
//
// For an AI gateway in front of Foundry, [Inference] makes the policy of the API, and [Discovery] and
// [StaticModels] those of its operations get-deployment-by-name and list-deployments. [Review] finds what is
// wrong with policies that others wrote; docs/gateway-policies.md explains its rules.
//
// The package needs no Azure and sends nothing. Package connections/gateway has the clients, whose RawPolicy takes
// what Render returns for [FormatRawXML], and connections/gateway/setup applies it all.
package policy
