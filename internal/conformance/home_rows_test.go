// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"fmt"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	cognitive "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/cognitiveservices/armcognitiveservices/v2"
	learning "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/machinelearning/armmachinelearning/v4"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/connections"
)

// homes are the official clients of the homes of connections.
type homes struct {
	cognitive *cognitive.ClientFactory
	learning  *learning.ClientFactory
}

// homeRow is one operation on the connections of one home.
type homeRow struct {
	method string
	home   connections.Home
	theirs func(context.Context, homes) (any, error)
}

// The names that all rows use, which are also those of a world's.
const (
	accountName   = "ai"
	projectName   = "agents"
	workspaceName = "hub"
	bondName      = "models-1_a"
)

// homeIDs are the homes of connections in a group.
func homeIDs(group azfoundry.ResourceGroup) []connections.Home {
	account := connections.AccountID{ResourceGroup: group, Name: accountName}
	return []connections.Home{account, account.Project(projectName), connections.WorkspaceID{ResourceGroup: group, Name: workspaceName}}
}

// ours does the operation of a row with our client.
func (r homeRow) ours(ctx context.Context, c *connections.ConnectionsClient) (any, error) {
	id := connections.ID{Home: r.home, Name: bondName}
	switch r.method {
	case "Create":
		return c.Create(ctx, id, ourConnection())
	case "List":
		return azfoundry.Collect(c.List(ctx, r.home, &connections.ConnectionListOptions{Target: "https://a.b/c?d", Category: "OpenAI"}))
	case "Update":
		return c.Update(ctx, id, connections.ConnectionUpdate{
			Properties: connections.ConnectionProperties{AuthType: connections.AuthTypeAPIKey, Target: "https://e.f"},
		})
	case "Delete":
		return nil, c.Delete(ctx, id)
	case "Modify":
		// the fake's key is no key
		return c.Modify(azfoundry.WithoutValidation(ctx), id, func(c *connections.Connection) error {
			c.Properties.Target = "https://e.f"
			return nil
		})
	case "ListSecrets":
		return c.ListSecrets(ctx, id)
	}
	return c.Get(ctx, id)
}

func ourConnection() connections.Connection {
	c := connections.New(connections.CategoryOpenAI, "https://a.b/c?d", connections.APIKey{Key: connections.NewSecret("k<&>")})
	c.Properties.Metadata = map[string]string{"ApiType": "Azure", "location": "eastus2"}
	c.Properties.IsSharedToAll = new(false)
	return c
}

// cognitiveConnection is ourConnection in the official spelling.
func cognitiveConnection() *cognitive.ConnectionPropertiesV2BasicResource {
	return &cognitive.ConnectionPropertiesV2BasicResource{Properties: &cognitive.APIKeyAuthConnectionProperties{
		AuthType: new(cognitive.ConnectionAuthTypeAPIKey), Category: new(cognitive.ConnectionCategoryOpenAI), Target: new("https://a.b/c?d"),
		Credentials: &cognitive.ConnectionAPIKey{Key: new("k<&>")}, IsSharedToAll: new(false),
		Metadata: map[string]*string{"ApiType": new("Azure"), "location": new("eastus2")},
	}}
}

func cognitiveUpdate() *cognitive.ConnectionUpdateContent {
	return &cognitive.ConnectionUpdateContent{Properties: &cognitive.APIKeyAuthConnectionProperties{
		AuthType: new(cognitive.ConnectionAuthTypeAPIKey), Target: new("https://e.f"),
	}}
}

// learningConnection is ourConnection in the other official spelling.
func learningConnection() learning.WorkspaceConnectionPropertiesV2BasicResource {
	return learning.WorkspaceConnectionPropertiesV2BasicResource{Properties: &learning.APIKeyAuthWorkspaceConnectionProperties{
		AuthType: new(learning.ConnectionAuthTypeAPIKey), Category: new(learning.ConnectionCategoryOpenAI), Target: new("https://a.b/c?d"),
		Credentials: &learning.WorkspaceConnectionAPIKey{Key: new("k<&>")}, IsSharedToAll: new(false),
		Metadata: map[string]*string{"ApiType": new("Azure"), "location": new("eastus2")},
	}}
}

// value makes any of a result.
func value[T any](v T, err error) (any, error) { return v, err }

// drained reads an official list to its end.
func drained[T, I any](ctx context.Context, p *runtime.Pager[T], items func(T) []I) (any, error) {
	var all []I
	for p.More() {
		page, err := p.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, items(page)...)
	}
	return all, nil
}

// bondRow is one operation on connections.
type bondRow = rowOf[homes, *connections.ConnectionsClient]

// bondRows returns every operation on connections that both kinds of client have.
func bondRows() []bondRow {
	var out []bondRow
	for _, r := range homeRows(group) {
		kind := strings.TrimSuffix(strings.TrimPrefix(fmt.Sprintf("%T", r.home), "connections."), "ID")
		out = append(out, bondRow{method: "ConnectionsClient." + r.method, with: kind, theirs: r.theirs, ours: r.ours})
	}
	return out
}

// homeRows returns the same for the homes in a group.
func homeRows(in azfoundry.ResourceGroup) []homeRow {
	at := homeIDs(in)
	return append(append(accountBonds(at[0], in.Name), projectBonds(at[1], in.Name)...), workspaceBonds(at[2], in.Name)...)
}

func accountBonds(home connections.Home, group string) []homeRow {
	target, category := new("https://a.b/c?d"), new("OpenAI")
	return []homeRow{
		{"Create", home, func(ctx context.Context, c homes) (any, error) {
			opts := &cognitive.AccountConnectionsClientCreateOptions{Connection: cognitiveConnection()}
			return value(c.cognitive.NewAccountConnectionsClient().Create(ctx, group, accountName, bondName, opts))
		}},
		{"Get", home, func(ctx context.Context, c homes) (any, error) {
			return value(c.cognitive.NewAccountConnectionsClient().Get(ctx, group, accountName, bondName, nil))
		}},
		{"List", home, func(ctx context.Context, c homes) (any, error) {
			opts := &cognitive.AccountConnectionsClientListOptions{Target: target, Category: category}
			return drained(ctx, c.cognitive.NewAccountConnectionsClient().NewListPager(group, accountName, opts),
				func(p cognitive.AccountConnectionsClientListResponse) []*cognitive.ConnectionPropertiesV2BasicResource {
					return p.Value
				})
		}},
		{"Update", home, func(ctx context.Context, c homes) (any, error) {
			opts := &cognitive.AccountConnectionsClientUpdateOptions{Connection: cognitiveUpdate()}
			return value(c.cognitive.NewAccountConnectionsClient().Update(ctx, group, accountName, bondName, opts))
		}},
		{"Modify", home, func(ctx context.Context, c homes) (any, error) {
			client := c.cognitive.NewAccountConnectionsClient()
			was, err := client.Get(ctx, group, accountName, bondName, nil)
			if err != nil {
				return nil, err
			}
			in := cognitiveUpdate()
			in.Properties.(*cognitive.APIKeyAuthConnectionProperties).Metadata = was.Properties.GetConnectionPropertiesV2().Metadata
			return value(client.Update(ctx, group, accountName, bondName, &cognitive.AccountConnectionsClientUpdateOptions{Connection: in}))
		}},
		{"Delete", home, func(ctx context.Context, c homes) (any, error) {
			return nil, done(c.cognitive.NewAccountConnectionsClient().Delete(ctx, group, accountName, bondName, nil))
		}},
	}
}

func projectBonds(home connections.Home, group string) []homeRow {
	target, category := new("https://a.b/c?d"), new("OpenAI")
	return []homeRow{
		{"Create", home, func(ctx context.Context, c homes) (any, error) {
			opts := &cognitive.ProjectConnectionsClientCreateOptions{Connection: cognitiveConnection()}
			return value(c.cognitive.NewProjectConnectionsClient().Create(ctx, group, accountName, projectName, bondName, opts))
		}},
		{"Get", home, func(ctx context.Context, c homes) (any, error) {
			return value(c.cognitive.NewProjectConnectionsClient().Get(ctx, group, accountName, projectName, bondName, nil))
		}},
		{"List", home, func(ctx context.Context, c homes) (any, error) {
			opts := &cognitive.ProjectConnectionsClientListOptions{Target: target, Category: category}
			return drained(ctx, c.cognitive.NewProjectConnectionsClient().NewListPager(group, accountName, projectName, opts),
				func(p cognitive.ProjectConnectionsClientListResponse) []*cognitive.ConnectionPropertiesV2BasicResource {
					return p.Value
				})
		}},
		{"Update", home, func(ctx context.Context, c homes) (any, error) {
			opts := &cognitive.ProjectConnectionsClientUpdateOptions{Connection: cognitiveUpdate()}
			return value(c.cognitive.NewProjectConnectionsClient().Update(ctx, group, accountName, projectName, bondName, opts))
		}},
		{"Modify", home, func(ctx context.Context, c homes) (any, error) {
			client := c.cognitive.NewProjectConnectionsClient()
			was, err := client.Get(ctx, group, accountName, projectName, bondName, nil)
			if err != nil {
				return nil, err
			}
			in := cognitiveUpdate()
			in.Properties.(*cognitive.APIKeyAuthConnectionProperties).Metadata = was.Properties.GetConnectionPropertiesV2().Metadata
			return value(client.Update(ctx, group, accountName, projectName, bondName, &cognitive.ProjectConnectionsClientUpdateOptions{Connection: in}))
		}},
		{"Delete", home, func(ctx context.Context, c homes) (any, error) {
			return nil, done(c.cognitive.NewProjectConnectionsClient().Delete(ctx, group, accountName, projectName, bondName, nil))
		}},
	}
}

func workspaceBonds(home connections.Home, group string) []homeRow {
	return []homeRow{
		{"Create", home, func(ctx context.Context, c homes) (any, error) {
			return value(c.learning.NewWorkspaceConnectionsClient().Create(ctx, group, workspaceName, bondName, learningConnection(), nil))
		}},
		{"Get", home, func(ctx context.Context, c homes) (any, error) {
			return value(c.learning.NewWorkspaceConnectionsClient().Get(ctx, group, workspaceName, bondName, nil))
		}},
		{"List", home, func(ctx context.Context, c homes) (any, error) {
			opts := &learning.WorkspaceConnectionsClientListOptions{Target: new("https://a.b/c?d"), Category: new("OpenAI")}
			return drained(ctx, c.learning.NewWorkspaceConnectionsClient().NewListPager(group, workspaceName, opts),
				func(p learning.WorkspaceConnectionsClientListResponse) []*learning.WorkspaceConnectionPropertiesV2BasicResource {
					return p.Value
				})
		}},
		{"ListSecrets", home, func(ctx context.Context, c homes) (any, error) {
			return value(c.learning.NewWorkspaceConnectionsClient().ListSecrets(ctx, group, workspaceName, bondName, nil))
		}},
		{"Delete", home, func(ctx context.Context, c homes) (any, error) {
			return nil, done(c.learning.NewWorkspaceConnectionsClient().Delete(ctx, group, workspaceName, bondName, nil))
		}},
	}
}
