// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

const (
	// maxAuxiliary is how many auxiliary tokens Resource Manager takes (Microsoft Learn, "Authenticate
	// requests across tenants").
	maxAuxiliary = 3
	// maxBody is how much of a body is searched for ids.
	maxBody = 4 << 20
)

// reason says why auxiliary tokens go with a request, for the audit events.
type reason string

const (
	named    reason = "named by the caller"
	referred reason = "ids in the body"
)

// decide returns the auxiliary tenants of a request, sorted, and why.
func (c *Chain) decide(req *policy.Request) ([]*member, reason, error) {
	if isRegistration(req.Raw()) {
		return nil, "", nil
	}
	if tenants, ok := explicitTenants(req.Raw().Context()); ok {
		sources, err := c.explicit(tenants)
		return sources, named, err
	}
	sources, err := c.inferred(req)
	return sources, referred, err
}

// isRegistration reports whether azcore sends this request by itself to register a resource provider,
// through the policies of the call it interrupts: GET /subscriptions/{id}/providers/{namespace} and
// POST …/register. No other tenant has a part in it.
func isRegistration(req *http.Request) bool {
	parts := strings.Split(strings.Trim(req.URL.Path, "/"), "/")
	if len(parts) < 4 || !strings.EqualFold(parts[0], subscriptionsSegment) || !strings.EqualFold(parts[2], providersSegment) {
		return false
	}
	return len(parts) == 4 || len(parts) == 5 && strings.EqualFold(parts[4], "register")
}

func (c *Chain) explicit(tenants []string) ([]*member, error) {
	var out []*member
	for _, t := range tenants {
		s, err := c.core.member(t)
		if err != nil {
			return nil, err
		}
		if s != c.home && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	sortByTenant(out)
	if len(out) > maxAuxiliary {
		return nil, tooMany(keys(out))
	}
	return out, nil
}

// inferred returns the tenants that a write's body refers to. Subscriptions nobody listed are nobody's.
// More tenants than the service takes are none: which of them matter cannot be known from here.
func (c *Chain) inferred(req *policy.Request) ([]*member, error) {
	if len(c.core.table) == 0 || !hasJSON(req) {
		return nil, nil
	}
	buffer := c.core.buffer()
	defer c.core.buffers.Put(buffer)
	body, err := peek(req, buffer)
	if err != nil {
		return nil, err
	}
	var out []*member
	for subscription := range linkedSubscriptions(body) {
		s, ok := c.core.owner(subscription)
		if ok && s != c.home && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	sortByTenant(out)
	if len(out) > maxAuxiliary {
		c.core.auditTooMany(req.Raw(), out)
		return nil, nil
	}
	return out, nil
}

// owner returns the tenant that lists a subscription.
func (c *core) owner(subscription string) (*member, bool) {
	s, ok := c.members[c.table[fold(subscription)]]
	return s, ok
}

// hasJSON reports whether a request writes and has a body that is not known to be something else.
func hasJSON(req *policy.Request) bool {
	switch req.Raw().Method {
	case http.MethodPut, http.MethodPatch, http.MethodPost:
	default:
		return false
	}
	kind := strings.ToLower(req.Raw().Header.Get("Content-Type"))
	return req.Body() != nil && (kind == "" || strings.Contains(kind, "json"))
}

// buffer returns a buffer for a body, one that an earlier request used if there is one.
func (c *core) buffer() *[]byte {
	if b, ok := c.buffers.Get().(*[]byte); ok {
		return b
	}
	return new([]byte)
}

// peek returns the body of a request, in the buffer, and rewinds it.
func peek(req *policy.Request, buffer *[]byte) ([]byte, error) {
	size, err := req.Body().Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	if err := req.RewindBody(); err != nil {
		return nil, err
	}
	if size > maxBody {
		return nil, bodyTooLarge(size)
	}
	body := slices.Grow((*buffer)[:0], int(size))[:size]
	*buffer = body
	if _, err := io.ReadFull(req.Body(), body); err != nil {
		return nil, err
	}
	return body, req.RewindBody()
}

func sortByTenant(sources []*member) {
	slices.SortFunc(sources, func(a, b *member) int { return strings.Compare(a.key, b.key) })
}

func keys(sources []*member) []string {
	var out []string
	for _, s := range sources {
		out = append(out, s.key)
	}
	return out
}
