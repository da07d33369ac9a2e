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

// maxBody is how much of a body is searched for ids.
const maxBody = 4 << 20

// unlisted finds the tenant of a subscription that no tenant lists; nil if none of the chain's is known to
// own it.
type unlisted func(subscription string) (*member, error)

// decide returns the auxiliary tenants of a request. ask is called for unknown subscriptions in the body;
// nil leaves them unknown.
func (c *Chain) decide(req *policy.Request, ask unlisted) (selection, error) {
	if isRegistration(req.Raw()) {
		return selection{}, nil
	}
	if tenants, ok := explicitTenants(req.Raw().Context()); ok {
		return c.explicit(tenants)
	}
	return c.inferred(req, ask)
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

func (c *Chain) explicit(tenants []string) (selection, error) {
	var out selection
	for _, t := range tenants {
		m, err := c.core.member(t)
		if err != nil {
			return selection{}, err
		}
		if m != c.home {
			out.add(m, explicit)
		}
	}
	if out.over != nil {
		return selection{}, c.tooMany(tenants)
	}
	return out, nil
}

// inferred returns the tenants that a write's body refers to, and those that an earlier write of the same
// resource turned out to need. Subscriptions nobody listed are nobody's. More tenants than the service
// takes are none: which of them matter cannot be known from here.
func (c *Chain) inferred(req *policy.Request, ask unlisted) (selection, error) {
	var out selection
	if !isWrite(req.Raw()) {
		return out, nil
	}
	needed := c.core.learned.needs(req.Raw())
	for _, m := range needed.members() {
		if m != c.home {
			out.add(m, learned)
		}
	}
	if (len(c.core.table) > 0 || ask != nil || c.core.learned.owns()) && hasJSON(req) {
		if err := c.referred(req, &out, ask); err != nil {
			return selection{}, err
		}
	}
	if out.over != nil {
		c.core.auditTooMany(req.Raw(), &out)
		return selection{}, nil
	}
	return out, nil
}

// referred adds the tenants of the ids in a body.
func (c *Chain) referred(req *policy.Request, out *selection, ask unlisted) error {
	buffer := c.core.buffer()
	defer c.core.buffers.Put(buffer)
	body, err := peek(req, buffer)
	if err != nil {
		return err
	}
	for subscription := range linkedSubscriptions(body) {
		m, _ := c.core.owner(subscription)
		if m == nil && ask != nil {
			if m, err = ask(string(subscription)); err != nil {
				return err
			}
		}
		if m != nil && m != c.home {
			out.add(m, inBody)
		}
	}
	return nil
}

// owner returns the tenant that a subscription is known to belong to, nil for none of the chain's, and
// whether it is known at all.
func (c *core) owner(subscription []byte) (*member, bool) {
	var folded [guidLength]byte
	if len(subscription) != guidLength {
		return nil, false
	}
	for i, b := range subscription {
		if 'A' <= b && b <= 'Z' {
			b |= 0x20
		}
		folded[i] = b
	}
	if m, ok := c.table[string(folded[:])]; ok {
		return m, true
	}
	return c.learned.owner(folded[:])
}

func isWrite(req *http.Request) bool {
	switch req.Method {
	case http.MethodPut, http.MethodPatch, http.MethodPost, http.MethodDelete:
		return true
	}
	return false
}

// hasJSON reports whether a write has a body that is not known to be something else.
func hasJSON(req *policy.Request) bool {
	if req.Raw().Method == http.MethodDelete {
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
