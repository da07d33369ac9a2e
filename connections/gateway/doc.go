// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package gateway manages what an AI gateway on API Management consists of: APIs with their operations
// and policies, backends and pools of them, and named values. The services themselves it reads.
//
// [NewClient] takes any azcore.TokenCredential, usually an *auth.Chain. Ids are built from the service
// down: ServiceID.API("openai").Operation("chat"). An API and an operation have at most one [Policy], whose
// id is a [PolicyHome] and [PolicyName]. Bodies are checked before they are sent, with all faults in one
// *azfoundry.ValidationError.
//
// # Entity tags
//
// API Management tells the state of a resource by the header ETag of an answer, not in its body. The
// Modify methods send what they read as If-Match and begin again when somebody else wrote in between. It
// refuses an update or a deletion without If-Match; without one in the options these send *, which fits
// every state. A CreateOrUpdate without one replaces what there is. Models do not hold the tag, so that
// Modify is the way to mind other writers.
//
// # Policies
//
// The document of a policy is a text in a member of its body. In [PolicyFormatXML] expressions are escaped
// as XML wants it, in [PolicyFormatRawxml] they stand as C#. [PoliciesClient.Modify] reads and writes
// rawxml, which gives back the document that was written.
//
// # Secrets
//
// A read hides the value of a [NamedValue] that is a secret, and [NamedValuesClient.Modify] leaves it as it
// is; [NamedValuesClient.ListValue] returns it. The credentials of a [Backend] a read returns, so that they
// should refer to named values. All of them print as REDACTED.
//
// API version 2024-05-01.
package gateway

//go:generate go run github.com/azfoundry/azfoundry/gen/cmd/azgen gateway
