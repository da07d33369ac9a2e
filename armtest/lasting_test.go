// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/armtest"
)

// foundries makes an account with a project and a model, and a workspace.
func foundries(t *testing.T) *session {
	t.Helper()
	s := administrator(t, start(t, nil), armtest.ManagementTenant)
	own := object{"type": "SystemAssigned"}
	s.want("201", "PUT", foundryURL, object{
		"location": armtest.DefaultRegion, "kind": "AIServices", "sku": object{"name": "S0"}, "identity": own,
		"properties": object{"customSubDomainName": "foundry", "allowProjectManagement": true},
	})
	s.want("201", "PUT", inFoundry("/projects/orders"), object{"location": armtest.DefaultRegion, "identity": own, "properties": object{}})
	s.want("201", "PUT", inFoundry("/deployments/chat"), object{
		"sku":        object{"name": "GlobalStandard", "capacity": 1},
		"properties": object{"model": object{"format": "OpenAI", "name": "gpt-5", "version": "2025-08-07"}},
	})
	s.want("200", "PUT", hubURL, object{"location": armtest.DefaultRegion, "kind": "Hub", "identity": own, "properties": object{}})
	return s
}

// inFoundry is the URL of what is in the account.
func inFoundry(path string) string { return strings.Replace(foundryURL, "?", path+"?", 1) }

// A PATCH of what takes the service a while is answered 202, and its result is at Location in the end. All
// others are done with their answer, as recordings of Azure CLI show.
func TestPatch_lasts(t *testing.T) {
	t.Parallel()
	own := object{"identity": object{"type": "SystemAssigned"}}
	tagged := object{"tags": object{"a": "b"}}
	sized := object{"sku": object{"name": "GlobalStandard", "capacity": 7}}
	for _, tt := range []struct {
		name, url string
		body      object
		lasts     bool
	}{
		{"account", foundryURL, own, true},
		{"tags of an account", foundryURL, tagged, false},
		{"subdomain of an account", foundryURL, object{"properties": object{"customSubDomainName": "foundry"}}, false},
		{"project", inFoundry("/projects/orders"), own, true},
		{"name of a project", inFoundry("/projects/orders"), object{"properties": object{"displayName": "Orders"}}, false},
		{"deployment", inFoundry("/deployments/chat"), sized, true},
		{"tags of a deployment", inFoundry("/deployments/chat"), tagged, false},
		{"workspace", hubURL, object{"properties": object{"managedNetwork": object{"isolationMode": "AllowInternetOutbound"}}}, true},
		{"name of a workspace", hubURL, object{"properties": object{"friendlyName": "Hub"}}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := foundries(t)
			if !tt.lasts {
				s.want("200", "PATCH", tt.url, tt.body)
				return
			}
			at := s.want("202", "PATCH", tt.url, tt.body).header.Get("Location")
			s.want("202", "GET", at, nil)
			result, now := s.want("200", "GET", at, nil), s.want("200", "GET", tt.url, nil)
			if result.text != now.text {
				t.Errorf("the result is %s, and the resource %s", result.text, now.text)
			}
			for name := range tt.body {
				if _, there := result.body[name]; !there {
					t.Errorf("the result has no %s", name)
				}
			}
		})
	}
}

// A PATCH that fails in the end says so at its Location, and leaves the state Failed.
func TestPatch_failsInTheEnd(t *testing.T) {
	t.Parallel()
	s := foundries(t)
	inject(t, s.world, armtest.Fault{Methods: []string{"PATCH"}, Outcome: &armtest.Outcome{Code: "Broken", Message: "it broke"}})
	at := s.want("202", "PATCH", foundryURL, object{"identity": object{"type": "SystemAssigned"}}).header.Get("Location")
	s.want("202", "GET", at, nil)
	s.want("Broken", "GET", at, nil)
	if state := texts(s.do("GET", foundryURL, nil).body, "properties", "provisioningState")[0]; state != "Failed" {
		t.Errorf("state = %s, want Failed", state)
	}
}

// What only looks at a workspace takes a while, and changes nothing of it, also where it fails.
func TestActions_lastAndChangeNothing(t *testing.T) {
	t.Parallel()
	s := foundries(t)
	s.want("200", "GET", hubURL, nil) // two looks end the PUT
	before := s.want("200", "GET", hubURL, nil)
	at := s.want("202", "POST", strings.Replace(hubURL, "?", "/diagnose?", 1), object{}).header.Get("Location")
	s.want("202", "GET", at, nil)
	if got := s.want("200", "GET", at, nil); len(got.body["value"].(object)) != 9 {
		t.Errorf("the diagnosis is %s, want nine lists", got.text)
	}
	inject(t, s.world, armtest.Fault{Methods: []string{"POST"}, Outcome: &armtest.Outcome{Code: "Broken", Message: "it broke"}})
	at = s.want("202", "POST", strings.Replace(hubURL, "?", "/resyncKeys?", 1), nil).header.Get("Location")
	s.want("202", "GET", at, nil)
	if got := s.want("Broken", "GET", at, nil); got.status != http.StatusConflict {
		t.Errorf("a failed action = %d", got.status)
	}
	if after := s.want("200", "GET", hubURL, nil); after.text != before.text {
		t.Errorf("the workspace was %s and is %s", before.text, after.text)
	}
}
