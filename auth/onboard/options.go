// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package onboard

import (
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"

	"github.com/azfoundry/azfoundry"
)

// Options tune a run. The zero value, like nil, is ready.
type Options struct {
	// Client has the options of the clients for Microsoft Graph and Resource Manager, above all the cloud. Nil
	// means public Azure. Do not give what a chain's ClientOptions returned: that is for Resource Manager
	// alone.
	Client *arm.ClientOptions
	// OnProgress is told of each step that is done.
	OnProgress func(azfoundry.Progress)
	// Patience bounds each wait for something to spread: a change in the directory, the state of a
	// connection. 0 means 5 minutes. The context may end a wait sooner.
	Patience time.Duration
}

const usualPatience = 5 * time.Minute

// or returns the options of a call that may have been given none.
func (o *Options) or() Options {
	var out Options
	if o != nil {
		out = *o
	}
	if out.Patience <= 0 {
		out.Patience = usualPatience
	}
	return out
}
