// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections

import (
	"context"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/rest"
)

// New returns the body of a connection to a service of a category at a target.
func New(category Category, target string, auth Auth) Connection {
	var c Connection
	c.Properties.Category, c.Properties.Target = category, target
	c.Properties.SetAuth(auth)
	return c
}

// Create creates a connection or replaces it: what in does not say is gone. So give all of it, credentials
// too; one that was read has none, and [ConnectionsClient.Modify] does without. Create several one after
// the other, and one of the category AzureKeyVault, which keeps the secrets of the others, before them.
//
// The service stores nearly anything, and what is wrong shows later. So package lint looks at the body as
// well: its errors are among the faults of the *azfoundry.ValidationError, with ids such as CN010 that
// docs/connections.md explains. For its warnings call [Connection.Lint].
//
// PUT …/connections/{connection}, API version 2026-05-01.
func (c *ConnectionsClient) Create(ctx context.Context, id ID, in Connection) (Connection, error) {
	in.ID = "" // of what was read
	in.Properties.asSent()
	in.Properties.nameCredentials()
	return rest.Call[Connection](ctx, c.rest, &connectionCreate, id, rest.Input{Body: candidate{in, id.Home}})
}

// nameCredentials names the credentials of OAuth2 where there are none: a managed connector has its own, but
// the service wants them named.
func (m *ConnectionProperties) nameCredentials() {
	if m.AuthType == AuthTypeOAuth2 && m.Credentials.absent() {
		m.Credentials.Unknown = jsontext.Value("{}")
	}
}

// ListSecrets reads a connection of a workspace with its credentials, which print as REDACTED and can be
// given to [ConnectionsClient.Create]. The other homes publish no such operation; for them it fails with an
// *azfoundry.ValidationError.
//
// POST …/connections/{connection}/listsecrets, API version 2026-05-01.
func (c *ConnectionsClient) ListSecrets(ctx context.Context, id ID) (Connection, error) {
	if err := ofWorkspace(id, "list secrets"); err != nil {
		return Connection{}, err
	}
	return rest.Call[Connection](ctx, c.rest, &connectionListSecrets, id, rest.Input{})
}

// TestConnection has the service try a connection of a workspace, and waits for the outcome: nil where it
// works. It stores nothing: in need not be what the connection is now, and is checked as by
// [ConnectionsClient.Create]. The other homes publish no such operation; for them it fails with an
// *azfoundry.ValidationError.
//
// POST …/connections/{connection}/testconnection, API version 2026-05-01.
func (c *ConnectionsClient) TestConnection(ctx context.Context, id ID, in Connection) error {
	if err := ofWorkspace(id, "test connection"); err != nil {
		return err
	}
	return rest.AwaitDone(ctx, c.rest, &connectionTestConnection, id, rest.Input{Body: candidate{in, id.Home}})
}

// ofWorkspace refuses the id of a connection that is not a workspace's.
func ofWorkspace(id ID, op string) error {
	if _, ok := id.Home.(WorkspaceID); ok || id.Home == nil {
		return nil // without a home the id is refused later
	}
	return &azfoundry.ValidationError{Op: "connections: " + op, Resource: id.String(), Faults: []azfoundry.Fault{{
		Pointer: "id.Home", Rule: "workspace", Message: "is no workspace, and only workspaces offer this",
		Advice: "use Modify, which leaves the credentials as they are, or give them anew",
	}}}
}
