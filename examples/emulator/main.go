// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Command emulator runs an Azure Resource Manager with its Entra on loopback until it is interrupted, for any
// client: SDKs, the Azure CLI, Terraform. When it is ready it prints one line of JSON that says where
// it is, whom it trusts and what is in it.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/examples/internal/ready"
)

const usage = `Usage: go run ./examples/emulator [-listen ADDRESS] [-verbose]

Runs a Resource Manager and an Entra with two tenants on loopback until interrupted. One line of JSON
on stdout says when it is ready: endpoints, the file with its certificate authority, tenants with their
subscriptions, applications with their secrets, address pools.

`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run returns the exit code: 0 when interrupted, 2 for bad usage or when the world cannot start.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("emulator", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprint(stderr, usage)
		flags.PrintDefaults()
	}
	listen := flags.String("listen", "127.0.0.1:0", "address to listen on; port 0 picks a free one")
	verbose := flags.Bool("verbose", false, "log each request to stderr")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	case flags.NArg() > 0:
		fmt.Fprintf(stderr, "emulator: unexpected argument %q; see -h\n", flags.Arg(0))
		return 2
	}
	opts := &armtest.Options{Listen: *listen}
	if *verbose {
		opts.Logger = slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	if err := serve(ctx, opts, stdout); err != nil {
		fmt.Fprintln(stderr, "emulator:", err)
		return 2
	}
	return 0
}

// serve runs a world until ctx ends.
func serve(ctx context.Context, opts *armtest.Options, stdout io.Writer) error {
	world, err := armtest.Start(opts)
	if err != nil {
		return err
	}
	defer world.Close()
	folder, err := os.MkdirTemp("", "azfoundry-emulator-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "ca.pem")
	if err := os.WriteFile(file, world.CertificatePEM(), 0o600); err != nil {
		return err
	}
	if err := json.NewEncoder(stdout).Encode(ready.Describe(world, file)); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}
