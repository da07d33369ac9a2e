// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Field is an attribute to require something of. The names of attributes are constants of this package, or
// any other text.
type Field struct{ attribute Attribute }

// Resource is an attribute of what is accessed.
func Resource(name string) Field { return Field{Attribute{SourceResource, name}} }

// Requested is an attribute of the request.
func Requested(name string) Field { return Field{Attribute{SourceRequest, name}} }

// Principal is an attribute of who calls.
func Principal(name string) Field { return Field{Attribute{SourcePrincipal, name}} }

// Environment is an attribute of the network or the time.
func Environment(name string) Field { return Field{Attribute{SourceEnvironment, name}} }

// Requirement is something that requests must meet. What is wrong with its parts [Block.Condition] tells.
type Requirement struct {
	expr  Expr
	fault error
}

// ErrDailyHours says that conditions cannot tell hours of the day.
var ErrDailyHours = errors.New("conditions know instants only, no hours of each day: a pair of instants is one window, once; " +
	"for working hours activate the role by time (Privileged Identity Management)")

// Equals requires a text. The methods whose names end so ignore case.
func (f Field) Equals(text string) Requirement { return f.text("StringEquals", text) }

// EqualsIgnoreCase requires a text in any case.
func (f Field) EqualsIgnoreCase(text string) Requirement {
	return f.text("StringEqualsIgnoreCase", text)
}

// NotEquals requires another text; what is missing does not meet it.
func (f Field) NotEquals(text string) Requirement { return f.text("StringNotEquals", text) }

// StartsWith requires a beginning.
func (f Field) StartsWith(prefix string) Requirement { return f.text("StringStartsWith", prefix) }

// StartsWithIgnoreCase requires a beginning in any case.
func (f Field) StartsWithIgnoreCase(prefix string) Requirement {
	return f.text("StringStartsWithIgnoreCase", prefix)
}

// Like requires a pattern: * is any run of characters, ? is one.
func (f Field) Like(pattern string) Requirement { return f.text("StringLike", pattern) }

// LikeIgnoreCase requires a pattern in any case.
func (f Field) LikeIgnoreCase(pattern string) Requirement {
	return f.text("StringLikeIgnoreCase", pattern)
}

// In requires one of some texts; of a list, that one of its values is.
func (f Field) In(texts ...string) Requirement {
	return f.texts(ForAnyOfAnyValues, "StringEquals", texts)
}

// InIgnoreCase requires one of some texts in any case.
func (f Field) InIgnoreCase(texts ...string) Requirement {
	return f.texts(ForAnyOfAnyValues, "StringEqualsIgnoreCase", texts)
}

// NotIn requires none of some texts; what is missing does not meet it.
func (f Field) NotIn(texts ...string) Requirement {
	return f.texts(ForAllOfAllValues, "StringNotEquals", texts)
}

// OnlyIn requires of a list that all its values are some texts.
func (f Field) OnlyIn(texts ...string) Requirement {
	return f.texts(ForAllOfAnyValues, "StringEquals", texts)
}

// InGUIDs requires one of some GUIDs, such as ids of roles and principals.
func (f Field) InGUIDs(ids ...string) Requirement {
	literals := make([]Literal, len(ids))
	var fault error
	for i, id := range ids {
		literals[i] = Literal{KindGUID, id}
		if _, ok := parseGUID(id); !ok {
			fault = errors.Join(fault, fmt.Errorf("%q is no GUID of %s", id, f.attribute))
		}
	}
	return f.set(ForAnyOfAnyValues, "GuidEquals", literals, fault)
}

// IsTrue requires the Boolean true.
func (f Field) IsTrue() Requirement { return f.compare("BoolEquals", Literal{KindBoolean, "true"}) }

// IsFalse requires the Boolean false.
func (f Field) IsFalse() Requirement { return f.compare("BoolEquals", Literal{KindBoolean, "false"}) }

// AtLeast requires a number that is not smaller.
func (f Field) AtLeast(n int64) Requirement {
	return f.compare("NumericGreaterThanEquals", Literal{KindInteger, fmt.Sprint(n)})
}

// AtMost requires a number that is not larger.
func (f Field) AtMost(n int64) Requirement {
	return f.compare("NumericLessThanEquals", Literal{KindInteger, fmt.Sprint(n)})
}

// After requires a later instant.
func (f Field) After(t time.Time) Requirement { return f.compare("DateTimeGreaterThan", instant(t)) }

// Before requires an earlier instant.
func (f Field) Before(t time.Time) Requirement { return f.compare("DateTimeLessThan", instant(t)) }

// BetweenHours cannot be required: it is there to say why, with [ErrDailyHours].
func (f Field) BetweenHours(from, to int) Requirement {
	return Requirement{fault: fmt.Errorf("%s between %d and %d hours: %w", f.attribute, from, to, ErrDailyHours)}
}

// Exists requires that there is a value.
func (f Field) Exists() Requirement {
	return Requirement{expr: &Exists{attribute: f.attribute}, fault: f.fault()}
}

// IsMissing requires that there is no value.
func (f Field) IsMissing() Requirement {
	return Requirement{expr: &Not{operand: &Exists{attribute: f.attribute}}, fault: f.fault()}
}

// SameAs requires the value of another attribute.
func (f Field) SameAs(other Field) Requirement { return f.compareField("StringEquals", other) }

// StartsWithValueOf requires that the value begins with that of another attribute.
func (f Field) StartsWithValueOf(other Field) Requirement {
	return f.compareField("StringStartsWith", other)
}

func (f Field) compareField(o Operator, other Field) Requirement {
	r := f.compare(o, other.attribute)
	r.fault = errors.Join(r.fault, other.fault())
	return r
}

func (f Field) text(o Operator, text string) Requirement {
	r := f.compare(o, Literal{KindString, text})
	r.fault = errors.Join(r.fault, f.quotable(text))
	return r
}

func (f Field) texts(q Quantifier, o Operator, texts []string) Requirement {
	literals := make([]Literal, len(texts))
	var fault error
	for i, text := range texts {
		literals[i] = Literal{KindString, text}
		fault = errors.Join(fault, f.quotable(text))
	}
	return f.set(q, o, literals, fault)
}

func (f Field) set(q Quantifier, o Operator, literals []Literal, fault error) Requirement {
	if len(literals) == 0 {
		fault = errors.Join(fault, fmt.Errorf("%s is compared with no value", f.attribute))
	}
	r := f.compare(o, Set{slices.Clone(literals)})
	r.expr.(*Comparison).quantifier = q
	r.fault = errors.Join(r.fault, fault)
	return r
}

func (f Field) compare(o Operator, right Operand) Requirement {
	return Requirement{expr: &Comparison{left: f.attribute, operator: o, right: right}, fault: f.fault()}
}

// fault says what is wrong with the name.
func (f Field) fault() error {
	if f.attribute.Name == "" || strings.ContainsAny(f.attribute.Name, "[]@\n") || !plain(f.attribute.Name) {
		return fmt.Errorf("%q cannot name an attribute", f.attribute.Name)
	}
	return nil
}

// quotable says what cannot stand in quotes: the language has no escape for them.
func (f Field) quotable(text string) error {
	if strings.Contains(text, "'") || !plain(text) {
		return fmt.Errorf("the text %q for %s cannot be written: the language has no escape for quotes and control characters", text, f.attribute)
	}
	return nil
}

// plain reports whether a text has nothing that reading would leave out.
func plain(text string) bool {
	return strings.ToValidUTF8(text, "") == text && !strings.ContainsFunc(text, func(r rune) bool { return blemishOf(r) == invisible })
}

func instant(t time.Time) Literal {
	return Literal{KindString, t.UTC().Format("2006-01-02T15:04:05.0000000Z")}
}

// AllOf requires all of some requirements.
func AllOf(all ...Requirement) Requirement { return joinAll(And, all) }

// AnyOf requires one of some requirements.
func AnyOf(all ...Requirement) Requirement { return joinAll(Or, all) }

func joinAll(c Connective, all []Requirement) Requirement {
	var r Requirement
	l := &Logical{connective: c}
	for _, one := range all {
		r.fault = errors.Join(r.fault, one.fault)
		l.operands = append(l.operands, one.expr)
	}
	switch len(all) {
	case 0:
		r.fault = errors.New("nothing is required")
	case 1:
		r.expr = all[0].expr
	default:
		r.expr = l
	}
	return r
}
