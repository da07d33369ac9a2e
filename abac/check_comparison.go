// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// comparison checks an operator with its operands.
func (k *checker) comparison(c *Comparison) {
	for _, l := range slices.Concat(literalsOf(c.left), literalsOf(c.right)) {
		k.literal(c, l)
	}
	for _, o := range []Operand{c.left, c.right} {
		if a, ok := o.(Attribute); ok {
			if f := factOf(a); f != nil {
				k.fits(c, a, f)
			}
		}
	}
	if c.operator.Family() == FamilyGUID && k.onStorage() {
		k.report(ruleUnfit, SeverityError, c.Span(), "an operator for GUIDs in a condition with data actions of storage", "the service is known not to support that",
			"compare texts, or split the assignment")
	}
	k.values(c)
}

// against returns the attribute of a comparison with values, on whichever side it stands, and these; not ok
// for other comparisons.
func (c *Comparison) against() (a Attribute, literals []Literal, ok bool) {
	if a, ok = c.left.(Attribute); ok {
		literals = literalsOf(c.right)
	} else if a, ok = c.right.(Attribute); ok {
		literals = literalsOf(c.left)
	}
	return a, literals, ok && len(literals) > 0
}

// literal checks whether a value is of the operator's type.
func (k *checker) literal(c *Comparison, l Literal) {
	o := operations[c.operator]
	if l.cell(o).traits&traitOf(o.family) == 0 {
		k.report(ruleType, SeverityError, c.Span(), l.String()+" is nothing that "+string(c.operator)+" compares",
			"the comparison can never be evaluated, and never lets a request pass", wanted(o.family))
	}
	if _, ok := parseGUID(l.Text); ok && l.Kind == KindString && o.family == FamilyGUID {
		k.report(ruleType, SeverityWarning, c.Span(), "the GUID '"+l.Text+"' in quotes", "the documentation writes GUIDs without, and the service may refuse it", wanted(FamilyGUID))
	}
	if placeholder(l.Text) {
		k.report(ruleUnknown, SeverityWarning, c.Span(), l.String()+" looks like a placeholder", "the service compares with it as it stands", "write the value that is meant")
	}
}

// wanted says what values of a family look like.
func wanted(f Family) string {
	switch f {
	case FamilyString:
		return "quote texts: 'text'"
	case FamilyDateTime:
		return "write times as '2026-01-31T12:00:00.0Z', in UTC"
	case FamilyBool:
		return "write true or false without quotes"
	case FamilyNumeric:
		return "write whole numbers without quotes"
	}
	return "write GUIDs without quotes, such as 53ca6127-db72-4b80-b1b0-d745d6d5456d"
}

// fits checks an operator against what is known about an attribute.
func (k *checker) fits(c *Comparison, a Attribute, f *attributeFact) {
	family := c.operator.Family()
	switch {
	case !slices.Contains(f.families, family):
		k.report(ruleType, SeverityError, c.Span(), fmt.Sprintf("%s is of the type %s, %s compares another", a, oneOf(f.families), c.operator),
			"the comparison can never be evaluated, and never lets a request pass", "use an operator that begins with "+string(f.families[0]))
	case f.many && !f.one && c.quantifier == ForOne:
		k.report(ruleType, SeverityError, c.Span(), a.String()+" has several values, "+string(c.operator)+" compares one",
			"the comparison can never be evaluated", "put ForAnyOfAnyValues: or ForAllOfAnyValues: in front of the operator")
	case f.operators != nil && !slices.Contains(f.operators, c.operator):
		k.report(ruleUnfit, SeverityError, c.Span(), a.String()+" cannot be compared with "+string(c.operator), "the service supports two operators for it",
			fmt.Sprintf("use %s or %s", f.operators[0], f.operators[1]))
	}
	every := c.quantifier.allLeft() // whether all values of the attribute count, or one of them
	if sameAttribute(c.right, a) {
		every = c.quantifier.allRight()
	}
	if f.many && c.operator.Negative() && !every && c.quantifier != ForOne {
		severity := SeverityError
		if f.one { // perhaps it never has several
			severity = SeverityWarning
		}
		k.report(ruleOtherKeys, severity, c.Span(), "one other value of "+a.String()+" is enough",
			"a second key, whatever it is, makes the comparison true", "write ForAllOfAllValues:"+string(c.operator)+" to want that none of them is there")
	}
}

// oneOf joins names with "or".
func oneOf(families []Family) string {
	text := string(families[0])
	for i, f := range families[1:] {
		between := ", "
		if i == len(families)-2 {
			between = " or "
		}
		text += between + string(f)
	}
	return text
}

func sameAttribute(o Operand, a Attribute) bool {
	other, ok := o.(Attribute)
	return ok && other == a
}

// values checks what an attribute is compared with.
func (k *checker) values(c *Comparison) {
	a, literals, ok := c.against()
	if _, mirrored := c.right.(Attribute); !ok || mirrored && operations[c.operator].test != equals {
		return
	}
	for _, l := range literals {
		k.valueOf(c, a, l.Text)
	}
	if is(a, RoleDefinitionID) {
		k.roles(c, literals)
	}
	if a.Source == SourceEnvironment && (is(a, PrivateEndpoints) || is(a, Subnets)) && !c.operator.IgnoresCase() {
		k.report(ruleCaseOfIDs, SeverityWarning, c.Span(), "the case of the resource id counts", "the service may spell it in another case",
			"use "+string(c.operator)+"IgnoreCase")
	}
}

func is(a Attribute, name string) bool { return foldEqual(a.Name, name) }

// valueOf checks a value that an attribute is compared with.
func (k *checker) valueOf(c *Comparison, a Attribute, text string) {
	isPath := is(a, BlobPath) || is(a, BlobPrefix)
	switch {
	case isPath && strings.HasPrefix(text, "/"):
		k.report(ruleUnfit, SeverityError, c.Span(), "a path that begins with /", "paths of blobs do not, and hold no name of a container: this is never true",
			"remove the / in front")
	case isPath && (strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "http://")):
		k.report(ruleUnfit, SeverityWarning, c.Span(), "a path that looks like a URL", "paths of blobs hold neither the account nor the container", "remove what is in front of the blob's own path")
	case isColumn(a) && strings.ContainsFunc(text, notInColumns):
		// a documented example has a blank all the same
		k.report(ruleUnfit, SeverityWarning, c.Span(), "the value '"+text+"' of a column", "values are documented to be made of letters, digits, @, . and - only", "choose a column, or a value, without others")
	case isPath && k.isContainer(text):
		k.report(ruleUnfit, SeverityWarning, c.Span(), "a path that begins with the name of the container", "paths of blobs hold no name of a container",
			"remove the container's name and the / behind it")
	case isPath && strings.Contains(text, "%2"):
		k.report(ruleUnfit, SeverityWarning, c.Span(), "a path with URL encoding", "the service compares paths as they are", "write the characters themselves")
	case (isPath || is(a, RepositoryName)) && operations[c.operator].test == startsWith && text != "" && !strings.HasSuffix(text, "/"):
		k.report(ruleSeparator, SeverityWarning, c.Span(), "the prefix '"+text+"' does not end with /", "names that merely begin alike match as well",
			"write '"+text+"/'")
	}
	if head, ok := strings.CutSuffix(text, "*"); ok && (isPath || is(a, RepositoryName)) && operations[c.operator].test == like && head != "" && !strings.ContainsAny(head[len(head)-1:], "/*?\\") {
		k.report(ruleSeparator, SeverityInfo, c.Span(), "the pattern '"+text+"' has no / in front of its last *", "names that merely begin alike match as well",
			"write '"+head+"/*' if a folder is meant")
	}
	f := factOf(a)
	if f == nil || f.values == nil || operations[c.operator].test != equals {
		return
	}
	i := slices.IndexFunc(f.values, func(v string) bool { return foldEqual(v, text) })
	switch {
	case i < 0:
		k.report(ruleType, SeverityWarning, c.Span(), "'"+text+"' is no value of "+a.String(), "the comparison has the same answer for every request", "the values are "+strings.Join(f.values, ", "))
	case f.values[i] != text && !c.operator.IgnoresCase():
		k.report(ruleType, SeverityWarning, c.Span(), "'"+text+"' is spelt '"+f.values[i]+"', and "+string(c.operator)+" minds the case", "the comparison has the same answer for every request", "write '"+f.values[i]+"'")
	}
}

// isContainer reports whether a path begins with a container's name that the condition asks for as well.
func (k *checker) isContainer(path string) bool {
	first, _, ok := strings.Cut(path, "/")
	for e := range parts(k.condition.root) {
		c, compares := e.(*Comparison)
		if !ok || !compares || operations[c.operator].test != equals {
			continue
		}
		a, literals, against := c.against()
		if against && is(a, ContainerName) && slices.ContainsFunc(literals, func(l Literal) bool { return foldEqual(l.Text, first) }) {
			return true
		}
	}
	return false
}

// isColumn reports whether an attribute is a column of rows in Log Analytics.
func isColumn(a Attribute) bool {
	_, ok := foldPrefix(a.Name, tables+"/record:")
	return ok
}

// notInColumns reports whether a character cannot be in a value that a column is compared with.
func notInColumns(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '@' && r != '.' && r != '-'
}

// privileged are built-in roles whose holders can give themselves more.
var privileged = map[string]string{
	"8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
	"18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
	"f58310d9-a9f6-439a-9e8d-f62e7b41a168": "Role Based Access Control Administrator",
	"b24988ac-6180-42a0-ab88-20f7382dd24c": "Contributor",
	"8b54135c-b56d-4d72-a534-26097cfdc8d8": "Key Vault Data Access Administrator",
	"66f75aeb-eabe-4b70-9f1e-c350c4c9ad04": "Virtual Machine Data Access Administrator",
}

// roles checks which roles may be assigned.
func (k *checker) roles(c *Comparison, literals []Literal) {
	if c.operator.Negative() != k.negated[c] {
		k.report(ruleDenyList, SeverityWarning, c.Span(), "a list of roles that may not be assigned", "a custom role with the same permissions is not in it",
			"list the roles that may be assigned")
		return
	}
	for _, l := range literals {
		id, ok := parseGUID(l.Text)
		if name := privileged[id.String()]; ok && name != "" {
			k.report(ruleEscalation, SeverityWarning, c.Span(), "the role "+name+" may be assigned", "whoever holds it can do more than the delegate was meant to",
				"remove "+l.Text+", or limit to whom it may be assigned")
		}
	}
}

// onStorage reports whether the condition is about data actions of storage.
func (k *checker) onStorage() bool {
	for e := range parts(k.condition.root) {
		if m, ok := e.(*Match); ok && m.function == ActionMatches {
			if _, ok := foldPrefix(m.pattern, storage+"/"); ok {
				return true
			}
		}
	}
	return false
}
