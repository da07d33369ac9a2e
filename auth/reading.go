// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"encoding/json"
	"html"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

const (
	// readMost is how much of a text is read.
	readMost = 1 << 20
	// readDepth is how deep errors are looked for within errors.
	readDepth = 12
	// readObjects is how many JSON objects are looked for in a text.
	readObjects = 64
)

// refusal returns the message of a response that is Resource Manager's refusal of the request itself, for
// want of rights on a resource that it refers to. The body can still be read afterwards.
func refusal(resp *http.Response) (string, bool) {
	if resp == nil || resp.StatusCode != http.StatusForbidden || resp.Body == nil {
		return "", false
	}
	raw, err := runtime.Payload(resp)
	if err != nil {
		return "", false
	}
	var body struct {
		Error struct {
			Code    string `json:"code"`
			Message string `json:"message"`
		} `json:"error"`
	}
	if json.Unmarshal(raw, &body) != nil || body.Error.Code != linkedCode {
		return "", false
	}
	return body.Error.Message, true
}

// readBody finds an error that is about tenants in a JSON body: at its top, in the details of another
// error, or in the result of an operation.
func readBody(raw []byte) (finding, bool) {
	var body any
	if len(raw) > readMost || json.Unmarshal(raw, &body) != nil {
		return finding{}, false
	}
	return readValue(body, readDepth)
}

// readValue looks at a JSON value and what is in it, which may be JSON again as text: Resource Manager
// quotes the errors of deployments so.
func readValue(v any, depth int) (finding, bool) {
	if depth == 0 {
		return finding{}, false
	}
	switch v := v.(type) {
	case map[string]any:
		code, _ := v["code"].(string)
		if message, ok := v["message"].(string); ok {
			if f, ok := match(code, message, allWordings()); ok {
				return f, true
			}
		}
		for _, name := range inOrder(v) {
			if f, ok := readValue(v[name], depth-1); ok {
				return f, true
			}
		}
	case []any:
		for _, item := range v {
			if f, ok := readValue(item, depth-1); ok {
				return f, true
			}
		}
	case string:
		return readObjectsIn(v, depth-1)
	}
	return finding{}, false
}

// inOrder returns the members of an object, that with the error first, and always in the same order.
func inOrder(v map[string]any) []string {
	names := slices.Sorted(maps.Keys(v))
	slices.SortStableFunc(names, func(a, b string) int {
		switch {
		case a == "error" && b != "error":
			return -1
		case b == "error" && a != "error":
			return 1
		}
		return 0
	})
	return names
}

// readObjectsIn looks at the JSON objects in a text.
func readObjectsIn(text string, depth int) (finding, bool) {
	if depth <= 0 {
		return finding{}, false
	}
	for range readObjects {
		at := strings.IndexByte(text, '{')
		if at < 0 {
			break
		}
		text = text[at:]
		d := json.NewDecoder(strings.NewReader(text))
		var v any
		if d.Decode(&v) != nil {
			text = text[1:]
			continue
		}
		if f, ok := readValue(v, depth); ok {
			return f, true
		}
		text = text[d.InputOffset():]
	}
	return finding{}, false
}

// frames matches what Terraform draws around errors.
var frames = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^[ \t]*[│╷╵|]+[ \t]?`) })

// readText finds an error that is about tenants in whatever somebody copied: JSON with something around
// it, with its quotes escaped, wrapped into lines, framed, or none at all.
func readText(text string) (finding, bool) {
	if len(text) > readMost {
		text = text[:readMost]
	}
	if f, ok := readObjectsIn(text, readDepth); ok {
		return f, true
	}
	text = frames().ReplaceAllString(text, "")
	text = strings.NewReplacer(`\r`, " ", `\n`, " ", `\"`, `"`, `\'`, `'`, `\u0027`, `'`, "’", "'", "‘", "'").Replace(html.UnescapeString(text))
	text = strings.Join(strings.Fields(text), " ")
	if f, ok := readObjectsIn(text, readDepth); ok {
		return f, true
	}
	return match("", text, allWordings())
}
