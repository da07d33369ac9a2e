// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// This is an evaluator of C#, for the forms that the constructors write and nothing else. The members of the
// context behave as "API Management policy expressions" says.

// exception is what C# would throw.
type exception struct{ text string }

// lazy is an expression that is evaluated when its value is needed.
type lazy func(scope) any

// scope is what an expression sees: the members of context.
type scope map[string]any

// Values that are neither string, int, bool nor nil.
type (
	claims  map[string]string
	params  map[string]string
	vars    map[string]any
	jwt     struct{ Claims claims }
	body    string
	jobject map[string]any
	jtoken  struct{ value any }
	match   []string
)

// evaluate runs an expression or a block.
func evaluate(t *testing.T, source string, s scope) (value any, failed error) {
	t.Helper()
	defer func() {
		if e, ok := recover().(exception); ok {
			failed = fmt.Errorf("exception: %s", e.text)
		}
	}()
	code := source[2 : len(source)-1]
	if source[1] == '(' {
		return compile(t, code)(s), nil
	}
	m := regexp.MustCompile(`^ try \{ return (.*); \} catch \(Exception\) \{ return (.*); \} $`).FindStringSubmatch(code)
	if m == nil {
		t.Fatalf("a block of another form: %s", code)
	}
	if v, err := evaluate(t, "@("+m[1]+")", s); err == nil {
		return v, nil
	}
	return evaluate(t, "@("+m[2]+")", s)
}

// compile parses an expression to its end.
func compile(t *testing.T, code string) lazy {
	t.Helper()
	tokens := regexp.MustCompile(`"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])'|\d+|\w+|\?\?|\|\||&&|[=!]=|\S`).FindAllString(code, -1)
	p := &compiler{t: t, code: code, tokens: tokens}
	e := p.binary(0)
	if p.peek() != "" {
		p.fail()
	}
	return e
}

type compiler struct {
	t      *testing.T
	code   string
	tokens []string
	pos    int
}

func (p *compiler) peek() string {
	if p.pos == len(p.tokens) {
		return ""
	}
	return p.tokens[p.pos]
}

func (p *compiler) next() string {
	token := p.peek()
	p.pos++
	return token
}

func (p *compiler) take(tokens ...string) bool {
	if p.pos+len(tokens) > len(p.tokens) || strings.Join(p.tokens[p.pos:p.pos+len(tokens)], " ") != strings.Join(tokens, " ") {
		return false
	}
	p.pos += len(tokens)
	return true
}

func (p *compiler) want(token string) {
	if !p.take(token) {
		p.fail()
	}
}

func (p *compiler) fail() {
	p.t.Fatalf("C# of another form, near token %d (%q): %s", p.pos, p.peek(), p.code)
}

// levels are the operators of C#, those that bind least first.
var levels = [][]string{{"??"}, {"||"}, {"&&"}, {"==", "!="}, {"+"}}

func (p *compiler) binary(level int) lazy {
	if level == len(levels) {
		return p.unary()
	}
	left := p.binary(level + 1)
	for {
		op := ""
		for _, o := range levels[level] {
			if p.take(o) {
				op = o
			}
		}
		if op == "" {
			return left
		}
		a, b := left, p.binary(level+1)
		left = func(s scope) any { return operate(op, a, b, s) }
	}
}

func operate(op string, a, b lazy, s scope) any {
	switch op {
	case "??":
		if v := a(s); v != nil {
			return v
		}
		return b(s)
	case "||":
		return a(s).(bool) || b(s).(bool)
	case "&&":
		return a(s).(bool) && b(s).(bool)
	case "==":
		return a(s) == b(s)
	case "!=":
		return a(s) != b(s)
	}
	if n, ok := a(s).(int); ok {
		return n + b(s).(int)
	}
	return a(s).(string) + b(s).(string)
}

func (p *compiler) unary() lazy {
	switch {
	case p.take("!"):
		e := p.unary()
		return func(s scope) any { return !e(s).(bool) }
	case p.take("(", "string", ")"):
		e := p.unary()
		return func(s scope) any { return toString(e(s)) }
	case p.take("(", "Jwt", ")"):
		e := p.unary()
		return func(s scope) any {
			token, ok := e(s).(jwt)
			if !ok {
				panic(exception{"InvalidCastException"})
			}
			return token
		}
	}
	return p.postfix(p.primary())
}

// toString is the cast to string, with that of JToken.
func toString(v any) any {
	switch v := v.(type) {
	case nil, string:
		return v
	case jtoken:
		switch inner := v.value.(type) {
		case nil, string:
			return inner
		case map[string]any, []any:
			panic(exception{"ArgumentException: can not convert to String"})
		default:
			return fmt.Sprint(inner)
		}
	}
	panic(exception{fmt.Sprintf("InvalidCastException: %T to string", v)})
}

func (p *compiler) primary() lazy {
	token := p.next()
	var constant any
	switch {
	case token == "(":
		e := p.binary(0)
		p.want(")")
		return e
	case token == "context":
		return func(s scope) any { return s }
	case token == "System":
		for _, name := range []string{"Text", "RegularExpressions", "Regex"} {
			p.want(".")
			p.want(name)
		}
		constant = "Regex\x00"
	case token == "null":
	case token == "true" || token == "false":
		constant = token == "true"
	case strings.HasPrefix(token, `"`), strings.HasPrefix(token, "'"):
		text, err := strconv.Unquote(`"` + strings.ReplaceAll(token[1:len(token)-1], `\'`, `'`) + `"`)
		if err != nil {
			p.fail()
		}
		constant = text
	default:
		n, err := strconv.Atoi(token)
		if err != nil {
			p.fail()
		}
		constant = n
	}
	return func(scope) any { return constant }
}

func (p *compiler) postfix(e lazy) lazy {
	for {
		on := e
		switch {
		case p.take("["):
			index := p.binary(0)
			p.want("]")
			e = func(s scope) any { return item(on(s), index(s)) }
		case p.take("."):
			name := p.next()
			p.take("<", "JObject", ">")
			if !p.take("(") {
				e = func(s scope) any { return property(on(s), name) }
				continue
			}
			args := p.arguments()
			e = func(s scope) any {
				receiver := on(s)
				var values []any
				for _, a := range args {
					values = append(values, a(s))
				}
				return call(receiver, name, values)
			}
		default:
			return e
		}
	}
}

func (p *compiler) arguments() []lazy {
	var args []lazy
	for !p.take(")") {
		p.take("preserveContent", ":")
		args = append(args, p.binary(0))
		p.take(",")
	}
	return args
}

func property(on any, name string) any {
	switch on := on.(type) {
	case scope:
		if v, ok := on[name]; ok {
			return v
		}
	case jwt:
		return on.Claims
	case match:
		return on // Groups, or Value below
	case string:
		if name == "Value" {
			return on
		}
	case nil:
		panic(exception{"NullReferenceException: " + name})
	}
	panic(fmt.Sprintf("no property %s of %T", name, on))
}

func item(on, index any) any {
	switch on := on.(type) {
	case vars:
		v, ok := on[index.(string)]
		if !ok {
			panic(exception{"KeyNotFoundException: " + index.(string)})
		}
		return v
	case params:
		return on[index.(string)]
	case []string:
		return on[index.(int)]
	case match:
		return on[index.(int)]
	case jobject:
		if v, ok := on[index.(string)]; ok {
			return jtoken{v}
		}
		return nil
	}
	panic(fmt.Sprintf("no index of %T", on))
}

func call(on any, name string, args []any) any {
	switch on := on.(type) {
	case http.Header:
		values := on.Values(args[0].(string))
		switch {
		case name == "ContainsKey":
			return len(values) > 0
		case len(values) == 0:
			return args[1]
		}
		return strings.Join(values, ",")
	case claims:
		if v, ok := on[args[0].(string)]; ok {
			return v
		}
		return args[1]
	case body:
		var object jobject
		if args[0] != true {
			panic("the body would be lost")
		}
		if err := json.Unmarshal([]byte(on), &object); err != nil {
			panic(exception{"JsonReaderException"})
		}
		return object
	case string:
		return callString(on, name, args)
	}
	panic(fmt.Sprintf("no method %s of %T", name, on))
}

func callString(on, name string, args []any) any {
	switch name {
	case "IsMatch":
		pattern := args[1].(string)
		if end, found := strings.CutSuffix(pattern, "$"); found {
			pattern = end + `\n?\z` // in .NET $ stands before a line break at the end, too
		}
		return regexp.MustCompile(pattern).MatchString(args[0].(string))
	case "Match":
		m := regexp.MustCompile(args[1].(string)).FindStringSubmatch(args[0].(string))
		if m == nil {
			return match{"", ""}
		}
		return match(m)
	case "Split":
		return strings.Split(on, args[0].(string))
	case "Contains":
		return strings.Contains(on, args[0].(string))
	case "IndexOf":
		return strings.Index(on, args[0].(string))
	case "Substring":
		return on[args[0].(int):]
	}
	panic("no method " + name + " of string")
}
