// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package place

import (
	"errors"
	"flag"
)

// Flags are the flags that choose a place.
type Flags struct {
	Azure    bool
	Emulator string
	// Home is the home tenant: by GUID on Azure, by name or GUID in an emulator.
	Home string
	flag string // the name of the flag for it
}

// Declare adds the flags to a program. The flag of the home tenant has the given name.
func (f *Flags) Declare(flags *flag.FlagSet, home string) {
	f.flag = home
	flags.BoolVar(&f.Azure, "azure", false, "use the real cloud, signed in as the AZURE_… variables say or else as az, azd or pwsh is,\ninstead of an emulator in this process")
	flags.StringVar(&f.Emulator, "emulator", "", "use a running emulator: the `file` that has what \"go run ./examples/emulator\" prints")
	flags.StringVar(&f.Home, home, "", "`GUID` of the tenant that owns the resources (default $AZURE_TENANT_ID; in an emulator its tenant \"managed\")")
}

// Open returns the place the flags choose.
func (f *Flags) Open() (*Place, error) {
	switch {
	case f.Azure && f.Emulator != "":
		return nil, errors.New("-azure and -emulator are two places; choose one")
	case f.Azure:
		return f.openAzure()
	case f.Emulator != "":
		return f.openRunning()
	}
	return f.openEmulator()
}
