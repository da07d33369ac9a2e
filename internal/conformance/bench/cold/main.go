// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Command cold measures what it costs to build a client from an empty build cache, and how large the
// program becomes: azcore alone, and what each client costs beyond that. It exits 1 if a target is missed.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// limit bounds the whole run.
const limit = 15 * time.Minute

// The targets for ours, beyond azcore.
const (
	mostCPU   = 5 * time.Second
	mostBytes = 1 << 20
)

// subject is a client: its package, and the program that reads one pool with it.
type subject struct{ name, pkg string }

var subjects = []subject{
	{"azfoundry", "github.com/azfoundry/azfoundry/ipam"},
	{"armnetwork", "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"},
	{"hashicorp", "github.com/hashicorp/go-azure-sdk/resource-manager/network/2025-05-01/ipampools"},
}

const programs = "github.com/azfoundry/azfoundry/internal/conformance/bench/cold/programs/"

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	err := run(ctx)
	cancel()
	if err != nil {
		fmt.Fprintln(os.Stderr, "cold:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "cold")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	bare := builder{cache: filepath.Join(dir, "azcore")}
	cpu, err := bare.build(ctx, programs+"azcore")
	if err != nil {
		return err
	}
	size, err := bare.size(ctx, programs+"azcore")
	if err != nil {
		return err
	}
	fmt.Printf("| | CPU of a cold build | program |\n| --- | --: | --: |\n| azcore alone | %.1f s | %.2f MB |\n", cpu.Seconds(), mega(size))
	missed := false
	for _, s := range subjects {
		b, err := bare.copy(filepath.Join(dir, s.name))
		if err != nil {
			return err
		}
		more, err := b.build(ctx, s.pkg)
		if err != nil {
			return err
		}
		grown, err := b.size(ctx, programs+s.program())
		if err != nil {
			return err
		}
		grown -= size
		fmt.Printf("| %s | +%.1f s | +%.2f MB |\n", s.name, more.Seconds(), mega(grown))
		missed = missed || s.name == "azfoundry" && (more > mostCPU || grown > mostBytes)
	}
	if missed {
		return errors.New("a target was missed: 5 s and 1 MB beyond azcore")
	}
	return nil
}

func (s subject) program() string {
	if s.name == "azfoundry" {
		return "ipam"
	}
	return s.name
}

func mega(bytes int64) float64 { return float64(bytes) / (1 << 20) }

// builder builds with a cache of its own.
type builder struct{ cache string }

// build compiles a package and returns the processor time of the go command and all it ran.
func (b builder) build(ctx context.Context, pkg string) (time.Duration, error) {
	return b.run(ctx, "build", "-o", os.DevNull, pkg)
}

// size links a program as users do and returns how large it is.
func (b builder) size(ctx context.Context, pkg string) (int64, error) {
	out := b.cache + ".exe"
	if _, err := b.run(ctx, "build", "-o", out, pkg); err != nil {
		return 0, err
	}
	info, err := os.Stat(out)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func (b builder) run(ctx context.Context, args ...string) (time.Duration, error) {
	cmd := exec.CommandContext(ctx, "go", args...) //nolint:gosec // our own arguments
	cmd.Env = append(os.Environ(), "GOCACHE="+b.cache, "GOFLAGS=-buildvcs=false")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return 0, fmt.Errorf("go %v: %w", args, err)
	}
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), nil
}

// copy returns a builder that begins with what b has built.
func (b builder) copy(cache string) (builder, error) {
	return builder{cache}, os.CopyFS(cache, os.DirFS(b.cache))
}
