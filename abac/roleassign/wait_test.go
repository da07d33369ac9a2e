// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package roleassign_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/azfoundry/azfoundry/abac/roleassign"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// script answers writes with its lines in turn, the last for ever, and reads by what their paths hold.
type script struct {
	writes []string // status and code, or "201"
	reads  map[string]string
	puts   int
}

func (s *script) Do(r *http.Request) (*http.Response, error) {
	status, body := 404, `{"error":{"code":"NotFound","message":"no"}}`
	if r.Method == http.MethodPut {
		line := s.writes[min(s.puts, len(s.writes)-1)]
		s.puts++
		status, body = 201, `{"name":"made"}`
		if code, refused := strings.CutPrefix(line, "refuse "); refused {
			status, body = 400, `{"error":{"code":"`+code+`","message":"no"}}`
		}
	} else {
		for path, text := range s.reads {
			if strings.HasSuffix(r.URL.Path, path) {
				status, body = 200, text
			}
		}
	}
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Request: r,
		Body: io.NopCloser(strings.NewReader(body)),
	}, nil
}

func (s *script) client(t *testing.T, retries int32) *roleassign.Client {
	t.Helper()
	opts := &arm.ClientOptions{ClientOptions: policy.ClientOptions{Transport: s}}
	opts.Retry.MaxRetries = retries
	return testworld.Must[*roleassign.Client](t)(roleassign.NewClient(anyToken{}, opts))
}

// listed is the answer of a list of one assignment, whose own address ends in there.
func listed(t *testing.T, p roleassign.AssignmentProperties) string {
	t.Helper()
	id := roleassign.AssignmentID{Scope: group, Name: there}
	text, err := json.Marshal(map[string]any{"value": []roleassign.Assignment{{ID: id.String(), Name: there, Properties: p}}})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

const there = "5d1b2f4e-7a41-4b0b-9f6c-0d3d5f1f9c02"

// What exists must decide the same; a refusal of the service stays otherwise.
func TestAssignments_CreateOrUpdate_whatExists(t *testing.T) {
	t.Parallel()
	id, in := roleassign.RoleReader.Assign(group, other, roleassign.PrincipalTypeUser)
	in.Properties.Condition, in.Properties.ConditionVersion = ownContainer, "2.0"
	in.Properties.Scope = group
	tests := []struct {
		name   string
		change func(*roleassign.AssignmentProperties)
		equal  bool
		waits  bool // for the one that the service has, and does not show
	}{
		{"equal", func(*roleassign.AssignmentProperties) {}, true, false},
		{"another description", func(p *roleassign.AssignmentProperties) { p.Description = "y" }, true, false},
		{"the role by another id", func(p *roleassign.AssignmentProperties) {
			p.RoleDefinitionID = roleassign.RoleReader.At("").String()
		}, true, false},
		{"another layout", func(p *roleassign.AssignmentProperties) {
			p.Condition = strings.ReplaceAll(p.Condition, " ", "\n ")
		}, true, false},
		{"another way to say it", func(p *roleassign.AssignmentProperties) {
			p.Condition = strings.ReplaceAll(p.Condition, "StringEquals 'prompts'", "ForAnyOfAnyValues:StringEquals {'prompts'}")
		}, true, false},
		{"another condition", func(p *roleassign.AssignmentProperties) {
			p.Condition = strings.ReplaceAll(p.Condition, "prompts", "answers")
		}, false, false},
		{"a condition that is none", func(p *roleassign.AssignmentProperties) { p.Condition = "y" }, false, false},
		{"no condition", func(p *roleassign.AssignmentProperties) { p.Condition = "" }, false, false},
		{"another identity", func(p *roleassign.AssignmentProperties) { p.DelegatedManagedIdentityResourceID = group }, false, false},
		{"another scope", func(p *roleassign.AssignmentProperties) { p.Scope = subscription }, false, true},
		{"another role", func(p *roleassign.AssignmentProperties) {
			p.RoleDefinitionID = roleassign.RoleOwner.At(group).String()
		}, false, true},
		{"another principal", func(p *roleassign.AssignmentProperties) { p.PrincipalID = armtest.ManagedTenant }, false, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				present := in.Properties
				tt.change(&present)
				s := &script{
					writes: []string{"refuse RoleAssignmentExists"},
					reads:  map[string]string{"/roleAssignments": listed(t, present), there: `{"name":"there"}`},
				}
				begun := time.Now()
				got, err := s.client(t, 0).Assignments.CreateOrUpdate(t.Context(), id, in)
				if tt.equal && (err != nil || got.Name != "there") {
					t.Errorf("CreateOrUpdate() = %q, %v, want the one that is there", got.Name, err)
				}
				if !tt.equal {
					wantRefusal(t, err, http.StatusBadRequest, "RoleAssignmentExists")
				}
				if waited := time.Since(begun); waited > time.Minute || tt.waits != (waited > 30*time.Second) {
					t.Errorf("gave up after %v", waited)
				}
			})
		})
	}
}

func TestAssignments_CreateOrUpdate_waits(t *testing.T) {
	t.Parallel()
	id, in := roleassign.RoleReader.Assign(group, other, roleassign.PrincipalTypeUser)
	there := in.Properties
	there.Scope = group
	unknown := []string{"refuse RoleDefinitionDoesNotExist", "refuse RoleDefinitionDoesNotExist", "201"}
	exists := []string{"refuse RoleAssignmentExists", "201"}
	role := map[string]string{string(roleassign.RoleReader): `{"properties":{}}`}
	tests := []struct {
		name     string
		script   script
		retries  int32
		deadline time.Duration
		puts     int
		code     string // of the refusal; empty for success
	}{
		{"a role that can be read", script{writes: unknown, reads: role}, 0, 0, 3, ""},
		{"a role that cannot", script{writes: unknown}, 0, 0, 1, "RoleDefinitionDoesNotExist"},
		{"retries are off", script{writes: unknown, reads: role}, -1, 0, 1, "RoleDefinitionDoesNotExist"},
		{"no time for it", script{writes: unknown, reads: role}, 0, time.Second, 1, "RoleDefinitionDoesNotExist"},
		{"an assignment that lists no longer show", script{writes: exists, reads: map[string]string{"/roleAssignments": `{"value":[]}`}}, 0, 0, 2, ""},
		{"an assignment that is gone, and lists still show", script{writes: exists, reads: map[string]string{"/roleAssignments": listed(t, there)}}, 0, 0, 2, ""},
		{"an assignment that nobody may list", script{writes: exists}, 0, 0, 1, "RoleAssignmentExists"},
		{"a principal", script{writes: []string{"refuse PrincipalNotFound", "201"}}, 0, 0, 2, ""},
		{"another refusal", script{writes: []string{"refuse BadRequestFormat", "201"}}, 0, 0, 1, "BadRequestFormat"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx := t.Context()
				if tt.deadline > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, tt.deadline)
					defer cancel()
				}
				got, err := tt.script.client(t, tt.retries).Assignments.CreateOrUpdate(ctx, id, in)
				if tt.script.puts != tt.puts {
					t.Errorf("%d PUTs, want %d", tt.script.puts, tt.puts)
				}
				if tt.code == "" && (err != nil || got.Name != "made") {
					t.Errorf("CreateOrUpdate() = %q, %v, want success", got.Name, err)
				}
				if tt.code != "" {
					wantRefusal(t, err, http.StatusBadRequest, tt.code)
				}
			})
		})
	}
}
