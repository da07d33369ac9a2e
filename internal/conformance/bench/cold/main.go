// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Command cold measures what it costs to build a client from an empty build cache, and how large the
// program becomes: azcore alone, and what each client costs beyond that, and all packages of this module.
// It exits 1 if a target is missed.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

const ours = "azfoundry"

// limit bounds the whole run.
const limit = 15 * time.Minute

// The targets for ours, beyond azcore. The one for the program is for a stripped one.
const (
	mostCPU    = 5 * time.Second
	mostMega   = 1.0
	mostModule = time.Minute
)

// module is our module, of which all packages are built.
const module = "github.com/azfoundry/azfoundry"

// subject is a client: its package, and the program that reads one pool with it.
type subject struct {
	name, pkg string
	builds    int
}

var subjects = []subject{
	{ours, "github.com/azfoundry/azfoundry/ipam", 5},
	{"armnetwork", "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9", 1},
	{"hashicorp", "github.com/hashicorp/go-azure-sdk/resource-manager/network/2025-05-01/ipampools", 1},
}

// azcore are the packages of azcore that clients are built on.
var azcore = []string{
	"github.com/Azure/azure-sdk-for-go/sdk/azcore",
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm",
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm/runtime",
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud",
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy",
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime",
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/streaming",
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
	cpu, err := bare.build(ctx, azcore...)
	if err != nil {
		return err
	}
	size, err := bare.sizes(ctx, programs+"azcore")
	if err != nil {
		return err
	}
	fmt.Println("| | CPU of a cold build | program | stripped |\n| --- | --: | --: | --: |")
	fmt.Printf("| azcore alone | %.1f s | %.2f MB | %.2f MB |\n", cpu.Seconds(), size.full, size.stripped)
	missed := false
	for _, s := range subjects {
		cost, err := s.measure(ctx, bare, filepath.Join(dir, s.name))
		if err != nil {
			return err
		}
		full, stripped := cost.full-size.full, cost.stripped-size.stripped
		fmt.Printf("| %s | %+.1f s | %+.2f MB | %+.2f MB |\n", s.name, cost.cpu.Seconds(), full, stripped)
		missed = missed || s.name == ours && (cost.cpu > mostCPU || stripped > mostMega)
	}
	all, err := bare.module(ctx, filepath.Join(dir, "module"))
	if err != nil {
		return err
	}
	fmt.Printf("| %s, go build ./... | %+.1f s | | |\n", ours, all.Seconds())
	if missed || all > mostModule {
		return errors.New("a target was missed beyond azcore: 5 s, 1 MB stripped, a minute for all packages")
	}
	return nil
}

// module builds all packages of our module with a copy of what azcore's build left behind.
func (b builder) module(ctx context.Context, cache string) (time.Duration, error) {
	root, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	if err != nil {
		return 0, fmt.Errorf("find %s: %w", module, err)
	}
	if err := os.CopyFS(cache, os.DirFS(b.cache)); err != nil {
		return 0, err
	}
	return builder{cache: cache, dir: strings.TrimSpace(string(root))}.build(ctx, "./...")
}

// cost is what a client needs.
type cost struct {
	cpu time.Duration
	size
}

// size is how large a program is, in MB of 2^20 bytes.
type size struct{ full, stripped float64 }

// measure builds the client with a copy of what azcore's build left behind, as often as the subject says,
// and returns the cheapest: other programs on the same processors only add to it.
func (s subject) measure(ctx context.Context, bare builder, dir string) (cost, error) {
	var cheapest time.Duration
	var b builder
	for i := range s.builds {
		b.cache = fmt.Sprint(dir, i)
		if err := os.CopyFS(b.cache, os.DirFS(bare.cache)); err != nil {
			return cost{}, err
		}
		cpu, err := b.build(ctx, s.pkg)
		if err != nil {
			return cost{}, err
		}
		if i == 0 || cpu < cheapest {
			cheapest = cpu
		}
	}
	size, err := b.sizes(ctx, programs+s.program())
	return cost{cheapest, size}, err
}

func (s subject) program() string {
	if s.name == ours {
		return "ipam"
	}
	return s.name
}

// builder builds with a cache of its own, in a directory or where the program runs.
type builder struct{ cache, dir string }

// build compiles packages and returns the processor time of the go command and all it ran.
func (b builder) build(ctx context.Context, packages ...string) (time.Duration, error) {
	return b.run(ctx, append([]string{"build"}, packages...)...)
}

// sizes links a program as go build does, and without the tables for debuggers.
func (b builder) sizes(ctx context.Context, pkg string) (size, error) {
	full, err := b.link(ctx, pkg, "")
	if err != nil {
		return size{}, err
	}
	stripped, err := b.link(ctx, pkg, "-s -w")
	return size{full, stripped}, err
}

func (b builder) link(ctx context.Context, pkg, flags string) (float64, error) {
	out := b.cache + ".exe"
	if _, err := b.run(ctx, "build", "-ldflags", flags, "-o", out, pkg); err != nil {
		return 0, err
	}
	info, err := os.Stat(out)
	if err != nil {
		return 0, err
	}
	return float64(info.Size()) / (1 << 20), nil
}

func (b builder) run(ctx context.Context, args ...string) (time.Duration, error) {
	cmd := exec.CommandContext(ctx, "go", args...) //nolint:gosec // our own arguments
	cmd.Dir = b.dir
	cmd.Env = append(os.Environ(), "GOCACHE="+b.cache, "GOFLAGS=-buildvcs=false")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return 0, fmt.Errorf("go %v: %w", args, err)
	}
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), nil
}
