// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
)

func TestClient_Again(t *testing.T) {
	t.Parallel()
	refused := errors.New("refused")
	tests := []struct {
		name     string
		retries  int32
		success  int           // the try that succeeds; 0 for none
		cancel   time.Duration // when the context is cancelled; 0 for never
		deadline time.Duration
		most     time.Duration
		want     error
	}{
		{name: "the third try", success: 3, most: 4 * time.Second},
		{name: "for as long as it may", most: time.Minute, want: refused},
		{name: "retries are off", retries: -1, want: refused},
		{name: "within the deadline", deadline: 10 * time.Second, most: 10 * time.Second, want: refused},
		{name: "cancelled", cancel: 3 * time.Second, most: 3 * time.Second, want: context.Canceled},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				opts := &arm.ClientOptions{}
				opts.Retry.MaxRetries = tt.retries
				c, _ := newTestWith(t, opts)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if tt.deadline > 0 {
					ctx, cancel = context.WithTimeout(ctx, tt.deadline)
					defer cancel()
				}
				if tt.cancel > 0 {
					time.AfterFunc(tt.cancel, cancel)
				}
				begun, tries := time.Now(), 0
				err := c.Again(ctx, time.Minute, func() (bool, error) {
					if tries++; tries == tt.success {
						return false, nil
					}
					return true, refused
				})
				waited := time.Since(begun)
				if !errors.Is(err, tt.want) || waited > tt.most || tt.most > 0 && waited < tt.most/2 {
					t.Errorf("Again() = %v after %v, want %v after at most %v", err, waited, tt.want, tt.most)
				}
			})
		})
	}
}
