// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package gateway

import (
	"fmt"
	"strings"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/check"
)

// checkPolicy refuses a document that no service would take, as far as its format says what it must be:
// xml is well-formed, rawxml need not be. A format that this module does not know passes.
func checkPolicy(c *check.Checker, m *Policy) {
	c.In("properties")
	defer c.Out()
	value := m.Properties.Value
	if value == "" {
		return // missing, which is said already
	}
	switch m.Properties.Format {
	case "", PolicyFormatXML:
		checkDocument(c, value)
		checkWellFormed(c, value)
	case PolicyFormatRawxml:
		checkDocument(c, value)
	case PolicyFormatXMLLink, PolicyFormatRawxmlLink:
		if !strings.HasPrefix(value, "https://") && !strings.HasPrefix(value, "http://") {
			c.Add("value", azfoundry.Fault{
				Rule: "link", Message: "is no URL, and the format says that it is one", Got: value, Advice: "give the document's URL, or format rawxml with the document",
			})
		}
	}
}

// checkDocument holds for a document in either form: its root is policies.
func checkDocument(c *check.Checker, text string) {
	root, body := firstElement(text)
	whole := strings.Contains(body, "</policies>") || strings.HasPrefix(strings.TrimLeft(strings.TrimPrefix(body, "<policies"), " \t\r\n"), "/>")
	if root == "policies" && whole {
		return
	}
	c.Add("value", azfoundry.Fault{
		Rule: "policies", Message: "is no whole policies document", Got: text,
		Advice: "let <policies> with the sections inbound, backend, outbound and on-error be its root",
	})
}

// firstElement returns the name of the first element of a document, and the document from there on.
func firstElement(text string) (name, rest string) {
	for {
		text = strings.TrimLeft(text, " \t\r\n\ufeff")
		end := ""
		switch {
		case strings.HasPrefix(text, "<!--"):
			end = "-->"
		case strings.HasPrefix(text, "<?"):
			end = "?>"
		case strings.HasPrefix(text, "<"):
			name = text[1:]
			if i := strings.IndexAny(name, " \t\r\n/>"); i >= 0 {
				name = name[:i]
			}
			return name, text
		default:
			return "", text
		}
		_, after, closed := strings.Cut(text, end)
		if !closed {
			return "", ""
		}
		text = after
	}
}

// checkWellFormed reports the first place where a document is not XML.
func checkWellFormed(c *check.Checker, text string) {
	at, why := malformed(text)
	if why == "" {
		return
	}
	line := strings.Count(text[:at], "\n") + 1
	column := at - strings.LastIndexByte(text[:at], '\n')
	c.Add("value", azfoundry.Fault{
		Rule: "wellFormed", Message: fmt.Sprintf("is not well-formed at line %d, column %d: %s", line, column, why),
		Advice: "give format rawxml where expressions stand as C#; in xml write &lt;, &amp; and &quot; in them",
	})
}
