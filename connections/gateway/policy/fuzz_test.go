// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy_test

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/azfoundry/azfoundry/connections/gateway/policy"
)

// Nothing panics. What can be read and is no fault is the same after it was written and read, in both formats; it is equal to
// itself, and its XML is well-formed.
func FuzzRead(f *testing.F) {
	files, _ := filepath.Glob("testdata/*/*")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	for _, s := range []string{
		`<set-variable name="x" value="@($@"{a["b"]}"" && c" + '\'' /* " */)" />`,
		`<set-body>@(a<b>("</set-body>"))</set-body>`, `<a>x<b/>@(y)</a>`, `<a><![CDATA[@(b)]]>&#x41;</a>`, `<a b='@(c)"' d="&amp;amp;"/>`,
		`<choose><!-- a --><when condition="@(&quot;&quot;)"/><otherwise/></choose>`, `<a>@(&amp;)<!-- b --></a>`, `<base x="&#10;"/>`,
		`<x y="@(context.Request.Headers["a"] + context.Variables.GetValueOrDefault<string>("b") + context.Request.Body.As<JObject>())"/>`,
	} {
		f.Add(around(s))
	}
	f.Fuzz(func(t *testing.T, text string) {
		found := policy.Review(text, policy.FormatXML)
		d, err := policy.Read(text)
		if unread := len(found) > 0 && found[0].Rule == "GP000"; unread != (err != nil) {
			t.Fatalf("Read() = %v, and Review() = %v", err, found)
		}
		if err != nil || d.Validate() != nil {
			return
		}
		for _, format := range []policy.Format{policy.FormatXML, policy.FormatRawXML} {
			written, err := d.Render(format)
			if err != nil {
				return // longer than the service takes
			}
			got, err := policy.Read(written)
			if err != nil {
				t.Fatalf("%v in\n%s", err, written)
			}
			if !reflect.DeepEqual(d, got) { // cmp takes too long for what nests deep
				t.Fatalf("%s: %#v, want %#v\n%s", format, got, d, written)
			}
			if format == policy.FormatXML {
				if err := parses(written); err != nil {
					t.Fatalf("encoding/xml: %v in\n%s", err, written)
				}
			}
		}
		if got := policy.Compare(d, d); got != nil {
			t.Fatalf("differs from itself: %v", got)
		}
	})
}
