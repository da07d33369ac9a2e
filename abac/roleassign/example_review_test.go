// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package roleassign_test

import (
	"context"
	"fmt"
	"iter"
	"log"

	"github.com/azfoundry/azfoundry/abac"
	"github.com/azfoundry/azfoundry/abac/roleassign"
	"github.com/azfoundry/azfoundry/foundry/estate"
)

const ownBlobs = `!(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'})
OR @Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'prompts'`

// A condition that looks at reading leaves everything else open that the role can do. No service is asked.
func ExampleReview() {
	id, in := roleassign.RoleStorageBlobDataContributor.Assign("", "b7d0a6f2-1c55-4e0f-8a3d-90c2e4f7165b", roleassign.PrincipalTypeUser)
	in.Properties.Condition = ownBlobs
	for _, f := range roleassign.Review(id, in, nil) {
		if f.Rule == "RA001" {
			fmt.Println(f.Message)
		}
	}
	// Output: Storage Blob Data Contributor has 4 actions that the condition does not look at: blobs/write, blobs/add/action, blobs/move/action, blobs/delete
}

// ReviewIn looks at the account as well, here with the client of package estate.
func ExampleReviewIn() {
	ctx := context.Background()
	world, cred := newEmulator() // with azidentity.NewDefaultAzureCredential and nil options, on Azure
	defer world.Close()
	if err := world.Put(account, map[string]any{"location": "eastus", "kind": "StorageV2", "sku": map[string]any{"name": "Standard_LRS"}}); err != nil {
		log.Fatal(err)
	}
	roles, err := roleassign.NewClient(cred, world.ClientOptions())
	if err != nil {
		log.Fatal(err)
	}
	around, err := estate.NewClient(cred, world.ClientOptions())
	if err != nil {
		log.Fatal(err)
	}
	from := roles.Sources()
	from.StorageAccounts = func(ctx context.Context, scope string) iter.Seq2[roleassign.StorageAccount, error] {
		return func(yield func(roleassign.StorageAccount, error) bool) {
			id, err := estate.ParseStorageAccountID(scope) // lists those of a group or a subscription otherwise
			if err != nil {
				yield(roleassign.StorageAccount{}, err)
				return
			}
			a, err := around.StorageAccounts.Get(ctx, id)
			p := a.Properties
			yield(roleassign.StorageAccount{
				ID: a.ID, SharedKeys: p.AllowSharedKeyAccess == nil || *p.AllowSharedKeyAccess,
				HierarchicalNamespace: p.IsHnsEnabled != nil && *p.IsHnsEnabled,
			}, err)
		}
	}
	id, in := roleassign.RoleStorageBlobDataReader.Assign(account, "b7d0a6f2-1c55-4e0f-8a3d-90c2e4f7165b", roleassign.PrincipalTypeUser)
	in.Properties.Condition = ownBlobs
	found, err := roleassign.ReviewIn(ctx, id, in, from)
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range found {
		if f.Severity != abac.SeverityInfo {
			fmt.Println(f.Rule, f.Message)
		}
	}
	// Output: RA012 shared keys are on: stprompts
}

// A role whose own permissions have conditions, under the condition of an assignment.
func ExampleNewAccess() {
	const write = "Microsoft.Authorization/roleAssignments/write"
	role := roleassign.Definition{Properties: roleassign.DefinitionProperties{Permissions: []roleassign.Permission{{
		Actions:   []string{write},
		Condition: "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] GuidEquals " + string(roleassign.RoleFoundryUser),
	}}}}
	access, err := roleassign.NewAccess(role, "@Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEqualsIgnoreCase 'User'", abac.Strict)
	if err != nil {
		log.Fatal(err)
	}
	for _, kind := range []string{"User", "Group"} {
		v := access.Decide(abac.Request{Action: write, Request: abac.Attributes{
			abac.RoleDefinitionID: abac.Text(string(roleassign.RoleFoundryUser)), abac.PrincipalType: abac.Text(kind),
		}})
		fmt.Println(kind, v.Decision, v.Reason)
	}
	// Output:
	// User allow conditions
	// Group deny assignmentCondition
}

// A role is found by its name of today or of before 2026.
func ExampleFindRole() {
	role, err := roleassign.FindRole("Azure AI User")
	fmt.Println(role.Name(), role, err)
	_, err = roleassign.FindRole("Blob Data Reader")
	fmt.Println(err)
	// Output:
	// Foundry User 53ca6127-db72-4b80-b1b0-d745d6d5456d <nil>
	// roleassign: find role "Blob Data Reader": there is no such name among the built-in roles that this package knows; did you mean "Storage Blob Data Reader"? else give its GUID
}
