// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestLinkedSubscriptions(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, body string
		want       []string
	}{
		{"none", `{"location":"eastus"}`, nil},
		{"an id", `{"id":"/subscriptions/` + subA + `/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/v"}`, []string{subA}},
		{"of the subscription", `"/subscriptions/` + subA + `/providers/Microsoft.Network/x/y"`, []string{subA}},
		{"escaped slashes", `"\/subscriptions\/` + subA + `\/resourceGroups\/r\/providers\/Microsoft.Network\/x\/y"`, []string{subA}},
		{"another case", `"/SUBSCRIPTIONS/` + strings.ToUpper(subA) + `/RESOURCEGROUPS/r/PROVIDERS/M/x/y"`, []string{strings.ToUpper(subA)}},
		{"within a URL", `"https://management.azure.com/subscriptions/` + subA + `/resourceGroups/r/providers/M/x/y"`, []string{subA}},
		{"as a member's name", `{"/subscriptions/` + subA + `/resourceGroups/r/providers/M/userAssignedIdentities/i":{}}`, []string{subA}},
		{"two", refers(subB, subA), []string{subB, subA}},
		{"one many times", refers(subA, subA, subB, subB, subA), []string{subA, subB, subA}},
		{"one twice in two spellings", refers(subA, strings.ToUpper(subA)), []string{subA, strings.ToUpper(subA)}},
		{"a subscription alone", `"/subscriptions/` + subA + `"`, nil},
		{"a group", `"/subscriptions/` + subA + `/resourceGroups/r"`, nil},
		{"providers in the next string", `["/subscriptions/` + subA + `/resourceGroups/r","/providers/M/x/y"]`, nil},
		{"nothing after providers", `"/subscriptions/` + subA + `/resourceGroups/r/providers/"`, nil},
		{"nothing after providers, in JSON within a string", `"{\"id\":\"/subscriptions/` + subA + `/resourceGroups/r/providers/\"}"`, nil},
		{"in JSON within a string", `"{\"id\":\"/subscriptions/` + subA + `/resourceGroups/r/providers/M/x/y\"}"`, []string{subA}},
		{"no GUID", `"/subscriptions/00000000/resourceGroups/r/providers/M/x/y"`, nil},
		{"a longer word", `"/mysubscriptions/` + subA + `/providers/M/x/y"`, nil},
		{"cut off", `"/subscriptions/` + subA[:20], nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := found([]byte(tt.body))
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("linkedSubscriptions() (-want +got):\n%s", d)
			}
			if d := cmp.Diff(naive(tt.body), got); d != "" {
				t.Errorf("the regular expression disagrees (-want +got):\n%s", d)
			}
		})
	}
}

func found(body []byte) []string {
	var out []string
	for subscription := range linkedSubscriptions(body) {
		out = append(out, string(subscription))
	}
	return out
}

var (
	naiveID        = regexp.MustCompile(`(?i)/subscriptions\\?/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\\?/`)
	naiveProviders = regexp.MustCompile(`(?i)/providers\\?/[^\\]`)
)

// naive is the same search with regular expressions, one string literal after the other.
func naive(body string) []string {
	var out []string
	for _, literal := range strings.Split(body, `"`) {
		for from := 0; ; {
			m := naiveID.FindStringSubmatchIndex(literal[from:])
			if m == nil {
				break
			}
			if naiveProviders.MatchString(literal[from+m[3]:]) {
				out = append(out, literal[from+m[2]:from+m[3]])
			}
			from += m[3]
		}
	}
	return slices.Compact(out)
}

func FuzzLinkedSubscriptions(f *testing.F) {
	f.Add([]byte(refers(subA, subB)))
	f.Add([]byte(`"\/subscriptions\/` + subA + `\/providers\/M"`))
	f.Fuzz(func(t *testing.T, body []byte) {
		// (?i) of RE2 folds the long s and the Kelvin sign, which no keyword has.
		if bytes.ContainsAny(body, "\u017f\u212a") {
			return
		}
		got := found(body)
		if d := cmp.Diff(naive(string(body)), got); d != "" {
			t.Errorf("linkedSubscriptions(%q) (-want +got):\n%s", body, d)
		}
	})
}

// TestLinkedSubscriptions_linear gives it the body that costs a careless search the most: ids without
// end in one string.
func TestLinkedSubscriptions_linear(t *testing.T) {
	t.Parallel()
	body := []byte(`"` + strings.Repeat("/subscriptions/"+subA+"/x", maxBody/60) + `"`)
	start := time.Now()
	for range linkedSubscriptions(body) {
		t.Fatal("found an id without a provider")
	}
	if took := time.Since(start); took > time.Minute {
		t.Errorf("a body of %d bytes took %v", len(body), took)
	}
}
