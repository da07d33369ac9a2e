// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"bytes"
	"iter"

	"github.com/azfoundry/azfoundry/internal/armid"
)

const (
	subscriptionsSegment = "subscriptions"
	providersSegment     = "providers"
	guidLength           = 36
)

// linkedSubscriptions yields the subscription, as it is spelled, of each full resource id in a JSON
// body: /subscriptions/{guid}/…/providers/… within one string, keywords in any case, slashes bare or
// escaped as \/. It takes time linear in the body, and allocates for what it yields only.
func linkedSubscriptions(body []byte) iter.Seq[string] {
	return func(yield func(string) bool) {
		end, last := 0, -1 // the end of the string literal at hand, and its last /providers/
		for at := 0; ; {
			slash := bytes.IndexByte(body[at:], '/')
			if slash < 0 {
				return
			}
			at += slash + 1
			guid, after, ok := subscriptionAt(body, at)
			if !ok {
				continue
			}
			if after >= end {
				end = literalEnd(body, after)
				last = lastProviders(body[:end], after)
			}
			if last >= after && !yield(guid) {
				return
			}
		}
	}
}

// subscriptionAt reads subscriptions/{guid} at a position behind a slash. It returns the GUID and where
// it ends, which is before another slash.
func subscriptionAt(body []byte, at int) (guid string, after int, ok bool) {
	at, ok = segment(body, at, subscriptionsSegment)
	if !ok || at+guidLength > len(body) {
		return "", 0, false
	}
	guid = string(body[at : at+guidLength])
	_, more := skipSlash(body, at+guidLength)
	return guid, at + guidLength, more && armid.IsGUID(guid)
}

// segment reads a keyword, whose first letter decides in most cases, and the slash behind it.
func segment(body []byte, at int, keyword string) (int, bool) {
	if at+len(keyword) > len(body) || body[at]|0x20 != keyword[0] || !bytes.EqualFold(body[at:at+len(keyword)], []byte(keyword)) {
		return 0, false
	}
	return skipSlash(body, at+len(keyword))
}

// skipSlash reads a slash, which JSON may escape.
func skipSlash(body []byte, at int) (int, bool) {
	if at < len(body) && body[at] == '\\' {
		at++
	}
	return at + 1, at < len(body) && body[at] == '/'
}

// literalEnd returns where the string literal around a position ends.
func literalEnd(body []byte, at int) int {
	if i := bytes.IndexByte(body[at:], '"'); i >= 0 {
		return at + i
	}
	return len(body)
}

// lastProviders returns the position of the last /providers/ from a position on that something
// follows, -1 for none.
func lastProviders(text []byte, from int) int {
	for at := len(text) - 1; at >= from; at-- {
		if text[at] != '/' {
			continue
		}
		if behind, ok := segment(text, at+1, providersSegment); ok && behind < len(text) && text[behind] != '\\' {
			return at
		}
	}
	return -1
}
