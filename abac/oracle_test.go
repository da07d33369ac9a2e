// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/azfoundry/azfoundry/abac"
)

// verdict is what the naive evaluator says: yes, no, or that it cannot say.
type verdict int

const (
	no verdict = iota
	unsure
	yes
)

// naive evaluates a tree as the documentation tells it, with nothing but the standard library's own idea of
// texts, times and numbers.
type naive struct {
	request abac.Request
	lenient bool
	known   map[[3]string]verdict // what single values said before; nil to forget it
	// look returns the values of an attribute as conditions write them, and whether it is a list; nil to take
	// them from the request.
	look func(abac.Attribute) (values []string, several bool)
}

func (n naive) allows(c *abac.Condition) bool { return n.eval(c.Root()) == yes }

func (n naive) eval(e abac.Expr) verdict {
	switch e := e.(type) {
	case *abac.Logical:
		var all []verdict
		for _, operand := range e.Operands() {
			all = append(all, n.eval(operand))
		}
		if e.Connective() == abac.And {
			return slices.Min(all)
		}
		return slices.Max(all)
	case *abac.Not:
		return yes - n.eval(e.Operand())
	case *abac.Match:
		name := n.request.Action
		if e.Function() == abac.SubOperationMatches {
			name = n.request.Suboperation
		}
		expression := strings.ReplaceAll(regexp.QuoteMeta(strings.ToUpper(e.Pattern())), `\*`, "(?s:.*)")
		return verdictOf(name != "" && regexp.MustCompile("^"+expression+"$").MatchString(strings.ToUpper(name)))
	case *abac.Exists:
		return verdictOf(len(n.values(e.Attribute())) > 0)
	case *abac.Comparison:
		v := n.compare(e)
		if v == unsure && n.lenient {
			return no
		}
		return v
	}
	panic("unknown expression")
}

func verdictOf(b bool) verdict {
	if b {
		return yes
	}
	return no
}

// values returns the values of an operand as conditions write them.
func (n naive) values(operand abac.Operand) []string {
	var list []string
	switch o := operand.(type) {
	case abac.Literal:
		list = []string{o.String()}
	case abac.Set:
		for l := range o.All() {
			list = append(list, l.String())
		}
	case abac.Attribute:
		if n.look != nil {
			list, _ = n.look(o)
			return list
		}
		maps := map[abac.Source]abac.Attributes{
			abac.SourceResource: n.request.Resource, abac.SourceRequest: n.request.Request,
			abac.SourcePrincipal: n.request.Principal, abac.SourceEnvironment: n.request.Environment,
		}
		if v, ok := maps[o.Source][o.Name]; ok {
			list = written(v)
		}
	}
	return list
}

// written returns the single values of a value as conditions write them.
func written(v abac.Value) (list []string) {
	var value any
	d := json.NewDecoder(strings.NewReader(v.String()))
	d.UseNumber()
	if err := d.Decode(&value); err != nil {
		panic(err)
	}
	several, ok := value.([]any)
	if !ok {
		several = []any{value}
	}
	for _, one := range several {
		if text, ok := one.(string); ok {
			list = append(list, "'"+text+"'")
			continue
		}
		list = append(list, fmt.Sprint(one))
	}
	return list
}

func (n naive) several(operand abac.Operand) bool {
	switch o := operand.(type) {
	case abac.Set:
		return true
	case abac.Attribute:
		if n.look != nil {
			_, several := n.look(o)
			return several
		}
		v, _ := n.request.Get(o)
		return strings.HasPrefix(v.String(), "[")
	default:
		return false
	}
}

func (n naive) compare(c *abac.Comparison) verdict {
	left, right := n.values(c.Left()), n.values(c.Right())
	if len(left) == 0 || len(right) == 0 {
		return unsure
	}
	if c.Quantifier() == abac.ForOne && (n.several(c.Left()) || n.several(c.Right())) {
		return unsure
	}
	q := c.Quantifier().String()
	var rows []verdict
	for _, l := range left {
		var row []verdict
		for _, r := range right {
			v := n.pair(string(c.Operator()), l, r)
			if v == unsure {
				return unsure
			}
			row = append(row, v)
		}
		rows = append(rows, pick(strings.Contains(q, "OfAll"), row))
	}
	return pick(strings.HasPrefix(q, "ForAll"), rows)
}

func pick(all bool, list []verdict) verdict {
	if all {
		return slices.Min(list)
	}
	return slices.Max(list)
}

// pair compares two single values, given as literals.
func (n naive) pair(operator, l, r string) verdict {
	v, ok := n.known[[3]string{operator, l, r}]
	if ok {
		return v
	}
	v = n.fresh(operator, l, r)
	if n.known != nil {
		n.known[[3]string{operator, l, r}] = v
	}
	return v
}

func (n naive) fresh(operator, l, r string) verdict {
	positive := strings.ReplaceAll(operator, "Not", "")
	v := n.positive(positive, l, r)
	if positive != operator {
		return yes - v
	}
	return v
}

func (n naive) positive(operator, l, r string) verdict {
	lt, lq := strings.CutPrefix(l, "'")
	rt, rq := strings.CutPrefix(r, "'")
	lt, rt = strings.TrimSuffix(lt, "'"), strings.TrimSuffix(rt, "'")
	switch {
	case strings.HasPrefix(operator, "String"):
		if !lq || !rq {
			return unsure
		}
		return stringTest(strings.TrimPrefix(operator, "String"), lt, rt)
	case strings.HasPrefix(operator, "Guid"):
		hex := regexp.MustCompile("^(?i:[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$")
		if !hex.MatchString(lt) || !hex.MatchString(rt) {
			return unsure
		}
		return verdictOf(strings.EqualFold(strings.ReplaceAll(lt, "-", ""), strings.ReplaceAll(rt, "-", "")))
	case strings.HasPrefix(operator, "Bool"):
		if lq || rq || !strings.Contains("true false", lt) || !strings.Contains("true false", rt) {
			return unsure
		}
		return verdictOf(lt == rt)
	case strings.HasPrefix(operator, "DateTime"):
		a, errA := time.Parse(time.RFC3339Nano, lt)
		b, errB := time.Parse(time.RFC3339Nano, rt)
		if !lq || !rq || errA != nil || errB != nil {
			return unsure
		}
		return ordered(strings.TrimPrefix(operator, "DateTime"), a.Compare(b))
	}
	a, okA := new(big.Int).SetString(lt, 10)
	b, okB := new(big.Int).SetString(rt, 10)
	if lq || rq || !okA || !okB {
		return unsure
	}
	return ordered(strings.TrimPrefix(operator, "Numeric"), a.Cmp(b))
}

func ordered(operator string, order int) verdict {
	return verdictOf(map[string]bool{
		"Equals": order == 0, "GreaterThan": order > 0, "GreaterThanEquals": order >= 0, "LessThan": order < 0, "LessThanEquals": order <= 0,
	}[operator])
}

func stringTest(operator, l, r string) verdict {
	if short, ok := strings.CutSuffix(operator, "IgnoreCase"); ok {
		operator, l, r = short, strings.ToUpper(l), strings.ToUpper(r)
	}
	switch operator {
	case "Equals":
		return verdictOf(l == r)
	case "StartsWith":
		return verdictOf(strings.HasPrefix(l, r))
	}
	expression := strings.NewReplacer(`\\\*`, `\*`, `\\\?`, `\?`, `\*`, "(?s:.*)", `\?`, "(?s:.)").Replace(regexp.QuoteMeta(r))
	return verdictOf(regexp.MustCompile("^" + expression + "$").MatchString(l))
}
