// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

const (
	blobContainers = "Microsoft.Storage/storageAccounts/blobServices/containers"
	userDelegation = "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action"
)

// dataRoles are built-in roles for data (learn.microsoft.com, "Azure built-in roles"). Worlds have no data,
// so their data actions are shown and authorise nothing.
func dataRoles() []role {
	const openAI = "Microsoft.CognitiveServices/accounts/OpenAI"
	return []role{
		{
			id: "b7e6dc6d-f1e8-4753-8033-0f276bb0955b", name: "Storage Blob Data Owner", description: "Does everything with blobs, and gives access to them.",
			actions:     []string{blobContainers + "/*", userDelegation},
			dataActions: []string{blobContainers + "/blobs/*"},
		},
		{
			id: "ba92f5b4-2d11-453d-a403-e96b0029c9fe", name: "Storage Blob Data Contributor", description: "Reads, writes and deletes blobs.",
			actions: []string{blobContainers + "/delete", blobContainers + "/read", blobContainers + "/write", userDelegation},
			dataActions: []string{
				blobContainers + "/blobs/delete", blobContainers + "/blobs/read", blobContainers + "/blobs/write",
				blobContainers + "/blobs/move/action", blobContainers + "/blobs/add/action",
			},
		},
		{
			id: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", name: "Storage Blob Data Reader", description: "Reads blobs.",
			actions: []string{blobContainers + "/read", userDelegation}, dataActions: []string{blobContainers + "/blobs/read"},
		},
		{
			id: "a97b65f3-24c7-4388-baec-2e87135dc908", name: "Cognitive Services User", description: "Calls models and lists keys.",
			actions: []string{
				"Microsoft.CognitiveServices/*/read", "Microsoft.CognitiveServices/accounts/listkeys/action",
				"Microsoft.Insights/alertRules/read", "Microsoft.Insights/diagnosticSettings/read",
				"Microsoft.Insights/logDefinitions/read", "Microsoft.Insights/metricdefinitions/read", "Microsoft.Insights/metrics/read",
				"Microsoft.ResourceHealth/availabilityStatuses/read", "Microsoft.Resources/deployments/operations/read",
				"Microsoft.Resources/subscriptions/operationresults/read", "Microsoft.Resources/subscriptions/read",
				"Microsoft.Resources/subscriptions/resourceGroups/read", "Microsoft.Support/*",
			},
			dataActions: []string{"Microsoft.CognitiveServices/*"},
		},
		{
			id: "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd", name: "Cognitive Services OpenAI User", description: "Calls models of Azure OpenAI and sees deployments.",
			actions: []string{
				"Microsoft.CognitiveServices/*/read", "Microsoft.Authorization/roleAssignments/read", "Microsoft.Authorization/roleDefinitions/read",
			},
			dataActions: []string{
				openAI + "/*/read", openAI + "/engines/completions/action", openAI + "/engines/search/action", openAI + "/engines/generate/action",
				openAI + "/deployments/audio/action", openAI + "/deployments/search/action", openAI + "/deployments/completions/action",
				openAI + "/deployments/chat/completions/action", openAI + "/deployments/realtime/action",
				openAI + "/deployments/extensions/chat/completions/action", openAI + "/deployments/embeddings/action",
				openAI + "/images/generations/action", openAI + "/assistants/*",
			},
			notDataActions: []string{openAI + "/stored-completions/read"},
		},
		{
			// Our reading: of the definition, which is not in our sources as a whole, this is what agents need.
			id: "53ca6127-db72-4b80-b1b0-d745d6d5456d", name: "Foundry User", description: "Builds agents and calls models.",
			actions:     []string{"Microsoft.CognitiveServices/*/read"},
			dataActions: []string{"Microsoft.CognitiveServices/*"},
		},
	}
}
