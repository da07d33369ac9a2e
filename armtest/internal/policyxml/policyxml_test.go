// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policyxml

import (
	"strings"
	"testing"
)

func TestEscaped(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, raw, xml string }{
		{"no expression", `<policies><inbound a="b">c &amp; d</inbound></policies>`, ""},
		{"in an attribute", `<policies><inbound a="@(x < 3 && y.Get<int>("n") > 1)" b="c" /></policies>`, `<policies><inbound a="@(x &lt; 3 &amp;&amp; y.Get&lt;int&gt;(&quot;n&quot;) &gt; 1)" b="c" /></policies>`},
		{"in an element", "<policies><inbound>\n\t@{ if (a < b) { return \"}\"; } return 'x' + \"\\\"\"; }\n</inbound></policies>", "<policies><inbound>\n\t@{ if (a &lt; b) { return &quot;}&quot;; } return 'x' + &quot;\\&quot;&quot;; }\n</inbound></policies>"},
		{"a verbatim string", `<policies><inbound a="@(@"\" + ")")"/></policies>`, `<policies><inbound a="@(@&quot;\&quot; + &quot;)&quot;)"/></policies>`},
		{"a bracket as a character", `<policies><inbound a="@(s.Split(')')[0] < "a")"/></policies>`, `<policies><inbound a="@(s.Split(')')[0] &lt; &quot;a&quot;)"/></policies>`},
		{"two in a row", `<policies><inbound a="@(1 < 2)" b="@(2 > 1)"/></policies>`, `<policies><inbound a="@(1 &lt; 2)" b="@(2 &gt; 1)"/></policies>`},
		{"in a comment", `<policies><!-- a="@(1 < 2)" --><inbound a="@(1<2)"/></policies>`, `<policies><!-- a="@(1 < 2)" --><inbound a="@(1&lt;2)"/></policies>`},
		{"a mail address", `<policies><inbound>ops@example.com</inbound></policies>`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if test.xml == "" {
				test.xml = test.raw
			}
			if got := Escaped(test.raw); got != test.xml {
				t.Errorf("Escaped() = %s\nwant        %s", got, test.xml)
			}
			if got := Raw(test.xml); got != test.raw {
				t.Errorf("Raw() = %s\nwant    %s", got, test.raw)
			}
			if problem := Problem(test.xml); problem != "" {
				t.Errorf("Problem() = %s, want none", problem)
			}
		})
	}
}

func TestProblem(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, text, want string }{
		{"good", `<policies><inbound><base/></inbound><backend/><outbound/><on-error/></policies>`, ""},
		{"nothing", "", "Root element is missing."},
		{"another root", "<fragment/>", "the root element is 'policies'"},
		{"two roots", "<policies/><policies/>", "multiple root elements"},
		{"another section", "<policies><base/></policies>", "'base': it is no section"},
		{"no XML", "<policies>\n<inbound a=\"@(1 < 2)\"/></policies>", "Line 2, position"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := Problem(test.text); !strings.Contains(got, test.want) || (got == "") != (test.want == "") {
				t.Errorf("Problem() = %q, want %q", got, test.want)
			}
		})
	}
}

// What was escaped comes back, whatever it is.
func FuzzEscaped(f *testing.F) {
	for _, seed := range []string{`<a b="@(1 < "x")"/>`, "<a>@{ return '}'; }</a>", "@(", `<a b="@(`, `="@("`, "<!--@(-->", ">@()<"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		text := Escaped(raw)
		if strings.ContainsRune(raw, '&') || Problem(text) != "" {
			return
		}
		if got := Raw(text); got != raw {
			t.Errorf("Raw(Escaped(%q)) = %q", raw, got)
		}
	})
}
