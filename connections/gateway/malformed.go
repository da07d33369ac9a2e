// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package gateway

import "strings"

// malformed returns the first place where a text is not well-formed XML (1.0, without a DTD), and why. It
// looks at what people get wrong: tags that do not fit, bare < and &, attributes without quotes. Unlike a
// parser it allocates nothing, because validators do not.
func malformed(text string) (at int, why string) {
	s := scanner{text: text}
	for s.pos < len(text) {
		if why := s.next(); why != "" {
			return s.pos, why
		}
	}
	if s.depth > 0 {
		return s.pos, "the document ends before its elements do"
	}
	return 0, ""
}

// deepest is how deep elements may nest; policies stay far below.
const deepest = 64

// scanner walks over a document. Its methods return what is wrong at pos, "" for nothing.
type scanner struct {
	text  string
	pos   int
	open  [deepest]string // names of the elements that are open
	depth int
}

// next steps over one tag, comment or text.
func (s *scanner) next() string {
	rest := s.text[s.pos:]
	switch {
	case rest[0] != '<':
		return s.characters("<")
	case strings.HasPrefix(rest, "<!--"):
		return s.skip("<!--", "-->")
	case strings.HasPrefix(rest, "<![CDATA["):
		return s.skip("<![CDATA[", "]]>")
	case strings.HasPrefix(rest, "<?"):
		return s.skip("<?", "?>")
	case strings.HasPrefix(rest, "</"):
		return s.end()
	}
	return s.start()
}

// skip steps over a construct that may hold anything between its beginning and its end.
func (s *scanner) skip(begin, end string) string {
	i := strings.Index(s.text[s.pos+len(begin):], end)
	if i < 0 {
		return end + " is missing"
	}
	s.pos += len(begin) + i + len(end)
	return ""
}

// characters steps over text up to one of the ends, and over the references in it.
func (s *scanner) characters(ends string) string {
	for ; s.pos < len(s.text) && strings.IndexByte(ends, s.text[s.pos]) < 0; s.pos++ {
		switch s.text[s.pos] {
		case '<':
			return "< stands in an attribute's value"
		case '&':
			if !reference(s.text[s.pos:]) {
				return "& begins no reference"
			}
		}
	}
	return ""
}

// reference reports whether a text begins with a reference to a character, or to an entity of XML.
func reference(text string) bool {
	name, _, closed := strings.Cut(text[1:], ";")
	switch name {
	case "lt", "gt", "amp", "quot", "apos":
		return closed
	}
	digits, hex := strings.CutPrefix(name, "#x")
	if !hex {
		digits, hex = strings.CutPrefix(name, "#")
		return closed && hex && digits != "" && strings.Trim(digits, "0123456789") == ""
	}
	return closed && digits != "" && strings.Trim(digits, "0123456789abcdefABCDEF") == ""
}

// start steps over the tag that an element begins with.
func (s *scanner) start() string {
	s.pos++
	name := s.name()
	if name == "" {
		return "< begins no tag"
	}
	for {
		blanks := s.blanks()
		rest := s.text[s.pos:]
		switch {
		case strings.HasPrefix(rest, "/>"):
			s.pos += 2
			return ""
		case strings.HasPrefix(rest, ">"):
			if s.depth == deepest {
				return "elements nest too deep"
			}
			s.open[s.depth] = name
			s.depth++
			s.pos++
			return ""
		case !blanks:
			return "the tag of " + name + " does not end"
		}
		if why := s.attribute(); why != "" {
			return why
		}
	}
}

// attribute steps over name="value".
func (s *scanner) attribute() string {
	name := s.name()
	s.blanks()
	if name == "" || !s.take('=') {
		return "an attribute needs a name, = and a value"
	}
	s.blanks()
	for _, quote := range [...]string{`"`, "'"} {
		if !s.take(quote[0]) {
			continue
		}
		if why := s.characters(quote); why != "" {
			return why
		}
		if !s.take(quote[0]) {
			return "the value of " + name + " does not end"
		}
		return ""
	}
	return "the value of " + name + " needs quotes"
}

// end steps over the tag that an element ends with.
func (s *scanner) end() string {
	at := s.pos
	s.pos += 2
	name := s.name()
	s.blanks()
	switch {
	case s.depth == 0 || s.open[s.depth-1] != name:
		s.pos = at
		return "</" + name + "> ends another element than the one that is open"
	case !s.take('>'):
		return "the tag of " + name + " does not end"
	}
	s.depth--
	return ""
}

// name steps over a name and returns it.
func (s *scanner) name() string {
	rest := s.text[s.pos:]
	n := strings.IndexAny(rest, " \t\r\n/>=<\"'&")
	if n < 0 {
		n = len(rest)
	}
	s.pos += n
	return rest[:n]
}

// blanks steps over blanks and reports whether there were any.
func (s *scanner) blanks() bool {
	n := len(s.text) - s.pos - len(strings.TrimLeft(s.text[s.pos:], " \t\r\n"))
	s.pos += n
	return n > 0
}

// take steps over one character, if it is next.
func (s *scanner) take(c byte) bool {
	if s.pos == len(s.text) || s.text[s.pos] != c {
		return false
	}
	s.pos++
	return true
}
