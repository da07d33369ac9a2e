// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry/abac"
)

// universe is all requests that can be made of some values: each attribute has one of its values or is missing.
type universe struct {
	*oracle
	mode   abac.Mode
	axes   []axis // the first two are action and suboperation
	leaves []leaf
}

// axis is something that requests differ in.
type axis struct {
	attribute  abac.Attribute
	quantified bool
	families   []abac.Family
	key        string  // of the usual points
	usual      []point // those that every axis of its kind has
	more       []point // those of witnesses
	values     []point // without those that all leaves answer like an earlier one
}

// at returns the point of a number: first the usual ones, then those of witnesses.
func (x *axis) at(i int) point {
	if i < len(x.usual) {
		return x.usual[i]
	}
	return x.more[i-len(x.usual)]
}

// point is a name on the first two axes, and else a value, or missing.
type point struct {
	name    string
	value   abac.Value
	present bool
	number  int // on its axis
	texts   []string
	several bool
}

// pointOf makes a point of a value.
func pointOf(v abac.Value) point {
	return point{value: v, present: true, texts: written(v), several: strings.HasPrefix(v.String(), "[")}
}

// leaf is a comparison or the like, with the axes that it looks at.
type leaf struct {
	expr abac.Expr
	text string
	axes []int
}

// oracle remembers the usual points, and what the naive evaluator said of them.
type oracle struct {
	points map[string][]point
	tables map[string][]verdict
	known  map[[3]string]verdict
}

func newOracle() *oracle {
	return &oracle{map[string][]point{}, map[string][]verdict{}, map[[3]string]verdict{}}
}

var (
	universeActions = []string{abac.BlobRead, abac.BlobWrite, abac.BlobAdd, abac.BlobDelete, abac.BlobTagsRead, "other/read", "other/do"}
	universeSubs    = []string{"", abac.BlobList, abac.BlobWriteWithTagHeaders, abac.BlobWriteTier, "Blob.Read.WithTagConditions", "other"}
	universeTexts   = []string{
		"", "a", "A", "b", "B", "q", "r", "ab", "aB", "AB", "aq", "bq", "Bq", "qb", "a*", "a?", "b*", "*b", "a\\*", "abq", "aBq", "aqb", "bqb", "qqq",
	}
	universeNumbers = []int64{-4, -3, -2, -1, 0, 1, 2, 3, 4}
	universeGUIDs   = []string{"08d4c71a-cc63-4ce4-a9c8-5dd251b4d619", "53ca6127-db72-4b80-b1b0-d745d6d5456d", "00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b"}
	universeTimes   = []string{
		"1999-12-31T23:59:59Z", "2023-12-31T23:59:59.9999999Z", "2024-01-01T00:00:00Z", "2024-01-01T00:00:00.0000001Z", "2024-01-01T00:00:00.0000002Z",
		"2025-06-30T12:00:00.4999999Z", "2025-06-30T12:00:00.5Z", "2025-06-30T12:00:00.5000001Z",
	}
)

// newUniverse makes the universe of some conditions.
func newUniverse(o *oracle, mode abac.Mode, conditions ...*abac.Condition) *universe {
	u := &universe{oracle: o, mode: mode, axes: make([]axis, 2)}
	for _, c := range conditions {
		for e := range abac.Parts(c.Root()) {
			u.read(e)
		}
	}
	for i := range u.axes {
		x := &u.axes[i]
		x.key = fmt.Sprint(" ", min(i, 2), x.attribute.Name, x.quantified, x.families)
		if _, ok := u.points[x.key]; !ok {
			u.points[x.key] = numbered(x.points(i))
		}
		x.usual = u.points[x.key]
	}
	u.distinct()
	return u
}

func numbered(points []point) []point {
	for i := range points {
		points[i].number = i
	}
	return points
}

// read notes a leaf, and what it asks for.
func (u *universe) read(e abac.Expr) {
	l := leaf{expr: e, text: leafText(e)}
	switch e := e.(type) {
	case *abac.Match:
		l.axes = []int{0}
		if e.Function() == abac.SubOperationMatches {
			l.axes[0] = 1
		}
	case *abac.Exists:
		l.axes = []int{u.axis(e.Attribute())}
	case *abac.Comparison:
		for _, o := range []abac.Operand{e.Left(), e.Right()} {
			if a, ok := o.(abac.Attribute); ok {
				l.axes = append(l.axes, u.compared(a, e))
			}
		}
	default:
		return
	}
	u.leaves = append(u.leaves, l)
}

// compared returns the axis of an attribute in a comparison.
func (u *universe) compared(a abac.Attribute, c *abac.Comparison) int {
	i := u.axis(a)
	x := &u.axes[i]
	x.quantified = x.quantified || c.Quantifier() != abac.ForOne
	if f := c.Operator().Family(); !slices.Contains(x.families, f) {
		x.families = append(x.families, f)
		slices.Sort(x.families)
	}
	return i
}

// axis returns the number of an attribute's axis.
func (u *universe) axis(a abac.Attribute) int {
	for i, x := range u.axes[2:] {
		if x.attribute == a {
			return i + 2
		}
	}
	u.axes = append(u.axes, axis{attribute: a})
	return len(u.axes) - 1
}

// points returns the values of an axis, that it is missing first. By the catalogue tag keys are always a list;
// what is no single value by it may be one if a quantifier stands with it.
func (x *axis) points(number int) []point {
	var points []point
	if number < 2 {
		for _, name := range [][]string{universeActions, universeSubs}[number] {
			points = append(points, point{name: name})
		}
		return points
	}
	single := x.single()
	points = append(points, point{})
	if x.attribute.Name != abac.BlobTagKeys {
		for _, v := range single {
			points = append(points, pointOf(v))
		}
	}
	several := map[string]bool{smallLevel: true, "n": true, "s": true}
	if x.quantified && several[x.attribute.Name] || x.attribute.Name == abac.BlobTagKeys {
		for _, v := range listsOf(single) {
			points = append(points, pointOf(v))
		}
	}
	return points
}

// single returns the single values of the families that comparisons name.
func (x *axis) single() []abac.Value {
	families := x.families
	if len(families) == 0 {
		families = []abac.Family{smallFamilies[x.attribute.Name]}
	}
	var values []abac.Value
	for _, f := range families {
		switch f {
		case abac.FamilyString:
			values = append(values, textsOf(universeTexts)...)
		case abac.FamilyNumeric:
			for _, n := range universeNumbers {
				values = append(values, abac.Number(n))
			}
		case abac.FamilyBool:
			values = append(values, abac.Boolean(true), abac.Boolean(false))
		case abac.FamilyGUID:
			values = append(values, textsOf(universeGUIDs)...)
		case abac.FamilyDateTime:
			values = append(values, textsOf(universeTimes)...)
		}
	}
	return values
}

func textsOf(texts []string) []abac.Value {
	values := make([]abac.Value, len(texts))
	for i, text := range texts {
		values[i] = abac.Text(text)
	}
	return values
}

// listsOf returns the lists of one value, and of the first few those of two and three different ones.
func listsOf(single []abac.Value) []abac.Value {
	var lists []abac.Value
	for i, a := range single {
		lists = append(lists, abac.List(a))
		for j, b := range single[:min(i, 5)] {
			lists = append(lists, abac.List(b, a))
			for _, c := range single[:min(j, 2)] {
				lists = append(lists, abac.List(c, b, a))
			}
		}
	}
	return lists
}

// include adds the values of witnesses.
func (u *universe) include(witnesses ...*abac.Request) {
	for _, w := range witnesses {
		if w == nil {
			continue
		}
		for i, name := range []string{w.Action, w.Suboperation} {
			u.axes[i].more = append(u.axes[i].more, point{name: name, number: len(u.axes[i].usual) + len(u.axes[i].more)})
		}
		for i := range u.axes[2:] {
			x := &u.axes[i+2]
			if v, ok := w.Get(x.attribute); ok {
				p := pointOf(v)
				p.number = len(x.usual) + len(x.more)
				x.more = append(x.more, p)
			}
		}
	}
	u.distinct()
}

// request makes a request of points on some axes.
func (u *universe) request(axes []int, points []point) abac.Request {
	q := abac.Request{}
	maps := []*abac.Attributes{&q.Resource, &q.Request, &q.Principal, &q.Environment}
	for i, n := range axes {
		switch {
		case n == 0:
			q.Action = points[i].name
		case n == 1:
			q.Suboperation = points[i].name
		case points[i].present:
			a := u.axes[n].attribute
			if m := maps[a.Source]; *m == nil {
				*m = abac.Attributes{}
			}
			(*maps[a.Source])[a.Name] = points[i].value
		}
	}
	return q
}

// ask evaluates a leaf for points on its axes. It says unsure also where a lenient mode would say no.
func (u *universe) ask(l *leaf, points ...point) verdict {
	n := naive{known: u.known, look: func(a abac.Attribute) ([]string, bool) {
		for i, axis := range l.axes {
			if u.axes[axis].attribute == a {
				return points[i].texts, points[i].several
			}
		}
		return nil, false
	}}
	if len(l.axes) == 1 && l.axes[0] == 0 {
		n.request.Action = points[0].name
	} else if len(l.axes) == 1 && l.axes[0] == 1 {
		n.request.Suboperation = points[0].name
	}
	return n.eval(l.expr)
}

// one returns what a leaf says of a point on its only axis.
func (u *universe) one(l *leaf, p point) verdict {
	x := &u.axes[l.axes[0]]
	key := l.text + x.key
	table, ok := u.tables[key]
	if !ok {
		for _, p := range x.usual {
			table = append(table, u.ask(l, p))
		}
		u.tables[key] = table
	}
	if p.number < len(table) {
		return table[p.number]
	}
	return u.ask(l, p)
}

// row returns what a leaf says of a point on one of its two axes, with each point on the other.
func (u *universe) row(l *leaf, axis int, p point) []verdict {
	x, y := &u.axes[l.axes[0]], &u.axes[l.axes[1]]
	key := l.text + x.key + y.key
	table, ok := u.tables[key]
	if !ok {
		for _, p := range x.usual {
			for _, q := range y.usual {
				table = append(table, u.ask(l, p, q))
			}
		}
		u.tables[key] = table
	}
	other := y
	if axis == l.axes[1] {
		other = x
	}
	row := make([]verdict, len(other.usual)+len(other.more))
	for i := range row {
		first, second := p, other.at(i)
		if axis == l.axes[1] {
			first, second = second, first
		}
		if first.number < len(x.usual) && second.number < len(y.usual) {
			row[i] = table[first.number*len(y.usual)+second.number]
		} else {
			row[i] = u.ask(l, first, second)
		}
	}
	return row
}

// distinct leaves out the values that all leaves answer like an earlier one.
func (u *universe) distinct() {
	for n := range u.axes {
		x := &u.axes[n]
		seen := map[string]bool{}
		x.values = nil
		for i := range len(x.usual) + len(x.more) {
			p := x.at(i)
			answers := []byte{'0'}
			if p.present {
				answers[0] = '1'
			}
			answers = append(answers, p.name...) // names are all kept apart: passages are told by them
			for i := range u.leaves {
				switch l := &u.leaves[i]; {
				case !slices.Contains(l.axes, n):
				case len(l.axes) == 1:
					answers = append(answers, byte(u.one(l, p)))
				default:
					for _, v := range u.row(l, n, p) {
						answers = append(answers, byte(v))
					}
				}
			}
			if !seen[string(answers)] {
				seen[string(answers)] = true
				x.values = append(x.values, p)
			}
		}
	}
}

// leafText writes a leaf as conditions do.
func leafText(e abac.Expr) string {
	switch e := e.(type) {
	case *abac.Match:
		return string(e.Function()) + "{'" + e.Pattern() + "'}"
	case *abac.Exists:
		return "Exists " + e.Attribute().String()
	case *abac.Comparison:
		quantifier := ""
		if e.Quantifier() != abac.ForOne {
			quantifier = e.Quantifier().String() + ":"
		}
		return e.Left().String() + " " + quantifier + string(e.Operator()) + " " + e.Right().String()
	default:
		return ""
	}
}

// patterns reports whether an attribute is a pattern somewhere, or the beginning of something. About that the
// analyser may say that it cannot decide.
func (u *universe) patterns() bool {
	return slices.ContainsFunc(u.leaves, func(l leaf) bool {
		c, ok := l.expr.(*abac.Comparison)
		if !ok {
			return false
		}
		_, attribute := c.Right().(abac.Attribute)
		return attribute && (strings.Contains(string(c.Operator()), "Like") || strings.Contains(string(c.Operator()), "StartsWith"))
	})
}

// size counts the requests.
func (u *universe) size() int {
	n := 1
	for _, x := range u.axes {
		n *= len(x.values)
	}
	return n
}

// each goes through all requests, each as the numbers of its values.
func (u *universe) each(do func(at []int)) {
	at := make([]int, len(u.axes))
	for {
		do(at)
		i := 0
		for ; i < len(at); i++ {
			if at[i]++; at[i] < len(u.axes[i].values) {
				break
			}
			at[i] = 0
		}
		if i == len(at) {
			return
		}
	}
}

// tree is an expression that answers by tables.
type tree func(at []int) verdict

func (u *universe) tree(e abac.Expr) tree {
	switch e := e.(type) {
	case *abac.Logical:
		var parts []tree
		for _, operand := range e.Operands() {
			parts = append(parts, u.tree(operand))
		}
		return join(e.Connective(), parts)
	case *abac.Not:
		inner := u.tree(e.Operand())
		return func(at []int) verdict { return yes - inner(at) }
	default:
		return u.leaf(e)
	}
}

func join(c abac.Connective, parts []tree) tree {
	if c == abac.And {
		return func(at []int) verdict {
			least := yes
			for _, p := range parts {
				least = min(least, p(at))
			}
			return least
		}
	}
	return func(at []int) verdict {
		most := no
		for _, p := range parts {
			most = max(most, p(at))
		}
		return most
	}
}

// taken is a verdict in the mode of the universe.
func (u *universe) taken(v verdict) verdict {
	if v == unsure && u.mode == abac.Lenient {
		return no
	}
	return v
}

func (u *universe) leaf(e abac.Expr) tree {
	l := &u.leaves[slices.IndexFunc(u.leaves, func(l leaf) bool { return l.expr == e })]
	var table []verdict
	switch len(l.axes) {
	case 0:
		v := u.taken(u.ask(l))
		return func([]int) verdict { return v }
	case 1:
		for _, p := range u.axes[l.axes[0]].values {
			table = append(table, u.taken(u.one(l, p)))
		}
		return func(at []int) verdict { return table[at[l.axes[0]]] }
	}
	second := u.axes[l.axes[1]].values
	for _, p := range u.axes[l.axes[0]].values {
		row := u.row(l, l.axes[0], p)
		for _, q := range second {
			table = append(table, u.taken(row[q.number]))
		}
	}
	return func(at []int) verdict { return table[at[l.axes[0]]*len(second)+at[l.axes[1]]] }
}

// variant is an expression without one of its parts.
type variant struct {
	part abac.Expr
	tree tree
	text string
}

// textOf writes an expression with more parentheses than it needs.
func textOf(e abac.Expr) string {
	switch e := e.(type) {
	case *abac.Logical:
		var parts []string
		for _, operand := range e.Operands() {
			parts = append(parts, textOf(operand))
		}
		return joinTexts(e.Connective(), parts)
	case *abac.Not:
		return "NOT (" + textOf(e.Operand()) + ")"
	default:
		return leafText(e)
	}
}

func joinTexts(c abac.Connective, parts []string) string {
	return "(" + strings.Join(parts, " "+string(c)+" ") + ")"
}

// variants returns an expression without each operand of AND and OR in it.
func (u *universe) variants(e abac.Expr) []variant {
	switch e := e.(type) {
	case *abac.Not:
		list := u.variants(e.Operand())
		for i := range list {
			inner := list[i].tree
			list[i].tree = func(at []int) verdict { return yes - inner(at) }
			list[i].text = "NOT (" + list[i].text + ")"
		}
		return list
	case *abac.Logical:
		var list []variant
		for i, operand := range e.Operands() {
			var trees []tree
			var texts []string
			for j, other := range e.Operands() {
				if j != i {
					trees, texts = append(trees, u.tree(other)), append(texts, textOf(other))
				}
			}
			list = append(list, variant{operand, join(e.Connective(), trees), joinTexts(e.Connective(), texts)})
			for _, inner := range u.variants(operand) {
				list = append(list, variant{
					inner.part, join(e.Connective(), append(slices.Clone(trees), inner.tree)),
					joinTexts(e.Connective(), append(slices.Clone(texts), inner.text)),
				})
			}
		}
		return list
	default:
		return nil
	}
}

// sample counts requests and remembers the one with the fewest attributes.
type sample struct {
	count, fewest int
	example       abac.Request
}

func (s *sample) see(u *universe, at []int, fits bool) {
	if !fits {
		return
	}
	n := 0
	for i, x := range u.axes[2:] {
		if x.values[at[i+2]].present {
			n++
		}
	}
	if s.count++; s.count == 1 || n < s.fewest {
		s.fewest = n
		axes, points := make([]int, len(at)), make([]point, len(at))
		for i := range at {
			axes[i], points[i] = i, u.axes[i].values[at[i]]
		}
		s.example = u.request(axes, points)
	}
}
