// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package pin

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
)

func TestHosts_CheckToken(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, token string
		ok          bool
	}{
		{"async", `{"type":"Thing","token":{"asyncURL":"https://management.example/op?sig=x","locURL":"","origURL":"https://management.example/r","method":"PUT","finalState":"azure-async-operation","state":"InProgress"}}`, true},
		{"another host", `{"type":"Thing","token":{"asyncURL":"https://evil.example/op"}}`, false},
		{"second address", `{"type":"Thing","token":{"asyncURL":"https://management.example/op","locURL":"https://evil.example/l"}}`, false},
		{"unknown member", `{"type":"Thing","token":{"x":[{"y":"https://evil.example"}]}}`, false},
		{"repeated member", `{"type":"T","token":{"asyncURL":"https://evil.example/op","asyncURL":"https://management.example/op"}}`, false},
		{"escaped", `{"type":"T","token":{"asyncURL":"https:\/\/evil.example\/op"}}`, false},
		{"unicode escapes", `{"type":"T","token":{"asyncURL":"\u0068ttps://evil.example/op"}}`, false},
		{"as a name", `{"type":"T","https://evil.example":1}`, false},
		{"clear text", `{"type":"T","token":{"pollURL":"http://management.example/op"}}`, false},
		{"other port", `{"type":"T","token":{"pollURL":"https://management.example:1/op"}}`, false},
		{"without scheme", `{"type":"T","token":{"pollURL":"//evil.example/op"}}`, false},
		{"without slashes", `{"type":"T","token":{"pollURL":"https:evil.example"}}`, false},
		{"backslashes", `{"type":"T","token":{"pollURL":"https:\\evil.example"}}`, false},
		{"blank before", `{"type":"T","token":{"pollURL":" https://evil.example"}}`, false},
		{"not JSON", `https://management.example/op`, false},
		{"not an object", `"https://management.example/op"`, false},
		{"cut off", `{"type":"T","token":{`, false},
		{"empty", ``, false},
	}
	h := mustHosts(t, home)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := h.CheckToken(tt.token)
			if (err == nil) != tt.ok {
				t.Errorf("CheckToken() = %v, want ok %v", err, tt.ok)
			}
		})
	}
}

func TestHosts_CheckToken_hidesTheToken(t *testing.T) {
	t.Parallel()
	h := mustHosts(t, home)
	for _, tok := range []string{`{"token":{"asyncURL":"https://evil.example/op?sig=SIGNATURE"}}`, `{"token":"SIGNATURE`, `SIGNATURE`, `{"a":"https://SIGNATURE%zz/"}`} {
		if err := h.CheckToken(tok); err == nil || strings.Contains(err.Error(), "SIGNATURE") {
			t.Errorf("CheckToken() = %v, want an error without the token", err)
		}
	}
}

// FuzzHosts_CheckToken compares with the standard library: in a token that passed, no value parses as
// an address at another origin.
func FuzzHosts_CheckToken(f *testing.F) {
	f.Add(`{"type":"T","token":{"asyncURL":"https://management.example/op?sig=x"}}`)
	f.Add(`{"type":"T","token":{"asyncURL":"https://evil.example/op"}}`)
	f.Add(`{"a":["//x","\\\\x","https:x",{"b":"HTTP://y"}]}`)
	h, err := NewHosts(home)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, tok string) {
		if h.CheckToken(tok) != nil {
			return
		}
		var v map[string]any
		if json.Unmarshal([]byte(tok), &v) == nil {
			walk(t, v)
		}
	})
}

func walk(t *testing.T, v any) {
	t.Helper()
	switch v := v.(type) {
	case string:
		u, err := url.Parse(v)
		if err == nil && u.Host != "" && !strings.EqualFold(u.Hostname(), "management.example") {
			t.Errorf("CheckToken passed %q", v)
		}
	case []any:
		for _, e := range v {
			walk(t, e)
		}
	case map[string]any:
		for _, e := range v {
			walk(t, e)
		}
	}
}
