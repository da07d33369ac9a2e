// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package turns

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"time"
)

// figures are what one operation costs.
type figures struct {
	nanoseconds, allocs, bytes float64
}

// result is what the rounds gave for one peer, round by round.
type result struct {
	peer   string
	rounds []figures
}

// measure lets the peers take turns.
func (c Comparison) measure(rounds int, turn time.Duration) ([]result, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour) // some peers demand a deadline
	defer cancel()
	out := make([]result, len(c.Peers))
	counts := make([]int, len(c.Peers))
	for i, p := range c.Peers {
		n, err := calibrate(ctx, p, turn)
		if err != nil {
			return nil, err
		}
		counts[i], out[i].peer = n, p.Name
	}
	for r := range rounds {
		for k := range c.Peers {
			i := (r + k) % len(c.Peers) // nobody is always behind the same one
			f, err := repeat(ctx, c.Peers[i], counts[i])
			if err != nil {
				return nil, err
			}
			out[i].rounds = append(out[i].rounds, f)
		}
	}
	return out, nil
}

// calibrate returns how many calls fill a turn, after a few to warm up. It goes by the fastest of
// five tries: a turn that is much shorter than the others', because something else ran meanwhile, would
// spare its peer the collections of garbage that they pay for.
func calibrate(ctx context.Context, p Peer, turn time.Duration) (int, error) {
	for n := 1; ; n *= 2 {
		var tries result
		for range 5 {
			f, err := repeat(ctx, p, n)
			if err != nil {
				return 0, err
			}
			tries.rounds = append(tries.rounds, f)
		}
		if each := tries.fastest() * float64(p.each()); each*float64(n) > float64(turn)/4 {
			return max(1, int(float64(turn)/each)), nil
		}
	}
}

// each returns how often a call does the work.
func (p Peer) each() int { return max(1, p.Each) }

// repeat calls n times and returns what it costs to do the work once. Each turn begins with an empty heap and pays for
// the collections that its own garbage causes.
func repeat(ctx context.Context, p Peer, n int) (figures, error) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := time.Now()
	for range n {
		if err := p.Do(ctx); err != nil {
			return figures{}, err
		}
	}
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	times := float64(p.each())
	each := func(v uint64) float64 { return float64(v/uint64(n)) / times } // rounds down what the runtime allocates by itself
	return figures{float64(took) / float64(n) / times, each(after.Mallocs - before.Mallocs), each(after.TotalAlloc - before.TotalAlloc)}, nil
}

// typical returns the medians of all rounds.
func (r result) typical() figures {
	return figures{
		median(r.rounds, func(f figures) float64 { return f.nanoseconds }),
		median(r.rounds, func(f figures) float64 { return f.allocs }),
		median(r.rounds, func(f figures) float64 { return f.bytes }),
	}
}

// against returns the median over the rounds of how r compares with another in the same round.
func (r result) against(other result) figures {
	ratios := make([]figures, len(r.rounds))
	for i, a := range r.rounds {
		b := other.rounds[i]
		ratios[i] = figures{a.nanoseconds / b.nanoseconds, a.allocs / b.allocs, a.bytes / b.bytes}
	}
	return result{rounds: ratios}.typical()
}

// atBest returns how the fastest turns of both compare: what is left where nothing else runs.
func (r result) atBest(other result) float64 {
	return r.fastest() / other.fastest()
}

// fastest returns the nanoseconds of the fastest round.
func (r result) fastest() float64 {
	return slices.MinFunc(r.rounds, func(a, b figures) int { return cmp.Compare(a.nanoseconds, b.nanoseconds) }).nanoseconds
}

func median(rounds []figures, of func(figures) float64) float64 {
	values := make([]float64, len(rounds))
	for i, f := range rounds {
		values[i] = of(f)
	}
	slices.Sort(values)
	return values[len(values)/2]
}
