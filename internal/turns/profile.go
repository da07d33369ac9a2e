// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package turns

import (
	"os"
	"runtime/pprof"
)

// profile starts the profiles whose file has a name; stop writes them.
func profile(cpu, memory string) (stop func(), err error) {
	stop = func() {}
	if memory != "" {
		f, err := os.Create(memory) //nolint:gosec // the caller says where
		if err != nil {
			return nil, err
		}
		stop = func() {
			_ = pprof.Lookup("allocs").WriteTo(f, 0)
			_ = f.Close()
		}
	}
	if cpu == "" {
		return stop, nil
	}
	f, err := os.Create(cpu) //nolint:gosec // the caller says where
	if err != nil {
		return nil, err
	}
	both := stop
	stop = func() {
		pprof.StopCPUProfile()
		_ = f.Close()
		both()
	}
	return stop, pprof.StartCPUProfile(f)
}
