// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"context"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/tracing"
)

// The attributes that a client's operation gets in a trace, where its options have a TracingProvider.
const (
	// AttributeHome is the tenant whose token the request ran under.
	AttributeHome = "azfoundry.auth.home"
	// AttributeTenants are the other tenants whose tokens it carried, separated by commas; absent if it
	// carried none.
	AttributeTenants = "azfoundry.auth.auxiliary_tenants"
	// AttributeReasons are the reasons for these, in the same order: explicit, body, learned or retry.
	AttributeReasons = "azfoundry.auth.reasons"
)

// traceSent adds to the operation's span which tokens its request carries.
func (p *attach) traceSent(ctx context.Context, s *selection) {
	if !p.tracer.Enabled() {
		return
	}
	attrs := []tracing.Attribute{{Key: AttributeHome, Value: p.chain.home.key}}
	if members := s.tenants.members(); len(members) > 0 {
		reasons := make([]string, len(members))
		for i := range members {
			reasons[i] = string(s.reasons[i])
		}
		attrs = append(attrs, tracing.Attribute{Key: AttributeTenants, Value: strings.Join(keys(members), ",")},
			tracing.Attribute{Key: AttributeReasons, Value: strings.Join(reasons, ",")})
	}
	p.tracer.SpanFromContext(ctx).SetAttributes(attrs...)
}

// traceRenewed adds to the operation's span that a token was renewed.
func (p *attach) traceRenewed(ctx context.Context, m *member) {
	if p.tracer.Enabled() {
		p.tracer.SpanFromContext(ctx).AddEvent(EventTokenRenewed, tracing.Attribute{Key: "tenant", Value: m.key})
	}
}
