// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections_test

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
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// service answers every request alike and keeps them: method, path, query and body.
type service struct {
	status int
	body   string
	seen   []string
}

func (s *service) Do(r *http.Request) (*http.Response, error) {
	text := r.Method + " " + r.URL.Path + "?" + r.URL.Query().Encode()
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		text += " " + string(body)
	}
	s.seen = append(s.seen, text)
	resp := &http.Response{
		StatusCode: s.status, Header: http.Header{"Content-Type": {"application/json"}}, Request: r, Body: io.NopCloser(strings.NewReader(s.body)),
	}
	if s.status == http.StatusAccepted && strings.HasSuffix(r.URL.Path, "/testconnection") {
		resp.Header.Set("Location", "https://management.azure.com/done")
		s.status = http.StatusOK // of the poll
	}
	return resp, nil
}

type anyToken struct{}

func (anyToken) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: "t"}, nil
}

func (s *service) client(t *testing.T) *connections.ConnectionsClient {
	t.Helper()
	opts := &arm.ClientOptions{ClientOptions: policy.ClientOptions{Transport: s}}
	opts.Retry.MaxRetries = -1
	return testworld.Must[*connections.Client](t)(connections.NewClient(anyToken{}, opts)).Connections
}

// operation is one operation as it goes over the wire, without the id and the API version.
type operation struct {
	name, method, suffix, query, sent string
	call                              func(context.Context, *connections.ConnectionsClient, connections.ID) error
	status                            []int // of success
	answer                            string
	workspace                         bool // whether workspaces alone have it
}

func operations() []operation {
	auth := connections.New(connections.CategoryGit, "https://a.b", connections.PAT{Token: connections.NewSecret("p")})
	update := connections.ConnectionUpdate{Properties: connections.ConnectionProperties{AuthType: "PAT", IsSharedToAll: new(false)}}
	const sent = ` {"properties":{"authType":"PAT","category":"Git","target":"https://a.b","credentials":{"pat":"p"}}}`
	return []operation{
		{
			name: "Get", method: "GET", status: []int{200}, answer: `{}`,
			call: func(ctx context.Context, c *connections.ConnectionsClient, id connections.ID) error {
				_, err := c.Get(ctx, id)
				return err
			},
		},
		{
			name: "List", method: "GET", query: "&category=Git&includeAll=false&target=_", status: []int{200}, answer: `{"value":[]}`,
			call: func(ctx context.Context, c *connections.ConnectionsClient, id connections.ID) error {
				opts := &connections.ConnectionListOptions{Target: "_", Category: "Git", IncludeAll: new(false)}
				_, err := azfoundry.Collect(c.List(ctx, id.Home, opts))
				return err
			},
		},
		{
			name: "Create", method: "PUT", sent: sent, status: []int{200}, answer: `{}`,
			call: func(ctx context.Context, c *connections.ConnectionsClient, id connections.ID) error {
				_, err := c.Create(ctx, id, auth)
				return err
			},
		},
		{
			name: "Update", method: "PATCH", sent: ` {"properties":{"authType":"PAT","isSharedToAll":false}}`, status: []int{200}, answer: `{}`,
			call: func(ctx context.Context, c *connections.ConnectionsClient, id connections.ID) error {
				_, err := c.Update(ctx, id, update)
				return err
			},
		},
		{
			name: "Delete", method: "DELETE", status: []int{200, 204},
			call: func(ctx context.Context, c *connections.ConnectionsClient, id connections.ID) error {
				return c.Delete(ctx, id)
			},
		},
		{
			name: "ListSecrets", method: "POST", suffix: "/listsecrets", status: []int{200}, answer: `{}`, workspace: true,
			call: func(ctx context.Context, c *connections.ConnectionsClient, id connections.ID) error {
				_, err := c.ListSecrets(ctx, id)
				return err
			},
		},
		{
			name: "TestConnection", method: "POST", suffix: "/testconnection", sent: sent, status: []int{202}, workspace: true,
			call: func(ctx context.Context, c *connections.ConnectionsClient, id connections.ID) error {
				return c.TestConnection(ctx, id, auth)
			},
		},
	}
}

// each calls f for every operation in every home that has it, with the request that it must make.
func each(t *testing.T, f func(*testing.T, operation, connections.ID, string)) {
	t.Helper()
	for _, op := range operations() {
		for _, id := range ids("conn-1_A") {
			if _, ok := id.Home.(connections.WorkspaceID); op.workspace && !ok {
				continue
			}
			path := id.String() + op.suffix
			if op.name == "List" {
				path = id.Home.String() + "/connections"
			}
			t.Run(op.name+strings.TrimPrefix(id.Home.String(), group().String()), func(t *testing.T) {
				t.Parallel()
				f(t, op, id, op.method+" "+path+"?api-version=2026-05-01"+op.query+op.sent)
			})
		}
	}
}

func TestOperations(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, op operation, id connections.ID, want string) {
		for _, status := range op.status {
			s := &service{status: status, body: op.answer}
			if err := op.call(t.Context(), s.client(t), id); err != nil || s.seen[0] != want {
				t.Errorf("answered with %d: %v\n got %q\nwant %q", status, err, s.seen, want)
			}
		}
		for _, status := range []int{200, 201, 202, 204, 400, 403, 404} {
			if slices.Contains(op.status, status) || op.name == "Delete" && status == 404 {
				continue
			}
			s := &service{status: status, body: `{"error":{"code":"Refused","message":"no"}}`}
			err := op.call(t.Context(), s.client(t), id)
			if e, ok := errors.AsType[*azfoundry.OpError](err); !ok || e.Status != status {
				t.Errorf("answered with %d: %v, want an OpError that says so", status, err)
			}
		}
	})
}

// An answer of another shape is an error, and no zero value.
func TestOperations_answerOfAnotherType(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, op operation, id connections.ID, _ string) {
		if op.answer == "" {
			return
		}
		for _, body := range []string{`[]`, `{"properties":[],"value":{}}`, `{"properties":{"credentials":{"key":{}}},"value":[0]}`, `<html>`} {
			s := &service{status: op.status[0], body: body}
			if err := op.call(t.Context(), s.client(t), id); err == nil {
				t.Errorf("answered with %s: no error", body)
			}
		}
	})
}
