// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package check_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/check"
	"github.com/azfoundry/azfoundry/internal/secret"
)

const (
	poolType = "Microsoft.Network/networkManagers/ipamPools"
	pool     = "/subscriptions/6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60/resourceGroups/rg/providers/" +
		"Microsoft.Network/networkManagers/hub/ipamPools/workloads"
)

func TestText(t *testing.T) {
	t.Parallel()
	modes := []string{"Learning", "Enforced", "Audit"}
	fault := func(rule, message, got, advice string) []azfoundry.Fault {
		return []azfoundry.Fault{{Pointer: "/x", Rule: rule, Message: message, Got: got, Advice: advice}}
	}
	tests := []struct {
		name  string
		rule  *check.Text
		value string
		want  []azfoundry.Fault
	}{
		{"no rule", &check.Text{}, "anything", nil},
		{"absent", &check.Text{Min: 3, Pattern: "^a", Enum: modes, ARMID: "*", Format: "uuid"}, "", nil},
		{"required", &check.Text{Required: true}, "a", nil},
		{"required, absent", &check.Text{Required: true}, "", fault("required", "is missing", "", "give it; the service has no default")},
		{"required with hint", &check.Text{Required: true, Hint: "give a region"}, "", fault("required", "is missing", "", "give a region")},
		{"required enum", &check.Text{Required: true, Enum: modes}, "", fault("required", "is missing", "", "use one of Learning, Enforced, Audit")},
		{"required id", &check.Text{Required: true, ARMID: poolType}, "", fault("required", "is missing", "", "give the id of a "+poolType)},

		{"length in characters", &check.Text{Min: 3, Max: 3}, "äöü", nil},
		{"too short", &check.Text{Min: 3}, "äö", fault("minLength", "has 2 characters", "äö", "use at least 3")},
		{"too long", &check.Text{Max: 3}, "äöüß", fault("maxLength", "has 4 characters", "äöüß", "use at most 3")},

		{"pattern", &check.Text{Pattern: "^[1-9][0-9]*$"}, "100", nil},
		{"pattern matches somewhere", &check.Text{Pattern: "b"}, "abc", nil},
		{"wrong pattern", &check.Text{Pattern: "^[1-9][0-9]*$"}, "-1", fault("pattern", "has the wrong form", "-1", "match ^[1-9][0-9]*$")},
		{"wrong pattern with hint", &check.Text{Pattern: "^[1-9]$", Hint: "give a digit"}, "x", fault("pattern", "has the wrong form", "x", "give a digit")},

		{"enum", &check.Text{Enum: modes}, "Audit", nil},
		{"enum, other case", &check.Text{Enum: modes}, "audit", fault("enum", "is none of the values the service knows", "audit", `did you mean "Audit"? The service minds the case`)},
		{"enum, near miss", &check.Text{Enum: modes}, "Enforce", fault("enum", "is none of the values the service knows", "Enforce", `did you mean "Enforced"?`)},
		{"enum, two letters swapped", &check.Text{Enum: modes}, "laerning", fault("enum", "is none of the values the service knows", "laerning", `did you mean "Learning"?`)},
		{"enum, far off", &check.Text{Enum: modes}, "Off", fault("enum", "is none of the values the service knows", "Off", "use one of Learning, Enforced, Audit")},

		{"id of the type", &check.Text{ARMID: poolType}, pool, nil},
		{"id in other case", &check.Text{ARMID: poolType}, strings.ToLower(pool), nil},
		{"any id", &check.Text{ARMID: "*"}, pool, nil},
		{"id of another type", &check.Text{ARMID: poolType}, strings.TrimSuffix(pool, "/ipamPools/workloads"), fault("armid", "is not the id of a "+poolType, strings.TrimSuffix(pool, "/ipamPools/workloads"), "give the full id, beginning with /subscriptions/")},
		{"a name for an id", &check.Text{ARMID: "*"}, "workloads", fault("armid", "is not the id of a resource", "workloads", "give the full id, beginning with /subscriptions/")},
		{"subscription that is no GUID", &check.Text{ARMID: "*"}, "/subscriptions/x/providers/P/t/n", fault("armid", "is not the id of a resource", "/subscriptions/x/providers/P/t/n", "give the full id, beginning with /subscriptions/")},

		{"format", &check.Text{Format: "cidr"}, "10.0.0.0/8", nil},
		{"wrong format without a hint", &check.Text{Format: "cidr"}, "x", fault("format", "is no cidr", "x", "give a prefix, such as 10.0.0.0/16, with no bits behind it")},
		{"required format", &check.Text{Format: "uuid", Required: true}, "", fault("required", "is missing", "", "give a GUID, such as 6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60")},
		{"wrong format", &check.Text{Format: "cidr", Hint: "write it as 10.0.0.0/16"}, "10.0.0.1/8", fault("format", "is no cidr", "10.0.0.1/8", "write it as 10.0.0.0/16")},

		{
			"every broken rule", &check.Text{Max: 1, Pattern: "^a$", Format: "ip"}, "zz",
			[]azfoundry.Fault{
				{Pointer: "/x", Rule: "maxLength", Message: "has 2 characters", Got: "zz", Advice: "use at most 1"},
				{Pointer: "/x", Rule: "pattern", Message: "has the wrong form", Got: "zz", Advice: "match ^a$"},
				{Pointer: "/x", Rule: "format", Message: "is no ip", Got: "zz", Advice: "write it as ip"},
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var c check.Checker
			tt.rule.String(&c, "x", tt.value)
			if diff := cmp.Diff(tt.want, c.Faults()); diff != "" {
				t.Errorf("String(%q): faults (-want +got)\n%s", tt.value, diff)
			}
		})
	}
}

func TestText_Value_checksEmptyElements(t *testing.T) {
	t.Parallel()
	rule := &check.Text{Min: 1, Pattern: "^a", Enum: []string{"a"}, ARMID: "*", Format: "ip"}
	var c check.Checker
	rule.Value(&c, "", "")
	var got []string
	for _, f := range c.Faults() {
		got = append(got, f.Rule)
	}
	if diff := cmp.Diff([]string{"minLength", "pattern", "enum", "armid", "format"}, got); diff != "" {
		t.Errorf("rules (-want +got)\n%s", diff)
	}
}

// TestText_neverQuotesSecrets breaks every rule with a value that must not be seen, marked as a secret by
// the rule or by its type.
func TestText_neverQuotesSecrets(t *testing.T) {
	t.Parallel()
	const canary = "canary-7f3a"
	rules := func(marked bool) []*check.Text {
		return []*check.Text{
			{Secret: marked, Max: 3},
			{Secret: marked, Min: 300},
			{Secret: marked, Pattern: "^x$"},
			{Secret: marked, Enum: []string{"a", "b"}},
			{Secret: marked, ARMID: "*"},
			{Secret: marked, ARMID: poolType},
			{Secret: marked, Format: "uuid"},
		}
	}
	verify := func(c *check.Checker, n int) {
		t.Helper()
		if len(c.Faults()) != n {
			t.Errorf("%d faults, want %d", len(c.Faults()), n)
		}
		if text := fmt.Sprintf("%+v %#v %v", c.Faults(), c.Faults(), c.Err("x")); strings.Contains(text, canary) {
			t.Errorf("a fault quotes a secret: %s", text)
		}
	}
	var texts, secrets check.Checker
	for _, r := range rules(true) {
		r.String(&texts, "key", canary)
		r.Value(&texts, "key", canary)
	}
	verify(&texts, 14)
	for _, marked := range []bool{true, false} {
		for _, r := range rules(marked) {
			r.Hidden(&secrets, "key", secret.New(canary))
		}
	}
	verify(&secrets, 14)
}

func TestText_Hidden(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		rule  *check.Text
		value secret.Secret
		want  string // the rule of the only fault; "" for none
	}{
		{"absent", &check.Text{}, secret.Secret{}, ""},
		{"absent but required", &check.Text{Required: true}, secret.Secret{}, "required"},
		{"present", &check.Text{Required: true, Min: 2}, secret.New("ab"), ""},
		{"too short", &check.Text{Min: 2}, secret.New("a"), "minLength"},
		{"empty, which is present", &check.Text{Required: true, Min: 1}, secret.New(""), "minLength"},
		{"the placeholder", &check.Text{}, secret.New(secret.Redacted), "secret"},
		{"what contains the placeholder", &check.Text{}, secret.New("x" + secret.Redacted), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var c check.Checker
			tt.rule.Hidden(&c, "key", tt.value)
			var got string
			for _, f := range c.Faults() {
				got += f.Rule
			}
			if got != tt.want {
				t.Errorf("Hidden() breaks %q, want %q", got, tt.want)
			}
		})
	}
}

func TestCollections(t *testing.T) {
	t.Parallel()
	one, three := int32(1), int32(3)
	half := 0.5
	tests := []struct {
		name string
		rule func(*check.Checker)
		want string // what the only fault says; "" for none
	}{
		{"count", func(c *check.Checker) { check.Count(c, "x", 2, 1, 2) }, ""},
		{"count without limit", func(c *check.Checker) { check.Count(c, "x", 2000, 0, 0) }, ""},
		{"too few", func(c *check.Checker) { check.Count(c, "x", 0, 1, 0) }, "/x: has 0 elements; give at least 1"},
		{"too many", func(c *check.Checker) { check.Count(c, "x", 3, 0, 2) }, "/x: has 3 elements; give at most 2"},
		{"one too few", func(c *check.Checker) { check.Count(c, "x", 1, 2, 0) }, "/x: has 1 element; give at least 2"},

		{"range", func(c *check.Checker) { check.Range(c, "x", 1, &one, &three) }, ""},
		{"range without limits", func(c *check.Checker) { check.Range[int32](c, "x", -7, nil, nil) }, ""},
		{"too small", func(c *check.Checker) { check.Range(c, "x", 0, &one, &three) }, `/x: is too small (got "0"); use at least 1`},
		{"too large", func(c *check.Checker) { check.Range(c, "x", 4, &one, &three) }, `/x: is too large (got "4"); use at most 3`},
		{"fraction", func(c *check.Checker) { check.Range(c, "x", 0.25, &half, nil) }, `/x: is too small (got "0.25"); use at least 0.5`},

		{"unique", func(c *check.Checker) { check.Unique(c, "x", []string{"a", "A", "b"}) }, ""},
		{"twice", func(c *check.Checker) { check.Unique(c, "x", []string{"a", "b", "a"}) }, `/x: holds a value twice (got "a"); leave one out`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var c check.Checker
			tt.rule(&c)
			var got []string
			for _, f := range c.Faults() {
				got = append(got, f.String())
			}
			if text := strings.Join(got, " | "); text != tt.want {
				t.Errorf("faults %q, want %q", text, tt.want)
			}
		})
	}
}

//nolint:paralleltest // testing.AllocsPerRun counts the allocations of the whole process
func TestRules_allocateNothing(t *testing.T) {
	low, high := int32(1), int32(30)
	key := secret.New("s3cret")
	prefixes := []string{"10.0.0.0/8", "10.0.0.0/16"}
	location := &check.Text{Required: true, Min: 1, Max: 90}
	count := &check.Text{Pattern: "^[1-9][0-9]{0,38}$", Hint: "give a number"}
	mode := &check.Text{Enum: []string{"Learning", "Enforced"}}
	prefix := &check.Text{Format: "cidr"}
	hidden := &check.Text{Secret: true, Min: 1}
	if n := testing.AllocsPerRun(100, func() {
		var c check.Checker
		location.String(&c, "location", "eastus")
		c.In("properties")
		count.String(&c, "numberOfIpAddresses", "100")
		mode.String(&c, "mode", "Enforced")
		check.Count(&c, "addressPrefixes", len(prefixes), 1, 10)
		check.Unique(&c, "addressPrefixes", prefixes)
		for i, p := range prefixes {
			c.At("addressPrefixes", i)
			prefix.Value(&c, "", p)
			c.Out()
		}
		check.Range(&c, "flowTimeoutInMinutes", 10, &low, &high)
		hidden.Hidden(&c, "key", key)
		c.Out()
		if c.Err("ipam: pool") != nil {
			t.Error("the body is not valid")
		}
	}); n != 0 {
		t.Errorf("checking a valid body allocates %v times, want 0", n)
	}
}
