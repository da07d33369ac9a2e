// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package pin

import (
	"errors"
	"net/url"
	"strings"
	"testing"
)

func TestNewHosts_refuses(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "http://management.example", "management.example", "https://", "https://u:p@host", "https://%zz", "ftp://host"} {
		if _, err := NewHosts(address); err == nil {
			t.Errorf("NewHosts(%q) = nil error, want one", address)
		}
	}
	_, err := NewHosts("http://one", "https://two", "three")
	if err == nil || !strings.Contains(err.Error(), "one") || !strings.Contains(err.Error(), "three") {
		t.Errorf("NewHosts() = %v, want both faults", err)
	}
}

func TestHosts_Check(t *testing.T) {
	t.Parallel()
	h := mustHosts(t, "https://Management.Example/", "https://extra.example:8443/path", "https://[2001:db8::1]")
	tests := []struct {
		name, url, why string
	}{
		{"same", "https://management.example/subscriptions?a=b", ""},
		{"written port", "https://management.example:443/", ""},
		{"another case", "HTTPS://MANAGEMENT.EXAMPLE/", ""},
		{"extra", "https://extra.example:8443/", ""},
		{"address", "https://[2001:db8::1]:443/", ""},
		{"extra without its port", "https://extra.example/", "another port"},
		{"clear text", "http://management.example/", "not https"},
		{"clear text, right port", "http://management.example:443/", "not https"},
		{"other port", "https://management.example:444/", "another port"},
		{"sub-domain", "https://west.management.example/", "not the service's"},
		{"parent domain", "https://example/", "not the service's"},
		{"prefix", "https://management.example.evil/", "not the service's"},
		{"trailing dot", "https://management.example./", "not the service's"},
		{"user part", "https://management.example@evil.example/", "names a user"},
		{"user at home", "https://user@management.example/", "names a user"},
		{"no host", "/subscriptions", "not https"},
		{"opaque", "https:management.example", "not the service's"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			u, err := url.Parse(tt.url)
			if err != nil {
				t.Fatal(err)
			}
			err = h.Check(u)
			refused, ok := errors.AsType[*RefusedError](err)
			switch {
			case tt.why == "" && err != nil:
				t.Errorf("Check(%s) = %v, want nil", tt.url, err)
			case tt.why != "" && !ok:
				t.Errorf("Check(%s) = %v, want a *RefusedError", tt.url, err)
			case tt.why != "" && !strings.Contains(refused.Why, tt.why):
				t.Errorf("Check(%s).Why = %q, want %q in it", tt.url, refused.Why, tt.why)
			}
		})
	}
	if h.Check(nil) == nil {
		t.Error("Check(nil) = nil, want an error")
	}
}

func TestRefusedError_hidesTheAddress(t *testing.T) {
	t.Parallel()
	u, err := url.Parse("https://evil.example/signed-path?sig=SIGNATURE")
	if err != nil {
		t.Fatal(err)
	}
	text := mustHosts(t, home).Check(u).Error()
	if strings.Contains(text, "SIGNATURE") || strings.Contains(text, "signed-path") || !strings.Contains(text, "evil.example") {
		t.Errorf("Error() = %q, want the host alone", text)
	}
}
