// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/connections/gateway/policy"
)

func TestCompare(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, want, got string
		differences     []policy.Difference
	}{
		{"the same", `<base />`, `<base></base>`, nil},
		{"escaping, blanks, quotes", `<set-variable name="x" value="@(a["b"] && c)" />`, "<set-variable\n  value='@( a [ &quot;b&quot; ]&amp;&amp;c )' name='x'/>", nil},
		{"comments", `<!-- a --><base />`, `<base /><!-- b -->`, nil},
		{"comments of C#", `<set-variable name="x" value="@(a+b)" />`, "<set-variable name=\"x\" value=\"@(a /* why */ + // so\n b)\" />", nil},
		{"line breaks", "<set-body>@{\r\n return  a;\r\n}</set-body>", "<set-body>@{return a;}</set-body>", nil},
		{"order of audiences", `<validate-azure-ad-token tenant-id="t"><audiences><audience>a</audience><audience>b</audience></audiences></validate-azure-ad-token>`, `<validate-azure-ad-token tenant-id="t"><audiences><audience> b </audience><audience>a</audience></audiences></validate-azure-ad-token>`, nil},
		{"blanks in strings", `<set-variable name="x" value="@("a b")" />`, `<set-variable name="x" value="@("a  b")" />`, []policy.Difference{{"inbound/set-variable[1]/@value", `"@("a b")"`, `"@("a  b")"`}}},
		{"blanks between words", `<set-variable name="x" value="@(new A())" />`, `<set-variable name="x" value="@(newA())" />`, []policy.Difference{{"inbound/set-variable[1]/@value", `"@(new A())"`, `"@(newA())"`}}},
		{"blanks between operators", `<set-variable name="x" value="@(a + +b)" />`, `<set-variable name="x" value="@(a ++b)" />`, []policy.Difference{{"inbound/set-variable[1]/@value", `"@(a+ +b)"`, `"@(a++b)"`}}},
		{"attribute", `<rewrite-uri template="/a" />`, `<rewrite-uri template="/a" copy-unmatched-params="false" />`, []policy.Difference{{"inbound/rewrite-uri[1]/@copy-unmatched-params", "", `"false"`}}},
		{"empty attribute", `<a b="" />`, `<a />`, []policy.Difference{{"inbound/a[1]/@b", `""`, ""}}},
		{"too much", `<base />`, `<base /><rewrite-uri template="/a" />`, []policy.Difference{{"inbound/rewrite-uri", "", `<rewrite-uri template="/a" />`}}},
		{"missing", `<set-variable name="x" value="1" /><base />`, `<base />`, []policy.Difference{{"inbound/set-variable[1]", `<set-variable name="x" value="1" />`, ""}}},
		{"in between", `<a/><set-variable name="x" value="1" /><b/>`, `<a/><set-variable name="y" value="1" /><set-variable name="x" value="2" /><b/>`, []policy.Difference{
			{"inbound/set-variable", "", `<set-variable name="y" value="1" />`}, {"inbound/set-variable[1]/@value", `"1"`, `"2"`},
		}},
		{"order", `<a/><b/>`, `<b/><a/>`, []policy.Difference{{"inbound/a[1]", "<a />", ""}, {"inbound/a", "", "<a />"}}},
		{"deep", `<a/><choose><when condition="@(a)"><b/></when><when condition="@(b)"><set-body>x</set-body></when></choose>`, `<a/><choose><when condition="@(a)"><b/></when><when condition="@(c)"><set-body>y</set-body></when></choose>`, []policy.Difference{
			{"inbound/choose[1]/when[2]/@condition", `"@(b)"`, `"@(c)"`}, {"inbound/choose[1]/when[2]/set-body[1]", "x", "y"},
		}},
		{"literal and expression", `<set-body>a</set-body>`, `<set-body>@(a)</set-body>`, []policy.Difference{{"inbound/set-body[1]", "a", "@(a)"}}},
		{"text gone", `<set-body>a</set-body>`, `<set-body/>`, []policy.Difference{{"inbound/set-body[1]", "a", ""}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			want, got := read(t, around(tt.want)), read(t, around(tt.got))
			if diff := cmp.Diff(tt.differences, policy.Compare(want, got)); diff != "" {
				t.Errorf("Compare() (-want +got)\n%s", diff)
			}
			if equal := policy.Equal(got, want); equal != (tt.differences == nil) {
				t.Errorf("Equal() = %t", equal)
			}
		})
	}
}

func read(t *testing.T, text string) policy.Document {
	t.Helper()
	d, err := policy.Read(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestCompare_sections(t *testing.T) {
	t.Parallel()
	got := policy.Compare(policy.Document{}, policy.Document{Inbound: []policy.Element{}})
	if diff := cmp.Diff([]policy.Difference{{"inbound/base[1]", "<base />", ""}}, got); diff != "" {
		t.Errorf("Compare() (-want +got)\n%s", diff)
	}
	if !policy.Equal(policy.Document{}, policy.Document{Head: []policy.Comment{"a"}, OnError: []policy.Element{policy.Base{}}}) {
		t.Error("nil and base alone are not equal")
	}
}

func TestDifference_String(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in   policy.Difference
		want string
	}{
		{policy.Difference{Path: "p", Want: "a"}, "p: is missing: a"},
		{policy.Difference{Path: "p", Got: "b"}, "p: is there and should not be: b"},
		{policy.Difference{Path: "p", Want: "a", Got: "b"}, "p: is b, want a"},
	} {
		if got := tt.in.String(); got != tt.want {
			t.Errorf("String() = %q, want %q", got, tt.want)
		}
	}
}

// Lists that are too long to be compared one by one are compared all the same.
func TestCompare_long(t *testing.T) {
	t.Parallel()
	list := func(value string) policy.Document {
		var d policy.Document
		for i := range 3000 {
			d.Inbound = append(d.Inbound, policy.SetVariable{Name: "x", Value: policy.Int(i)}, policy.SetBody{Body: policy.Literal(value)})
		}
		return d
	}
	if got := policy.Compare(list("a"), list("b")); len(got) != 3000 {
		t.Errorf("%d differences, want 3000", len(got))
	}
}
