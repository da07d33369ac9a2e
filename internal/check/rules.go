// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package check

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/armid"
	"github.com/azfoundry/azfoundry/internal/secret"
)

// Text is the rule for a string. The zero value allows all; rules are read-only data in generated code.
type Text struct {
	// Required refuses the empty string.
	Required bool
	// Min and Max count characters; Max 0 means no limit.
	Min, Max int
	// Pattern is an RE2 expression that must match somewhere, as in JSON Schema; empty means none.
	Pattern string
	// Hint says in words what the pattern wants.
	Hint string
	// Enum lists the values of a closed enumeration; nil means an open one.
	Enum []string
	// ARMID is the resource type whose id the string must be ("*" for any); empty means none.
	ARMID string
	// Format is a JSON Schema format: uuid, cidr, ipv4, ipv6, date-time or uri; empty means none.
	Format string
	// Secret keeps the value out of messages.
	Secret bool

	once     sync.Once
	compiled *regexp.Regexp
}

// String checks a member that is absent when empty; a Required one is refused then.
func (r *Text) String(c *Checker, name, value string) {
	if value != "" {
		r.Value(c, name, value)
		return
	}
	if r.Required {
		c.Add(name, azfoundry.Fault{Rule: "required", Message: "is missing", Advice: r.wanted()})
	}
}

// Value checks a value that is present, as an element of an array.
func (r *Text) Value(c *Checker, name, value string) {
	if r.Max > 0 || r.Min > 0 {
		r.length(c, name, value)
	}
	if r.Pattern != "" && !r.regexp().MatchString(value) {
		r.add(c, name, azfoundry.Fault{
			Rule: "pattern", Message: "has the wrong form", Got: value, Advice: cmp.Or(r.Hint, "match "+r.Pattern),
		})
	}
	if r.Enum != nil && !slices.Contains(r.Enum, value) {
		r.add(c, name, azfoundry.Fault{
			Rule: "enum", Message: "is none of the values the service knows", Got: value, Advice: nearest(value, r.Enum),
		})
	}
	if r.ARMID != "" {
		r.armID(c, name, value)
	}
	if r.Format != "" && !Format(r.Format, value) {
		r.add(c, name, azfoundry.Fault{Rule: "format", Message: "is no " + r.Format, Got: value, Advice: cmp.Or(r.Hint, formatAdvice(r.Format))})
	}
}

// add records a fault without the value where that is a secret.
func (r *Text) add(c *Checker, name string, f azfoundry.Fault) {
	if r.Secret {
		f.Got = ""
	}
	c.Add(name, f)
}

func (r *Text) length(c *Checker, name, value string) {
	n := utf8.RuneCountInString(value)
	if r.Max > 0 && n > r.Max {
		r.add(c, name, azfoundry.Fault{
			Rule: "maxLength", Message: fmt.Sprintf("has %d characters", n), Got: value, Advice: fmt.Sprintf("use at most %d", r.Max),
		})
	}
	if n < r.Min {
		r.add(c, name, azfoundry.Fault{
			Rule: "minLength", Message: fmt.Sprintf("has %d characters", n), Got: value, Advice: fmt.Sprintf("use at least %d", r.Min),
		})
	}
}

func (r *Text) armID(c *Checker, name, value string) {
	if ARMID(r.ARMID, value) {
		return
	}
	want := "the id of a resource"
	if r.ARMID != "*" {
		want = "the id of a " + r.ARMID
	}
	r.add(c, name, azfoundry.Fault{
		Rule: "armid", Message: "is not " + want, Got: value, Advice: "give the full id, beginning with /subscriptions/",
	})
}

// ARMID reports whether value is the id of a resource of the given type ("*" for any) in a subscription
// whose id is a GUID, or in none.
func ARMID(resourceType, value string) bool { return armid.HasType(value, resourceType) }

func (r *Text) regexp() *regexp.Regexp {
	r.once.Do(func() { r.compiled = regexp.MustCompile(r.Pattern) })
	return r.compiled
}

// wanted says what a missing value should be.
func (r *Text) wanted() string {
	switch {
	case r.Hint != "":
		return r.Hint
	case r.Enum != nil:
		return "use one of " + strings.Join(r.Enum, ", ")
	case r.ARMID != "" && r.ARMID != "*":
		return "give the id of a " + r.ARMID
	case r.Format != "":
		return formatAdvice(r.Format)
	}
	return anything
}

// anything is the advice where a value is missing that may be any.
const anything = "give it; the service has no default"

// formatAdvice says how a value of a format is written.
func formatAdvice(format string) string {
	switch format {
	case "uuid":
		return "give a GUID, such as 6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60"
	case "cidr":
		return "give a prefix, such as 10.0.0.0/16, with no bits behind it"
	case "ipv4":
		return "give an address, such as 10.0.0.4"
	case "ipv6":
		return "give an address, such as 2001:db8::4"
	case "date-time":
		return "give a time, such as 2026-01-31T08:00:00Z"
	case "uri":
		return "give a full address, such as https://example.com/"
	}
	return "write it as " + format
}

// Count checks the number of elements of an array, or of members of a map; high 0 means no limit.
func Count(c *Checker, name string, n, low, high int) {
	if n < low {
		c.Add(name, azfoundry.Fault{Rule: "minItems", Message: "has " + elements(n), Advice: "give at least " + strconv.Itoa(low)})
	}
	if high > 0 && n > high {
		c.Add(name, azfoundry.Fault{Rule: "maxItems", Message: "has " + elements(n), Advice: "give at most " + strconv.Itoa(high)})
	}
}

func elements(n int) string {
	if n == 1 {
		return "1 element"
	}
	return strconv.Itoa(n) + " elements"
}

// Missing records that a required member is absent.
func Missing(c *Checker, name, advice string) {
	c.Add(name, azfoundry.Fault{Rule: "required", Message: "is missing", Advice: cmp.Or(advice, anything)})
}

// Unique records each element of an array that equals an earlier one.
func Unique[T comparable](c *Checker, name string, values []T) {
	for i, v := range values {
		if slices.Contains(values[:i], v) {
			c.Add(name, azfoundry.Fault{Rule: "uniqueItems", Message: "holds a value twice", Got: fmt.Sprint(v), Advice: "leave one out"})
		}
	}
}

// Range checks a number against inclusive limits; a nil limit is none.
func Range[N int32 | int64 | float64](c *Checker, name string, v N, low, high *N) {
	if low != nil && v < *low {
		c.Add(name, azfoundry.Fault{Rule: "minimum", Message: "is too small", Got: fmt.Sprint(v), Advice: fmt.Sprintf("use at least %v", *low)})
	}
	if high != nil && v > *high {
		c.Add(name, azfoundry.Fault{Rule: "maximum", Message: "is too large", Got: fmt.Sprint(v), Advice: fmt.Sprintf("use at most %v", *high)})
	}
}

// Hidden checks a secret by the rule, without ever quoting it. An empty secret is present, unlike an
// empty text: it would be sent. The placeholder that secrets print as
// is refused: it comes from a body that was read, logged and sent back.
func (r *Text) Hidden(c *Checker, name string, value secret.Secret) {
	if secret.Reveal(value) == secret.Redacted {
		c.Add(name, azfoundry.Fault{
			Rule: "secret", Message: "holds the placeholder " + secret.Redacted + ", not a secret",
			Advice: "give the real value, or leave it out",
		})
		return
	}
	before := len(c.faults)
	if value.IsZero() {
		r.String(c, name, "")
	} else {
		r.Value(c, name, secret.Reveal(value))
	}
	for i := range c.faults[before:] {
		c.faults[before+i].Got = "" // whatever the rule says of itself
	}
}
