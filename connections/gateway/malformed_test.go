// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package gateway

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

// parses asks the standard library whether a text is well-formed.
func parses(text string) error {
	d := xml.NewDecoder(strings.NewReader(text))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func TestMalformed(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, text string
		at         int
		why        string
	}{
		{"good", `<?xml version="1.0"?><a b="c" d='"'><!-- < & --><e/>&lt;&#10;&#xA;</a>`, 0, ""},
		{"blanks", "<a  b = 'c'\n></a >", 0, ""},
		{"an expression", `<a b="@(x<int>())"/>`, 9, "< stands in an attribute's value"},
		{"quotes in an expression", `<a b="@(f("x"))"/>`, 11, "the tag of a does not end"},
		{"an ampersand", `<a>x && y</a>`, 5, "& begins no reference"},
		{"an HTML entity", `<a>&nbsp;</a>`, 3, "& begins no reference"},
		{"no number", `<a>&#;</a>`, 3, "& begins no reference"},
		{"crossed tags", `<a><b></a></b>`, 6, "</a> ends another element than the one that is open"},
		{"one end too many", `<a/></a>`, 4, "</a> ends another element than the one that is open"},
		{"no end", `<a><b/>`, 7, "the document ends before its elements do"},
		{"no quotes", `<a b=c/>`, 5, "the value of b needs quotes"},
		{"no value", `<a b/>`, 4, "an attribute needs a name, = and a value"},
		{"an open value", `<a b="c`, 7, "the value of b does not end"},
		{"an open tag", `<a`, 2, "the tag of a does not end"},
		{"an open end", `<a></a`, 6, "the tag of a does not end"},
		{"an open comment", `<a><!-- </a>`, 3, "--> is missing"},
		{"a comparison", `<a>1 < 2</a>`, 6, "< begins no tag"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if at, why := malformed(test.text); at != test.at || why != test.why {
				t.Errorf("malformed() = %d %q, want %d %q", at, why, test.at, test.why)
			}
			if std := parses(test.text); (std == nil) != (test.why == "") {
				t.Errorf("encoding/xml says %v", std)
			}
		})
	}
}

// What the standard library parses passes. The other way round it does not hold: characters and names
// that XML does not have are the service's to refuse.
func FuzzMalformed(f *testing.F) {
	for _, seed := range []string{
		"<policies/>", "<a b='c'>&amp;</a>", "<a><![CDATA[x]]></a>", "<?x?><!-- - --><a/>", "<a b=\"@(1 < 2)\"/>", "<a></b>", "<a\tb='\"'/>", "</", "<a b='&",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at, why := malformed(text)
		if at < 0 || at > len(text) {
			t.Fatalf("malformed(%q) = %d, outside", text, at)
		}
		if strings.Contains(text, "<!") && !strings.Contains(text, "<!--") || strings.Count(text, "<") > deepest {
			return // a DTD, or very deep
		}
		if why != "" && parses(text) == nil {
			t.Errorf("malformed(%q) = %d %s, and encoding/xml parses it", text, at, why)
		}
	})
}
