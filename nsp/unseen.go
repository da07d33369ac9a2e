// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package nsp

import (
	"context"
	"errors"
	"strings"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/rest"
)

// statusRead is the right to look how far an operation has come. It is asked for at the subscription, so
// who has rights on a resource group only lacks it (Microsoft Q&A and azure-docs on perimeters).
const statusRead = "Microsoft.Network/locations/networkSecurityPerimeterOperationStatuses/read"

// explainUnseen says of a refused look at an operation that the operation itself was taken.
func explainUnseen(_ context.Context, _ *rest.Client, _ []byte, err error) error {
	e, ok := errors.AsType[*azfoundry.OpError](err)
	if !ok || e.Code != "AuthorizationFailed" || !strings.Contains(strings.ToLower(e.Message), strings.ToLower(statusRead)) {
		return err
	}
	out := *e
	out.Message += "; the service took the request and works on it, only how far it is cannot be seen: " +
		"grant Microsoft.Network/locations/*/read at the subscription, or read the resource until it is done"
	return &out
}
