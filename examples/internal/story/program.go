// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package story

import (
	"context"
	"errors"

	"github.com/azfoundry/azfoundry/examples/internal/cli"
)

// Program returns a program that tells a story: what it returns is what -json prints.
func Program[R any](name, doc string, tell func(context.Context, *Target, *cli.Output) (*R, error)) cli.Program {
	var flags Flags
	return cli.Program{
		Name: name, Doc: doc, Flags: flags.Declare,
		Run: func(ctx context.Context, out *cli.Output) (_ any, err error) {
			target, err := flags.Open()
			if err != nil {
				return nil, err
			}
			defer func() { err = errors.Join(err, target.Close()) }()
			return tell(ctx, target, out)
		},
	}
}
