// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"net/http"
	"reflect"
	"strings"
)

// answering returns a fake server that notes what it hears and answers with values in which nothing is
// zero. Lists have two pages, long-running operations go on for two answers. Statuses are of functions
// whose first answer has another status than 200, or than 201 where it begins something.
func answering[S any](s *stage, statuses map[string]int) S {
	return answeringWith[S](s, statuses, func(v reflect.Value) { (&filler{depth: 8}).fill(v) })
}

// answeringWith is [answering] with answers that fill makes.
func answeringWith[S any](s *stage, statuses map[string]int, fill func(reflect.Value)) S {
	var server S
	for field, f := range reflect.ValueOf(&server).Elem().Fields() {
		f.Set(reflect.MakeFunc(f.Type(), func(in []reflect.Value) []reflect.Value {
			heard := []any{field.Name}
			for _, v := range in {
				if _, ctx := v.Interface().(context.Context); !ctx {
					heard = append(heard, v.Interface())
				}
			}
			s.hear(heard...)
			out := []reflect.Value{responder(field.Name, f.Type().Out(0), statuses[field.Name], fill)}
			for i := 1; i < f.Type().NumOut(); i++ {
				out = append(out, reflect.Zero(f.Type().Out(i)))
			}
			return out
		}))
	}
	return server
}

// responder makes an answer of one of azcore's three kinds.
func responder(name string, typ reflect.Type, status int, fill func(reflect.Value)) reflect.Value {
	r := reflect.New(typ)
	call := func(method string, status int, last bool) {
		m := r.MethodByName(method)
		in := []reflect.Value{reflect.ValueOf(status)}
		for i := 1; i < m.Type().NumIn(); i++ {
			v := reflect.New(m.Type().In(i)).Elem()
			if v.Kind() == reflect.Struct {
				fill(v)
				if next := v.FieldByName("NextLink"); next.IsValid() {
					next.SetZero() // the responder makes its own
				}
			}
			in = append(in, v)
		}
		m.Call(in)
	}
	switch {
	case r.MethodByName("AddPage").IsValid():
		call("AddPage", http.StatusOK, false)
		call("AddPage", http.StatusOK, true)
	case name == "BeginDelete":
		call("AddNonTerminalResponse", http.StatusAccepted, false)
		call("AddNonTerminalResponse", http.StatusAccepted, false)
		call("SetTerminalResponse", http.StatusNoContent, true)
	case strings.HasPrefix(name, "Begin"):
		first := max(status, 0)
		if first == 0 {
			first = http.StatusCreated
		}
		call("AddNonTerminalResponse", first, false)
		call("AddNonTerminalResponse", first, false)
		call("SetTerminalResponse", http.StatusOK, true)
	default:
		if status == 0 {
			status = http.StatusOK
		}
		call("SetResponse", status, true)
	}
	return r.Elem()
}
