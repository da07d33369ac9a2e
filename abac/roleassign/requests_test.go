// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package roleassign_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/abac/roleassign"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// service answers every request alike and keeps them: method, path, query and body.
type service struct {
	status int
	body   string
	seen   []string
}

func (s *service) Do(r *http.Request) (*http.Response, error) {
	text := r.Method + " " + r.URL.Path + " " + r.URL.Query().Encode()
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		text += " " + string(body)
	}
	s.seen = append(s.seen, text)
	return &http.Response{
		StatusCode: s.status, Header: http.Header{"Content-Type": {"application/json"}}, Request: r,
		Body: io.NopCloser(strings.NewReader(s.body)),
	}, nil
}

type anyToken struct{}

func (anyToken) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: "t"}, nil
}

func (s *service) client(t *testing.T) *roleassign.Client {
	t.Helper()
	opts := &arm.ClientOptions{ClientOptions: policy.ClientOptions{Transport: s}}
	opts.Retry.MaxRetries = -1
	return testworld.Must[*roleassign.Client](t)(roleassign.NewClient(anyToken{}, opts))
}

// operation is one operation as it goes over the wire.
type operation struct {
	name   string
	call   func(context.Context, *roleassign.Client) error
	want   string
	status []int // of success
	answer string
}

func operations() []operation {
	const api = "api-version=2022-04-01"
	assignment, in := roleassign.RoleReader.Assign(group, other, roleassign.PrincipalTypeUser)
	definition, role := roleassign.Role(other).At(group), reader("Mine", subscription)
	at, is := assignment.String(), definition.String()
	sent := `{"properties":{"roleDefinitionId":"` + in.Properties.RoleDefinitionID + `","principalId":"` + other + `","principalType":"User"}}`
	custom := `{"properties":{"roleName":"Mine","type":"CustomRole","permissions":[{"actions":["Microsoft.Network/*/read"]}],` +
		`"assignableScopes":["` + subscription + `"]}}`
	return []operation{
		{"get assignment", func(ctx context.Context, c *roleassign.Client) error {
			_, err := c.Assignments.Get(ctx, assignment)
			return err
		}, "GET " + at + " " + api, []int{200}, `{}`},
		{"list assignments", func(ctx context.Context, c *roleassign.Client) error {
			_, err := azfoundry.Collect(c.Assignments.List(ctx, group, &roleassign.AssignmentListOptions{AtScope: true}))
			return err
		}, "GET " + group + "/providers/Microsoft.Authorization/roleAssignments %24filter=atScope%28%29&" + api, []int{200}, `{"value":[]}`},
		{"create assignment", func(ctx context.Context, c *roleassign.Client) error {
			_, err := c.Assignments.CreateOrUpdate(ctx, assignment, in)
			return err
		}, "PUT " + at + " " + api + " " + sent, []int{200, 201}, `{}`},
		{"delete assignment", func(ctx context.Context, c *roleassign.Client) error {
			return c.Assignments.Delete(ctx, assignment)
		}, "DELETE " + at + " " + api, []int{200, 204}, ``},
		{"get definition", func(ctx context.Context, c *roleassign.Client) error {
			_, err := c.Definitions.Get(ctx, definition)
			return err
		}, "GET " + is + " " + api, []int{200}, `{}`},
		{"list definitions at the tenant", func(ctx context.Context, c *roleassign.Client) error {
			_, err := azfoundry.Collect(c.Definitions.List(ctx, "", nil))
			return err
		}, "GET /providers/Microsoft.Authorization/roleDefinitions " + api, []int{200}, `{"value":[]}`},
		{"create definition", func(ctx context.Context, c *roleassign.Client) error {
			_, err := c.Definitions.CreateOrUpdate(ctx, definition, role)
			return err
		}, "PUT " + is + " " + api + " " + custom, []int{201}, `{}`},
		{"delete definition", func(ctx context.Context, c *roleassign.Client) error {
			return c.Definitions.Delete(ctx, definition)
		}, "DELETE " + is + " " + api, []int{200, 204}, ``},
	}
}

func TestOperations(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		t.Run(op.name, func(t *testing.T) {
			t.Parallel()
			for _, status := range op.status {
				s := &service{status: status, body: op.answer}
				if err := op.call(t.Context(), s.client(t)); err != nil || len(s.seen) != 1 || s.seen[0] != op.want {
					t.Errorf("answered with %d: %v\n got %q\nwant %q", status, err, s.seen, op.want)
				}
			}
			for _, status := range []int{200, 201, 202, 204, 400, 403, 404} {
				deleted := status == 404 && strings.HasPrefix(op.name, "delete")
				if slices.Contains(op.status, status) || deleted {
					continue
				}
				s := &service{status: status, body: `{"error":{"code":"Refused","message":"no"}}`}
				err := op.call(t.Context(), s.client(t))
				if e, ok := errors.AsType[*azfoundry.OpError](err); !ok || e.Status != status {
					t.Errorf("answered with %d: %v, want an OpError that says so", status, err)
				}
			}
		})
	}
}

// An answer of another shape is an error, and no zero value.
func TestOperations_answerOfAnotherType(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		if op.answer == "" {
			continue
		}
		t.Run(op.name, func(t *testing.T) {
			t.Parallel()
			for _, body := range []string{`[]`, `{"properties":[],"value":{}}`, `<html>`} {
				s := &service{status: op.status[0], body: body}
				if err := op.call(t.Context(), s.client(t)); err == nil {
					t.Errorf("answered with %s: no error", body)
				}
			}
		})
	}
}
