// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armid_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/armid"
)

var (
	poolShape = &armid.Shape{
		Provider: "Microsoft.Network",
		Segments: []armid.Segment{
			{Type: "networkManagers", Field: "Manager.Name"},
			{Type: "ipamPools", Field: "Name", Name: &armid.NameRule{Min: 2, Max: 64, Pattern: `^[0-9a-zA-Z]([0-9a-zA-Z_.-]{0,62}[0-9a-zA-Z_])?$`}},
		},
	}
	locationShape = &armid.Shape{
		Scope: armid.SubscriptionScope, Provider: "Microsoft.Network",
		Segments: []armid.Segment{{Type: "locations", Field: "Name"}},
	}
	managementShape = &armid.Shape{
		Scope: armid.TenantScope, Provider: "Microsoft.Management",
		Segments: []armid.Segment{{Type: "managementGroups", Field: "Name"}},
	}
	assignmentShape = &armid.Shape{
		Scope: armid.AnyScope, Provider: "Microsoft.Authorization",
		Segments: []armid.Segment{{Type: "roleAssignments", Field: "Name"}},
	}
	connectionShape = &armid.Shape{
		Scope: armid.ManagementGroupScope, Provider: "Microsoft.Network",
		Segments: []armid.Segment{{Type: "networkManagerConnections", Field: "Name"}},
	}
	ownerShape = &armid.Shape{
		Scope: armid.ServiceScope, Provider: "Microsoft.Graph",
		Segments: []armid.Segment{{Type: "applications", Field: "Application.Name"}, {Type: "owners", Field: "Name", Name: &armid.NameRule{Max: 3}}},
	}
	shapes = []*armid.Shape{poolShape, locationShape, managementShape, assignmentShape, connectionShape, ownerShape}
)

func TestShape_roundTrip(t *testing.T) {
	t.Parallel()
	inGroup := azfoundry.ResourceGroup{Subscription: subscription, Name: "rg-Network"}
	const assignment = "/providers/Microsoft.Authorization/roleAssignments/a"
	tests := []struct {
		name  string
		shape *armid.Shape
		in    string
		want  armid.Parts
		out   string // what Format returns; "" for in itself
	}{
		{"child in a group", poolShape, pool, armid.Parts{Group: inGroup, Names: [4]string{"hub", "workloads"}}, ""},
		{
			"keywords and types in any case", poolShape,
			"/Subscriptions/" + subscription + "/RESOURCEGROUPS/rg-Network/Providers/microsoft.network/NETWORKMANAGERS/hub/ipampools/workloads",
			armid.Parts{Group: inGroup, Names: [4]string{"hub", "workloads"}}, pool,
		},
		{
			"names keep their case", poolShape, strings.Replace(pool, "workloads", "WorkLoads", 1),
			armid.Parts{Group: inGroup, Names: [4]string{"hub", "WorkLoads"}}, "",
		},
		{
			"in a subscription", locationShape, "/subscriptions/" + subscription + "/providers/Microsoft.Network/locations/eastus",
			armid.Parts{Group: azfoundry.ResourceGroup{Subscription: subscription}, Names: [4]string{"eastus"}}, "",
		},
		{
			"in the tenant", managementShape, "/providers/Microsoft.Management/managementGroups/root",
			armid.Parts{Names: [4]string{"root"}}, "",
		},
		{
			"in a management group", connectionShape, "/Providers/microsoft.management/managementgroups/Root/providers/Microsoft.Network/networkManagerConnections/c",
			armid.Parts{ManagementGroup: "Root", Names: [4]string{"c"}},
			"/providers/Microsoft.Management/managementGroups/Root/providers/Microsoft.Network/networkManagerConnections/c",
		},
		{
			"at a service of its own", ownerShape, "/Applications/a/OWNERS/O-1",
			armid.Parts{Names: [4]string{"a", "O-1"}}, "/applications/a/owners/O-1",
		},
		{"on the tenant", assignmentShape, assignment, armid.Parts{Names: [4]string{"a"}}, ""},
		{
			"on a subscription", assignmentShape, "/subscriptions/" + subscription + assignment,
			armid.Parts{Scope: "/subscriptions/" + subscription, Names: [4]string{"a"}}, "",
		},
		{"on a group", assignmentShape, group + assignment, armid.Parts{Scope: group, Names: [4]string{"a"}}, ""},
		{"on a resource", assignmentShape, pool + assignment, armid.Parts{Scope: pool, Names: [4]string{"a"}}, ""},
		{
			"on a management group", assignmentShape, "/providers/Microsoft.Management/managementGroups/root" + assignment,
			armid.Parts{Scope: "/providers/Microsoft.Management/managementGroups/root", Names: [4]string{"a"}}, "",
		},
		{
			"on an extension", assignmentShape, pool + "/providers/Microsoft.Insights/diagnosticSettings/d" + assignment,
			armid.Parts{Scope: pool + "/providers/Microsoft.Insights/diagnosticSettings/d", Names: [4]string{"a"}}, "",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := tt.shape.Parse(tt.in)
			if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
				t.Fatalf("Parse(%q): %v (-want +got)\n%s", tt.in, err, diff)
			}
			want := tt.out
			if want == "" {
				want = tt.in
			}
			if out := tt.shape.Format(got); out != want {
				t.Errorf("Format() = %q, want %q", out, want)
			}
			if err := tt.shape.Validate(got); err != nil {
				t.Errorf("Validate() = %v", err)
			}
		})
	}
}

func TestShape_Parse_refuses(t *testing.T) {
	t.Parallel()
	const connection = "/providers/Microsoft.Network/networkManagerConnections/c"
	const assignment = "/providers/Microsoft.Authorization/roleAssignments/a"
	tests := []struct {
		name  string
		shape *armid.Shape
		in    string
		want  []string // pointer and rule of each fault
	}{
		{"empty", poolShape, "", []string{"id armid"}},
		{"parent", poolShape, manager, []string{"id armid"}},
		{"child too many", poolShape, pool + "/a/b", []string{"id armid"}},
		{"other type", poolShape, strings.Replace(pool, "ipamPools", "pools", 1), []string{"id armid"}},
		{"other provider", poolShape, strings.Replace(pool, "Microsoft.Network", "Microsoft.Netvork", 1), []string{"id armid"}},
		{"no group", poolShape, strings.Replace(pool, "/resourceGroups/rg-Network", "", 1), []string{"id armid"}},
		{"below a resource", poolShape, manager + strings.TrimPrefix(pool, group), []string{"id armid"}},
		{"group too many", locationShape, group + "/providers/Microsoft.Network/locations/eastus", []string{"id armid"}},
		{"not of the tenant", managementShape, "/subscriptions/" + subscription + "/providers/Microsoft.Management/managementGroups/root", []string{"id armid"}},
		{"at a service, without slash", ownerShape, "applications/a/owners/o", []string{"id armid"}},
		{"at a service, parent", ownerShape, "/applications/a", []string{"id armid"}},
		{"at a service, child too many", ownerShape, "/applications/a/owners/o/x/y", []string{"id armid"}},
		{"at a service, other type", ownerShape, "/applications/a/members/o", []string{"id armid"}},
		{"at a service, with a provider", ownerShape, "/providers/Microsoft.Graph/applications/a/owners/o", []string{"id armid"}},
		{"at a service, bad names", ownerShape, "/applications/../owners/long", []string{"id.Application.Name name", "id.Name length"}},
		{"in no management group", connectionShape, "/subscriptions/" + subscription + connection, []string{"id armid"}},
		{"in the tenant", connectionShape, connection, []string{"id armid"}},
		{"in something like a management group", connectionShape, "/providers/Microsoft.Other/managementGroups/root" + connection, []string{"id armid"}},
		{"in something of a subscription", connectionShape, "/subscriptions/" + subscription + "/providers/Microsoft.Management/managementGroups/root" + connection, []string{"id armid"}},
		{"management group with dots", connectionShape, "/providers/Microsoft.Management/managementGroups/.." + connection, []string{"id.ManagementGroup name"}},
		{"management group too long", connectionShape, "/providers/Microsoft.Management/managementGroups/" + strings.Repeat("a", 91) + connection, []string{"id.ManagementGroup length"}},
		{"management group that ends in a dot", connectionShape, "/providers/Microsoft.Management/managementGroups/a." + connection, []string{"id.ManagementGroup pattern"}},
		{"a URL", poolShape, "https://management.azure.com" + pool, []string{"id armid"}},
		{
			"all faults at once", poolShape,
			"/subscriptions/nonsense/resourceGroups/rg./providers/Microsoft.Network/networkManagers/../ipamPools/-",
			[]string{"id.ResourceGroup.Subscription guid", "id.ResourceGroup.Name pattern", "id.Manager.Name name", "id.Name length"},
		},
		{"dots", poolShape, strings.Replace(pool, "workloads", "..", 1), []string{"id.Name name"}},
		{"one dot", poolShape, strings.Replace(pool, "hub", ".", 1), []string{"id.Manager.Name name"}},
		{"query", poolShape, strings.Replace(pool, "hub", "hub?x=1", 1), []string{"id.Manager.Name name"}},
		{"fragment", poolShape, strings.Replace(pool, "hub", "hub#x", 1), []string{"id.Manager.Name name"}},
		{"percent", poolShape, strings.Replace(pool, "hub", "%2e%2e", 1), []string{"id.Manager.Name name"}},
		{"backslash", poolShape, strings.Replace(pool, "hub", `..\x`, 1), []string{"id.Manager.Name name"}},
		{"line break", poolShape, strings.Replace(pool, "hub", "hub\r\nHost: x", 1), []string{"id.Manager.Name name"}},
		{"NUL", poolShape, strings.Replace(pool, "hub", "hub\x00", 1), []string{"id.Manager.Name name"}},
		{"long", poolShape, strings.Replace(pool, "hub", strings.Repeat("a", 261), 1), []string{"id.Manager.Name length"}},
		{"group too long", poolShape, strings.Replace(pool, "rg-Network", strings.Repeat("a", 91), 1), []string{"id.ResourceGroup.Name length"}},
		{"pattern", poolShape, strings.Replace(pool, "workloads", "work loads", 1), []string{"id.Name pattern"}},

		{"scope of words", assignmentShape, "/hello" + assignment, []string{"id.Scope armid"}},
		{"scope beyond a group", assignmentShape, group + "/more" + assignment, []string{"id.Scope armid"}},
		{"scope of a keyword", assignmentShape, "/subscriptions" + assignment, []string{"id.Scope armid"}},
		{"scope of half a resource", assignmentShape, manager + "/ipamPools" + assignment, []string{"id.Scope armid"}},
		{"scope whose scope is none", assignmentShape, "/hello/providers/P/t/n" + assignment, []string{"id.Scope armid"}},
		{"scope, bad subscription", assignmentShape, "/subscriptions/x" + assignment, []string{"id.Scope guid"}},
		{"scope with dots", assignmentShape, manager + "/ipamPools/.." + assignment, []string{"id.Scope name"}},
		{"scope with a query", assignmentShape, group + "?x" + assignment, []string{"id.Scope name"}},
		{"scope with a control character", assignmentShape, group + "\n" + assignment, []string{"id.Scope name"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			parts, err := tt.shape.Parse(tt.in)
			refused, ok := errors.AsType[*azfoundry.ValidationError](err)
			if !ok {
				t.Fatalf("Parse(%q) = %+v, %v; want a *ValidationError", tt.in, parts, err)
			}
			var got []string
			for _, f := range refused.Faults {
				got = append(got, f.Pointer+" "+f.Rule)
				if f.Message == "" || f.Advice == "" {
					t.Errorf("fault %+v says nothing, or gives no advice", f)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("faults (-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(armid.Parts{}, parts); diff != "" {
				t.Errorf("Parse() returned parts beside its error\n%s", diff)
			}
			if strings.ContainsAny(err.Error(), "\r\n\x00") {
				t.Errorf("Error() is not one printable line: %q", err)
			}
		})
	}
}

func TestShape_Parse_saysWhatItWants(t *testing.T) {
	t.Parallel()
	_, err := poolShape.Parse("workloads")
	const want = "write it as /subscriptions/{subscription}/resourceGroups/{name}/providers/Microsoft.Network/networkManagers/{name}/ipamPools/{name}"
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("Parse() = %v, want advice: %s", err, want)
	}
}

// Two ids made by hand: what Parse refuses, Validate refuses too, although Format would hide it.
func TestShape_Validate_namesWithSlashes(t *testing.T) {
	t.Parallel()
	good := armid.Parts{Group: azfoundry.ResourceGroup{Subscription: subscription, Name: "rg"}, Names: [4]string{"hub", "p1"}}
	for _, spoil := range []func(*armid.Parts){
		func(p *armid.Parts) { p.Names[0] = "hub/ipamPools/other" },
		func(p *armid.Parts) { p.Names[1] = "" },
		func(p *armid.Parts) { p.Group.Name = "rg/providers/x" },
		func(p *armid.Parts) { p.Group.Subscription = "" },
	} {
		bad := good
		spoil(&bad)
		if err := poolShape.Validate(bad); err == nil {
			t.Errorf("Validate(%+v) found nothing", bad)
		}
	}
	if err := poolShape.Validate(good); err != nil {
		t.Errorf("Validate() = %v", err)
	}
}

func TestParents_Validate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		id   interface {
			String() string
			Validate() error
		}
		text string
		ok   bool
	}{
		{"subscription", armid.Subscription(subscription), "/subscriptions/" + subscription, true},
		{"no subscription", armid.Subscription(""), "/subscriptions/", false},
		{"subscription as an id", armid.Subscription("/subscriptions/" + subscription), "/subscriptions//subscriptions/" + subscription, false},
		{"group", armid.Group{Subscription: subscription, Name: "rg-Network"}, group, true},
		{"group without name", armid.Group{Subscription: subscription}, "/subscriptions/" + subscription + "/resourceGroups/", false},
		{"management group", armid.ManagementGroup("root"), "/providers/Microsoft.Management/managementGroups/root", true},
		{"management group as an id", armid.ManagementGroup("/providers/a"), "/providers/Microsoft.Management/managementGroups//providers/a", false},
		{"tenant", armid.Scope(""), "", true},
		{"scope", armid.Scope(pool), pool, true},
		{"bad scope", armid.Scope("pool"), "pool", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := tt.id.Validate()
			if _, refused := errors.AsType[*azfoundry.ValidationError](err); refused == tt.ok || tt.id.String() != tt.text {
				t.Errorf("String() = %q, Validate() = %v; want %q, valid %v", tt.id, err, tt.text, tt.ok)
			}
		})
	}
}

func TestEscape(t *testing.T) {
	t.Parallel()
	for _, in := range []string{pool, "/a b/c?d#e/%2f/ü", "", "/"} {
		u, err := url.Parse("https://host" + armid.Escape(in))
		if err != nil || u.Path != in || u.RawQuery != "" || u.Fragment != "" {
			t.Errorf("Escape(%q) = %q, which is read as %+v, %v", in, armid.Escape(in), u, err)
		}
	}
}

// FuzzParse formats whatever parses: the same id comes out, but for the case of keywords and types.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		pool, strings.ToUpper(pool), "/providers/Microsoft.Management/managementGroups/root", group,
		pool + "/providers/Microsoft.Authorization/roleAssignments/a", "/providers/Microsoft.Authorization/roleAssignments/..",
		"/subscriptions/" + subscription + "/providers/Microsoft.Network/locations/eastus", "", "/", "/a/providers/b/c/d",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		for _, s := range shapes {
			parts, err := s.Parse(in)
			if err != nil {
				if _, ok := errors.AsType[*azfoundry.ValidationError](err); !ok || strings.ContainsAny(err.Error(), "\r\n") {
					t.Errorf("Parse(%q) = %q", in, err)
				}
				continue
			}
			out := s.Format(parts)
			if !strings.EqualFold(out, in) {
				t.Errorf("Parse(%q) of %s formats as %q", in, s.Type(), out)
			}
			if again, err := s.Parse(out); err != nil || again != parts {
				t.Errorf("Parse(%q) = %+v, %v; want %+v", out, again, err, parts)
			}
			for segment := range strings.SplitSeq(out, "/") {
				if segment == "." || segment == ".." || strings.ContainsAny(segment, "?#\\%\r\n\x00") {
					t.Errorf("Parse(%q) let %q pass", in, segment)
				}
			}
		}
	})
}
