// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections_test

import (
	"encoding/json"
	"testing"

	"github.com/azfoundry/azfoundry/connections"
)

// Bodies with members that say nothing take a second look.
func BenchmarkConnection_decode(b *testing.B) {
	const full = `{"id":"/subscriptions/s","name":"gateway","properties":{"audience":"https://cognitiveservices.azure.com","authType":"ProjectManagedIdentity",` +
		`"category":"ApiManagement","isSharedToAll":false,"metadata":{"deploymentInPath":"false","models":"[]"},"target":"https://contoso.azure-api.net/openai"}}`
	const silent = `{"id":"/subscriptions/s","name":"gateway","properties":{"audience":"https://cognitiveservices.azure.com","authType":"ProjectManagedIdentity",` +
		`"category":"ApiManagement","isSharedToAll":false,"metadata":{"deploymentInPath":"false","inferenceAPIVersion":null},"target":"https://contoso.azure-api.net/openai"}}`
	for name, text := range map[string]string{"full": full, "silent": silent} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var c connections.Connection
				if err := json.Unmarshal([]byte(text), &c); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
