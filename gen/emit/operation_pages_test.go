// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package emit_test

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry"
)

// items returns so many items that differ.
func (o operation) items(t testing.TB, n int) []*document {
	t.Helper()
	out := make([]*document, n)
	for i := range out {
		out[i] = o.done(t).clone()
		out[i].set("xItem", text(strconv.Itoa(i)))
	}
	return out
}

// page returns the body of a page; next is its link, if any.
func page(items []*document, next string) string {
	var all []string
	for _, item := range items {
		all = append(all, item.String())
	}
	out := `{"value":[` + strings.Join(all, ",") + "]"
	if next != "" {
		out += `,"nextLink":` + quote(next)
	}
	return out + "}"
}

// forEachList calls f for each operation that answers with pages.
func forEachList(t *testing.T, f func(*testing.T, operation)) {
	t.Helper()
	forEachOperation(t, func(t *testing.T, o operation) {
		if o.pages() {
			f(t, o)
		}
	})
}

// A list has the items of all pages in the service's order. The links lead from page to page as they are;
// a page may be empty. Where the manifest says that there are no links, none is followed.
func TestLists_pages(t *testing.T) {
	t.Parallel()
	forEachList(t, func(t *testing.T, o operation) {
		items := o.items(t, 5)
		host, _ := o.root()
		split := [][]*document{items[:2], nil, items[2:3], items[3:]}
		w := &wire{answer: func(n int, _ sent) answer {
			next := ""
			if n < len(split)-1 {
				next = fmt.Sprintf("%s/more/a%%20b?page=%d&%%24skipToken=x%%2By", host, n+1)
			}
			return answer{status: http.StatusOK, body: page(split[n], next)}
		}}
		in := o.inputs(t)[0]
		in.options = o.hasOptions()
		got := o.do(t.Context(), t, w, in)
		o.expectRequest(t, w.sent[0], in)
		if o.op.ItemsOnly {
			o.expect(t, got, items[:2]...)
			return
		}
		o.expect(t, got, items...)
		if len(w.sent) != len(split) {
			t.Fatalf("%d requests, want %d", len(w.sent), len(split))
		}
		for i, req := range w.sent[1:] {
			if want := fmt.Sprintf("/more/a%%20b?page=%d&%%24skipToken=x%%2By", i+1); req.raw != want || req.method != http.MethodGet || req.host != host || req.body != "" {
				t.Errorf("page %d: %s %s%s, want GET %s%s", i+1, req.method, req.host, req.raw, host, want)
			}
		}
	})
}

// A link that leads elsewhere, or nowhere, ends the list with an error after the items that there are.
func TestLists_strangeLinks(t *testing.T) {
	t.Parallel()
	links := []string{
		"https://management.azure.com.example.org/more", "http://management.azure.com/more", "https://example.org/more?" + secretText,
		"//example.org/more", "https://management.azure.com:444/more", "https://management.azure.com@example.org/more", "/more", "\x7f:" + secretText,
	}
	forEachList(t, func(t *testing.T, o operation) {
		if o.op.ItemsOnly {
			return
		}
		items := o.items(t, 2)
		for _, link := range links {
			w := always(http.StatusOK, page(items, link))
			got := o.do(t.Context(), t, w, o.inputs(t)[0])
			e, ok := errors.AsType[*azfoundry.OpError](got.err)
			if !ok || len(got.values) != len(items) || len(w.sent) != 1 {
				t.Errorf("link %q: error = %v after %d items and %d requests, want an *OpError, %d and 1", link, got.err, len(got.values), len(w.sent), len(items))
				continue
			}
			if o.expectNamed(t, e); strings.Contains(e.Error(), secretText) {
				t.Errorf("link %q: error = %v, which repeats the link", link, e)
			}
		}
	})
}

// A later page that fails ends the list with the service's error, after the items before it.
func TestLists_failingPage(t *testing.T) {
	t.Parallel()
	forEachList(t, func(t *testing.T, o operation) {
		if o.op.ItemsOnly {
			return
		}
		items := o.items(t, 2)
		host, _ := o.root()
		for _, second := range []answer{
			{status: http.StatusForbidden, body: `{"error":{"code":"MadeUp","message":"no\nway"}}`}, {status: http.StatusOK, body: `["` + secretText + `"]`},
		} {
			w := &wire{answer: func(n int, _ sent) answer {
				if n == 0 {
					return answer{status: http.StatusOK, body: page(items, host+"/more")}
				}
				return second
			}}
			got := o.do(t.Context(), t, w, o.inputs(t)[0])
			if len(got.values) != len(items) {
				t.Errorf("%d items, want %d", len(got.values), len(items))
			}
			if second.status == http.StatusOK {
				o.expectUnread(t, got, second.body)
				continue
			}
			o.expectRefusal(t, got, second.status)
		}
	})
}
