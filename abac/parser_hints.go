// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

// joinHint says what to do about a part that nothing joins to the one before.
func (p *parser) joinHint(t token) string {
	if p.at > 0 {
		if before := p.tokens[p.at-1]; before.kind == quoted && before.span.End == t.span.Start {
			return "a text cannot hold a single quote: there is no escape for it"
		}
	}
	return "join two parts with AND or OR"
}

// partHint says what to do where a part should be and is not.
func (p *parser) partHint(t token) string {
	switch t.kind {
	case andSign, orSign:
		return "remove " + expectations[t.kind] + ", or write a part in front of it"
	case end, closeParen:
		return "write the part that is missing, or remove what asks for it"
	case openBrace, closeBrace:
		return "braces stand around sets and behind ActionMatches and SubOperationMatches only"
	}
	return "remove it"
}

// valueHint says how the value is written that should be where a token is.
func (p *parser) valueHint(t token) string {
	switch {
	case t.kind == word && p.family == FamilyGUID:
		return "write the GUID, without quotes; names of roles and people do not do"
	case t.kind == word && p.family == FamilyNumeric, t.kind == word && p.family == FamilyBool:
		return wanted(p.family)
	case t.kind == word:
		return "texts stand in single quotes: '" + shorten(t.text) + "'"
	}
	return "write a value such as 'text', or an attribute such as @Resource[name]"
}

// setHint is valueHint within a set.
func (p *parser) setHint(t token) string {
	switch t.kind {
	case attribute:
		return "a set holds values only; compare with the attribute itself"
	case end:
		return "close the set with }"
	case openBrace:
		return "a set holds no sets; remove the second {"
	case word:
		return p.valueHint(t)
	}
	return "write values with commas between them, and close the set with }"
}
