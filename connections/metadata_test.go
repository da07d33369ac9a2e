// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/connections"
)

// The service answers with null for metadata that were never given. They read as the empty text, which means
// the same to it; Modify sends the null as it was, and an update made by hand sends the text.
func TestMetadata_null(t *testing.T) {
	t.Parallel()
	const metadata = `{"deploymentInPath":"true","inferenceAPIVersion":null}`
	s := &service{status: http.StatusOK, body: `{"properties":{"authType":"AAD","category":"ApiManagement","target":"https://a.b","metadata":` + metadata + `}}`}
	group := azfoundry.ResourceGroup{Subscription: armtest.ManagementSubscription, Name: "rg"}
	client, id := s.client(t), connections.AccountID{ResourceGroup: group, Name: "acc"}.Connection("gateway")
	read, err := client.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if text, ok := read.Properties.Metadata["inferenceAPIVersion"]; !ok || text != "" {
		t.Errorf("Metadata = %q, want the key with an empty text", read.Properties.Metadata)
	}
	if err := read.Validate(); err != nil {
		t.Errorf("Validate() = %v, want nil", err)
	}
	if _, err = client.Modify(t.Context(), id, func(c *connections.Connection) error {
		c.Properties.Target = "https://b.c"
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if last := s.seen[len(s.seen)-1]; !strings.HasPrefix(last, "PATCH ") || !strings.Contains(last, `"metadata":`+metadata) {
		t.Errorf("Modify sent %s, want the metadata as they were read", last)
	}
	update := connections.ConnectionUpdate{Properties: connections.ConnectionProperties{AuthType: "AAD", Metadata: read.Properties.Metadata}}
	if _, err := client.Update(t.Context(), id, update); err != nil {
		t.Fatal(err)
	}
	if last := s.seen[len(s.seen)-1]; !strings.Contains(last, `"metadata":{"deploymentInPath":"true","inferenceAPIVersion":""}`) {
		t.Errorf("Update sent %s, want the empty text", last)
	}
}
