// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"slices"
	"unicode"
)

// automaton is a pattern that texts match or not: a finite automaton whose states are the places between its
// elements.
type automaton struct {
	elements []rune // characters, anyRun, anyOne
	fold     bool
}

// elements splits a pattern.
func elements(w wildcards, pattern string) []rune {
	var list []rune
	for pattern != "" {
		element, size := w.element(pattern)
		list = append(list, element)
		pattern = pattern[size:]
	}
	return list
}

// wordLimit bounds the work: the places in patterns that are looked at. Patterns with many * could have more
// states than fit into memory.
const wordLimit = 400_000

// wordsOf returns texts for every way in which texts can match some of the patterns and not the others: of
// each way at least copies if there are as many, made of the characters of the patterns and of some fresh
// ones. The shortest come first. It is not complete if there are too many states.
func wordsOf(patterns []automaton, copies, fresh int) (texts []string, complete bool) {
	type state struct {
		live []spot
		text []rune
	}
	start := state{live: begin(patterns)}
	queue := []state{start}
	visits, ways, work := map[string]int{spotKey(start.live): 1}, map[string]int{}, 0
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		if way := spotKey(matched(patterns, at.live)); ways[way] < copies {
			texts = append(texts, string(at.text))
			if len(at.text) > 0 { // the empty text says little to people
				ways[way]++
			}
		}
		for _, r := range alphabet(patterns, at.live, fresh) {
			live := step(patterns, at.live, r)
			id := spotKey(live)
			if visits[id] >= copies {
				continue
			}
			if work += 1 + len(live); work > wordLimit {
				return texts, false
			}
			visits[id]++
			queue = append(queue, state{live, append(slices.Clone(at.text), r)})
		}
	}
	return texts, true
}

// spot is a place in a pattern, in front of an element or behind the last. A pattern that can no longer
// match has none.
type spot struct{ pattern, element int32 }

func spotKey(live []spot) string {
	b := make([]byte, 0, 8*len(live))
	for _, s := range live {
		b = append(b, byte(s.pattern), byte(s.pattern>>8), byte(s.element), byte(s.element>>8), byte(s.element>>16))
	}
	return string(b)
}

func begin(patterns []automaton) []spot {
	var live []spot
	for i := range patterns {
		live = enter(patterns, live, spot{int32(i), 0})
	}
	return live
}

// enter adds a spot, and those behind * that match nothing.
func enter(patterns []automaton, live []spot, s spot) []spot {
	for {
		if slices.Contains(live, s) {
			return live
		}
		live = append(live, s)
		list := patterns[s.pattern].elements
		if int(s.element) == len(list) || list[s.element] != anyRun {
			return live
		}
		s.element++
	}
}

// step returns the spots behind a character, in order.
func step(patterns []automaton, live []spot, r rune) []spot {
	var next []spot
	for _, s := range live {
		p := &patterns[s.pattern]
		if int(s.element) == len(p.elements) {
			continue
		}
		switch e := p.elements[s.element]; {
		case e == anyRun:
			next = enter(patterns, next, s)
		case e == anyOne, e == r, p.fold && fold(e) == fold(r):
			next = enter(patterns, next, spot{s.pattern, s.element + 1})
		}
	}
	slices.SortFunc(next, func(a, b spot) int {
		if a.pattern != b.pattern {
			return int(a.pattern - b.pattern)
		}
		return int(a.element - b.element)
	})
	return next
}

// matched returns the spots at the end of their pattern.
func matched(patterns []automaton, live []spot) []spot {
	var ends []spot
	for _, s := range live {
		if int(s.element) == len(patterns[s.pattern].elements) {
			ends = append(ends, s)
		}
	}
	return ends
}

// alphabet returns the characters that make a difference: those that some pattern waits for, also in
// another case where that does not count, and fresh ones that none waits for.
func alphabet(patterns []automaton, live []spot, fresh int) []rune {
	var list []rune
	add := func(r rune) {
		if !slices.Contains(list, r) {
			list = append(list, r)
		}
	}
	for _, s := range live {
		p := &patterns[s.pattern]
		if int(s.element) == len(p.elements) || p.elements[s.element] < 0 {
			continue
		}
		r := p.elements[s.element]
		add(r)
		if p.fold {
			for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
				if fold(other) == fold(r) {
					add(other)
				}
			}
		}
	}
	known := slices.Clone(list)
	for _, r := range "xXyYzZwWvVuUtTsSrRqQpPoOnNmMlLkKjJiIhHgGfFeEdDcCbBaA0123456789-_./~!$%&+=^ßäöüéèñçøåπλжш" {
		if fresh > 0 && !slices.ContainsFunc(known, func(k rune) bool { return fold(k) == fold(r) }) {
			add(r)
			fresh--
		}
	}
	return list
}
