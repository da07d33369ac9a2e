// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armid

import (
	"regexp"
	"regexp/syntax"
)

// pattern is a compiled rule for names. Nearly all services say with which characters a name begins,
// goes on and ends, and each request checks three or four names; such rules are matched by table. The
// others are left to regexp.
type pattern struct {
	first, inner, last *class // first is nil where a name begins like it goes on
	longest            int    // how many inner characters there may be; -1 for any number
	other              *regexp.Regexp
}

// class is a set of ASCII characters.
type class [128]bool

func (c *class) has(b byte) bool { return b < 128 && c[b] }

// compile panics for what is no regular expression: patterns are data of generated code.
func compile(text string) *pattern {
	if p := tabled(text); p != nil {
		return p
	}
	return &pattern{other: regexp.MustCompile(text)}
}

// match reports whether the whole name obeys.
func (p *pattern) match(name string) bool {
	if p.other != nil {
		return p.other.MatchString(name)
	}
	if p.first != nil {
		if name == "" || !p.first.has(name[0]) {
			return false
		}
		if name = name[1:]; name == "" {
			return true
		}
	}
	end := len(name) - 1
	if end < 0 || p.longest >= 0 && end > p.longest {
		return false
	}
	for i := range end {
		if !p.inner.has(name[i]) {
			return false
		}
	}
	return p.last.has(name[end])
}

// tabled takes ^[first]([inner]*[last])?$ and ^[inner]*[last]$ apart, with any repetition of inner that
// may be none; nil for all else.
func tabled(text string) *pattern {
	re, err := syntax.Parse(text, syntax.Perl)
	if err != nil || re.Op != syntax.OpConcat {
		return nil
	}
	parts := re.Sub
	if len(parts) != 4 || parts[0].Op != syntax.OpBeginText || parts[3].Op != syntax.OpEndText {
		return nil
	}
	if parts[2].Op != syntax.OpQuest {
		return tail(parts[1:3])
	}
	rest := parts[2].Sub[0]
	if rest.Op == syntax.OpCapture {
		rest = rest.Sub[0]
	}
	p := tail(rest.Sub)
	if first := classOf(parts[1]); p != nil && first != nil {
		p.first = first
		return p
	}
	return nil
}

// tail takes [inner]*[last] apart.
func tail(parts []*syntax.Regexp) *pattern {
	if len(parts) != 2 {
		return nil
	}
	longest := -1
	switch repeated := parts[0]; {
	case repeated.Op == syntax.OpStar:
	case repeated.Op == syntax.OpRepeat && repeated.Min == 0:
		longest = repeated.Max
	default:
		return nil
	}
	inner, last := classOf(parts[0].Sub[0]), classOf(parts[1])
	if inner == nil || last == nil {
		return nil
	}
	return &pattern{inner: inner, last: last, longest: longest}
}

// classOf returns a class of ASCII characters; nil for all else.
func classOf(re *syntax.Regexp) *class {
	if re.Op != syntax.OpCharClass {
		return nil
	}
	var c class
	for i := 0; i < len(re.Rune); i += 2 {
		for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
			if int(r) >= len(c) {
				return nil
			}
			c[r] = true
		}
	}
	return &c
}
