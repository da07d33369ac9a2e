// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// finding is what the trial of one row found.
type finding struct {
	trial

	// operations are the official ones that the row is about.
	operations []string
	calls      calls
	failed     bool
}

// ledger holds findings.
type ledger struct {
	mu       sync.Mutex
	findings []finding
}

func (l *ledger) enter(f finding) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.findings = append(l.findings, f)
}

// complete reports whether all rows were tried.
func (l *ledger) complete(all []described) bool {
	n := 0
	for _, s := range all {
		n += len(s.trials)
	}
	return n == len(l.findings)
}

// entry is what all findings of a package say about one official operation.
type entry struct {
	operation string
	ours      []string // our methods, ascending
	rows      int
	worlds    int  // rows that were tried in worlds
	most      call // the most pages and looks that one row took there
	apart     []string
	failed    bool
}

// entries returns what was found in a package, by official operation.
func (l *ledger) entries(pkg string) []entry {
	byName := map[string]*entry{}
	for _, f := range l.findings {
		if f.pkg != pkg {
			continue
		}
		for _, name := range f.operations {
			e := byName[name]
			if e == nil {
				e = &entry{operation: name}
				byName[name] = e
			}
			e.add(f)
		}
	}
	var out []entry
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		e := byName[name]
		slices.Sort(e.ours)
		e.ours = slices.Compact(e.ours)
		slices.Sort(e.apart)
		e.apart = slices.Compact(e.apart)
		out = append(out, *e)
	}
	return out
}

func (e *entry) add(f finding) {
	e.ours = append(e.ours, f.method)
	e.rows++
	e.failed = e.failed || f.failed
	if f.apart != "" {
		e.apart = append(e.apart, f.apart)
	}
	if c, ok := f.calls[e.operation]; ok {
		e.worlds++
		e.most.requests, e.most.looks = max(e.most.requests, c.requests), max(e.most.looks, c.looks)
	}
}

// gaps returns what is not tried in a package: official operations in no world, and without a reason.
func (l *ledger) gaps(s described) []string {
	var out []string
	for _, e := range l.entries(s.name) {
		if e.worlds == 0 && len(e.apart) == 0 {
			out = append(out, fmt.Sprintf("%s: no world was asked for %s, and no row says why", s.name, e.operation))
		}
	}
	return out
}

// world says in words what official clients found in worlds.
func (e entry) world() string {
	switch {
	case e.worlds == 0:
		return "not compared: " + strings.Join(e.apart, "; ")
	case strings.Contains(e.operation, ".New"):
		return fmt.Sprintf("same, %s", plural(e.most.requests, "page"))
	case strings.Contains(e.operation, ".Begin") && e.most.looks > 0:
		return fmt.Sprintf("same, looked at %s", plural(e.most.looks, "time"))
	case strings.Contains(e.operation, ".Begin"):
		return "same, done at once"
	}
	return "same"
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
